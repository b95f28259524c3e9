import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useCallback, useRef } from 'react';
import { asApiError } from '../api/client';
import { type EventTypeSort, eventTypesQuery } from '../api/eventTypes';
import { Ago } from '../components/Ago';
import { EventName } from '../components/EventName';
import { Icon } from '../components/Icon';
import { Num } from '../components/Num';
import { Page } from '../components/Page';
import { SearchField } from '../components/SearchField';
import { SortHead, type Sorting } from '../components/SortHead';
import { Spacer } from '../components/Spacer';
import { Sparkline } from '../components/Sparkline';
import { BoneRows, Empty, Failure, Stale } from '../components/States';
import table from '../components/Table.module.css';
import { Tag } from '../components/Tag';
import { useCursor } from '../components/useCursor';
import { useNow } from '../components/useNow';
import { useRows } from '../components/useRows';
import type { EventTypeSummary } from '../domain/model';
import { count, exact, NONE } from '../domain/numbers';
import classes from './events.module.css';
import { useTitle } from './useTitle';

const route = getRouteApi('/events');
const ROW_PX = 41;

/** What do we measure, and is it arriving? */
export function Events() {
  useTitle('Events');
  const { q = '', sort = 'name', order } = route.useSearch();
  const navigate = route.useNavigate();
  const sorting: Sorting<EventTypeSort> = { key: sort, descending: order === 'desc' };
  const list = useInfiniteQuery(eventTypesQuery({ search: q, sort, order: order ?? 'asc' }));

  const search = useCallback(
    (value: string) =>
      navigate({ search: (before) => ({ ...before, q: value || undefined }), replace: true }),
    [navigate],
  );
  const pages = list.data?.pages ?? [];
  const items = pages.flatMap((page) => page.items);
  const total = pages.at(-1)?.total;
  const controls = <SearchField value={q} label="Search event types" onChange={search} />;

  const resort = (next: Sorting<EventTypeSort>) =>
    navigate({
      search: (before) => ({
        ...before,
        sort: next.key,
        order: next.descending ? ('desc' as const) : undefined,
      }),
    });

  if (list.isPending) {
    return (
      <Page title="Events" controls={controls}>
        <EventTable sorting={sorting} items={undefined} onSort={resort} />
      </Page>
    );
  }
  if (list.isError && list.data === undefined) {
    return (
      <Page title="Events">
        <Failure error={asApiError(list.error)} onRetry={() => list.refetch()} />
      </Page>
    );
  }
  const nothing = total === 0;
  const unregistered = pages[0]?.unregistered ?? [];
  return (
    <Page
      title="Events"
      aside={total === undefined || (nothing && q === '') ? null : count(total, 'event type')}
      controls={nothing && q === '' ? null : controls}
    >
      {list.isError ? (
        <Stale error={asApiError(list.error)} onRetry={() => list.refetch()} />
      ) : null}
      {q === '' ? <Unregistered items={unregistered} /> : null}
      {nothing ? (
        q === '' ? (
          <Empty icon="events" title="No event types yet" command="./tally publish FOLDER">
            An event type is a protobuf message with <code>option (tally.event)</code>. Publish a
            folder of EDL files, or run <code>./tally demo</code> to see three million real events
            go through.
          </Empty>
        ) : (
          <Empty icon="search" title="No event type matches">
            No name, description or owner, and no attribute, contains “{q}”.{' '}
            <button type="button" className="link" onClick={() => search('')}>
              Show all
            </button>
          </Empty>
        )
      ) : (
        <EventTable
          sorting={sorting}
          items={items}
          onSort={resort}
          onEnd={() => {
            if (list.hasNextPage && !list.isFetching) {
              list.fetchNextPage();
            }
          }}
        />
      )}
    </Page>
  );
}

/** Names that nobody published are rejected, and would otherwise be seen nowhere. */
function Unregistered({
  items,
}: {
  items: { name: string; rejected: number; lastSeen: string }[];
}) {
  const now = useNow();
  const first = items[0];
  if (!first) {
    return null;
  }
  return (
    <div className={classes.unregistered} role="status">
      <Icon name="warning" size={14} />
      <span>
        {count(items.length, 'name')} arrive{items.length === 1 ? 's' : ''} that nobody has
        published, and {items.length === 1 ? 'is' : 'are'} rejected:{' '}
        {items.slice(0, 3).map((item, i) => (
          <span key={item.name}>
            {i > 0 ? ', ' : ''}
            <code>{item.name}</code>{' '}
            <span className="soft num">({count(item.rejected, 'event')})</span>
          </span>
        ))}
        {items.length > 3 ? ' …' : ''}
        <span className="soft">
          {' '}
          last <Ago at={first.lastSeen} now={now} />
        </span>
      </span>
    </div>
  );
}

interface TableProps {
  sorting: Sorting<EventTypeSort>;
  /** Undefined while they are loading. */
  items: EventTypeSummary[] | undefined;
  onSort: (sorting: Sorting<EventTypeSort>) => void;
  onEnd?: () => void;
}

function EventTable({ sorting, items, onSort, onEnd }: TableProps) {
  const now = useNow();
  const navigate = useNavigate();
  const ref = useRef<HTMLTableElement>(null);
  const end = useCallback(() => onEnd?.(), [onEnd]);
  const view = useRows({ count: items?.length ?? 0, height: ROW_PX, table: ref, onEnd: end });
  const cursor = useCursor(items?.length ?? 0, {
    move: view.scrollTo,
    open: (row) => {
      const name = items?.[row]?.name;
      if (name) {
        navigate({ to: '/events/$name', params: { name } });
      }
    },
  });
  const head = { sorting, onSort };
  return (
    <table ref={ref} className={`${table.table} ${classes.events}`} aria-busy={items === undefined}>
      <thead>
        <tr>
          <SortHead {...head} label="Name" column="name" />
          <th className={classes.description}>Description</th>
          <SortHead {...head} label="Owner" column="owner" className={classes.owner} />
          <SortHead
            {...head}
            label="Per minute"
            column="perMinute"
            descendingFirst
            className={`${table.right} ${classes.rate}`}
          />
          <SortHead
            {...head}
            label="Stored"
            column="stored"
            descendingFirst
            className={`${table.right} ${classes.stored}`}
          />
          <SortHead
            {...head}
            label="Rejected"
            column="rejected"
            descendingFirst
            className={`${table.right} ${classes.rejected}`}
          />
          <SortHead
            {...head}
            label="Last seen"
            column="lastSeen"
            descendingFirst
            className={`${table.right} ${classes.seen}`}
          />
        </tr>
      </thead>
      <tbody>
        {items === undefined ? (
          <BoneRows rows={12} widths={['70%', '85%', 64, '90%', 48, 32, 56]} />
        ) : (
          <>
            <Spacer height={view.before} />
            {view.rows.map((row) => {
              const item = items[row];
              return item ? (
                <EventRow key={item.name} item={item} now={now} active={row === cursor} />
              ) : null;
            })}
            <Spacer height={view.after} />
          </>
        )}
      </tbody>
    </table>
  );
}

/** The attributes that the search found it by. */
function Matches({ matches }: { matches: EventTypeSummary['matches'] }) {
  return matches.map((match, i) => (
    <span key={match.attribute}>
      {i > 0 ? ' · ' : ''}
      <code className={classes.match}>{match.attribute}</code>
      {match.description ? ` ${match.description}` : ''}
    </span>
  ));
}

function EventRow({ item, now, active }: { item: EventTypeSummary; now: number; active: boolean }) {
  const { volume } = item;
  return (
    <tr className={table.row} data-active={active || undefined}>
      <td className={`clip ${classes.name}`}>
        <Link to="/events/$name" params={{ name: item.name }} className={table.cover}>
          <EventName name={item.name} />
        </Link>
        {item.isDeprecated ? (
          <>
            {' '}
            <Tag tone="warn">deprecated</Tag>
          </>
        ) : null}
        {item.stage === 'STAGING' ? (
          <>
            {' '}
            <Tag>staging</Tag>
          </>
        ) : null}
      </td>
      <td className={`clip soft ${classes.description}`}>
        {item.matches.length > 0 ? (
          <Matches matches={item.matches} />
        ) : (
          item.description || <span className="faint">{NONE}</span>
        )}
      </td>
      <td className={`clip soft ${classes.owner}`}>{item.owner}</td>
      <td className={`${table.right} ${classes.rate}`}>
        <span className={classes.rateCell} data-tip={`${exact(volume.lastHour)} in the last hour`}>
          <Sparkline values={item.recent} />
          <span className={`num ${classes.rateNumber}`}>
            <Num
              value={volume.perMinute}
              tip={`${exact(volume.perMinute)} per minute, mean of the last five`}
            />
          </span>
        </span>
      </td>
      <td className={`${table.right} ${classes.stored}`}>
        <Num value={volume.stored} unit="" tip={`${exact(volume.stored)} events`} />
      </td>
      <td
        className={`${table.right} ${classes.rejected} ${volume.rejected > 0 ? 'danger' : 'faint'}`}
      >
        {volume.rejected > 0 ? (
          <Num value={volume.rejected} tip={`${exact(volume.rejected)} events in 30 days`} />
        ) : (
          '0'
        )}
      </td>
      <td className={`${table.right} soft ${classes.seen}`}>
        <Ago at={volume.lastSeen} now={now} />
      </td>
    </tr>
  );
}
