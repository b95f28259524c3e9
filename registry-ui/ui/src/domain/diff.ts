/** One line of a comparison: on the left (1-based line `before`), on the right (`after`), or on both. */
export interface DiffLine {
  readonly kind: 'same' | 'removed' | 'added';
  readonly before: number | undefined;
  readonly after: number | undefined;
  readonly text: string;
}

/** Lines of a text; a line feed at its end makes no line of its own, and an absent text has none. */
export function linesOf(text: string | undefined): string[] {
  if (text === undefined || text === '') {
    return [];
  }
  const lines = text.split(/\r?\n/);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

/** Over it a shortest comparison costs too much: what differs in the middle is all replaced. */
const EDITS_MAX = 1500;

type Edit = readonly [kind: DiffLine['kind'], before: number, after: number];

/**
 * A shortest edit script from `before` to `after`: E. Myers, "An O(ND) difference algorithm and its variations", 1986.
 * Equal ends are cut first. Time and memory O((n + m) · d), d at most EDITS_MAX.
 */
export function edits<T>(before: readonly T[], after: readonly T[]): Edit[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) {
    start++;
  }
  let end = 0;
  while (
    end < before.length - start &&
    end < after.length - start &&
    before[before.length - 1 - end] === after[after.length - 1 - end]
  ) {
    end++;
  }
  const head = Array.from({ length: start }, (_, i): Edit => ['same', i, i]);
  const tail = Array.from(
    { length: end },
    (_, i): Edit => ['same', before.length - end + i, after.length - end + i],
  );
  const middle = shortest(
    before.slice(start, before.length - end),
    after.slice(start, after.length - end),
  );
  return [...head, ...middle.map(([kind, x, y]): Edit => [kind, x + start, y + start]), ...tail];
}

function shortest<T>(a: readonly T[], b: readonly T[]): Edit[] {
  const size = a.length + b.length;
  const middle = Math.min(size, EDITS_MAX) + 1;
  const farthest = new Int32Array(2 * middle + 1);
  const traces: Int32Array[] = [];
  for (let d = 0; d <= Math.min(size, EDITS_MAX); d++) {
    traces.push(farthest.slice(middle - d - 1, middle + d + 2));
    for (let k = -d; k <= d; k += 2) {
      const down =
        k === -d || (k !== d && at(farthest, middle + k - 1) < at(farthest, middle + k + 1));
      let x = down ? at(farthest, middle + k + 1) : at(farthest, middle + k - 1) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) {
        x++;
      }
      farthest[middle + k] = x;
      if (x >= a.length && x - k >= b.length) {
        return walkBack(traces, a.length, b.length);
      }
    }
  }
  return [
    ...a.map((_, i): Edit => ['removed', i, 0]),
    ...b.map((_, i): Edit => ['added', a.length, i]),
  ];
}

const at = (values: Int32Array, index: number) => values[index] as number;

function walkBack(traces: readonly Int32Array[], aLength: number, bLength: number): Edit[] {
  const script: Edit[] = [];
  let x = aLength;
  let y = bLength;
  for (let d = traces.length - 1; d >= 0; d--) {
    const trace = traces[d] as Int32Array;
    // Of diagonals -d-1 … d+1.
    const reach = (k: number) => at(trace, k + d + 1);
    const k = x - y;
    const down = k === -d || (k !== d && reach(k - 1) < reach(k + 1));
    const fromX = d === 0 ? 0 : down ? reach(k + 1) : reach(k - 1);
    const fromY = d === 0 ? 0 : fromX - (down ? k + 1 : k - 1);
    while (x > fromX && y > fromY && (d === 0 || (down ? y > fromY + 1 : x > fromX + 1))) {
      x--;
      y--;
      script.push(['same', x, y]);
    }
    if (d > 0) {
      script.push(down ? ['added', x, y - 1] : ['removed', x - 1, y]);
      x = fromX;
      y = fromY;
    }
  }
  return script.reverse();
}

/** Two texts, line by line; within a change what is removed comes before what is added. */
export function diffLines(before: readonly string[], after: readonly string[]): DiffLine[] {
  const lines: DiffLine[] = [];
  let added: DiffLine[] = [];
  for (const [kind, x, y] of edits(before, after)) {
    if (kind === 'added') {
      added.push({ kind, before: undefined, after: y + 1, text: after[y] as string });
      continue;
    }
    if (kind === 'same') {
      lines.push(...added);
      added = [];
    }
    lines.push({
      kind,
      before: x + 1,
      after: kind === 'same' ? y + 1 : undefined,
      text: before[x] as string,
    });
  }
  return [...lines, ...added];
}

/** A row of two columns: a removed line beside the added one that stands for it. */
export interface SideRow {
  readonly left: DiffLine | undefined;
  readonly right: DiffLine | undefined;
}

/** Rows of a comparison side by side: the n-th removed line of a change beside the n-th added one. */
export function sideBySide(lines: readonly DiffLine[]): SideRow[] {
  const rows: SideRow[] = [];
  let removed: DiffLine[] = [];
  let added: DiffLine[] = [];
  const flush = () => {
    for (let i = 0; i < Math.max(removed.length, added.length); i++) {
      rows.push({ left: removed[i], right: added[i] });
    }
    removed = [];
    added = [];
  };
  for (const line of lines) {
    if (line.kind === 'removed') {
      removed.push(line);
    } else if (line.kind === 'added') {
      added.push(line);
    } else {
      flush();
      rows.push({ left: line, right: line });
    }
  }
  flush();
  return rows;
}

/** A run of rows: shown, or folded because nothing in it changed. */
export interface Run {
  readonly isFolded: boolean;
  /** First row, and the one after the last. */
  readonly from: number;
  readonly until: number;
}

const CONTEXT_ROWS = 3;
/** A fold that hides less than this costs more than it saves. */
const FOLD_ROWS_MIN = 4;

/** What of the rows is shown at first: changes (and rows that are `kept`) with three rows around. */
export function fold(count: number, kept: (row: number) => boolean): Run[] {
  const shown = new Uint8Array(count);
  for (let row = 0; row < count; row++) {
    if (kept(row)) {
      shown.fill(1, Math.max(0, row - CONTEXT_ROWS), Math.min(count, row + CONTEXT_ROWS + 1));
    }
  }
  const runs: Run[] = [];
  for (let from = 0, row = 1; row <= count; row++) {
    if (row === count || shown[row] !== shown[from]) {
      const isFolded = shown[from] === 0 && row - from >= FOLD_ROWS_MIN;
      const last = runs.at(-1);
      if (!isFolded && last && !last.isFolded) {
        runs[runs.length - 1] = { ...last, until: row };
      } else {
        runs.push({ isFolded, from, until: row });
      }
      from = row;
    }
  }
  return runs;
}

/** A piece of a line, and whether the other side has it, too. */
export interface Piece {
  readonly text: string;
  readonly isChanged: boolean;
}

const WORDS = /[\p{L}\p{N}_]+|\s+|[^\p{L}\p{N}_\s]/gu;
const LINE_CHARS_MAX = 600;

/** The words in which two lines differ; nothing is marked where they have little in common. */
export function diffWords(before: string, after: string): [Piece[], Piece[]] {
  const plain: [Piece[], Piece[]] = [
    [{ text: before, isChanged: false }],
    [{ text: after, isChanged: false }],
  ];
  if (before.length > LINE_CHARS_MAX || after.length > LINE_CHARS_MAX) {
    return plain;
  }
  const left = before.match(WORDS) ?? [];
  const right = after.match(WORDS) ?? [];
  const script = edits(left, right);
  const common = script
    .filter(([kind]) => kind === 'same')
    .reduce((sum, [, x]) => sum + (left[x] as string).trim().length, 0);
  const longer = Math.max(before.trim().length, after.trim().length);
  if (common * 3 < longer) {
    return plain;
  }
  const pieces = (kind: 'removed' | 'added', words: readonly string[]) =>
    join(
      script
        .filter((edit) => edit[0] === 'same' || edit[0] === kind)
        .map((edit) => ({
          text: words[kind === 'removed' ? edit[1] : edit[2]] as string,
          isChanged: edit[0] === kind,
        })),
    );
  return [pieces('removed', left), pieces('added', right)];
}

function join(pieces: readonly Piece[]): Piece[] {
  const joined: Piece[] = [];
  for (const piece of pieces) {
    const last = joined.at(-1);
    if (last?.isChanged === piece.isChanged) {
      joined[joined.length - 1] = { ...last, text: last.text + piece.text };
    } else {
      joined.push(piece);
    }
  }
  return joined;
}
