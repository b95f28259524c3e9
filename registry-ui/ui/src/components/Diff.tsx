import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import {
  type DiffLine,
  diffLines,
  diffWords,
  fold,
  linesOf,
  type Piece,
  type Run,
  type SideRow,
  sideBySide,
} from '../domain/diff';
import type { Side } from '../domain/review';
import classes from './Diff.module.css';

export type DiffLayout = 'split' | 'unified';

/** A line of one side that something can be said of. */
export interface LineRef {
  readonly side: Side;
  readonly line: number;
}

interface Props {
  label: string;
  before: string | undefined;
  after: string | undefined;
  layout: DiffLayout;
  /** What stands below lines: comments, and the form for one. Keys are `lineKey`s. */
  notes?: ReadonlyMap<string, ReactNode>;
  /** Given where lines can be commented on; the sides that can. */
  onComment?: ((at: LineRef) => void) | undefined;
  commentable?: readonly Side[];
}

export const lineKey = ({ side, line }: LineRef): string => `${side} ${line}`;

const ROW_PX = 24;
const NEAR_PX = 1200;
const ALL_SIDES: readonly Side[] = ['BEFORE', 'AFTER'];

/** A file before and after. It is drawn when it comes near the window: hundreds of files cost what is seen. */
export function Diff(props: Props) {
  const ref = useRef<HTMLDivElement>(null);
  const [isNear, setNear] = useState(false);
  const height = useMemo(
    () => Math.min(60, linesOf(props.before).length + linesOf(props.after).length) * ROW_PX,
    [props.before, props.after],
  );
  useEffect(() => {
    const observer = new IntersectionObserver(
      (entries) => setNear((near) => near || entries.some((entry) => entry.isIntersecting)),
      { rootMargin: `${NEAR_PX}px 0px`, root: ref.current?.closest('main') ?? null },
    );
    observer.observe(ref.current as HTMLDivElement);
    return () => observer.disconnect();
  }, []);
  return (
    <div ref={ref} style={isNear ? undefined : { minHeight: height }}>
      {isNear ? <Table {...props} /> : null}
    </div>
  );
}

function Table(props: Props) {
  const { before, after, layout, notes } = props;
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set());
  const lines = useMemo(() => diffLines(linesOf(before), linesOf(after)), [before, after]);
  const rows = useMemo(
    () => (layout === 'split' ? sideBySide(lines) : lines.map(unified)),
    [lines, layout],
  );
  const words = useMemo(() => wordsOf(lines), [lines]);
  const runs = useMemo(
    () =>
      fold(rows.length, (row) => {
        const { left, right } = rows[row] as SideRow;
        return (
          left?.kind !== 'same' ||
          right?.kind !== 'same' ||
          (notes !== undefined &&
            [noteKey(left, 'BEFORE'), noteKey(right, 'AFTER')].some((key) => notes.has(key)))
        );
      }),
    [rows, notes],
  );
  if (rows.length === 0) {
    return <p className={`faint ${classes.nothing}`}>An empty file.</p>;
  }
  return (
    <div className={classes.scroll}>
      <table className={classes.diff} data-layout={layout} aria-label={props.label}>
        <colgroup>
          <col className={classes.numberColumn} />
          {layout === 'split' ? <col /> : null}
          <col className={classes.numberColumn} />
          <col />
        </colgroup>
        <tbody>
          {runs.map((run) =>
            run.isFolded && !opened.has(run.from) ? (
              <Fold
                key={run.from}
                run={run}
                onOpen={() => setOpened(new Set(opened).add(run.from))}
              />
            ) : (
              rows
                .slice(run.from, run.until)
                .map((row) => <Row key={rowKey(row)} row={row} words={words} props={props} />)
            ),
          )}
        </tbody>
      </table>
    </div>
  );
}

const unified = (line: DiffLine): SideRow => ({
  left: line.kind === 'added' ? undefined : line,
  right: line.kind === 'removed' ? undefined : line,
});

/** A line stands in one row of a file. */
const rowKey = ({ left, right }: SideRow) => `${left?.before} ${right?.after}`;

const noteKey = (line: DiffLine | undefined, side: Side) => {
  const number = side === 'BEFORE' ? line?.before : line?.after;
  return number === undefined ? '' : lineKey({ side, line: number });
};

/** Of each replaced line the words in which it differs from the line that replaces it. */
function wordsOf(lines: readonly DiffLine[]): ReadonlyMap<DiffLine, readonly Piece[]> {
  const words = new Map<DiffLine, readonly Piece[]>();
  for (const { left, right } of sideBySide(lines)) {
    if (left?.kind === 'removed' && right?.kind === 'added') {
      const [before, after] = diffWords(left.text, right.text);
      words.set(left, before);
      words.set(right, after);
    }
  }
  return words;
}

function Fold({ run, onOpen }: { run: Run; onOpen: () => void }) {
  const size = run.until - run.from;
  return (
    <tr className={classes.fold}>
      <td colSpan={4}>
        <button type="button" onClick={onOpen}>
          Show {size} unchanged {size === 1 ? 'line' : 'lines'}
        </button>
      </td>
    </tr>
  );
}

type Words = ReadonlyMap<DiffLine, readonly Piece[]>;

function Row({ row, words, props }: { row: SideRow; words: Words; props: Props }) {
  const { left, right } = row;
  const notes = [noteKey(left, 'BEFORE'), noteKey(right, 'AFTER')]
    .filter((key, i, all) => key !== '' && all.indexOf(key) === i)
    .map((key) => [key, props.notes?.get(key)] as const)
    .filter(([, note]) => note !== undefined);
  return (
    <>
      {props.layout === 'split' ? (
        <tr>
          <Cells line={left} side="BEFORE" words={words} props={props} />
          <Cells line={right} side="AFTER" words={words} props={props} />
        </tr>
      ) : (
        <tr>
          <LineNumber line={left} side="BEFORE" props={props} />
          <LineNumber line={right} side="AFTER" props={props} />
          <Code line={right ?? left} words={words} />
        </tr>
      )}
      {notes.map(([key, note]) => (
        <tr key={key} className={classes.note}>
          <td colSpan={4}>{note}</td>
        </tr>
      ))}
    </>
  );
}

interface CellsProps {
  line: DiffLine | undefined;
  side: Side;
  words: Words;
  props: Props;
}

function Cells({ line, side, words, props }: CellsProps) {
  return (
    <>
      <LineNumber line={line} side={side} props={props} />
      <Code line={line} words={words} />
    </>
  );
}

function LineNumber({
  line,
  side,
  props,
}: {
  line: DiffLine | undefined;
  side: Side;
  props: Props;
}) {
  const number = side === 'BEFORE' ? line?.before : line?.after;
  const kind = line?.kind ?? 'none';
  const { onComment } = props;
  const canComment = onComment && (props.commentable ?? ALL_SIDES).includes(side);
  return (
    <td className={classes.number} data-kind={kind}>
      {number === undefined ? null : canComment ? (
        <button
          type="button"
          // The rows are many: one comes here by n and p, and then by Tab.
          data-line={line?.kind === 'same' ? undefined : ''}
          aria-label={`Comment on line ${number} ${side === 'BEFORE' ? 'before' : 'after'}`}
          onClick={() => onComment({ side, line: number })}
        >
          {number}
        </button>
      ) : (
        number
      )}
    </td>
  );
}

const MARKS = { same: ' ', removed: '−', added: '+' } as const;

function Code({ line, words }: { line: DiffLine | undefined; words: Words }) {
  if (!line) {
    return <td className={classes.code} data-kind="none" />;
  }
  const pieces = words.get(line);
  return (
    <td className={classes.code} data-kind={line.kind}>
      <span className={classes.mark} aria-hidden="true">
        {MARKS[line.kind]}
      </span>
      {line.kind === 'same' ? null : <span className="unseen">{line.kind}: </span>}
      {pieces
        ? pieces.map((piece, i) =>
            piece.isChanged ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no other name
              <mark key={i}>{piece.text}</mark>
            ) : (
              piece.text
            ),
          )
        : line.text}
    </td>
  );
}
