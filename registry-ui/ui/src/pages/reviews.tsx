import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { asApiError } from '../api/client';
import { proposalsQuery } from '../api/proposals';
import { Ago } from '../components/Ago';
import { Page } from '../components/Page';
import segments from '../components/Segments.module.css';
import { BoneRows, Empty, Failure, Stale } from '../components/States';
import table from '../components/Table.module.css';
import { Tag } from '../components/Tag';
import { useCursor } from '../components/useCursor';
import { useNow } from '../components/useNow';
import type { ProposalSummary } from '../domain/model';
import { exact } from '../domain/numbers';
import { PROPOSAL_LISTS, type ProposalListName } from '../domain/review';
import { StateTag } from './proposalDecision';
import classes from './reviews.module.css';
import { askWho, useActor } from './useActor';
import { useTitle } from './useTitle';

const route = getRouteApi('/reviews');
const LABELS: Record<ProposalListName, string> = {
  open: 'Open',
  waiting: 'Waiting for me',
  mine: 'Mine',
  merged: 'Merged',
  published: 'Published',
  withdrawn: 'Withdrawn',
};
const NOTHING: Record<ProposalListName, string> = {
  open: 'Nothing is open',
  waiting: 'Nothing waits for you',
  mine: 'You have proposed nothing',
  merged: 'Nothing waits to be published',
  published: 'Nothing was published by review yet',
  withdrawn: 'Nothing was withdrawn',
};

/** What waits for me? */
export function Reviews() {
  useTitle('Reviews');
  const { list: name = 'open' } = route.useSearch();
  const { person, session } = useActor();
  const isOwn = name === 'waiting' || name === 'mine';
  const isNobody = isOwn && session !== undefined && person === '';
  const list = useInfiniteQuery({
    ...proposalsQuery(name, isOwn ? person : ''),
    enabled: !isOwn || person !== '',
  });
  const items = list.data?.pages.flatMap((page) => page.items);
  return (
    <Page
      title="Reviews"
      controls={
        <>
          <nav className={`${segments.segments} ${classes.lists}`} aria-label="Which">
            {PROPOSAL_LISTS.map((each) => (
              <Link
                key={each}
                to="/reviews"
                search={{ list: each === 'open' ? undefined : each }}
                className={segments.segment}
                data-on={each === name || undefined}
                aria-current={each === name ? 'page' : undefined}
              >
                {LABELS[each]}
              </Link>
            ))}
          </nav>
          <Link to="/reviews/new" className={classes.create}>
            New proposal
          </Link>
        </>
      }
    >
      {list.isError && list.data ? (
        <Stale error={asApiError(list.error)} onRetry={() => list.refetch()} />
      ) : null}
      {isNobody ? (
        <Empty icon="person" title="Who are you?">
          Say who you are, and what waits for you stands here.{' '}
          <button type="button" className="link" onClick={() => askWho(true)}>
            Say who you are
          </button>
        </Empty>
      ) : list.isError && list.data === undefined ? (
        <Failure error={asApiError(list.error)} onRetry={() => list.refetch()} />
      ) : items?.length === 0 ? (
        <Empty
          icon="reviews"
          title={NOTHING[name]}
          command={'./tally propose DIR --title "What changes, and why"'}
        >
          A proposal changes event types: it is checked, reviewed by their owners, merged and
          published. Write one{' '}
          <Link to="/reviews/new" className="link">
            here
          </Link>
          , or from a folder of EDL:
        </Empty>
      ) : (
        <>
          <ProposalTable items={items} showsState={isOwn} />
          {list.hasNextPage ? (
            <div className={classes.more}>
              <Button
                variant="default"
                loading={list.isFetchingNextPage}
                onClick={() => list.fetchNextPage()}
              >
                Show more
              </Button>
            </div>
          ) : null}
        </>
      )}
    </Page>
  );
}

function ProposalTable(props: { items: ProposalSummary[] | undefined; showsState: boolean }) {
  const { items } = props;
  const now = useNow();
  const navigate = useNavigate();
  const cursor = useCursor(items?.length ?? 0, {
    move: (row) =>
      document.querySelectorAll('[data-row]')[row]?.scrollIntoView({ block: 'center' }),
    open: (row) => {
      const id = items?.[row]?.id;
      if (id !== undefined) {
        navigate({ to: '/reviews/$id', params: { id: String(id) } });
      }
    },
  });
  return (
    <table className={`${table.table} ${classes.reviews}`} aria-busy={items === undefined}>
      <thead>
        <tr>
          <th>Proposal</th>
          <th className={classes.author}>Author</th>
          <th className={`${table.right} ${classes.rounds}`}>Rounds</th>
          <th className={classes.checks}>Checks</th>
          <th className={classes.lacks}>What it lacks</th>
          <th className={`${table.right} ${classes.when}`}>Changed</th>
        </tr>
      </thead>
      <tbody>
        {items === undefined ? (
          <BoneRows rows={10} widths={['70%', 64, 24, 56, '80%', 56]} />
        ) : (
          items.map((item, row) => (
            <tr
              key={item.id}
              className={table.row}
              data-row
              data-active={row === cursor || undefined}
            >
              <td className={classes.title}>
                <Link
                  to="/reviews/$id"
                  params={{ id: String(item.id) }}
                  className={`${table.cover} clip`}
                >
                  <span className="faint num">#{item.id}</span> {item.title}
                </Link>
                {props.showsState || item.state === 'MERGED' ? (
                  <StateTag state={item.state} />
                ) : null}
              </td>
              <td className={`clip soft ${classes.author}`}>{item.author}</td>
              <td className={`${table.right} num soft ${classes.rounds}`}>{exact(item.rounds)}</td>
              <td className={classes.checks}>
                {item.passes ? <Tag>passed</Tag> : <Tag tone="danger">stopped</Tag>}
              </td>
              <td
                className={`clip soft ${classes.lacks}`}
                data-tip={item.lacks.length > 0 ? item.lacks.join('; ') : undefined}
              >
                {item.state !== 'OPEN' ? '' : item.lacks.join('; ') || 'Nothing: can be merged'}
              </td>
              <td className={`${table.right} soft ${classes.when}`}>
                <Ago at={item.changedAt} now={now} />
              </td>
            </tr>
          ))
        )}
      </tbody>
    </table>
  );
}
