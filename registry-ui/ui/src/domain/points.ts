import type { Seconds } from './time';

/** As Graphite renders a series: value or null, and its time, in order of time. */
export type Points = readonly (readonly [number | null, Seconds])[];

export type Column = (number | null)[];

/** Columns over one time axis, as uPlot takes them. */
export interface Aligned {
  readonly times: Seconds[];
  readonly columns: Column[];
}

/**
 * Brings series to one time axis. Where a series has no point it has null; where none of them has a point for longer
 * than one bucket, a null in between makes the gap visible.
 *
 * @param resolution bucket width in seconds
 */
export function align(list: readonly Points[], resolution: number): Aligned {
  const known = [...new Set(list.flatMap((points) => points.map(([, time]) => time)))].sort(
    (a, b) => a - b,
  );
  const times: Seconds[] = [];
  for (const time of known) {
    const before = times.at(-1);
    if (before !== undefined && time - before > 1.5 * resolution) {
      times.push(before + resolution);
    }
    times.push(time);
  }
  const index = new Map(times.map((time, i) => [time, i]));
  const columns = list.map((points) => {
    const column: Column = new Array(times.length).fill(null);
    for (const [value, time] of points) {
      column[index.get(time) as number] = value;
    }
    return column;
  });
  return { times, columns };
}

/**
 * Splits a line at its incomplete end: what is sure, and the stretch that is drawn dashed. The two share the last
 * sure point, so that they meet.
 */
export function splitIncomplete(
  times: readonly Seconds[],
  column: Column,
  resolution: number,
  now: Seconds,
): { complete: Column; incomplete: Column | undefined } {
  const firstOpen = times.findIndex((time) => time + resolution > now);
  if (firstOpen < 0 || column.slice(firstOpen).every((value) => value === null)) {
    return { complete: column, incomplete: undefined };
  }
  let last = firstOpen - 1;
  while (last >= 0 && column[last] === null) {
    last -= 1;
  }
  return {
    complete: column.map((value, i) => (i < firstOpen ? value : null)),
    incomplete: column.map((value, i) => (i >= firstOpen || i === last ? value : null)),
  };
}

/**
 * At most `groupsMax` × 2 values with the same outline: of each group of neighbours the lowest and the highest, in
 * their order. A spike survives however much is left out.
 */
export function outline(column: Column, groupsMax: number): Column {
  if (column.length <= 2 * groupsMax) {
    return column;
  }
  const out: Column = [];
  for (let group = 0; group < groupsMax; group++) {
    const from = Math.floor((group * column.length) / groupsMax);
    const until = Math.floor(((group + 1) * column.length) / groupsMax);
    out.push(...extremes(column, from, until));
  }
  return out;
}

function extremes(column: Column, from: number, until: number): [number | null, number | null] {
  let low = -1;
  let high = -1;
  for (let i = from; i < until; i++) {
    const value = column[i];
    if (value === null || value === undefined) {
      continue;
    }
    if (low < 0 || value < (column[low] as number)) {
      low = i;
    }
    if (high < 0 || value > (column[high] as number)) {
      high = i;
    }
  }
  if (low < 0) {
    return [null, null];
  }
  const [first, second] = low < high ? [low, high] : [high, low];
  return [column[first] as number, column[second] as number];
}

/** An SVG path of the values, left to right over `width`, 0 at the bottom of `height`; gaps are left open. */
export function sparkPath(column: Column, width: number, height: number): string {
  const thin = outline(column, Math.max(1, Math.floor(width / 2)));
  const top = Math.max(...thin.map((value) => value ?? 0), 0);
  const step = thin.length > 1 ? width / (thin.length - 1) : 0;
  let pen = 'M';
  let path = '';
  thin.forEach((value, i) => {
    if (value === null) {
      pen = 'M';
      return;
    }
    const y = top === 0 ? height : height - (value / top) * height;
    path += `${pen}${round(i * step)},${round(y)}`;
    pen = 'L';
  });
  return path;
}

const round = (value: number) => Math.round(value * 10) / 10;

/** The most points that a chart gets per line; what is over is cut off at the beginning. */
export const POINTS_MAX = 10_000;

/** The end of a range that fits a chart, and whether anything was cut off. */
export function clip(
  range: { from: Seconds; until: Seconds },
  resolution: number,
  pointsMax = POINTS_MAX,
): { from: Seconds; until: Seconds; clipped: boolean } {
  const clipped = (range.until - range.from) / resolution > pointsMax;
  return clipped
    ? { from: range.until - pointsMax * resolution, until: range.until, clipped }
    : { ...range, clipped };
}
