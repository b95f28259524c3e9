import type { components } from '../src/api/schema.ts';
import { impactOf, reportOf } from './checks.ts';
import { proposalsFrom, TREE } from './proposals.ts';
import { iso, now } from './time.ts';

type Schemas = components['schemas'];
type Files = Map<string, string | null>;

export interface Round {
  createdAt: string;
  baseCommit: number;
  base: Map<string, string>;
  files: Files;
  report: Schemas['CheckReport'];
}
export interface Stored {
  id: number;
  title: string;
  description: string;
  author: string;
  state: Schemas['ProposalState'];
  createdAt: string;
  changedAt: string;
  commit?: number;
  rounds: Round[];
  reviews: Schemas['Proposal']['reviews'];
  comments: Schemas['Comment'][];
  log: Schemas['AuditEntryList']['items'];
}

/** What a request of the review API is answered from: made-up proposals, and what was done since the start. */
export interface Asked {
  method: string;
  url: URL;
  person: string;
  body: Record<string, unknown>;
}

export const tree = new Map(TREE);
export const teams = new Map<string, Set<string>>([
  ['growth', new Set(['bob', 'cid'])],
  ['privacy', new Set(['pia'])],
]);
/** Of those whose address is known. */
const EMAILS = new Map(['ann', 'bob', 'cid'].map((name) => [name, `${name}@example.org`]));
const withoutMail = new Set<string>();
const stored: Stored[] = [];
const requests = new Map<string, number>();
export const deprecations = new Map<string, Schemas['Deprecation']>();
let commit = 41;
const trees = new Map([[commit, new Map(tree)]]);
let ids = 1000;

const failed = (status: number, code: string, title: string, detail: string) => ({
  status,
  body: { code, title, detail, status },
});
const conflict = (detail: string) => failed(409, 'CONFLICT', 'Conflict', detail);
const ok = (body: unknown, status = 200) => ({ status, body });

function teamsNeeded(report: Schemas['CheckReport']) {
  const needed = new Map<string, number>();
  for (const { team, approvals } of report.owners) {
    needed.set(team, Math.max(approvals, needed.get(team) ?? 0));
  }
  if (report.needsPrivacy) {
    needed.set('privacy', 1);
  }
  return needed;
}

const last = (proposal: Stored) => proposal.rounds.at(-1) as Round;

function standing(proposal: Stored) {
  const { report } = last(proposal);
  const said = new Map<string, string>();
  for (const { round, reviewer, decision } of proposal.reviews) {
    if (round === proposal.rounds.length && decision !== 'COMMENT') {
      said.set(reviewer, decision);
    }
  }
  const people = (decision: string) => [...said].filter(([, d]) => d === decision).map(([p]) => p);
  const approvals = [...teamsNeeded(report)].map(([team, needed]) => ({
    team,
    needed,
    by: people('APPROVE')
      .filter((person) => teams.get(team)?.has(person))
      .sort(),
  }));
  const requestedChanges = people('REQUEST_CHANGES');
  const stops = report.verdicts
    .filter((each) => each.severity === 'ERROR')
    .map((each) => `${each.rule.id}: ${each.message}`);
  const lacks = [
    ...stops,
    ...approvals
      .filter(({ by, needed }) => by.length < needed)
      .map(({ team, by, needed }) => `${by.length} of ${needed} approvals of the team ${team}`),
    ...requestedChanges.map((person) => `${person} asked for changes`),
  ];
  return { approvals, requestedChanges, lacks: proposal.state === 'OPEN' ? lacks : [] };
}

function summary(proposal: Stored): Schemas['ProposalSummary'] {
  const { id, title, author, state, createdAt, changedAt } = proposal;
  return {
    id,
    title,
    author,
    state,
    rounds: proposal.rounds.length,
    passes: last(proposal).report.passes,
    lacks: standing(proposal).lacks,
    createdAt,
    changedAt,
    ...(proposal.commit === undefined ? {} : { commit: proposal.commit }),
  };
}

function whole(proposal: Stored): Schemas['Proposal'] {
  const { approvals, requestedChanges } = standing(proposal);
  return {
    proposal: summary(proposal),
    description: proposal.description,
    rounds: proposal.rounds.map(({ baseCommit, createdAt, report }, i) => ({
      number: i + 1,
      baseCommit,
      createdAt,
      passes: report.passes,
    })),
    reviews: proposal.reviews,
    approvals,
    requestedChanges,
    report: last(proposal).report,
  };
}

export function note(proposal: Stored, actor: string, action: string, details = {}, at = now()) {
  proposal.log.push({ id: ids++, at: iso(at), actor, action, subject: `#${proposal.id}`, details });
  proposal.changedAt = iso(at);
}

export function addRound(proposal: Stored, files: Files, at = now(), baseCommit = commit) {
  const base = trees.get(baseCommit) as Map<string, string>;
  proposal.rounds.push({
    createdAt: iso(at),
    baseCommit,
    base,
    files,
    report: reportOf(base, files),
  });
}

export function open(
  title: string,
  description: string,
  author: string,
  files: Files,
  at = now(),
  baseCommit = commit,
) {
  const proposal: Stored = {
    id: stored.length + 1,
    title,
    description,
    author,
    state: 'OPEN',
    createdAt: iso(at),
    changedAt: iso(at),
    rounds: [],
    reviews: [],
    comments: [],
    log: [],
  };
  stored.push(proposal);
  addRound(proposal, files, at, baseCommit);
  note(proposal, author, 'PROPOSE', { title }, at);
  return proposal;
}

/** That a round says it was written on; the last one where it does not say. */
const baseOf = ({ baseCommit }: Asked['body']) =>
  typeof baseCommit === 'number' && trees.has(baseCommit) ? baseCommit : commit;

const filesOf = (body: Asked['body']): Files =>
  new Map(
    (body.files as { path: string; source?: string | null }[]).map((each) => [
      each.path,
      each.source ?? null,
    ]),
  );

function list({ searchParams }: URL) {
  const author = searchParams.get('author');
  const state = searchParams.get('state');
  const waitingFor = searchParams.get('waitingFor');
  const before = Number(searchParams.get('before') ?? Number.POSITIVE_INFINITY);
  const limit = Number(searchParams.get('limit') ?? 100);
  const items = stored
    .filter(
      (each) =>
        each.id < before &&
        (!author || each.author === author) &&
        (!state || each.state === state) &&
        (!waitingFor ||
          (each.state === 'OPEN' &&
            each.author !== waitingFor &&
            standing(each).approvals.some(
              ({ team, by, needed }) =>
                by.length < needed && !by.includes(waitingFor) && teams.get(team)?.has(waitingFor),
            ))),
    )
    .reverse()
    .slice(0, limit)
    .map(summary);
  return { items, ...(items.length < limit ? {} : { next: items.at(-1)?.id }) };
}

const applied = (round: Round | undefined, path: string): string | undefined =>
  round?.files.has(path) ? (round.files.get(path) ?? undefined) : round?.base.get(path);

function changes(proposal: Stored, number: number, from: number): Schemas['FileChangeList'] {
  const round = proposal.rounds[number - 1] as Round;
  const earlier = from === 0 ? undefined : proposal.rounds[from - 1];
  const paths = [...new Set([...round.files.keys(), ...(earlier?.files.keys() ?? [])])].sort();
  const items = paths.flatMap((path) => {
    const before = earlier ? applied(earlier, path) : round.base.get(path);
    const after = applied(round, path);
    return before === after
      ? []
      : [
          {
            path,
            ...(before === undefined ? {} : { before }),
            ...(after === undefined ? {} : { after }),
          },
        ];
  });
  return { items, total: items.length };
}

function merge(proposal: Stored, person: string, stage: string) {
  const { lacks } = standing(proposal);
  if (!last(proposal).report.passes) {
    return failed(
      400,
      'EDL_INVALID',
      'Invalid EDL',
      `the checks stop proposal ${proposal.id}: ${lacks[0]}`,
    );
  }
  if (lacks.length > 0) {
    return conflict(`proposal ${proposal.id} is not approved: ${lacks.join('; ')}`);
  }
  const stale = [...last(proposal).files.keys()].filter(
    (path) => tree.get(path) !== last(proposal).base.get(path),
  );
  if (stale.length > 0) {
    return conflict(
      `others have changed ${stale.join(', ')} since commit ${last(proposal).baseCommit}, which proposal ${proposal.id} is based on; add a round on commit ${commit}`,
    );
  }
  finish(proposal, person, stage);
  return ok(whole(proposal));
}

export function finish(proposal: Stored, person: string, stage: string, at = now()) {
  for (const [path, source] of last(proposal).files) {
    if (source === null) {
      tree.delete(path);
    } else {
      tree.set(path, source);
    }
  }
  commit++;
  trees.set(commit, new Map(tree));
  Object.assign(proposal, { state: 'PUBLISHED', commit });
  note(proposal, person, 'MERGE', { commit, stage }, at);
  note(proposal, person, 'PUBLISH_MERGED', { commit }, at);
}

function act(asked: Asked, proposal: Stored, part: string, sub: string | undefined, end = '') {
  const { body, person } = asked;
  const text = (key: string) => String(body[key] ?? '');
  switch (part) {
    case 'rounds':
      addRound(proposal, filesOf(body), now(), baseOf(body));
      note(proposal, person, 'ADD_ROUND', { round: proposal.rounds.length });
      return ok(whole(proposal), 201);
    case 'reviews':
      if (proposal.author === person && body.decision !== 'COMMENT') {
        return failed(
          403,
          'FORBIDDEN',
          'Forbidden',
          `${person} cannot decide on the own proposal ${proposal.id}; ask somebody else`,
        );
      }
      if (body.round !== proposal.rounds.length) {
        return conflict(
          `proposal ${proposal.id} is at round ${proposal.rounds.length}; look at that before you decide`,
        );
      }
      proposal.reviews.push({
        id: ids++,
        round: Number(body.round),
        reviewer: person,
        decision: body.decision as Schemas['Decision'],
        body: text('body'),
        createdAt: iso(now()),
      });
      note(proposal, person, 'REVIEW', { decision: body.decision });
      return ok(whole(proposal), 201);
    case 'comments': {
      if (sub !== undefined) {
        const first = proposal.comments.find((each) => each.id === Number(sub));
        if (!first) {
          return undefined;
        }
        if (end === 'resolve') {
          first.resolvedBy = person;
        } else {
          delete first.resolvedBy;
        }
        note(proposal, person, end === 'resolve' ? 'RESOLVE_THREAD' : 'REOPEN_THREAD');
        return ok(first);
      }
      const added = addComment(proposal, person, Number(body.round), text('body'), {
        ...(body.anchor ? { anchor: body.anchor as Schemas['Anchor'] } : {}),
        ...(body.thread ? { thread: Number(body.thread) } : {}),
      });
      note(proposal, person, 'COMMENT', { comment: added.id });
      return ok(added, 201);
    }
    case 'merge':
      return merge(proposal, person, text('stage'));
    case 'withdraw':
      proposal.state = 'WITHDRAWN';
      note(proposal, person, 'WITHDRAW');
      return ok(whole(proposal));
    default:
      return undefined;
  }
}

export function addComment(
  proposal: Stored,
  author: string,
  round: number,
  body: string,
  more: { anchor?: Schemas['Anchor']; thread?: number; resolvedBy?: string } = {},
  at = now(),
): Schemas['Comment'] {
  const id = ids++;
  const added = { id, round, thread: id, author, body, createdAt: iso(at), ...more };
  proposal.comments.push(added);
  return added;
}

function read(
  proposal: Stored,
  part: string | undefined,
  sub: string | undefined,
  end: string,
  url: URL,
) {
  switch (part) {
    case undefined:
      return ok(whole(proposal));
    case 'comments':
      return ok({ items: proposal.comments });
    case 'audit':
      return ok({ items: proposal.log });
    case 'impact':
      return ok(impactOf(tree, last(proposal).files));
    case 'rounds': {
      const number = Number(sub);
      const round = proposal.rounds[number - 1];
      if (!round) {
        return undefined;
      }
      const { baseCommit, createdAt, report } = round;
      return ok(
        end === 'changes'
          ? changes(proposal, number, Number(url.searchParams.get('from') ?? 0))
          : { number, baseCommit, createdAt, report },
      );
    }
    default:
      return undefined;
  }
}

/** Most entries of a page, as the server has it. */
const PAGE_MAX = 200;

const READING = new Set(['GET', 'HEAD']);

/** Undefined for what there is not. */
export function review(
  asked: Asked,
  empty: boolean,
): { status: number; body: unknown } | undefined {
  const { url, method, person, body } = asked;
  const [, , , resource, id, part, sub, end] = url.pathname.split('/').map(decodeURIComponent);
  if (!READING.has(method) && person === '') {
    return failed(401, 'UNAUTHORIZED', 'Nobody is named', 'say who you are: Tally-Person: NAME');
  }
  const limit = url.searchParams.get('limit');
  if (Number(limit) > PAGE_MAX) {
    const detail = `limit is '${limit}': use a whole number between 1 and ${PAGE_MAX}`;
    return failed(400, 'REQUEST_INVALID', 'Request invalid', detail);
  }
  if (stored.length === 0) {
    proposalsFrom();
  }
  switch (resource) {
    case 'session':
      return ok({
        access: 'TRUSTED',
        person: person || null,
        scopes: ['READ', 'PROPOSE', 'REVIEW', 'PUBLISH', 'ADMIN'],
        teams: [...teams].filter(([, members]) => members.has(person)).map(([name]) => name),
        email: EMAILS.get(person) ?? null,
        mail: !withoutMail.has(person),
      });
    case 'tree': {
      const items = [...(empty ? [] : tree)].map(([path, source]) => ({ path, source }));
      return ok({ commit: empty ? 0 : commit, items, total: items.length });
    }
    case 'impact':
      return ok(impactOf(trees.get(baseOf(body)) as Map<string, string>, filesOf(body)));
    case 'people':
      if (part === 'mail' && body.wanted === false) {
        withoutMail.add(String(id));
      } else if (part === 'mail') {
        withoutMail.delete(String(id));
      }
      return ok({ name: id, mail: !withoutMail.has(String(id)) });
    case 'teams':
      teams.set(id as string, teams.get(id as string) ?? new Set());
      if (sub) {
        teams.get(id as string)?.add(sub);
      }
      return ok({ name: id, members: [...(teams.get(id as string) ?? [])] });
    case 'event-types':
      if (method === 'DELETE') {
        deprecations.delete(id as string);
        return ok(undefined, 204);
      }
      deprecations.set(id as string, {
        eventType: id as string,
        reason: String(body.reason),
        ...(body.successor ? { successor: String(body.successor) } : {}),
        actor: person,
        at: iso(now()),
      });
      return ok(deprecations.get(id as string));
    case 'proposals': {
      if (id === undefined && method === 'GET') {
        return ok(empty ? { items: [] } : list(url));
      }
      if (id === undefined) {
        const key = `${person} ${body.requestId}`;
        const known = stored.find((each) => each.id === requests.get(key));
        const made =
          known ??
          open(
            String(body.title),
            String(body.description ?? ''),
            person,
            filesOf(body),
            now(),
            baseOf(body),
          );
        if (body.requestId) {
          requests.set(key, made.id);
        }
        return ok(whole(made), 201);
      }
      const proposal = stored.find((each) => each.id === Number(id));
      if (!proposal || empty) {
        return undefined;
      }
      return method === 'GET'
        ? read(proposal, part, sub, end ?? '', url)
        : act(asked, proposal, part ?? '', sub, end);
    }
    default:
      return undefined;
  }
}
