import { useQueries, useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { asApiError } from '../api/client';
import { roundFilesQuery } from '../api/proposals';
import { Diff, type LineRef, lineKey } from '../components/Diff';
import { Segments } from '../components/Segments';
import { Bone, Empty, Failure } from '../components/States';
import { Tag } from '../components/Tag';
import { useKeys } from '../components/useKeys';
import { useWide } from '../components/useWide';
import type { Comment, FileChange } from '../domain/model';
import { count } from '../domain/numbers';
import { placeOf, type Side, type Thread, threadsOf } from '../domain/review';
import classes from './proposal.module.css';
import { anchorWords, CommentForm, ThreadView } from './proposalTalk';

interface Props {
  id: number;
  round: number;
  /** The round to compare with; 0 for the published files. */
  from: number;
  comments: Comment[] | undefined;
  file: string | undefined;
  layout: 'split' | 'unified' | undefined;
  onLayout: (layout: 'split' | 'unified') => void;
}

/** The files that a round changes, and what was said of their lines. */
export function Files(props: Props) {
  const { id, round, from } = props;
  const files = useQuery(roundFilesQuery(id, round, from));
  if (files.isPending) {
    return (
      <div className={classes.sections} aria-busy="true">
        <Bone width={240} height={18} />
        <Bone height={220} />
        <Bone height={160} />
      </div>
    );
  }
  if (files.data === undefined) {
    return <Failure error={asApiError(files.error)} onRetry={() => files.refetch()} />;
  }
  if (files.data.items.length === 0) {
    return (
      <Empty icon="resolved" title="The same files">
        Round {round} changes nothing since {from === 0 ? 'what is published' : `round ${from}`}.
      </Empty>
    );
  }
  return <FileList {...props} files={files.data.items} />;
}

type Placed = { thread: Thread; place: ReturnType<typeof placeOf> };

/** The threads on lines, each where its line is now. */
function usePlaced({ id, round, comments }: Props): Placed[] {
  const threads = useMemo(
    () => threadsOf(comments ?? []).filter((thread) => thread.first.anchor !== undefined),
    [comments],
  );
  const rounds = useMemo(
    () => [...new Set([round, ...threads.map((thread) => thread.first.round)])],
    [round, threads],
  );
  // A thread's line is one of its own round beside the published files.
  const made = useQueries({ queries: rounds.map((each) => roundFilesQuery(id, each, 0)) });
  const texts = new Map(rounds.map((each, i) => [each, made[i]?.data?.items]));
  const shown = texts.get(round) ?? [];
  return threads.map((thread) => ({
    thread,
    place: placeOf(thread.first, shown, texts.get(thread.first.round)),
  }));
}

function FileList(props: Props & { files: FileChange[] }) {
  const { id, round, from, files, file } = props;
  const placed = usePlaced(props);
  const isWide = useWide(1000);
  const layout = props.layout ?? (isWide ? 'split' : 'unified');
  const [writing, setWriting] = useState<{ path: string; at: LineRef }>();
  const list = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (file !== undefined) {
      list.current?.querySelector(`[data-path="${CSS.escape(file)}"]`)?.scrollIntoView();
    }
  }, [file]);
  const step = (by: 1 | -1) => {
    const all = [...(list.current?.querySelectorAll<HTMLElement>('[data-path]') ?? [])];
    const at = all.findIndex((each) => each.contains(document.activeElement));
    const next = all[Math.max(0, Math.min(all.length - 1, at + by))];
    next?.scrollIntoView();
    next?.focus({ preventScroll: true });
  };
  useKeys({
    n: () => step(1),
    p: () => step(-1),
    c: () => {
      const focus = document.activeElement?.closest('[data-path]') ?? list.current;
      focus?.querySelector<HTMLElement>('[data-line]')?.click();
    },
  });

  const lost = placed.filter(
    ({ place }) =>
      place.kind === 'outdated' || (place.kind === 'line' && !isShown(place, files, from)),
  );
  const notesOf = (path: string): ReadonlyMap<string, ReactNode> => {
    const notes = new Map<string, ReactNode[]>();
    const add = (at: LineRef, note: ReactNode) =>
      notes.set(lineKey(at), [...(notes.get(lineKey(at)) ?? []), note]);
    for (const { thread, place } of placed) {
      if (place.kind === 'line' && place.path === path && isShown(place, files, from)) {
        add(place, <ThreadView key={thread.first.id} id={id} thread={thread} />);
      }
    }
    if (writing?.path === path) {
      const { at } = writing;
      add(
        at,
        <CommentForm
          key={`new ${lineKey(at)}`}
          id={id}
          label={`Comment on line ${at.line}`}
          about={{ round, anchor: { path, ...at } }}
          focused
          onDone={() => setWriting(undefined)}
          onCancel={() => setWriting(undefined)}
        />,
      );
    }
    return notes;
  };
  return (
    <div className={classes.sections} ref={list}>
      <div className={classes.filesHead}>
        <span className="soft num">{count(files.length, 'file')}</span>
        <Segments
          label="Layout"
          value={layout}
          onChange={props.onLayout}
          options={[
            { value: 'split', label: 'Side by side' },
            { value: 'unified', label: 'Unified' },
          ]}
        />
      </div>
      {files.length > 1 ? (
        <Paths files={files} onOpen={(path) => scrollTo(list.current, path)} />
      ) : null}
      {files.map((change) => (
        <FileBlock key={change.path} change={change}>
          <Diff
            label={`Changes of ${change.path}`}
            before={change.before}
            after={change.after}
            layout={layout}
            notes={notesOf(change.path)}
            onComment={(at) => setWriting({ path: change.path, at })}
            commentable={sides(change, from)}
          />
        </FileBlock>
      ))}
      {lost.length > 0 ? (
        <section className={classes.block} aria-label="Outdated comments">
          <h2 className={classes.blockHead}>
            Comments on lines that are not here <Tag>{lost.length} outdated</Tag>
          </h2>
          <div className={classes.lost}>
            {lost.map(({ thread }) => (
              <ThreadView
                key={thread.first.id}
                id={id}
                thread={thread}
                place={anchorWords(thread.first)}
              />
            ))}
          </div>
        </section>
      ) : null}
    </div>
  );
}

/** Lines on the left of a comparison with an earlier round are that round's, not the published files'. */
const sides = (change: FileChange, from: number): Side[] => [
  ...(change.before !== undefined && from === 0 ? (['BEFORE'] as const) : []),
  ...(change.after !== undefined ? (['AFTER'] as const) : []),
];

const isShown = (place: { path: string; side: Side }, files: FileChange[], from: number) => {
  const change = files.find((each) => each.path === place.path);
  return change !== undefined && sides(change, from).includes(place.side);
};

function scrollTo(list: HTMLElement | null, path: string) {
  const block = list?.querySelector<HTMLElement>(`[data-path="${CSS.escape(path)}"]`);
  block?.scrollIntoView();
  block?.focus({ preventScroll: true });
}

function Paths({ files, onOpen }: { files: FileChange[]; onOpen: (path: string) => void }) {
  return (
    <nav aria-label="Files" className={classes.paths}>
      {files.map(({ path, before, after }) => (
        <button key={path} type="button" onClick={() => onOpen(path)}>
          <code>{path}</code>
          {before === undefined ? <Tag tone="accent">new</Tag> : null}
          {after === undefined ? <Tag tone="danger">deleted</Tag> : null}
        </button>
      ))}
    </nav>
  );
}

function FileBlock({ change, children }: { change: FileChange; children: ReactNode }) {
  const { path, before, after } = change;
  return (
    <section className={classes.block} aria-label={path} data-path={path} tabIndex={-1}>
      <h2 className={classes.blockHead}>
        <code>{path}</code>
        {before === undefined ? <Tag tone="accent">new</Tag> : null}
        {after === undefined ? <Tag tone="danger">deleted</Tag> : null}
      </h2>
      {children}
    </section>
  );
}
