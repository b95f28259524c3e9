import { edits } from './diff';
import type { FileChange } from './model';

/** What replaces the lines `from` (included) to `to` (excluded) of a text. */
interface Hunk {
  readonly from: number;
  readonly to: number;
  readonly lines: readonly string[];
}

/** Line feeds stay with their lines, so that joining gives the text back. */
const whole = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

function hunksOf(before: readonly string[], after: readonly string[]): Hunk[] {
  const hunks: { from: number; to: number; lines: string[] }[] = [];
  let from = 0;
  for (const [kind, x, y] of edits(before, after)) {
    if (kind === 'same') {
      from = x + 1;
      continue;
    }
    let last = hunks.at(-1);
    if (last === undefined || last.to < from) {
      last = { from, to: from, lines: [] };
      hunks.push(last);
    }
    if (kind === 'removed') {
      last.to = x + 1;
      from = x + 1;
    } else {
      last.lines.push(after[y] as string);
    }
  }
  return hunks;
}

/** Two changes that touch, also only at their ends, are for a person to decide. */
const touch = (a: Hunk, b: Hunk) => a.from <= b.to && b.from <= a.to;

/** Brings what leads from `before` to `mine` onto `theirs`; undefined where both changed the same lines. */
export function mergeLines(before: string, mine: string, theirs: string): string | undefined {
  if (mine === theirs) {
    return mine;
  }
  const base = whole(before);
  const ours = hunksOf(base, whole(mine));
  const others = hunksOf(base, whole(theirs));
  if (ours.some((each) => others.some((other) => touch(each, other)))) {
    return undefined;
  }
  const lines = [...base];
  for (const hunk of [...ours, ...others].sort((a, b) => b.from - a.from)) {
    lines.splice(hunk.from, hunk.to - hunk.from, ...hunk.lines);
  }
  return lines.join('');
}

export interface Rebased {
  /** What to edit, by path; undefined is a deleted file. */
  readonly texts: ReadonlyMap<string, string | undefined>;
  /** Files that others changed meanwhile, and whose change is in the text now. */
  readonly merged: readonly string[];
  /** Files that both changed in the same place: their text is the round's, and takes back what others did. */
  readonly conflicts: readonly string[];
}

/** The changes of a round (beside its own base), brought onto the source tree as it is now. */
export function rebase(round: readonly FileChange[], tree: ReadonlyMap<string, string>): Rebased {
  const texts = new Map<string, string | undefined>();
  const merged: string[] = [];
  const conflicts: string[] = [];
  for (const { path, before, after } of round) {
    const now = tree.get(path);
    if (now === before || now === after) {
      texts.set(path, after);
      continue;
    }
    const text =
      before === undefined || after === undefined || now === undefined
        ? undefined
        : mergeLines(before, after, now);
    (text === undefined ? conflicts : merged).push(path);
    texts.set(path, text ?? after);
  }
  return { texts, merged, conflicts };
}
