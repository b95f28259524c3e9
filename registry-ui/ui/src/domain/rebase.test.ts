import { describe, expect, test } from 'vitest';
import { mergeLines, rebase } from './rebase';

const BEFORE = 'a\nb\nc\nd\ne\n';

describe('two changes of a text', () => {
  test('are both kept where they are apart', () => {
    expect(mergeLines(BEFORE, 'A\nb\nc\nd\ne\n', 'a\nb\nc\nd\nE\nf\n')).toBe('A\nb\nc\nd\nE\nf\n');
    expect(mergeLines(BEFORE, 'a\nc\nd\ne\n', 'a\nb\nc\nd\nx\ne\n')).toBe('a\nc\nd\nx\ne\n');
    expect(mergeLines(BEFORE, `0\n${BEFORE}`, `${BEFORE}9`)).toBe(`0\n${BEFORE}9`);
  });

  test('are for a person where they touch', () => {
    expect(mergeLines(BEFORE, 'a\nB\nc\nd\ne\n', 'a\nbb\nc\nd\ne\n')).toBeUndefined();
    expect(mergeLines(BEFORE, 'a\nB\nc\nd\ne\n', 'a\nb\nC\nd\ne\n')).toBeUndefined();
    expect(mergeLines(BEFORE, `${BEFORE}x\n`, `${BEFORE}y\n`)).toBeUndefined();
  });

  test('are one where they are the same', () => {
    expect(mergeLines(BEFORE, 'x\n', 'x\n')).toBe('x\n');
  });
});

test('a round is brought onto the tree as it is now', () => {
  const round = [
    { path: 'alone.proto', before: 'a\n', after: 'b\n' },
    { path: 'apart.proto', before: BEFORE, after: 'A\nb\nc\nd\ne\n' },
    { path: 'same.proto', before: 'a\n', after: 'b\n' },
    { path: 'touching.proto', before: 'a\n', after: 'b\n' },
    { path: 'gone.proto', before: 'a\n', after: 'b\n' },
    { path: 'new.proto', after: 'b\n' },
    { path: 'deleted.proto', before: 'a\n' },
  ];
  const tree = new Map([
    ['alone.proto', 'a\n'],
    ['apart.proto', 'a\nb\nc\nd\nE\n'],
    ['same.proto', 'b\n'],
    ['touching.proto', 'c\n'],
    ['new.proto', 'c\n'],
    ['deleted.proto', 'a\n'],
  ]);
  const { texts, merged, conflicts } = rebase(round, tree);
  expect(texts.get('apart.proto')).toBe('A\nb\nc\nd\nE\n');
  expect(texts.get('touching.proto')).toBe('b\n');
  expect(texts.has('deleted.proto')).toBe(true);
  expect(merged).toEqual(['apart.proto']);
  expect(conflicts).toEqual(['touching.proto', 'gone.proto', 'new.proto']);
});
