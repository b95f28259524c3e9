import { describe, expect, test } from 'vitest';
import {
  behindWords,
  classWords,
  hiddenWords,
  percent,
  rangeWords,
  retiringWords,
  sampleWords,
  shareWords,
  valueWords,
} from './figures';
import type { AttributeFigures, ObservedDimension, Senders } from './model';

/** Thin spaces as spaces. */
const plain = (text: string | undefined) => text?.replaceAll(/[\u202f\u00a0]/g, ' ');

const figures = (over: Partial<AttributeFigures>): AttributeFigures => ({
  name: 'a',
  declared: true,
  events: 10,
  fillRate: 1,
  distinct: 3,
  values: 'SHOWN',
  top: [],
  examples: [],
  ...over,
});

const senders = (over: Partial<Senders>): Senders => ({
  producers: 1,
  share: 0.5,
  hosts: 0,
  events: 12,
  ...over,
});

describe('percent', () => {
  test.each([
    [0, '0 %'],
    [0.0000001, '< 0.1 %'],
    [0.001, '0.1 %'],
    [0.0312, '3.1 %'],
    [0.5, '50 %'],
    [0.994, '99.4 %'],
    [0.99999999, '> 99.9 %'],
    [1, '100 %'],
  ])('%d is %s', (share, text) => expect(plain(percent(share))).toBe(text));
});

test('a sample says of how many it is', () => {
  expect(plain(sampleWords(500_000, 20_000_000))).toBe('a sample of 500 k of 20.0 M events');
  expect(plain(sampleWords(1, 1))).toBe('of 1 event');
});

test('values read as what they are', () => {
  expect(plain(valueWords('1234567', 'int32', 'miles'))).toBe('1.23 M miles');
  expect(valueWords('1234567', 'string')).toBe('1234567');
  expect(valueWords('', 'string')).toBe('“”');
  expect(valueWords('2001-01-01T02:03:04.500Z', 'timestamp')).toBe('2001-01-01 02:03:04');
  expect(valueWords('2001-01-01T02:03:04Z', 'timestamp')).toBe('2001-01-01 02:03:04');
});

test('a range has its ends, and all digits on hover', () => {
  const range = rangeWords(
    figures({ min: '-20', median: '4', max: '18446744073709551615' }),
    'int32',
    '',
  );
  expect(plain(range?.text)).toBe('−20 … 18.4 E');
  expect(range?.exact).toBe('Least −20, median 4, most 18446744073709551615');
  expect(rangeWords(figures({}), 'int32', '')).toBeUndefined();
  expect(rangeWords(figures({ min: '3', median: '3', max: '3' }), 'int32', '')?.text).toBe('3');
});

test('what is not shown says why', () => {
  expect(hiddenWords(figures({ values: 'HIDDEN' }))).toMatch(/person/);
  expect(hiddenWords(figures({ values: 'COMMON' }))).toMatch(/5 events/);
  expect(hiddenWords(figures({ values: 'COMMON', events: 0 }))).toBeUndefined();
  expect(
    hiddenWords(figures({ values: 'COMMON', top: [{ value: 'x', events: 7 }] })),
  ).toBeUndefined();
});

test('a revision is so far behind', () => {
  expect(behindWords({ number: 9, behind: 0 })).toBe('latest');
  expect(behindWords({ number: 6, behind: 3 })).toBe('3 behind');
  expect(behindWords({ number: 0, behind: 0 })).toBe('unknown');
});

test('hosts count where they are known', () => {
  expect(plain(shareWords(senders({ share: 0.2, hosts: 3, hostShare: 0.03 })))).toBe(
    '3.0 % of hosts',
  );
  expect(plain(shareWords(senders({ share: 0.2 })))).toBe('20 % of producers');
  expect(plain(shareWords(senders({ share: 0.2, hosts: 0, hostShare: 0 })))).toBe(
    '20 % of producers',
  );
});

test('who still sends what is to be deleted', () => {
  const now = Date.parse('2026-01-01T12:00:00Z') / 1000;
  const words = retiringWords(
    {
      attribute: 'cabin',
      gone: false,
      senders: [
        {
          revision: { id: 40, number: 7, behind: 2 },
          senders: senders({ hosts: 1, hostShare: 0.03, lastSeen: '2026-01-01T10:00:00Z' }),
        },
      ],
    },
    now,
  );
  expect(words.map(plain)).toEqual(['revision 7 from 3.0 % of hosts, 12 events, last 2 h ago']);
  expect(retiringWords({ attribute: 'a', gone: true, senders: [] }, now)).toEqual([]);
});

describe('classWords', () => {
  const words = (over: Partial<ObservedDimension>) => {
    const { text, tip, label } = classWords({
      eventType: 'a.A',
      attribute: 'page',
      dimensionClass: 'MEDIUM',
      valuesMax: 1000,
      values: 231,
      isExact: true,
      use: 'WITHIN',
      collectors: 1,
      latest: [],
      revisionId: 1,
      ...over,
    });
    return [plain(text), plain(tip), label];
  };

  test('say how full a class is', () => {
    expect(words({})).toEqual([
      '23 % of 1,000',
      '231 distinct values today, UTC, of at most 1,000 (MEDIUM)',
      undefined,
    ]);
    expect(words({ values: 800, use: 'NEAR' })).toEqual([
      '80 % of 1,000',
      '800 distinct values today, UTC, of at most 1,000 (MEDIUM). Beyond, values count as __other__',
      'Near its class',
    ]);
    expect(words({ values: 1, valuesMax: 10 })[1]).toContain('1 distinct value today');
  });

  test('say what it has beyond it, and what is estimated', () => {
    expect(
      words({
        values: 130_000,
        valuesMax: 100_000,
        dimensionClass: 'LARGE',
        use: 'OVER',
        isExact: false,
      }),
    ).toEqual([
      '130,000 of 100,000',
      'about 130,000 distinct values today, UTC, of at most 100,000 (LARGE). What has no series of its own counts as __other__',
      'Over its class',
    ]);
  });
});
