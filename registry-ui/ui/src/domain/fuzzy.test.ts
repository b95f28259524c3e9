import { describe, expect, test } from 'vitest';
import { match, rank } from './fuzzy';

const names = [
  'flights.FlightDeparted',
  'flights.FlightArrived',
  'shop.Registration',
  'shop.OrderPlaced',
  'billing.InvoicePaid',
];
const best = (query: string) => rank(names, query, (name) => name, 10).map(({ item }) => item);

describe('match', () => {
  test.each([
    ['fd', 'flights.FlightDeparted'],
    ['FLIGHTD', 'flights.FlightDeparted'],
    ['farr', 'flights.FlightArrived'],
    ['order placed', 'shop.OrderPlaced'],
    ['reg', 'shop.Registration'],
    ['ip', 'billing.InvoicePaid'],
  ])('%s finds %s first', (query, name) => expect(best(query)[0]).toBe(name));

  test('says which characters matched', () =>
    expect(match('op', 'shop.OrderPlaced')?.at).toEqual([5, 10]));

  test('what does not occur in order is not found', () => {
    expect(match('xyz', 'flights')).toBeUndefined();
    expect(match('sthgilf', 'flights')).toBeUndefined();
  });

  test('no query matches everything, in its order', () => expect(best('')).toEqual(names));
});

describe('patterns', () => {
  test.each([
    ['flights.*', ['flights.FlightDeparted', 'flights.FlightArrived']],
    ['*placed', ['shop.OrderPlaced']],
    [
      '*.*a*e*d*',
      ['flights.FlightDeparted', 'flights.FlightArrived', 'shop.OrderPlaced'].filter((n) =>
        /\..*a.*e.*d/i.test(n),
      ),
    ],
    ['*', names],
    ['shop*shop*', []],
  ])('%s', (query, expected) => expect(best(query)).toEqual(expected));

  test('against regular expressions', () => {
    for (const pattern of ['*s*', 'f*d', '*o*r*', 'b*l*d', '*t', 's*n']) {
      const regexp = new RegExp(`^${pattern.replaceAll('*', '.*')}$`, 'i');
      expect(best(pattern)).toEqual(names.filter((name) => regexp.test(name)));
    }
  });
});

test('no more than asked for', () => expect(rank(names, '', (n) => n, 2)).toHaveLength(2));
