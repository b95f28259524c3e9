import { describe, expect, test } from 'vitest';
import { axisNumber, bytes, change, compact, count, exact, NONE, quantity } from './numbers';

const plain = (text: string) => text.replace(/[\u202f\u00a0]/g, ' ').replace('\u2212', '-');

describe('compact', () => {
  test.each([
    [0, '0'],
    [-0, '0'],
    [7, '7'],
    [999, '999'],
    [1000, '1.00 k'],
    [1_240_000, '1.24 M'],
    [3_000_000, '3.00 M'],
    [999_499, '999 k'],
    [999_500, '1.00 M'],
    [999_950, '1.00 M'],
    [12_345, '12.3 k'],
    [123_456, '123 k'],
    [2_500_000_000, '2.50 G'],
    [-4321, '-4.32 k'],
    [0.5, '0.5'],
    [0.123456, '0.123'],
    [12.345, '12.3'],
    [999.4, '999'],
    [999.5, '1.00 k'],
    [1e21, '1000 E'],
    [0.00004, '4.0e-5'],
  ])('%d is %s', (value, text) => expect(plain(compact(value))).toBe(text));

  test.each([Number.NaN, Number.POSITIVE_INFINITY])('%d is no value', (value) =>
    expect(compact(value)).toBe(NONE),
  );
});

test.each([
  [0, '0'],
  [2500, '2.5 k'],
  [10_000, '10 k'],
  [100_000, '100 k'],
  [1_000_000, '1 M'],
  [1_250_000, '1.25 M'],
  [0.5, '0.5'],
  [100, '100'],
  [12.5, '12.5'],
])('%d on an axis is %s', (value, text) => expect(plain(axisNumber(value))).toBe(text));

test('exact keeps every digit', () => {
  expect(exact(1_240_000)).toBe('1,240,000');
  expect(plain(exact(-1234.5))).toBe('-1,234.5');
});

test('bytes and quantities carry their unit once', () => {
  expect(plain(bytes(1_200_000_000))).toBe('1.20 GB');
  expect(plain(bytes(12))).toBe('12 B');
  expect(plain(quantity(12.34, 'minutes'))).toBe('12.3 minutes');
  expect(plain(quantity(12_340, 'miles'))).toBe('12.3 k miles');
  expect(quantity(7, '')).toBe('7');
});

describe('change', () => {
  test.each([
    [112.3, 100, '+12 %'],
    [101.2, 100, '+1.2 %'],
    [50, 100, '-50 %'],
    [1300, 100, '+1,200 %'],
    [-50, -100, '+50 %'],
  ])('%d against %d', (value, base, text) => expect(plain(change(value, base))).toBe(text));
  test('nothing to compare with', () => expect(change(5, 0)).toBe(''));
});

test('count knows one from many', () => {
  expect(plain(count(1, 'event'))).toBe('1 event');
  expect(plain(count(0, 'event'))).toBe('0 events');
  expect(plain(count(2_000_000, 'series', 'series'))).toBe('2.00 M series');
});
