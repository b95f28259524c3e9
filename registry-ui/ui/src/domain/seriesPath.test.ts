import { expect, test } from 'vitest';
import {
  escapeValue,
  metricLabel,
  parsePath,
  seriesKey,
  seriesLabel,
  unescapeValue,
} from './seriesPath';

test.each([
  ['flights.FlightDeparted.departures.1d', { statistic: '', resolution: '1d', slices: [] }],
  [
    'flights.FlightDeparted.departures.1h.origin.ATL',
    { statistic: '', resolution: '1h', slices: [{ dimension: 'origin', value: 'ATL' }] },
  ],
  [
    'flights.FlightDeparted.departures.p95.1h.origin.S%C3%A3o.carrier.%00',
    {
      statistic: 'p95',
      resolution: '1h',
      slices: [
        { dimension: 'origin', value: 'São' },
        { dimension: 'carrier', value: '' },
      ],
    },
  ],
])('%s', (path, parsed) =>
  expect(parsePath(path, 'flights.FlightDeparted.departures')).toEqual(parsed),
);

test('dimensions have the names that they were declared with', () =>
  expect(parsePath('a.B.m.1d.device_os.iOS', 'a.B.m', ['device.os']).slices).toEqual([
    { dimension: 'device.os', value: 'iOS' },
  ]));

test.each([
  ['', '%00'],
  ['a.b c', 'a%2Eb%20c'],
  ['São', 'S%C3%A3o'],
  ['A-Z_9', 'A-Z_9'],
])('%j is escaped as %s and back', (value, escaped) => {
  expect(escapeValue(value)).toBe(escaped);
  expect(unescapeValue(escaped)).toBe(value);
});

test('a broken escape stays as it is', () => expect(unescapeValue('%E0%A4')).toBe('%E0%A4'));

test('keys and labels', () => {
  expect(seriesKey([])).toBe('total');
  expect(seriesKey(['ATL', 'a.b'])).toBe('ATL.a%2Eb');
  expect(seriesLabel([])).toBe('Total');
  expect(seriesLabel(['ATL', ''])).toBe('ATL · (empty)');
  expect(metricLabel('late_departures', '')).toBe('late departures');
  expect(metricLabel('delay', 'p99_9')).toBe('delay p99.9');
});
