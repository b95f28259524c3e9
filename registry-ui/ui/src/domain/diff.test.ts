import { describe, expect, test } from 'vitest';
import { diffLines, diffWords, fold, linesOf, sideBySide } from './diff';

/** Numbers that look random and are the same in every run. */
function random(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Length of a longest common subsequence by the textbook's table: what a shortest diff must keep. */
function longestCommon(a: string[], b: string[]): number {
  let above = new Array(b.length + 1).fill(0);
  for (const left of a) {
    const row = [0];
    b.forEach((right, j) => {
      row.push(left === right ? above[j] + 1 : Math.max(above[j + 1], row[j] as number));
    });
    above = row;
  }
  return above[b.length];
}

describe('a diff of lines', () => {
  test('applied to either side gives the other, and is as short as can be', () => {
    for (let seed = 1; seed <= 400; seed++) {
      const next = random(seed);
      const text = () => Array.from({ length: next(30) }, () => 'abcdef'[next(6)] as string);
      const before = text();
      const after = seed % 2 === 0 ? text() : before.flatMap((l) => [[l], [], [l, 'x']][next(3)]);
      const lines = diffLines(before, after as string[]);
      const side = (kind: string) => lines.filter((l) => l.kind === 'same' || l.kind === kind);
      expect(side('removed').map((l) => l.text)).toEqual(before);
      expect(side('added').map((l) => l.text)).toEqual(after);
      expect(side('removed').map((l) => l.before)).toEqual(before.map((_, i) => i + 1));
      expect(side('added').map((l) => l.after)).toEqual(after.map((_, i) => i + 1));
      expect(lines.filter((l) => l.kind === 'same')).toHaveLength(
        longestCommon(before, after as string[]),
      );
    }
  });

  test('of two texts with nothing in common replaces all, in reasonable time', () => {
    const a = Array.from({ length: 20_000 }, (_, i) => `a${i}`);
    const b = Array.from({ length: 20_000 }, (_, i) => `b${i}`);
    const lines = diffLines(a, b);
    expect(lines).toHaveLength(40_000);
    expect(lines[0]?.kind).toBe('removed');
    expect(lines.at(-1)).toEqual({
      kind: 'added',
      before: undefined,
      after: 20_000,
      text: 'b19999',
    });
  });

  test('lines end with their line feed', () => {
    expect(linesOf(undefined)).toEqual([]);
    expect(linesOf('')).toEqual([]);
    expect(linesOf('a\r\nb\n')).toEqual(['a', 'b']);
    expect(linesOf('a\n\n')).toEqual(['a', '']);
  });
});

test('side by side, what was replaced stands beside what replaces it', () => {
  const rows = sideBySide(diffLines(['a', 'b', 'c', 'z'], ['a', 'B', 'z']));
  expect(rows.map((row) => [row.left?.text, row.right?.text])).toEqual([
    ['a', 'a'],
    ['b', 'B'],
    ['c', undefined],
    ['z', 'z'],
  ]);
});

test('unchanged runs are folded, but not where that hides next to nothing', () => {
  expect(fold(40, (row) => row === 10 || row === 20)).toEqual([
    { isFolded: true, from: 0, until: 7 },
    { isFolded: false, from: 7, until: 24 },
    { isFolded: true, from: 24, until: 40 },
  ]);
  expect(fold(5, () => false)).toEqual([{ isFolded: true, from: 0, until: 5 }]);
  expect(fold(0, () => false)).toEqual([]);
});

test('words that differ are marked, and each side reads as it was', () => {
  const [left, right] = diffWords('  string note = 2;', '  string remark = 2;');
  expect(left.filter((p) => p.isChanged).map((p) => p.text)).toEqual(['note']);
  expect(right.filter((p) => p.isChanged).map((p) => p.text)).toEqual(['remark']);
  expect(left.map((p) => p.text).join('')).toBe('  string note = 2;');
  expect(right.map((p) => p.text).join('')).toBe('  string remark = 2;');
  expect(diffWords('alpha', 'omega = 3')[0]).toEqual([{ text: 'alpha', isChanged: false }]);
});
