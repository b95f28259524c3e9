import { useState } from 'react';
import { asApiError } from '../api/client';
import { Chart } from '../components/Chart';
import { Icon } from '../components/Icon';
import { Legend } from '../components/Legend';
import { SearchField } from '../components/SearchField';
import { Bone, Failure, Stale } from '../components/States';
import { useKeys } from '../components/useKeys';
import { useNow } from '../components/useNow';
import { outages } from '../domain/alerts';
import { LINES_MAX } from '../domain/colours';
import { type ChangeExplore, type ExploreState, toggled } from '../domain/explore';
import type { Band, Metric } from '../domain/model';
import { exact } from '../domain/numbers';
import { POINTS_MAX } from '../domain/points';
import { seriesLabel } from '../domain/seriesPath';
import { durationWords, pan, type Range, rangeLabel } from '../domain/time';
import { Anomalies } from './anomalies';
import classes from './explore.module.css';
import { type ExploreData, useExploreData, useZoom } from './exploreData';
import { SeriesTable } from './seriesTable';

const HEIGHT_PX = 340;
const NO_BAND: Band['points'] = [];

interface ViewProps {
  item: Metric;
  all: Range;
  state: ExploreState;
  onChange: ChangeExplore;
}

/** The chart, its legend, the slices, and what fell out of the band. */
export function ExploreView({ item, all, state, onChange }: ViewProps) {
  const data = useExploreData(item, all, state);
  const { range, resolution, keys, focus, list, points, band } = data;
  const zoom = useZoom(all, range, resolution, onChange);
  const [highlight, setHighlight] = useState<Range>();
  useKeys({
    '[': () => zoom.to(pan(range, -1, resolution)),
    ']': () => zoom.to(pan(range, 1, resolution)),
  });
  const toggle = (key: string) => {
    const selected = toggled(keys, key);
    if (selected) {
      onChange({ selected });
    }
  };
  const toFocus = (key: string) =>
    onChange(key === focus ? { focus: undefined } : focusedOn(key, keys, state));

  if (list.isError && list.data === undefined) {
    return <Failure error={asApiError(list.error)} onRetry={() => list.refetch()} />;
  }
  const failed = [list, points].find((query) => query.isError);
  const broken = item.dimensionSet.length > 0;
  return (
    <>
      {failed ? <Stale error={asApiError(failed.error)} onRetry={() => failed.refetch()} /> : null}
      <div className={classes.view}>
        <About item={item} data={data} />
        <Plot item={item} data={data} zoom={zoom} highlight={highlight} />
        {broken ? (
          <Legend items={data.lines} focus={focus} onFocus={toFocus} onRemove={toggle} />
        ) : null}
        <div className={classes.below} data-focus={focus !== undefined || undefined}>
          <div className={classes.series}>
            {broken ? <Tools item={item} data={data} state={state} onChange={onChange} /> : null}
            <SeriesTable
              dimension={item.dimensionSet.join(' · ') || 'Series'}
              rows={data.listed.data?.items}
              unit={item.unit}
              additive={data.additive}
              slots={data.slots}
              focus={focus}
              onToggle={toggle}
              onFocus={toFocus}
              onOnly={(key) => onChange({ selected: [key], focus: key })}
            />
          </div>
          {focus === undefined ? (
            <Hint />
          ) : (
            <Anomalies
              title={labelOf(focus, data)}
              band={band.data}
              outages={outages(band.data?.points ?? NO_BAND, resolution)}
              error={band.isError ? asApiError(band.error) : undefined}
              resolution={resolution}
              unit={item.unit}
              onPoint={setHighlight}
              onZoom={zoom.to}
              onRetry={() => band.refetch()}
            />
          )}
        </div>
      </div>
    </>
  );
}

/** Looking at a series closer draws it too, in place of the last one when there is no room. */
const focusedOn = (key: string, keys: readonly string[], state: ExploreState): ExploreState => ({
  focus: key,
  selected: keys.includes(key) ? state.selected : [...keys.slice(0, LINES_MAX - 1), key],
});

function labelOf(key: string, { known }: ExploreData): string {
  const series = known.get(key);
  return series ? seriesLabel(series.values) : key;
}

function About({ item, data }: { item: Metric; data: ExploreData }) {
  const bucket = durationWords(item.resolution);
  return (
    <div className={classes.about}>
      <p className="soft">
        {item.description}
        {item.description ? ' ' : ''}
        <span className="faint">
          {item.unit ? `In ${item.unit}, per ` : 'Per '}
          {bucket}.
        </span>
      </p>
      <p className="faint num nowrap">
        {rangeLabel(data.range)} UTC
        {data.clipped ? ` · the last ${exact(POINTS_MAX)} ${bucket}s` : ''}
      </p>
    </div>
  );
}

interface PlotProps {
  item: Metric;
  data: ExploreData;
  zoom: ReturnType<typeof useZoom>;
  highlight: Range | undefined;
}

function Plot({ item, data, zoom, highlight }: PlotProps) {
  const now = useNow(60);
  const { lines, points, paths, focus, band } = data;
  const waiting = data.list.isPending || (points.data === undefined && paths.length > 0);
  return (
    <div className={classes.chart} aria-busy={points.isFetching}>
      {waiting ? (
        <Bone height="100%" />
      ) : lines.length === 0 ? (
        <p className={classes.none}>Choose a series below to draw it.</p>
      ) : (
        <Chart
          label={`${item.metric} over time: ${lines.map((line) => line.label).join(', ')}. The table below has the figures.`}
          lines={lines}
          band={focus === undefined ? NO_BAND : (band.data?.points ?? NO_BAND)}
          focus={focus}
          unit={item.unit}
          resolution={data.resolution}
          range={data.range}
          now={now}
          marks={data.marks}
          highlight={highlight}
          height={HEIGHT_PX}
          onZoom={zoom.to}
          onBack={zoom.back}
        />
      )}
    </div>
  );
}

type ToolsProps = Pick<ViewProps, 'item' | 'state' | 'onChange'> & { data: ExploreData };

function Tools({ item, data, state, onChange }: ToolsProps) {
  const { keys, listed } = data;
  return (
    <div className={classes.tools}>
      <SearchField
        value={state.search ?? ''}
        label={`Search ${item.dimensionSet.join(', ')}`}
        onChange={(search) => onChange({ search: search || undefined }, { replace: true })}
      />
      <span className="faint num">
        {keys.length} of {exact(listed.data?.total ?? 0)} drawn
        {keys.length === LINES_MAX ? `, at most ${LINES_MAX}` : ''}
      </span>
    </div>
  );
}

function Hint() {
  return (
    <aside className={classes.hint}>
      <Icon name="band" />
      <p className="faint">
        Choose a row to see the band that history predicts, and what fell out of it.
      </p>
    </aside>
  );
}
