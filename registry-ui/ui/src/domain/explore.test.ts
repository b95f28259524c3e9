import { describe, expect, test } from 'vitest';
import { formatQuery, parseQuery } from './address';
import { LINES_MAX } from './colours';
import {
  choices,
  drawn,
  extent,
  focused,
  formatExplore,
  parseExplore,
  resolve,
  toggled,
} from './explore';
import type { Metric } from './model';

const DAY = 86_400;

function metric(over: Partial<Metric>): Metric {
  return {
    eventType: 'flights.FlightDeparted',
    metric: 'departures',
    description: '',
    statistic: '',
    unit: '',
    resolution: '1d',
    dimensionSet: [],
    seriesCount: 1,
    timeMin: '2001-01-01T00:00:00Z',
    timeMax: '2001-06-30T00:00:00Z',
    ...over,
  };
}

const FLIGHTS: Metric[] = ['departures', 'delay'].flatMap((name) =>
  ['1h', '1d'].flatMap((resolution) =>
    [[], ['origin']].map((dimensionSet) =>
      metric({
        metric: name,
        statistic: name === 'delay' ? 'p95' : '',
        resolution,
        dimensionSet,
        seriesCount: dimensionSet.length ? 227 : 1,
      }),
    ),
  ),
);

describe('the address', () => {
  test('is the state, there and back', () => {
    const state = {
      event: 'flights.FlightDeparted',
      metric: 'delay',
      statistic: 'p95',
      by: 'origin',
      resolution: '1h',
      from: Date.UTC(2001, 2, 4) / 1000,
      until: Date.UTC(2001, 2, 5, 6) / 1000,
      selected: ['ATL', 'a%2Eb'],
      focus: 'ATL',
      search: 'A',
    };
    expect(parseExplore(parseQuery(formatQuery(formatExplore(state))))).toEqual(state);
  });

  test('tells overall from unsaid, and none selected from the default', () => {
    expect(parseExplore(parseQuery('?by='))).toMatchObject({ by: '' });
    expect(parseExplore(parseQuery(''))).toMatchObject({ by: undefined, selected: undefined });
    expect(formatQuery(formatExplore({ by: '', selected: [] }))).toBe('?by=&s=');
    expect(parseExplore(parseQuery('?s='))).toMatchObject({ selected: [] });
  });

  test('a range that ends before it begins is ignored', () => {
    const { from, until } = parseExplore(parseQuery('?from=2001-03-05&until=2001-03-04'));
    expect([from, until]).toEqual([undefined, undefined]);
  });

  test('typed nonsense is ignored', () =>
    expect(parseExplore(parseQuery('?from=soon&res=1y'))).toMatchObject({ from: undefined }));
});

describe('resolve', () => {
  test('of nothing is nothing', () => expect(resolve({}, [])).toBeUndefined());

  test('by default the first metric, broken down, at a readable resolution', () => {
    const found = resolve({}, FLIGHTS);
    expect(found?.item).toMatchObject({
      metric: 'departures',
      dimensionSet: ['origin'],
      resolution: '1d',
    });
    expect(found?.dimensionSets).toEqual(['', 'origin']);
    expect(found?.resolutions).toEqual(['1h', '1d']);
    expect(found?.choices.map((c) => c.metric)).toEqual(['departures', 'delay']);
  });

  test('a short range gets the finer resolution', () => {
    const week = { from: Date.UTC(2001, 1, 1) / 1000, until: Date.UTC(2001, 1, 8) / 1000 };
    expect(resolve(week, FLIGHTS)?.item.resolution).toBe('1h');
  });

  test('what the state says wins', () => {
    const state = { metric: 'delay', statistic: 'p95', by: '', resolution: '1h' };
    expect(resolve(state, FLIGHTS)?.item).toMatchObject({
      metric: 'delay',
      statistic: 'p95',
      dimensionSet: [],
      resolution: '1h',
    });
  });

  test('what does not exist gives way', () => {
    const state = { event: 'gone', metric: 'gone', by: 'gone', resolution: '5m' };
    expect(resolve(state, FLIGHTS)?.item.metric).toBe('departures');
  });

  test('a metric that has points comes before one that has none', () => {
    const empty = metric({ metric: 'aaa', seriesCount: 0, timeMin: null, timeMax: null });
    expect(resolve({}, [empty, ...FLIGHTS])?.item.metric).toBe('departures');
    expect(resolve({}, [empty])?.all).toBeUndefined();
  });

  test('the extent ends with the last bucket', () =>
    expect(extent(metric({}))).toEqual({
      from: Date.UTC(2001, 0, 1) / 1000,
      until: Date.UTC(2001, 5, 30) / 1000 + DAY,
    }));
});

test('choices name every statistic once', () =>
  expect(choices(FLIGHTS).map((c) => [c.metric, c.statistic])).toEqual([
    ['departures', ''],
    ['delay', 'p95'],
  ]));

describe('selection', () => {
  const keys = 'abcdefghijkl'.split('');

  test('the biggest five until one chooses, and never more than there are colours', () => {
    expect(drawn({}, keys)).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(drawn({ selected: ['l'] }, keys)).toEqual(['l']);
    expect(drawn({ selected: [] }, keys)).toEqual([]);
    expect(drawn({ selected: keys }, keys)).toHaveLength(LINES_MAX);
  });

  test('a band for the one in focus, or for the only one', () => {
    expect(focused({ focus: 'b' }, ['a', 'b'])).toBe('b');
    expect(focused({ focus: 'z' }, ['a', 'b'])).toBeUndefined();
    expect(focused({}, ['a'])).toBe('a');
    expect(focused({}, ['a', 'b'])).toBeUndefined();
  });

  test('one more, until there is no room', () => {
    expect(toggled(['a', 'b'], 'a')).toEqual(['b']);
    expect(toggled(['a'], 'b')).toEqual(['a', 'b']);
    expect(toggled(keys.slice(0, LINES_MAX - 1), 'z')).toHaveLength(LINES_MAX);
    expect(toggled(keys.slice(0, LINES_MAX), 'z')).toBeUndefined();
  });
});
