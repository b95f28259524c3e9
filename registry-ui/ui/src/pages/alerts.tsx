import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useCallback, useRef } from 'react';
import { alertCountsQuery, alertsQuery } from '../api/alerts';
import { asApiError } from '../api/client';
import { AlertSubject, AlertVerdict, SEVERITY_TONES, StateIcon } from '../components/AlertParts';
import { BandBullet } from '../components/BandBullet';
import { Page } from '../components/Page';
import segments from '../components/Segments.module.css';
import { Spacer } from '../components/Spacer';
import { BoneRows, Empty, Failure, Stale } from '../components/States';
import table from '../components/Table.module.css';
import { Tag } from '../components/Tag';
import { useCursor } from '../components/useCursor';
import { useRows } from '../components/useRows';
import { type AlertState, parseStates, STATES, stateOf } from '../domain/alerts';
import type { Alert } from '../domain/model';
import { compact, count, exact } from '../domain/numbers';
import { durationSeconds, longStamp, seconds, stamp } from '../domain/time';
import classes from './alerts.module.css';
import { useTitle } from './useTitle';

const route = getRouteApi('/alerts');
const ROW_PX = 53;
const LABELS: Record<AlertState, string> = {
  firing: 'Firing',
  pending: 'Pending',
  resolved: 'Resolved',
};

/** What is wrong? */
export function Alerts() {
  useTitle('Alerts');
  const { state, event } = route.useSearch();
  const states = parseStates(state);
  const list = useInfiniteQuery(alertsQuery({ states, eventType: event }));
  const counts = useQuery(alertCountsQuery(event));
  const pages = list.data?.pages ?? [];
  const items = pages.flatMap((page) => page.items);
  const total = pages.at(-1)?.total;
  const all = counts.data
    ? counts.data.firing + counts.data.pending + counts.data.resolved
    : undefined;

  if (list.isError && list.data === undefined) {
    return (
      <Page title="Alerts">
        <Failure error={asApiError(list.error)} onRetry={() => list.refetch()} />
      </Page>
    );
  }
  if (total === 0 && states.length === 0 && !event) {
    return (
      <Page title="Alerts">
        <Empty
          icon="resolved"
          title="No alerts"
          command="option (tally.alert) = { metric: &quot;departures&quot;, by: &quot;origin&quot;, band: {} };"
        >
          Every dimension is watched for more values than its class, and every series that an event
          type declares an alert for; none has left its bounds so far. Declare one in the EDL of an
          event type:
        </Empty>
      </Page>
    );
  }
  const next = () => {
    if (list.hasNextPage && !list.isFetching) {
      list.fetchNextPage();
    }
  };
  return (
    <Page
      title="Alerts"
      aside={all === undefined ? null : count(all, 'alert')}
      controls={<Filters states={states} event={event} counts={counts.data} />}
    >
      {list.isError ? (
        <Stale error={asApiError(list.error)} onRetry={() => list.refetch()} />
      ) : null}
      {total === 0 ? (
        <Empty icon="resolved" title={`Nothing is ${states.join(' or ') || 'wrong'}`}>
          {event ? (
            <>
              No alert of <code>{event}</code> matches.{' '}
            </>
          ) : null}
          <Link to="/alerts" className="link">
            Show all alerts
          </Link>
        </Empty>
      ) : (
        <AlertTable items={list.isPending ? undefined : items} onEnd={next} />
      )}
    </Page>
  );
}

function Filters(props: {
  states: AlertState[];
  event: string | undefined;
  counts: Record<AlertState, number> | undefined;
}) {
  const { states, event, counts } = props;
  const sum = counts && counts.firing + counts.pending + counts.resolved;
  return (
    <>
      {event ? (
        <Link
          to="/alerts"
          search={(before) => ({ ...before, event: undefined })}
          className={classes.event}
          data-tip="Show those of all event types"
        >
          {event} <span aria-hidden="true">×</span>
          <span className="unseen">, show all event types</span>
        </Link>
      ) : null}
      <nav className={`${segments.segments} ${classes.filters}`} aria-label="State">
        <Link
          to="/alerts"
          className={segments.segment}
          search={(before) => ({ ...before, state: undefined })}
          data-on={states.length === 0 || undefined}
        >
          All <span className="soft num">{sum === undefined ? '' : compact(sum)}</span>
        </Link>
        {STATES.map((state) => (
          <Link
            key={state}
            to="/alerts"
            className={segments.segment}
            search={(before) => ({ ...before, state })}
            data-on={(states.length === 1 && states[0] === state) || undefined}
          >
            {LABELS[state]}{' '}
            <span className={`num ${state === 'firing' && counts?.firing ? 'danger' : 'soft'}`}>
              {counts === undefined ? '' : compact(counts[state])}
            </span>
          </Link>
        ))}
      </nav>
    </>
  );
}

function AlertTable({ items, onEnd }: { items: Alert[] | undefined; onEnd: () => void }) {
  const navigate = useNavigate();
  const ref = useRef<HTMLTableElement>(null);
  const latest = useRef(onEnd);
  latest.current = onEnd;
  const end = useCallback(() => latest.current(), []);
  const view = useRows({ count: items?.length ?? 0, height: ROW_PX, table: ref, onEnd: end });
  const cursor = useCursor(items?.length ?? 0, {
    move: view.scrollTo,
    open: (row) => {
      const id = items?.[row]?.id;
      if (id !== undefined) {
        navigate({ to: '/alerts/$id', params: { id: String(id) } });
      }
    },
  });
  return (
    <table ref={ref} className={`${table.table} ${classes.alerts}`} aria-busy={items === undefined}>
      <thead>
        <tr>
          <th className={classes.state}>
            <span className="unseen">State</span>
          </th>
          <th>Alert</th>
          <th className={classes.verdict}>Farthest out</th>
          <th className={classes.bullet}>Band</th>
          <th className={`${table.right} ${classes.when}`}>Point, UTC</th>
        </tr>
      </thead>
      <tbody>
        {items === undefined ? (
          <BoneRows rows={10} widths={[16, '60%', '80%', 96, 80]} />
        ) : (
          <>
            <Spacer height={view.before} />
            {view.rows.map((row) => {
              const alert = items[row];
              return alert ? (
                <AlertRow key={alert.id} alert={alert} active={row === cursor} />
              ) : null;
            })}
            <Spacer height={view.after} />
          </>
        )}
      </tbody>
    </table>
  );
}

function AlertRow({ alert, active }: { alert: Alert; active: boolean }) {
  const worst = alert.peak;
  const resolution = durationSeconds(alert.resolution) || 60;
  return (
    <tr className={table.row} data-active={active || undefined}>
      <td className={classes.state}>
        <StateIcon state={stateOf(alert)} severity={alert.severity} />
      </td>
      <td className={classes.what}>
        <Link to="/alerts/$id" params={{ id: String(alert.id) }} className={`${table.cover} clip`}>
          <AlertSubject alert={alert} />{' '}
          <Tag tone={stateOf(alert) === 'resolved' ? 'quiet' : SEVERITY_TONES[alert.severity]}>
            {alert.severity.toLowerCase()}
          </Tag>
        </Link>
        <code className={`faint clip ${classes.path}`}>{alert.path}</code>
        <span className={`clip ${classes.short}`}>
          <AlertVerdict reading={worst} kind={alert.kind} unit={alert.unit} oneLine />
        </span>
      </td>
      <td className={classes.verdict}>
        <AlertVerdict reading={worst} kind={alert.kind} unit={alert.unit} />
      </td>
      <td className={classes.bullet}>
        <BandBullet reading={worst} />
      </td>
      <td className={`${table.right} soft ${classes.when}`}>
        <time
          className="num"
          dateTime={worst.time}
          data-tip={`${longStamp(seconds(worst.time), resolution)} · ${exact(worst.value ?? Number.NaN)}`}
        >
          {stamp(seconds(worst.time), resolution)}
        </time>
      </td>
    </tr>
  );
}
