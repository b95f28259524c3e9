import type { BandPoint } from './model';
import { align, type Column, type Points, splitIncomplete } from './points';
import { type Seconds, seconds } from './time';

/** A series to draw. */
export interface Line {
  readonly key: string;
  readonly label: string;
  /** Index into the line colours. */
  readonly slot: number;
  readonly points: Points;
}

/** What a column of the chart's data is, in the order in which it is drawn. */
export type Role =
  | { readonly kind: 'upper' | 'lower' | 'expected' | 'out' }
  | { readonly kind: 'line' | 'incomplete'; readonly line: Line };

export interface ChartData {
  readonly times: Seconds[];
  /** One per column. */
  readonly roles: Role[];
  readonly columns: Column[];
}

/**
 * Everything that a chart draws over one time axis: the band and its prediction below, then the lines, each with its
 * incomplete end apart, and on top the points that are out of the band.
 *
 * @param band of one of the lines; empty for none
 * @param resolution bucket width in seconds
 */
export function chartData(
  lines: readonly Line[],
  band: readonly BandPoint[],
  resolution: number,
  now: Seconds,
): ChartData {
  const bandColumn = (value: (point: BandPoint) => number | null): Points =>
    band.map((point) => [value(point), seconds(point.time)]);
  const { times, columns } = align(
    [
      ...lines.map((line) => line.points),
      ...(band.length > 0
        ? [
            bandColumn((point) => point.upper),
            bandColumn((point) => point.lower),
            bandColumn((point) => point.expected),
            bandColumn((point) => (point.out ? point.value : null)),
          ]
        : []),
    ],
    resolution,
  );
  const [upper, lower, expected, out] = columns.slice(lines.length);
  const drawn: [Role, Column | undefined][] = [
    [{ kind: 'upper' }, upper],
    [{ kind: 'lower' }, lower],
    [{ kind: 'expected' }, expected],
  ];
  lines.forEach((line, i) => {
    const { complete, incomplete } = splitIncomplete(times, columns[i] as Column, resolution, now);
    drawn.push([{ kind: 'line', line }, complete], [{ kind: 'incomplete', line }, incomplete]);
  });
  drawn.push([{ kind: 'out' }, out]);
  const kept = drawn.filter((each): each is [Role, Column] => each[1] !== undefined);
  return {
    times,
    roles: kept.map(([role]) => role),
    columns: kept.map(([, column]) => column),
  };
}

/**
 * Bounds of the value axis: from zero where the values are not far from it, otherwise a little around them.
 *
 * @param min smallest value shown; null when there is none
 */
export function valueBounds(min: number | null, max: number | null): [number, number] {
  if (min === null || max === null) {
    return [0, 1];
  }
  if (min >= 0 && min <= 0.65 * max) {
    return [0, max * 1.06 || 1];
  }
  const room = (max - min || Math.abs(max) || 1) * 0.08;
  return [min < 0 || min - room > 0 ? min - room : 0, max + room];
}
