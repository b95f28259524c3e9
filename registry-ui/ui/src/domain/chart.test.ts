import { describe, expect, test } from 'vitest';
import { chartData, type Line, valueBounds } from './chart';
import type { BandPoint } from './model';

const line = (key: string, points: [number | null, number][]): Line => ({
  key,
  label: key,
  slot: 0,
  points,
});
const bandPoint = (at: number, value: number, out: boolean): BandPoint => ({
  time: new Date(at * 1000).toISOString(),
  value,
  expected: 10,
  lower: 8,
  upper: 12,
  out,
});

describe('chartData', () => {
  test('lines alone', () => {
    const data = chartData(
      [
        line('a', [
          [1, 0],
          [2, 60],
        ]),
      ],
      [],
      60,
      1000,
    );
    expect(data.times).toEqual([0, 60]);
    expect(data.roles.map((role) => role.kind)).toEqual(['line']);
    expect(data.columns).toEqual([[1, 2]]);
  });

  test('the band lies below, the points that are out on top', () => {
    const data = chartData(
      [
        line('a', [
          [10, 0],
          [50, 60],
        ]),
      ],
      [bandPoint(0, 10, false), bandPoint(60, 50, true)],
      60,
      1000,
    );
    expect(data.roles.map((role) => role.kind)).toEqual([
      'upper',
      'lower',
      'expected',
      'line',
      'out',
    ]);
    expect(data.columns.at(-1)).toEqual([null, 50]);
  });

  test('an incomplete end is a line of its own', () => {
    const data = chartData(
      [
        line('a', [
          [1, 0],
          [2, 60],
        ]),
        line('b', [[3, 0]]),
      ],
      [],
      60,
      100,
    );
    expect(data.roles.map((role) => role.kind)).toEqual(['line', 'incomplete', 'line']);
  });

  test('nothing to draw', () =>
    expect(chartData([], [], 60, 0)).toEqual({ times: [], roles: [], columns: [] }));
});

describe('valueBounds', () => {
  test.each([
    [0, 100, 0],
    [40, 100, 0],
    [null, null, 0],
    [5, 5, 4.6],
  ])('%s to %s begins at %d', (min, max, from) =>
    expect(valueBounds(min, max)[0]).toBeCloseTo(from),
  );

  test('values far from zero get room, not the zero', () => {
    const [from, to] = valueBounds(900, 1000);
    expect(from).toBeCloseTo(892);
    expect(to).toBeCloseTo(1008);
  });

  test('negative values keep their room', () => {
    const [from, to] = valueBounds(-10, 10);
    expect(from).toBeLessThan(-10);
    expect(to).toBeGreaterThan(10);
  });

  test('all zero is still an axis', () => expect(valueBounds(0, 0)[1]).toBeGreaterThan(0));
});
