import type { Alert, BandPoint } from './model';
import { change, quantity } from './numbers';
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

/** Enough of the series around an alert to see what normal is: four weeks of days, or three days of hours. */
export function around(alert: Alert): Range {
  const resolution = durationSeconds(alert.resolution) || 3600;
  const times = [alert.pendingSince, alert.first.time, alert.pointTime, alert.resolvedAt]
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

/** How far a value is out: in widths of its band, or in sizes of the one bound that there is; 0 inside. */
export function excess({ value, lower, upper }: Reading): number {
  if (value === null) {
    return 0;
  }
  const beyond = Math.max(0, (lower ?? value) - value, value - (upper ?? value));
  const width =
    lower !== null && upper !== null ? upper - lower : Math.max(Math.abs(lower ?? upper ?? 0), 1);
  return beyond / Math.max(width, Number.EPSILON);
}

export const STATES = ['firing', 'pending', 'resolved'] as const;
export type AlertState = (typeof STATES)[number];

/** In lower case, as filters write it. */
export const stateOf = (alert: Pick<Alert, 'state'>): AlertState =>
  alert.state.toLowerCase() as AlertState;

/** Why an alert is resolved. */
export const ENDINGS = {
  RECOVERED: 'back within its bounds',
  LOST: 'no points came any more',
  WITHDRAWN: 'its rule is gone',
} as const;

/** Which states a filter in the address names; empty for all of them. */
export const parseStates = (text: string | undefined): AlertState[] => {
  const named = (text ?? '').split(',');
  return STATES.filter((state) => named.includes(state));
};
