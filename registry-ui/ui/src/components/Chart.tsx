import 'uplot/dist/uPlot.min.css';
import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import { chartData, type Line } from '../domain/chart';
import type { BandPoint } from '../domain/model';
import type { Range, Seconds } from '../domain/time';
import classes from './Chart.module.css';
import { chartOptions } from './chartOptions';
import type { Mark } from './chartSettings';

export interface ChartProps {
  /** For those who don't see it. */
  label: string;
  lines: readonly Line[];
  /** Of the line in focus; empty for none. */
  band?: readonly BandPoint[];
  /** Key of the line that the band belongs to. */
  focus?: string | undefined;
  unit: string;
  /** Bucket width in seconds. */
  resolution: number;
  range: Range;
  now: Seconds;
  /** A time to point at: what the pointer is over in a list beside the chart. */
  highlight?: Range | undefined;
  /** Labelled ticks on the time axis. */
  marks?: readonly Mark[];
  height?: number;
  /** A range was dragged over. */
  onZoom?: (range: Range) => void;
  /** Double-click. */
  onBack?: () => void;
}

/** Series over time, with crosshair, zoom, a band and the points that are out of it. */
export function Chart(props: ChartProps) {
  const holder = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  // Handlers and the highlight change often; the plot reads the latest of them without being made anew.
  const latest = useRef(props);
  latest.current = props;
  const scheme = useComputedColorScheme('light');
  const { lines, band, focus, unit, resolution, range, now, marks, height = 320 } = props;

  useEffect(() => {
    const parent = holder.current as HTMLDivElement;
    const data = chartData(lines, band ?? [], resolution, now);
    const options = chartOptions({
      data,
      range,
      resolution,
      unit,
      focus,
      marks: marks ?? [],
      width: parent.clientWidth,
      height,
      scheme,
      parent,
      highlight: () => latest.current.highlight,
      onZoom: (wanted) => latest.current.onZoom?.(wanted),
      onBack: () => latest.current.onBack?.(),
    });
    const made = new uPlot(options, [data.times, ...data.columns], parent);
    plot.current = made;
    const observer = new ResizeObserver(() => made.setSize({ width: parent.clientWidth, height }));
    observer.observe(parent);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = undefined;
    };
  }, [lines, band, focus, unit, resolution, range, now, marks, height, scheme]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: drawn by the plot, which reads it through `latest`
  useEffect(() => plot.current?.redraw(false, false), [props.highlight]);

  return (
    <div
      ref={holder}
      className={classes.chart}
      style={{ height }}
      role="img"
      aria-label={props.label}
    />
  );
}
