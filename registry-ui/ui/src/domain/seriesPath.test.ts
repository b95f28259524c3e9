import { expect, test } from 'vitest';
import { escapeValue, metricLabel, seriesKey, seriesLabel } from './seriesPath';

test.each([
  ['', '%00'],
  ['a.b c', 'a%2Eb%20c'],
  ['São', 'S%C3%A3o'],
  ['A-Z_9', 'A-Z_9'],
])('%j is escaped as %s', (value, escaped) => {
  expect(escapeValue(value)).toBe(escaped);
});

test('keys and labels', () => {
  expect(seriesKey([])).toBe('total');
  expect(seriesKey(['ATL', 'a.b'])).toBe('ATL.a%2Eb');
  expect(seriesLabel([])).toBe('Total');
  expect(seriesLabel(['ATL', ''])).toBe('ATL · (empty)');
  expect(metricLabel('late_departures', '')).toBe('late departures');
  expect(metricLabel('delay', 'p99_9')).toBe('delay p99.9');
  expect(metricLabel('delays', 'le_0_5')).toBe('delays ≤ 0.5');
  expect(metricLabel('delays', 'le_inf')).toBe('delays ≤ ∞');
});
