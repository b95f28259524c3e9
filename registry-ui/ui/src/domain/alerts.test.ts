import { describe, expect, test } from 'vitest';
import { around, bounds, deviation, excess, outages, parseStates, side } from './alerts';
import type { Alert, BandPoint } from './model';

const DAY = 86_400;
const plain = (text: string) => text.replace(/[\u202f\u00a0]/g, ' ').replaceAll('\u2212', '-');
const reading = (value: number | null, lower: number | null, upper: number | null) => ({
  value,
  lower,
  upper,
  expected: lower !== null && upper !== null ? (lower + upper) / 2 : null,
});

const ALERT: Alert = {
  id: '1',
  kind: 'SERIES',
  note: '',
  eventType: 'flights.FlightDeparted',
  rule: 'departures_by_origin',
  metric: 'departures',
  statistic: '',
  resolution: '1d',
  dimensionSet: ['origin'],
  values: ['ATL'],
  unit: 'flights',
  path: 'flights.FlightDeparted.departures.1d.origin.ATL',
  severity: 'WARNING',
  state: 'RESOLVED',
  ending: 'RECOVERED',
  pendingSince: '2001-03-05T00:00:00Z',
  firingSince: '2001-03-06T00:00:00Z',
  resolvedAt: '2001-03-08T00:00:00Z',
  pointTime: '2001-03-07T00:00:00Z',
  value: 950,
  expected: 1000,
  lower: 900,
  upper: 1100,
  first: { time: '2001-03-05T00:00:00Z', value: 300, expected: 1000, lower: 900, upper: 1100 },
  outPoints: 2,
  score: 7,
  description: 'departures by origin ATL: 300 on 2001-03-05, expected 900–1,100',
  peak: { time: '2001-03-05T00:00:00Z', value: 300, expected: 1000, lower: 900, upper: 1100 },
};

test.each([
  [reading(5, 10, 20), 'below'],
  [reading(25, 10, 20), 'above'],
  [reading(10, 10, 20), 'inside'],
  [reading(20, 10, 20), 'inside'],
  [reading(25, null, 20), 'above'],
  [reading(-5, null, 20), 'inside'],
  [reading(5, 10, null), 'below'],
  [reading(5, null, null), 'unknown'],
  [reading(null, 10, 20), 'unknown'],
])('%j lies %s', (value, expected) => expect(side(value)).toBe(expected));

test('bounds in words', () => {
  expect(plain(bounds({ lower: 890, upper: 1150 }, 'flights'))).toBe('890 to 1.15 k flights');
  expect(bounds({ lower: 5, upper: null })).toBe('at least 5');
  expect(bounds({ lower: null, upper: 7 })).toBe('at most 7');
  expect(bounds({ lower: null, upper: null })).toBe('');
});

test('how far from the prediction', () => {
  expect(plain(deviation(ALERT.peak))).toBe('-70 %');
  expect(deviation(reading(5, null, 3))).toBe('');
});

test('around an alert: four weeks before it, some days after', () => {
  const { from, until } = around(ALERT);
  expect(from).toBe(Date.UTC(2001, 1, 5) / 1000);
  expect(until).toBe(Date.UTC(2001, 2, 8) / 1000 + 9 * DAY);
});

describe('outages', () => {
  const point = (day: number, value: number, out: boolean): BandPoint => ({
    time: new Date(day * DAY * 1000).toISOString(),
    value,
    expected: 100,
    lower: 90,
    upper: 110,
    out,
  });

  test('points in a row are one, latest first, known by the worst', () => {
    const found = outages(
      [
        point(1, 100, false),
        point(2, 50, true),
        point(3, 20, true),
        point(4, 100, false),
        point(6, 150, true),
      ],
      DAY,
    );
    expect(found.map(({ from, last, points }) => [from / DAY, last / DAY, points.length])).toEqual([
      [6, 6, 1],
      [2, 3, 2],
    ]);
    expect(found[1]?.worst.value).toBe(20);
  });

  test('none out, none found', () => expect(outages([point(1, 100, false)], DAY)).toEqual([]));

  test('how far out, in widths of the band or in sizes of the bound', () => {
    expect(excess(point(1, 70, true))).toBe(1);
    expect(excess(point(1, 150, true))).toBe(2);
    expect(excess(point(1, 100, false))).toBe(0);
    expect(excess(reading(5, null, 2.5))).toBe(1);
    expect(excess(reading(5, 10, null))).toBe(0.5);
    expect(excess(reading(5, null, null))).toBe(0);
    expect(excess(reading(null, 1, 2))).toBe(0);
  });
});

test('states in the address', () => {
  expect(parseStates('pending,firing,nonsense')).toEqual(['firing', 'pending']);
  expect(parseStates(undefined)).toEqual([]);
});
