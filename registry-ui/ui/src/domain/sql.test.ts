import { expect, test } from 'vitest';
import type { Attribute } from './model';
import { sampleSql } from './sql';

const attribute = (name: string, dimension: boolean, deprecated = false) =>
  ({ name, dimension, deprecated }) as Attribute;

test('counts by the first dimension that is not deprecated', () =>
  expect(
    sampleSql({
      view: 'events.a_B',
      attributes: [
        attribute('id', false),
        attribute('old', true, true),
        attribute('device.os', true),
        attribute('country', true),
      ],
    }),
  ).toBe(
    'SELECT `device.os`, count() AS events\nFROM events.a_B\nGROUP BY `device.os`\nORDER BY events DESC\nLIMIT 20',
  ));

test('without a dimension, the latest rows', () =>
  expect(sampleSql({ view: 'events.a_B', attributes: [attribute('id', false)] })).toBe(
    'SELECT *\nFROM events.a_B\nORDER BY time DESC\nLIMIT 100',
  ));
