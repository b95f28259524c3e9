import { describe, expect, test } from 'vitest';
import {
  ago,
  axisLabels,
  DAY,
  durationSeconds,
  durationWords,
  isIncomplete,
  iso,
  longStamp,
  pan,
  parseTime,
  presetRange,
  presetsFor,
  rangeLabel,
  seconds,
  shortIso,
  snap,
  span,
  stamp,
} from './time';

const at = (text: string) => Date.parse(text) / 1000;
const plain = (text: string) => text.replaceAll('\u00a0', ' ');

test.each([
  ['1h', 3600],
  ['90s', 90],
  ['4w', 4 * 7 * DAY],
  ['0h', Number.NaN],
  ['1', Number.NaN],
  ['1y', Number.NaN],
])('%s lasts %d s', (text, length) => expect(durationSeconds(text)).toBe(length));

test('durations in words', () => {
  expect(durationWords('1d')).toBe('day');
  expect(durationWords('15m')).toBe('15 minutes');
  expect(durationWords('soon')).toBe('soon');
});

describe('parseTime', () => {
  test.each([
    ['2001-03-04', '2001-03-04T00:00:00Z'],
    ['2001-03-04 06:30', '2001-03-04T06:30:00Z'],
    ['2001-03-04T06:30', '2001-03-04T06:30:00Z'],
    [' 2001-03-04 06:30 UTC ', '2001-03-04T06:30:00Z'],
    ['2001-03-04T06:30:15.250Z', '2001-03-04T06:30:15Z'],
  ])('%s', (text, expected) => expect(parseTime(text)).toBe(at(expected)));

  test.each(['', 'yesterday', '2001-02-30', '2001-13-01', '2001-03-04 25:00', '2001-03-04 10:61'])(
    'refuses %j',
    (text) => expect(parseTime(text)).toBeUndefined(),
  );

  test('reads what shortIso writes', () => {
    for (const text of ['2001-03-04T00:00:00Z', '2001-03-04T06:00:00Z', '2001-03-04T06:00:07Z']) {
      expect(parseTime(shortIso(at(text)))).toBe(at(text));
    }
  });
});

test('times for the API and for people', () => {
  const time = at('2001-03-04T06:07:08Z');
  expect(iso(time)).toBe('2001-03-04T06:07:08Z');
  expect(seconds('2001-03-04T06:07:08.900Z')).toBe(time);
  expect(stamp(time)).toBe('2001-03-04 06:07');
  expect(stamp(time, 10)).toBe('2001-03-04 06:07:08');
  expect(stamp(at('2001-03-04T00:00:00Z'), DAY)).toBe('2001-03-04');
  expect(longStamp(time)).toBe('Sun 4 Mar 2001, 06:07 UTC');
  expect(longStamp(at('2001-03-04T00:00:00Z'), DAY)).toBe('Sun 4 Mar 2001');
});

test.each([
  [0, 'just now'],
  [4.9, 'just now'],
  [5, '5 s ago'],
  [59, '59 s ago'],
  [60, '1 min ago'],
  [3599, '59 min ago'],
  [3600, '1 h ago'],
  [DAY - 1, '23 h ago'],
  [29 * DAY, '29 d ago'],
  [30 * DAY, '2026-01-01'],
])('%d s ago', (age, text) => {
  const then = at('2026-01-01T00:00:00Z');
  expect(plain(ago(then, then + age))).toBe(text);
});

test.each([
  [0, '0 s'],
  [59, '59 s'],
  [60, '1 min'],
  [3 * 3600 + 120, '3 h 2 min'],
  [6 * DAY + 4 * 3600 + 120, '6 d 4 h'],
  [DAY + 30, '1 d'],
])('%d s as a span', (length, text) => expect(plain(span(length))).toBe(text));

test('axis labels say what changed', () => {
  const days = [0, 1, 2].map((i) => at('2000-12-31T00:00:00Z') + i * DAY);
  expect(axisLabels(days, DAY)).toEqual(['31 Dec\n2000', '1 Jan\n2001', '2 Jan']);
  const hours = [0, 12, 24].map((i) => at('2001-03-04T00:00:00Z') + i * 3600);
  expect(axisLabels(hours, 12 * 3600)).toEqual(['00:00\n4 Mar', '12:00', '00:00\n5 Mar']);
  const months = ['2001-01-01T00:00:00Z', '2001-02-01T00:00:00Z'].map(at);
  expect(axisLabels(months, 28 * DAY)).toEqual(['Jan\n2001', 'Feb']);
});

test('a bucket is incomplete until it has passed', () => {
  expect(isIncomplete(0, 3600, 3599)).toBe(true);
  expect(isIncomplete(0, 3600, 3600)).toBe(false);
});

describe('ranges', () => {
  const all = { from: at('2001-01-01T00:00:00Z'), until: at('2001-07-01T00:00:00Z') };

  test('presets hold at least eight buckets and less than everything', () => {
    expect(presetsFor(all, DAY).map((p) => p.key)).toEqual(['28d', '90d']);
    expect(presetsFor(all, 3600).map((p) => p.key)).toEqual(['1d', '7d', '28d', '90d']);
  });

  test('presets count back from where the data ends', () => {
    const week = presetsFor(all, 3600)[1];
    expect(week && presetRange(week, all)).toEqual({ from: all.until - 7 * DAY, until: all.until });
  });

  test('a zoom covers whole buckets, and enough of them', () => {
    expect(snap({ from: 3601, until: 20_000 }, 3600)).toEqual({ from: 3600, until: 21_600 });
    const tiny = snap({ from: 36_000, until: 36_001 }, 3600);
    expect(tiny.until - tiny.from).toBe(4 * 3600);
    expect(tiny.from).toBeLessThanOrEqual(36_000);
    expect(tiny.until).toBeGreaterThanOrEqual(36_001);
  });

  test('panning keeps the length and the buckets', () => {
    const range = { from: 0, until: 7 * DAY };
    expect(pan(range, 1, DAY)).toEqual({ from: 4 * DAY, until: 11 * DAY });
    expect(pan(range, -1, DAY)).toEqual({ from: -4 * DAY, until: 3 * DAY });
    expect(pan({ from: 0, until: 60 }, 1, 3600)).toEqual({ from: 3600, until: 3660 });
  });

  test('labels', () => {
    expect(rangeLabel(all)).toBe('1 Jan – 30 Jun 2001');
    expect(rangeLabel({ from: all.from, until: all.from + DAY })).toBe('1 Jan 2001');
    expect(rangeLabel({ from: all.from - DAY, until: all.from + DAY })).toBe(
      '31 Dec 2000 – 1 Jan 2001',
    );
    expect(rangeLabel({ from: all.from, until: all.from + 3 * DAY })).toBe('1 – 3 Jan 2001');
    expect(rangeLabel({ from: all.from + 5 * 3600, until: all.from + DAY })).toBe(
      '2001-01-01 05:00 – 24:00',
    );
    expect(rangeLabel({ from: all.from + 3600, until: all.from + 7200 })).toBe(
      '2001-01-01 01:00 – 02:00',
    );
  });
});
