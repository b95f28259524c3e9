import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useRef } from 'react';
import { type ApiError, asApiError } from '../api/client';
import { commentsQuery, proposalQuery, roundQuery } from '../api/proposals';
import { Ago } from '../components/Ago';
import { Icon } from '../components/Icon';
import { Page } from '../components/Page';
import segments from '../components/Segments.module.css';
import { Bone, Empty, Failure, Stale } from '../components/States';
import { Tag } from '../components/Tag';
import { useKeys } from '../components/useKeys';
import { useNow } from '../components/useNow';
import type { CheckReport, Proposal as ProposalModel } from '../domain/model';
import { exact } from '../domain/numbers';
import { PROPOSAL_TABS, type ProposalTab } from '../domain/review';
import classes from './proposal.module.css';
import { Changes } from './proposalChanges';
import { Checks } from './proposalChecks';
import { Decision, StateTag } from './proposalDecision';
import { Files } from './proposalFiles';
import { ImpactTab } from './proposalImpact';
import { Conversation, Log } from './proposalTalk';
import { useTitle } from './useTitle';

const route = getRouteApi('/reviews/$id');
const LABELS: Record<ProposalTab, string> = {
  changes: 'Changes',
  files: 'Files',
  checks: 'Checks',
  impact: 'Impact',
  conversation: 'Conversation',
  log: 'Log',
};

/** May this be merged? */
export function Proposal() {
  const id = Number(route.useParams().id);
  const proposal = useQuery(proposalQuery(id));
  useTitle(proposal.data ? `${proposal.data.proposal.title} · #${id}` : 'Proposal');
  if (proposal.isPending) {
    return (
      <Page title={<Crumbs />}>
        <div className={classes.content} aria-busy="true">
          <Bone width={420} height={18} />
          <Bone height={34} />
          <Bone height={260} />
        </div>
      </Page>
    );
  }
  if (proposal.data === undefined) {
    return (
      <Page title={<Crumbs />}>
        <NoProposal error={asApiError(proposal.error)} onRetry={() => proposal.refetch()} />
      </Page>
    );
  }
  return (
    <Page title={<Crumbs proposal={proposal.data} />}>
      {proposal.isError ? (
        <Stale error={asApiError(proposal.error)} onRetry={() => proposal.refetch()} />
      ) : null}
      <Content key={id} proposal={proposal.data} />
    </Page>
  );
}

export function Crumbs({ proposal }: { proposal?: ProposalModel }) {
  return (
    <div className={classes.crumbs}>
      <Link to="/reviews" className="faint">
        Reviews
      </Link>
      {proposal ? (
        <>
          <span className="faint">
            <Icon name="right" size={12} />
          </span>
          <h1>
            {proposal.proposal.title} <span className="faint num">#{proposal.proposal.id}</span>
          </h1>
        </>
      ) : null}
    </div>
  );
}

function NoProposal({ error, onRetry }: { error: ApiError; onRetry: () => void }) {
  return error.status === 404 || error.status === 400 ? (
    <Empty icon="search" title="There is no such proposal">
      The number may be mistyped.{' '}
      <Link to="/reviews" className="link">
        Show the open ones
      </Link>
    </Empty>
  ) : (
    <Failure error={error} onRetry={onRetry} />
  );
}

function Content({ proposal }: { proposal: ProposalModel }) {
  const now = useNow();
  const { proposal: summary, rounds } = proposal;
  const { id } = summary;
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const tab = search.tab ?? 'changes';
  const round = Math.min(search.round ?? summary.rounds, summary.rounds);
  const from = Math.min(search.from ?? 0, round - 1);
  const comments = useQuery(commentsQuery(id));
  const isLast = round === summary.rounds;
  const old = useQuery({ ...roundQuery(id, round), enabled: !isLast });
  const report = isLast ? proposal.report : old.data?.report;
  const body = useRef<HTMLDivElement>(null);

  const go = (next: ProposalTab) =>
    navigate({
      search: (before) => ({
        ...before,
        tab: next === 'changes' ? undefined : next,
        file: undefined,
      }),
    });
  const move = (by: 1 | -1) => {
    const items = [...(body.current?.querySelectorAll<HTMLElement>('[data-item]') ?? [])];
    const at = items.findIndex((item) => item.hasAttribute('data-at'));
    const next = items[Math.max(0, Math.min(items.length - 1, at + by))];
    items[at]?.removeAttribute('data-at');
    next?.setAttribute('data-at', '');
    next?.scrollIntoView({ block: 'nearest' });
  };
  useKeys({
    ']': () =>
      go(PROPOSAL_TABS[(PROPOSAL_TABS.indexOf(tab) + 1) % PROPOSAL_TABS.length] ?? 'changes'),
    '[': () => go(PROPOSAL_TABS.at(PROPOSAL_TABS.indexOf(tab) - 1) ?? 'changes'),
    ...(tab === 'files'
      ? {}
      : {
          n: () => move(1),
          p: () => move(-1),
          c: () => {
            go('conversation');
            requestAnimationFrame(() =>
              body.current?.querySelector<HTMLElement>('textarea')?.focus(),
            );
          },
        }),
  });
  return (
    <div className={classes.content}>
      <p className={`${classes.meta} soft`}>
        <StateTag state={summary.state} />
        <span>
          by <b>{summary.author}</b>
        </span>
        <span>
          proposed <Ago at={summary.createdAt} now={now} />
        </span>
        <span>
          changed <Ago at={summary.changedAt} now={now} />
        </span>
        <span>
          based on commit <b className="num">{rounds.at(-1)?.baseCommit}</b>
        </span>
        {summary.commit === undefined ? null : (
          <span>
            merged as commit <b className="num">{summary.commit}</b>
          </span>
        )}
        {summary.passes ? <Tag>checks passed</Tag> : <Tag tone="danger">stopped by the checks</Tag>}
      </p>
      {proposal.description ? <p className={classes.description}>{proposal.description}</p> : null}
      <div className={classes.columns}>
        <div className={classes.main}>
          <div className={classes.bar}>
            <nav className={`${segments.segments} ${classes.tabs}`} aria-label="Parts">
              {PROPOSAL_TABS.map((each) => (
                <Link
                  key={each}
                  to="/reviews/$id"
                  params={{ id: String(id) }}
                  search={(before) => ({
                    ...before,
                    tab: each === 'changes' ? undefined : each,
                    file: undefined,
                  })}
                  resetScroll={false}
                  className={segments.segment}
                  data-on={each === tab || undefined}
                  aria-current={each === tab ? 'page' : undefined}
                >
                  {LABELS[each]} <Mark tab={each} report={report} said={comments.data?.length} />
                </Link>
              ))}
            </nav>
            {tab === 'changes' || tab === 'files' || tab === 'checks' ? (
              <Rounds proposal={proposal} round={round} from={from} tab={tab} />
            ) : null}
          </div>
          <div ref={body}>
            {comments.isError && tab === 'files' ? (
              <Stale error={asApiError(comments.error)} onRetry={() => comments.refetch()} />
            ) : null}
            {tab === 'files' ? (
              <Files
                id={id}
                round={round}
                from={from}
                comments={comments.data}
                file={search.file}
                layout={search.layout}
                onLayout={(layout) =>
                  navigate({ search: (before) => ({ ...before, layout }), resetScroll: false })
                }
              />
            ) : tab === 'impact' ? (
              <ImpactTab id={id} round={summary.rounds} />
            ) : tab === 'log' ? (
              <Log id={id} />
            ) : tab === 'conversation' ? (
              comments.isError && comments.data === undefined ? (
                <Failure error={asApiError(comments.error)} onRetry={() => comments.refetch()} />
              ) : (
                <Conversation proposal={proposal} comments={comments.data} />
              )
            ) : report === undefined ? (
              old.isError ? (
                <Failure error={asApiError(old.error)} onRetry={() => old.refetch()} />
              ) : (
                <div aria-busy="true">
                  <Bone height={180} />
                </div>
              )
            ) : tab === 'checks' ? (
              <Checks report={report} id={id} />
            ) : (
              <Changes report={report} />
            )}
          </div>
        </div>
        <Decision proposal={proposal} />
      </div>
    </div>
  );
}

/** How much there is in a part. */
function Mark(props: {
  tab: ProposalTab;
  report: CheckReport | undefined;
  said: number | undefined;
}) {
  const { tab, report, said } = props;
  if (tab === 'conversation') {
    return said ? <span className="soft num">{exact(said)}</span> : null;
  }
  if (report === undefined) {
    return null;
  }
  if (tab === 'checks') {
    const stops =
      report.problems.length + report.verdicts.filter((each) => each.severity === 'ERROR').length;
    const all = report.problems.length + report.verdicts.length;
    return all === 0 ? null : (
      <span className={`num ${stops > 0 ? 'danger' : 'soft'}`}>{exact(stops || all)}</span>
    );
  }
  return tab === 'changes' ? (
    <span className="soft num">{exact(new Set(report.changes.map((e) => e.subject)).size)}</span>
  ) : null;
}

/** Which round is looked at, and with what it is compared. */
function Rounds(props: { proposal: ProposalModel; round: number; from: number; tab: ProposalTab }) {
  const { proposal, round, from, tab } = props;
  const navigate = route.useNavigate();
  const { rounds } = proposal;
  if (rounds.length < 2) {
    return null;
  }
  const set = (next: { round?: number | undefined; from?: number | undefined }) =>
    navigate({ search: (before) => ({ ...before, ...next }), resetScroll: false });
  return (
    <div className={classes.rounds}>
      <label>
        Round{' '}
        <select
          value={round}
          onChange={(event) => {
            const next = Number(event.currentTarget.value);
            set({ round: next === rounds.length ? undefined : next, from: undefined });
          }}
        >
          {rounds.map(({ number, passes }) => (
            <option key={number} value={number}>
              {number}
              {passes ? '' : ', stopped'}
            </option>
          ))}
        </select>
      </label>
      {tab === 'files' && round > 1 ? (
        <label>
          since{' '}
          <select
            value={from}
            onChange={(event) => set({ from: Number(event.currentTarget.value) || undefined })}
          >
            <option value={0}>what was published</option>
            {rounds.slice(0, round - 1).map(({ number }) => (
              <option key={number} value={number}>
                round {number}
              </option>
            ))}
          </select>
        </label>
      ) : null}
    </div>
  );
}
