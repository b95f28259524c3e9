import { many, one } from './address';
import { LINES_MAX } from './colours';
import type { Metric } from './model';
import { durationSeconds, parseTime, type Range, type Seconds, seconds, shortIso } from './time';

/** What the address of Explore says. What it leaves open, the data decides: see {@link resolve}. */
export interface ExploreState {
  readonly event?: string | undefined;
  readonly metric?: string | undefined;
  readonly statistic?: string | undefined;
  /** Dimension set, comma-separated; empty for the overall series. */
  readonly by?: string | undefined;
  readonly resolution?: string | undefined;
  readonly from?: Seconds | undefined;
  readonly until?: Seconds | undefined;
  /** Keys of the series drawn, see `seriesKey`; undefined for the biggest. */
  readonly selected?: readonly string[] | undefined;
  /** Key of the series whose band is shown. */
  readonly focus?: string | undefined;
  readonly search?: string | undefined;
}

export type ChangeExplore = (change: ExploreState, options?: { replace?: boolean }) => void;

export function parseExplore(query: Record<string, unknown>): ExploreState {
  const from = parseTime(one(query, 'from') ?? '');
  const until = parseTime(one(query, 'until') ?? '');
  const ordered = from === undefined || until === undefined || from < until;
  return {
    event: one(query, 'event'),
    metric: one(query, 'metric'),
    statistic: one(query, 'stat'),
    by: one(query, 'by'),
    resolution: one(query, 'res'),
    from: ordered ? from : undefined,
    until: ordered ? until : undefined,
    selected: query.s === undefined ? undefined : many(query, 's').filter((key) => key !== ''),
    focus: one(query, 'focus'),
    search: one(query, 'q'),
  };
}

/** The reverse of {@link parseExplore}; nothing that the data would decide the same way needs to be said. */
export function formatExplore(state: ExploreState): Record<string, unknown> {
  const { from, until, selected, search } = state;
  return {
    event: state.event,
    metric: state.metric,
    stat: state.statistic || undefined,
    by: state.by,
    res: state.resolution,
    from: from === undefined ? undefined : shortIso(from),
    until: until === undefined ? undefined : shortIso(until),
    s: selected === undefined ? undefined : selected.length === 0 ? '' : selected,
    focus: state.focus,
    q: search || undefined,
  };
}

/** One metric with its statistic: what the picker lists. */
export interface Choice {
  readonly eventType: string;
  readonly metric: string;
  readonly statistic: string;
  readonly description: string;
  readonly unit: string;
}

/** What Explore shows, and what it could show instead. */
export interface Resolved {
  readonly item: Metric;
  readonly choices: readonly Choice[];
  /** Dimension sets of the metric, as keys; the overall one first. */
  readonly dimensionSets: readonly string[];
  /** Bucket widths of the metric in this breakdown, finest first. */
  readonly resolutions: readonly string[];
  /** From the first point to the end of the last bucket; undefined while there are no points. */
  readonly all: Range | undefined;
}

export const dimensionKey = (metric: Pick<Metric, 'dimensionSet'>): string =>
  metric.dimensionSet.join(',');

/** Buckets that still read well as a line; a finer resolution is chosen only when asked for. */
const BUCKETS_READABLE_MAX = 800;

/**
 * Finds what to show: what the state says where there is such a thing, and otherwise the first metric that has
 * points, broken down by its first dimension set, at the finest resolution that is still readable.
 */
export function resolve(state: ExploreState, metrics: readonly Metric[]): Resolved | undefined {
  const ofEvent = preferred(metrics, (m) => m.eventType === state.event);
  const ofMetric = preferred(ofEvent, (m) => m.metric === state.metric);
  const first = (ofMetric.find((m) => m.seriesCount > 0) ?? ofMetric[0]) as Metric | undefined;
  if (first === undefined) {
    return undefined;
  }
  const sameMetric = ofMetric.filter(
    (m) => m.eventType === first.eventType && m.metric === first.metric,
  );
  const statistic = (sameMetric.find((m) => m.statistic === state.statistic) ?? first).statistic;
  const items = sameMetric.filter((m) => m.statistic === statistic);

  const dimensionSets = unique(items.map(dimensionKey)).sort(byDepth);
  const by =
    dimensionSets.find((key) => key === state.by) ??
    dimensionSets.find((key) => key !== '' && hasSeries(items, key)) ??
    (dimensionSets[0] as string);
  const ofSet = items
    .filter((m) => dimensionKey(m) === by)
    .sort((a, b) => durationSeconds(a.resolution) - durationSeconds(b.resolution));
  const item =
    ofSet.find((m) => m.resolution === state.resolution) ??
    ofSet.find((m) => buckets(m, state) <= BUCKETS_READABLE_MAX) ??
    (ofSet.at(-1) as Metric);
  return {
    item,
    choices: choices(metrics),
    dimensionSets,
    resolutions: ofSet.map((m) => m.resolution),
    all: extent(item),
  };
}

/** Those that fit, or all of them when none does. */
function preferred<T>(items: readonly T[], fits: (item: T) => boolean): readonly T[] {
  const found = items.filter(fits);
  return found.length > 0 ? found : items;
}

const unique = (keys: readonly string[]) => [...new Set(keys)];

const hasSeries = (items: readonly Metric[], by: string) =>
  items.some((m) => dimensionKey(m) === by && m.seriesCount > 0);

/** The overall set, then those of one attribute, then the others. */
const byDepth = (a: string, b: string) =>
  (a === '' ? 0 : a.split(',').length) - (b === '' ? 0 : b.split(',').length) || 0;

function buckets(metric: Metric, state: ExploreState): number {
  const all = extent(metric);
  if (all === undefined) {
    return 0;
  }
  const length = (state.until ?? all.until) - (state.from ?? all.from);
  return length / durationSeconds(metric.resolution);
}

/** From the first point of all series to the end of the last bucket. */
export function extent(metric: Metric): Range | undefined {
  if (metric.timeMin === null || metric.timeMax === null) {
    return undefined;
  }
  return {
    from: seconds(metric.timeMin),
    until: seconds(metric.timeMax) + durationSeconds(metric.resolution),
  };
}

/** Every metric with its statistic once, in the order of the list. */
export function choices(metrics: readonly Metric[]): Choice[] {
  const found = new Map<string, Choice>();
  for (const { eventType, metric, statistic, description, unit } of metrics) {
    const key = choiceKey({ eventType, metric, statistic });
    if (!found.has(key)) {
      found.set(key, { eventType, metric, statistic, description, unit });
    }
  }
  return [...found.values()];
}

export const choiceKey = (choice: Pick<Choice, 'eventType' | 'metric' | 'statistic'>): string =>
  [choice.eventType, choice.metric, choice.statistic].join('|');

/** How many of the biggest series are drawn until one chooses. */
const SELECTED_DEFAULT = 5;

/** Keys of the series that are drawn: those chosen, or else the biggest. */
export const drawn = (state: ExploreState, keys: readonly string[]): string[] =>
  (state.selected ?? keys.slice(0, SELECTED_DEFAULT)).slice(0, LINES_MAX);

/** Which series shows its band: the one in focus if it is drawn, or the only one drawn. */
export function focused(state: ExploreState, drawnKeys: readonly string[]): string | undefined {
  if (state.focus !== undefined && drawnKeys.includes(state.focus)) {
    return state.focus;
  }
  return drawnKeys.length === 1 ? drawnKeys[0] : undefined;
}

/** Draws a series or takes it away; undefined when there is no room for another line. */
export function toggled(drawnKeys: readonly string[], key: string): readonly string[] | undefined {
  if (drawnKeys.includes(key)) {
    return drawnKeys.filter((each) => each !== key);
  }
  return drawnKeys.length < LINES_MAX ? [...drawnKeys, key] : undefined;
}

/** Whether the values of buckets add up to something that means anything. */
export const isAdditive = (aggregate: string | undefined): boolean =>
  aggregate === 'count' || aggregate === 'sum';
