import type { Alert, BandPoint } from './model';
import { change, quantity } from './numbers';
import { parsePath, type Slice } from './seriesPath';
import { durationSeconds, type Range, type Seconds, seconds } from './time';

/** A point against what was expected of it. */
export interface Reading {
  readonly value: number | null;
  readonly expected: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
}

export type Side = 'above' | 'below' | 'inside' | 'unknown';

/** Where a value lies; a bound that is missing bounds nothing. */
export function side({ value, lower, upper }: Reading): Side {
  if (value === null || (lower === null && upper === null)) {
    return 'unknown';
  }
  if (upper !== null && value > upper) {
    return 'above';
  }
  return lower !== null && value < lower ? 'below' : 'inside';
}

/** "890 to 1.15 k", "at least 890", "at most 1.15 k". */
export function bounds({ lower, upper }: Pick<Reading, 'lower' | 'upper'>, unit = ''): string {
  if (lower !== null && upper !== null) {
    return `${quantity(lower, '')} to ${quantity(upper, unit)}`;
  }
  if (lower !== null) {
    return `at least ${quantity(lower, unit)}`;
  }
  return upper === null ? '' : `at most ${quantity(upper, unit)}`;
}

/** How far a value is from its prediction: "−65 %"; empty where there is none. */
export function deviation(reading: Reading): string {
  return reading.value === null || reading.expected === null
    ? ''
    : change(reading.value, reading.expected);
}

/** What an alert is about: the series' own words. */
export interface Subject {
  readonly metric: string;
  readonly statistic: string;
  readonly resolution: string;
  readonly slices: readonly Slice[];
}

export function subject(alert: Pick<Alert, 'eventType' | 'metric' | 'path'>): Subject {
  return { metric: alert.metric, ...parsePath(alert.path, `${alert.eventType}.${alert.metric}`) };
}

/** The point that an alert is known by: the one that was farthest out. */
export function peak(alert: Alert): Reading & { readonly time: string } {
  return alert.peak ?? { ...alert, time: alert.pointTime };
}

/** When it began, as far as it is known. */
export const began = (alert: Alert): string =>
  alert.pendingSince ?? alert.firingSince ?? alert.pointTime;

/** Enough of the series around an alert to see what normal is: four weeks of days, or three days of hours. */
export function around(alert: Alert): Range {
  const resolution = durationSeconds(subject(alert).resolution) || 3600;
  const times = [began(alert), alert.pointTime, peak(alert).time, alert.resolvedAt]
    .filter((time) => time !== null)
    .map(seconds);
  const before = resolution >= 86_400 ? 28 * resolution : 72 * resolution;
  return {
    from: floor(Math.min(...times), resolution) - before,
    until: floor(Math.max(...times), resolution) + Math.round(before / 3 / resolution) * resolution,
  };
}

const floor = (at: Seconds, resolution: number) => Math.floor(at / resolution) * resolution;

/** The points that are out of their band, in a row as one. */
export interface Outage {
  readonly from: Seconds;
  /** Start of its last bucket. */
  readonly last: Seconds;
  readonly points: readonly BandPoint[];
  /** The point that is farthest from its band, in widths of the band. */
  readonly worst: BandPoint;
}

/** Groups the points that are out; latest first. */
export function outages(points: readonly BandPoint[], resolution: number): Outage[] {
  const groups: BandPoint[][] = [];
  for (const point of points) {
    if (!point.out) {
      continue;
    }
    const open = groups.at(-1);
    const before = open?.at(-1);
    if (open && before && seconds(point.time) - seconds(before.time) <= 1.5 * resolution) {
      open.push(point);
    } else {
      groups.push([point]);
    }
  }
  return groups
    .map((group) => ({
      from: seconds((group[0] as BandPoint).time),
      last: seconds((group.at(-1) as BandPoint).time),
      points: group,
      worst: group.reduce((a, b) => (excess(b) > excess(a) ? b : a)),
    }))
    .reverse();
}

/** How far a value is out of its band, in widths of the band; 0 inside. */
export function excess({ value, lower, upper }: Reading): number {
  if (value === null || lower === null || upper === null) {
    return 0;
  }
  const width = Math.max(upper - lower, Number.EPSILON);
  return Math.max(0, lower - value, value - upper) / width;
}

export const STATES = ['firing', 'pending', 'resolved'] as const;
export type AlertState = (typeof STATES)[number];

/** In lower case, as filters write it. */
export const stateOf = (alert: Pick<Alert, 'state'>): AlertState =>
  alert.state.toLowerCase() as AlertState;

/** Which states a filter in the address names; empty for all of them. */
export const parseStates = (text: string | undefined): AlertState[] => {
  const named = (text ?? '').split(',');
  return STATES.filter((state) => named.includes(state));
};
