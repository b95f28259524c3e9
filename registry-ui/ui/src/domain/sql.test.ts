import { expect, test } from 'vitest';
import type { Attribute } from './model';
import { sampleSql, statements } from './sql';

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

test('statements are those that the attributes allow', () => {
  const full = (over: Partial<Attribute>): Attribute =>
    ({
      name: 'a',
      dimension: false,
      deprecated: false,
      eventTime: false,
      required: false,
      shape: 'SINGULAR',
      kind: 'INT',
      ...over,
    }) as Attribute;
  const keys = (...attributes: Attribute[]) =>
    statements({ view: 'events.a_B', attributes }).map((each) => each.key);
  expect(keys()).toEqual(['values', 'hours']);
  expect(keys(full({ shape: 'REPEATED' }), full({ deprecated: true }))).toEqual([
    'values',
    'hours',
  ]);
  expect(keys(full({ required: true }))).toEqual(['values', 'hours', 'distinct']);
  const [, hours, distinct, fill] = statements({
    view: 'events.a_B',
    attributes: [
      full({ name: 'device.os', dimension: true, kind: 'DIM' }),
      full({ name: 'user_id', required: true }),
    ],
  });
  expect(hours?.sql).toContain('GROUP BY hour, `device.os`');
  expect(distinct?.sql).toContain('uniq(user_id)');
  expect(fill?.sql).toContain('round(100 * count(`device.os`) / count(), 1) AS `device.os %`');
  expect(fill?.sql).not.toContain('user_id');
});
