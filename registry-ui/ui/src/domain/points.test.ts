import { describe, expect, test } from 'vitest';
import { align, type Column, clip, outline, sparkPath, splitIncomplete } from './points';

describe('align', () => {
  test('brings series to one axis, null where there is no point', () => {
    const { times, columns } = align(
      [
        [
          [1, 0],
          [2, 60],
        ],
        [
          [5, 60],
          [null, 120],
        ],
      ],
      60,
    );
    expect(times).toEqual([0, 60, 120]);
    expect(columns).toEqual([
      [1, 2, null],
      [null, 5, null],
    ]);
  });

  test('makes a gap visible', () => {
    const { times, columns } = align(
      [
        [
          [1, 0],
          [2, 600],
          [3, 660],
        ],
      ],
      60,
    );
    expect(times).toEqual([0, 60, 600, 660]);
    expect(columns).toEqual([[1, null, 2, 3]]);
  });

  test('of nothing is nothing', () => {
    expect(align([], 60)).toEqual({ times: [], columns: [] });
    expect(align([[]], 60)).toEqual({ times: [], columns: [[]] });
  });
});

describe('splitIncomplete', () => {
  const times = [0, 60, 120];

  test('everything is sure once its bucket has passed', () =>
    expect(splitIncomplete(times, [1, 2, 3], 60, 180)).toEqual({
      complete: [1, 2, 3],
      incomplete: undefined,
    }));

  test('the open bucket is apart, joined to the last sure point', () =>
    expect(splitIncomplete(times, [1, 2, 3], 60, 179)).toEqual({
      complete: [1, 2, null],
      incomplete: [null, 2, 3],
    }));

  test('a gap before the open bucket is bridged from the last value', () =>
    expect(splitIncomplete(times, [1, null, 3], 60, 150)).toEqual({
      complete: [1, null, null],
      incomplete: [1, null, 3],
    }));

  test('no value in the open bucket, nothing to draw', () =>
    expect(splitIncomplete(times, [1, 2, null], 60, 150).incomplete).toBeUndefined());
});

describe('outline', () => {
  test('leaves short columns alone', () => {
    const column = [1, 2, 3, 4];
    expect(outline(column, 2)).toBe(column);
  });

  test('keeps every spike, in order, against a plain count of all values', () => {
    let seed = 42;
    const random = () => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return seed / 2 ** 31;
    };
    for (let round = 0; round < 50; round++) {
      const column: Column = Array.from({ length: 1000 + Math.floor(random() * 1000) }, () =>
        random() < 0.1 ? null : random(),
      );
      const spike = Math.floor(random() * column.length);
      column[spike] = 1000;
      const thin = outline(column, 50);
      expect(thin).toHaveLength(100);
      const values = column.filter((value) => value !== null);
      const kept = thin.filter((value) => value !== null);
      expect(Math.max(...kept)).toBe(1000);
      expect(Math.min(...kept)).toBe(Math.min(...values));
      expect(isSubsequence(kept, column)).toBe(true);
    }
  });

  test('a group without values stays a gap', () =>
    expect(outline([1, 2, null, null, 3, 4], 3)).toEqual([1, 2, null, null, 3, 4]));
});

/** A group of one value yields it twice; otherwise the order is that of the column. */
function isSubsequence(part: Column, whole: Column): boolean {
  let at = 0;
  for (const [i, value] of part.entries()) {
    if (i > 0 && value === part[i - 1]) {
      continue;
    }
    at = whole.indexOf(value, at) + 1;
    if (at === 0) {
      return false;
    }
  }
  return true;
}

test('a sparkline stands on zero and leaves gaps open', () => {
  expect(sparkPath([0, 10, null, 5], 30, 20)).toBe('M0,20L10,0M30,10');
  expect(sparkPath([0, 0], 10, 20)).toBe('M0,20L10,20');
  expect(sparkPath([], 10, 20)).toBe('');
});

test('a range is clipped at the beginning, one bucket over the limit', () => {
  expect(clip({ from: 0, until: 600 }, 60, 10)).toEqual({ from: 0, until: 600, clipped: false });
  expect(clip({ from: 0, until: 660 }, 60, 10)).toEqual({ from: 60, until: 660, clipped: true });
});
