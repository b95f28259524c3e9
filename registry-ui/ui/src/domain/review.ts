import { diffLines, linesOf } from './diff';
import { groupBy } from './groups';
import type {
  CheckReport,
  Comment,
  FileChange,
  Proposal,
  ProposalState,
  SchemaChange,
  Verdict,
} from './model';

export const STATE_WORDS: Record<ProposalState, string> = {
  OPEN: 'Open',
  MERGED: 'Merged',
  PUBLISHED: 'Published',
  WITHDRAWN: 'Withdrawn',
};

export const PROPOSAL_TABS = [
  'changes',
  'files',
  'checks',
  'impact',
  'conversation',
  'log',
] as const;
export type ProposalTab = (typeof PROPOSAL_TABS)[number];

export const PROPOSAL_LISTS = [
  'open',
  'waiting',
  'mine',
  'merged',
  'published',
  'withdrawn',
] as const;
export type ProposalListName = (typeof PROPOSAL_LISTS)[number];

/** All that happened to one element: it came, it went, or some of its properties changed. */
export interface ElementChange {
  readonly subject: string;
  /** Without the event type's name in front. */
  readonly name: string;
  readonly element: SchemaChange['element'];
  readonly kind: SchemaChange['kind'];
  readonly properties: readonly SchemaChange[];
  readonly verdicts: readonly Verdict[];
}

export interface EventTypeChange {
  readonly eventType: string;
  readonly elements: readonly ElementChange[];
}

/** What changed, by event type and element in the order of the report, each with the verdicts on the same subject. */
export function groupChanges(report: CheckReport): EventTypeChange[] {
  const verdicts = groupBy(report.verdicts, (verdict) => verdict.subject);
  return [...groupBy(report.changes, (change) => change.eventType)].map(([eventType, changes]) => ({
    eventType,
    elements: [...groupBy(changes, (each) => `${each.element} ${each.subject}`).values()].map(
      (group): ElementChange => {
        const first = group[0] as SchemaChange;
        const whole = group.find((each) => each.property === '');
        return {
          subject: first.subject,
          name: first.subject.startsWith(`${eventType}.`)
            ? first.subject.slice(eventType.length + 1)
            : first.subject,
          element: first.element,
          kind: whole?.kind ?? 'CHANGED',
          properties: group.filter((each) => each.property !== ''),
          verdicts: verdicts.get(first.subject) ?? [],
        };
      },
    ),
  }));
}

/** Verdicts, those that stop it first. */
export const bySeverity = (verdicts: readonly Verdict[]): Verdict[] =>
  verdicts.toSorted((a, b) => Number(b.severity === 'ERROR') - Number(a.severity === 'ERROR'));

/** A comment with its answers. */
export interface Thread {
  readonly first: Comment;
  readonly answers: readonly Comment[];
}

export function threadsOf(comments: readonly Comment[]): Thread[] {
  return comments
    .filter((each) => each.thread === each.id)
    .map((first) => ({
      first,
      answers: comments.filter((each) => each.thread === first.id && each.id !== first.id),
    }));
}

/** Where a thread stands in the files that are shown. */
export type ThreadPlace =
  | { readonly kind: 'line'; readonly path: string; readonly side: Side; readonly line: number }
  | { readonly kind: 'outdated' }
  | { readonly kind: 'whole' };
export type Side = 'BEFORE' | 'AFTER';

/**
 * Finds the line of a comment in another round: where the line is unchanged it moves along, else it is outdated.
 *
 * @param made the files of the comment's own round, undefined while they are not known
 */
export function placeOf(
  comment: Comment,
  shown: readonly FileChange[],
  made: readonly FileChange[] | undefined,
): ThreadPlace {
  const { anchor } = comment;
  if (!anchor) {
    return { kind: 'whole' };
  }
  const { path, side } = anchor;
  const text = (files: readonly FileChange[] | undefined) => {
    const file = files?.find((each) => each.path === path);
    return side === 'BEFORE' ? file?.before : file?.after;
  };
  const now = text(shown);
  const then = text(made);
  if (now === undefined || then === undefined) {
    return { kind: 'outdated' };
  }
  const line =
    now === then
      ? anchor.line
      : diffLines(linesOf(then), linesOf(now)).find(
          (each) => each.kind === 'same' && each.before === anchor.line,
        )?.after;
  return line === undefined ? { kind: 'outdated' } : { kind: 'line', path, side, line };
}

export type Said =
  | { readonly kind: 'thread'; readonly at: string; readonly thread: Thread }
  | { readonly kind: 'review'; readonly at: string; readonly review: Proposal['reviews'][number] }
  | { readonly kind: 'round'; readonly at: string; readonly round: Proposal['rounds'][number] };

/** Rounds, reviews and threads, in order of time. */
export function conversation(proposal: Proposal, comments: readonly Comment[]): Said[] {
  const said: Said[] = [
    ...proposal.rounds.map((round): Said => ({ kind: 'round', at: round.createdAt, round })),
    ...proposal.reviews.map((review): Said => ({ kind: 'review', at: review.createdAt, review })),
    ...threadsOf(comments).map(
      (thread): Said => ({ kind: 'thread', at: thread.first.createdAt, thread }),
    ),
  ];
  return said.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

/** What an audit entry did, in words: PUBLISH_MERGED is "publish merged". */
export const actionWords = (action: string): string => {
  const text = action.toLowerCase().replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
};

/** What of `edited` differs from `base`: what a round is made of. A file that is undefined in `edited` is deleted. */
export function changedFiles(
  base: ReadonlyMap<string, string>,
  edited: ReadonlyMap<string, string | undefined>,
): { path: string; source: string | null }[] {
  return [...edited]
    .filter(([path, source]) => base.get(path) !== source)
    .map(([path, source]) => ({ path, source: source ?? null }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The file that declares an event type: its package and its message stand in it. */
export function fileOf(
  eventType: string,
  files: readonly { path: string; source: string }[],
): string | undefined {
  const dot = eventType.lastIndexOf('.');
  const owner = new RegExp(
    `^\\s*package\\s+${eventType.slice(0, dot).replaceAll('.', '\\.')}\\s*;`,
    'm',
  );
  const message = new RegExp(`^\\s*message\\s+${eventType.slice(dot + 1)}\\b`, 'm');
  return files.find(({ source }) => owner.test(source) && message.test(source))?.path;
}
