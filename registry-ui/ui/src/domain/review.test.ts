import { describe, expect, test } from 'vitest';
import type { CheckReport, Comment, Proposal } from './model';
import { changedFiles, conversation, fileOf, groupChanges, placeOf, threadsOf } from './review';

const comment = (id: number, more: Partial<Comment> = {}): Comment => ({
  id,
  round: 1,
  thread: id,
  author: 'bob',
  body: 'Why?',
  createdAt: `2026-11-20T10:0${id}:00Z`,
  ...more,
});

describe('a comment on a line', () => {
  const anchored = comment(1, { anchor: { path: 'a.proto', side: 'AFTER', line: 2 } });
  const made = [{ path: 'a.proto', before: 'x\n', after: 'one\ntwo\nthree\n' }];
  const shown = (after: string) => [{ path: 'a.proto', before: 'x\n', after }];

  test('moves with its line', () => {
    expect(placeOf(anchored, shown('zero\none\ntwo\nthree\n'), made)).toEqual({
      kind: 'line',
      path: 'a.proto',
      side: 'AFTER',
      line: 3,
    });
    expect(placeOf(anchored, made, made)).toMatchObject({ kind: 'line', line: 2 });
  });

  test('is outdated when its line changed, its file is gone, or its round is not known', () => {
    expect(placeOf(anchored, shown('one\n2\nthree\n'), made)).toEqual({ kind: 'outdated' });
    expect(placeOf(anchored, [], made)).toEqual({ kind: 'outdated' });
    expect(placeOf(anchored, made, undefined)).toEqual({ kind: 'outdated' });
  });

  test('stands on its own side', () => {
    const before = comment(1, { anchor: { path: 'a.proto', side: 'BEFORE', line: 1 } });
    expect(placeOf(before, shown('else\n'), made)).toMatchObject({ side: 'BEFORE', line: 1 });
  });

  test('without an anchor is about all of it', () => {
    expect(placeOf(comment(1), made, made)).toEqual({ kind: 'whole' });
  });
});

test('threads have their answers in order', () => {
  const threads = threadsOf([comment(1), comment(2), comment(3, { thread: 1 })]);
  expect(threads.map(({ first, answers }) => [first.id, answers.map((a) => a.id)])).toEqual([
    [1, [3]],
    [2, []],
  ]);
});

test('changes are grouped by event type and element, with their verdicts', () => {
  const change = (subject: string, kind: string, property: string) => ({
    kind,
    element: 'ATTRIBUTE',
    eventType: 'shop.Order',
    subject,
    property,
    before: 'a',
    after: 'b',
  });
  const groups = groupChanges({
    passes: false,
    problems: [],
    verdicts: [{ subject: 'shop.Order.note', message: 'renamed' }],
    waived: [],
    owners: [],
    needsPrivacy: false,
    changes: [
      change('shop.Order.note', 'CHANGED', 'name'),
      change('shop.Order.sum', 'ADDED', ''),
      change('shop.Order.note', 'CHANGED', 'unit'),
    ],
  } as unknown as CheckReport);
  expect(groups).toHaveLength(1);
  const [note, sum] = groups[0]?.elements ?? [];
  expect(note).toMatchObject({ name: 'note', kind: 'CHANGED', verdicts: [{ message: 'renamed' }] });
  expect(note?.properties.map((each) => each.property)).toEqual(['name', 'unit']);
  expect(sum).toMatchObject({ name: 'sum', kind: 'ADDED', properties: [], verdicts: [] });
});

test('the conversation is in order of time', () => {
  const proposal = {
    rounds: [{ number: 1, createdAt: '2026-11-20T10:00:00Z' }],
    reviews: [{ id: 1, createdAt: '2026-11-20T10:02:30Z' }],
  } as Proposal;
  expect(conversation(proposal, [comment(1), comment(3)]).map((each) => each.kind)).toEqual([
    'round',
    'thread',
    'review',
    'thread',
  ]);
});

test('only what differs is proposed', () => {
  const base = new Map([
    ['a.proto', '1'],
    ['b.proto', '2'],
    ['c.proto', '3'],
  ]);
  const edited = new Map([
    ['c.proto', undefined],
    ['a.proto', '1'],
    ['b.proto', '2b'],
    ['d.proto', '4'],
    ['e.proto', undefined],
  ]);
  expect(changedFiles(base, edited)).toEqual([
    { path: 'b.proto', source: '2b' },
    { path: 'c.proto', source: null },
    { path: 'd.proto', source: '4' },
  ]);
});

test('the file of an event type declares its package and its message', () => {
  const files = [
    { path: 'other.proto', source: 'package shop.old;\nmessage Order {}' },
    { path: 'near.proto', source: 'package shop;\nmessage OrderPaid {}' },
    { path: 'it.proto', source: 'package shop;\nmessage Order {}' },
  ];
  expect(fileOf('shop.Order', files)).toBe('it.proto');
  expect(fileOf('shop.Gone', files)).toBeUndefined();
});
