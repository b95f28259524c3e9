import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo, useRef } from 'react';
import { eventTypeQuery } from '../api/eventTypes';
import { bandQuery, pointsQuery, seriesQuery } from '../api/series';
import type { Mark } from '../components/chartSettings';
import type { Line } from '../domain/chart';
import { assignSlots } from '../domain/colours';
import {
  type ChangeExplore,
  drawn,
  type ExploreState,
  focused,
  isAdditive,
} from '../domain/explore';
import type { Metric, Revision, Series } from '../domain/model';
import { clip } from '../domain/points';
import { seriesKey, seriesLabel } from '../domain/seriesPath';
import { durationSeconds, type Range, seconds, snap } from '../domain/time';

const NO_MARKS: Mark[] = [];

/** What Explore shows of one metric: the slices, those drawn with their points, and the band of the one in focus. */
export function useExploreData(item: Metric, all: Range, state: ExploreState) {
  const resolution = durationSeconds(item.resolution);
  const { clipped, ...cut } = clip(
    { from: state.from ?? all.from, until: state.until ?? all.until },
    resolution,
  );
  // Made anew only when it changes, because the chart is.
  const range = useMemo(() => ({ from: cut.from, until: cut.until }), [cut.from, cut.until]);

  const list = useQuery(seriesQuery(item, range, ''));
  const search = state.search ?? '';
  const found = useQuery({ ...seriesQuery(item, range, search), enabled: search !== '' });
  const listed = search === '' ? list : found;
  const known = useMemo(
    () => byKey([...(list.data?.items ?? []), ...(found.data?.items ?? [])]),
    [list.data, found.data],
  );

  const keys = drawn(
    state,
    (list.data?.items ?? []).map((series) => seriesKey(series.values)),
  );
  const focus = focused(state, keys);
  const slots = useSlots(keys, [item.eventType, item.metric, item.dimensionSet].join(' '));
  const paths = keys.map((key) => known.get(key)?.path).filter((path) => path !== undefined);
  const points = useQuery(pointsQuery(paths, range));
  const band = useQuery(bandQuery(focus === undefined ? undefined : known.get(focus)?.path, range));
  const lines = useLines(keys, known, slots, points.data);

  const eventType = useQuery(eventTypeQuery(item.eventType));
  const declared = eventType.data?.metrics.find((metric) => metric.name === item.metric);
  return {
    resolution,
    range,
    clipped,
    list,
    listed,
    known,
    keys,
    focus,
    slots,
    points,
    paths,
    band,
    lines,
    marks: useRevisionMarks(eventType.data?.revisions, range),
    additive: isAdditive(declared?.aggregate),
  };
}

export type ExploreData = ReturnType<typeof useExploreData>;

const byKey = (series: Series[]) => new Map(series.map((each) => [seriesKey(each.values), each]));

/** Colours that stay with their series while one adds and removes others; another breakdown begins anew. */
function useSlots(keys: readonly string[], breakdown: string): ReadonlyMap<string, number> {
  const before = useRef<{ breakdown: string; slots: ReadonlyMap<string, number> }>(undefined);
  const joined = keys.join('|');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the keys themselves, not the list that holds them
  return useMemo(() => {
    const known = before.current?.breakdown === breakdown ? before.current.slots : new Map();
    const slots = assignSlots(known, keys);
    before.current = { breakdown, slots };
    return slots;
  }, [joined, breakdown]);
}

function useLines(
  keys: readonly string[],
  known: ReadonlyMap<string, Series>,
  slots: ReadonlyMap<string, number>,
  points: { path: string; points: Line['points'] }[] | undefined,
): Line[] {
  const joined = keys.join('|');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the keys themselves, not the list that holds them
  return useMemo(() => {
    const byPath = new Map((points ?? []).map((each) => [each.path, each.points]));
    return keys.flatMap((key) => {
      const series = known.get(key);
      const own = series && byPath.get(series.path);
      return own
        ? [{ key, label: seriesLabel(series.values), slot: slots.get(key) ?? 0, points: own }]
        : [];
    });
  }, [joined, known, slots, points]);
}

/** Revisions that were published in the range. */
function useRevisionMarks(revisions: Revision[] | undefined, range: Range): Mark[] {
  return useMemo(() => {
    const marks = (revisions ?? [])
      .map(({ id, publishedAt }) => ({ time: seconds(publishedAt), label: `rev ${id}` }))
      .filter(({ time }) => time >= range.from && time < range.until)
      .reverse();
    return marks.length === 0 ? NO_MARKS : marks;
  }, [revisions, range]);
}

/** Zooming goes into the history, so Back works; a double-click goes back by itself, and at the end to everything. */
export function useZoom(all: Range, range: Range, resolution: number, onChange: ChangeExplore) {
  const stack = useRef<Range[]>([]);
  const to = useCallback(
    (wanted: Range) => {
      stack.current.push(range);
      onChange(snap(wanted, resolution));
    },
    [range, resolution, onChange],
  );
  const back = useCallback(() => {
    const before = stack.current.pop();
    const whole = before === undefined || (before.from === all.from && before.until === all.until);
    onChange(whole ? { from: undefined, until: undefined } : before);
  }, [all.from, all.until, onChange]);
  return { to, back };
}
