import { describe, expect, test } from 'vitest';
import { formatQuery, many, one, oneOf, parseQuery } from './address';

describe('queries', () => {
  test.each<[string, ReturnType<typeof parseQuery>]>([
    ['', {}],
    ['?s=ATL&s=ORD&res=1d', { s: ['ATL', 'ORD'], res: '1d' }],
    ['?by=', { by: '' }],
    ['?q=a+b%20c&x=%2B', { q: 'a b c', x: '+' }],
    ['?s=a&s=b&s=c', { s: ['a', 'b', 'c'] }],
  ])('%s', (text, query) => expect(parseQuery(text)).toEqual(query));

  test('reads back what it writes', () => {
    const query = {
      s: ['50% & more', 'Ærø', 'a=b'],
      from: '2001-03-04T06:00',
      by: 'origin,destination',
    };
    expect(parseQuery(formatQuery(query))).toEqual(query);
  });

  test('is readable', () =>
    expect(
      formatQuery({ from: '2001-03-04T06:00', by: 'a,b', q: 'two words', none: undefined }),
    ).toBe('?from=2001-03-04T06:00&by=a,b&q=two+words'));

  test('broken escapes do not fail', () => expect(() => parseQuery('?a=%E0%A4%A')).not.toThrow());
});

test('values by key', () => {
  const query = parseQuery('?s=a&s=b&s=a&order=desc');
  expect(one(query, 's')).toBe('a');
  expect(one(query, 'none')).toBeUndefined();
  expect(many(query, 's')).toEqual(['a', 'b']);
  expect(many(query, 'none')).toEqual([]);
  expect(oneOf(query, 'order', ['asc', 'desc'])).toBe('desc');
  expect(oneOf(query, 'order', ['up', 'down'])).toBeUndefined();
});
