import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { REJECTS_PAGE, rejectsQuery } from '../api/catalogue';
import { asApiError } from '../api/client';
import { Ago } from '../components/Ago';
import { Num } from '../components/Num';
import { Section } from '../components/Page';
import { BoneRows, Stale } from '../components/States';
import table from '../components/Table.module.css';
import { Tag } from '../components/Tag';
import type { EventType, RejectedEvent } from '../domain/model';
import { NONE } from '../domain/numbers';
import { codeWords, pageWords } from '../domain/rejects';
import classes from './event.module.css';

const route = getRouteApi('/events/$name');
const inset = `${table.table} ${table.inset}`;

/** Why events of a type were rejected, and on demand each of them. */
export function Rejects({ eventType, now }: { eventType: EventType; now: number }) {
  const { rejects } = eventType;
  const { rejects: shown, page = 1 } = route.useSearch();
  if (rejects.length === 0) {
    return null;
  }
  return (
    <Section title="Rejected" aside="last 30 days">
      <div className={table.scroll}>
        <table className={inset}>
          <thead>
            <tr>
              <th>Code</th>
              <th className={classes.fault}>Attribute</th>
              <th className={table.right}>Events</th>
              <th>Latest reason</th>
              <th className={table.right}>Last</th>
            </tr>
          </thead>
          <tbody>
            {rejects.map((reject) => (
              <tr key={`${reject.code} ${reject.attribute} ${reject.reason}`}>
                <td>
                  <Link
                    to="/events/$name"
                    params={{ name: eventType.name }}
                    search={(before) => ({ ...before, rejects: reject.code, page: undefined })}
                    resetScroll={false}
                    className="link"
                    data-tip={codeWords(reject.code)}
                  >
                    <code className="danger nowrap">{reject.code}</code>
                  </Link>
                </td>
                <td className={`soft ${classes.fault}`}>
                  {reject.attribute ? <code>{reject.attribute}</code> : NONE}
                </td>
                <td className={table.right}>
                  <Num value={reject.events} />
                </td>
                <td className={`soft ${classes.reason}`}>{reject.reason}</td>
                <td className={`${table.right} soft`}>
                  <Ago at={reject.lastSeen} now={now} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className={`soft ${classes.small} ${classes.command}`}>
        <Link
          to="/events/$name"
          params={{ name: eventType.name }}
          search={(before) => ({ ...before, rejects: 'all', page: undefined })}
          resetScroll={false}
          className="link"
        >
          Show them one by one
        </Link>{' '}
        or, with their payloads, <code>./tally rejects list --event {eventType.name}</code>.{' '}
        <Link to="/docs/$page" params={{ page: 'rejects' }} className="link">
          What to do about them
        </Link>
      </p>
      {shown ? (
        <RejectList key={shown} event={eventType.name} shown={shown} page={page} now={now} />
      ) : null}
    </Section>
  );
}

function RejectList(props: { event: string; shown: string; page: number; now: number }) {
  const { event, shown, page, now } = props;
  // Pages are of what there was when the first was opened.
  const [until] = useState(() => new Date().toISOString());
  const code = shown === 'all' ? '' : shown;
  const list = useQuery(rejectsQuery({ event, code, page, until }));
  const total = list.data?.total ?? 0;
  return (
    <section aria-label="Rejected events" className={classes.rejected}>
      <div className={classes.pager}>
        <b>{code ? <code>{code}</code> : 'All codes'}</b>
        <span className="soft num">{list.data ? pageWords(page, REJECTS_PAGE, total) : ''}</span>
        <Turn label="Newer" to={page - 1} enabled={page > 1} />
        <Turn label="Older" to={page + 1} enabled={page * REJECTS_PAGE < total} />
        <Link
          to="/events/$name"
          params={{ name: event }}
          search={(before) => ({ ...before, rejects: undefined, page: undefined })}
          resetScroll={false}
          className="link"
        >
          Close
        </Link>
      </div>
      {list.isError ? (
        <Stale error={asApiError(list.error)} onRetry={() => list.refetch()} />
      ) : null}
      <div className={table.scroll}>
        <table className={inset} aria-busy={list.isPending}>
          <thead>
            <tr>
              <th className={table.right}>Received</th>
              <th>Code</th>
              <th className={classes.fault}>Attribute</th>
              <th>Reason</th>
              <th>From</th>
            </tr>
          </thead>
          <tbody>
            {list.data === undefined ? (
              <BoneRows rows={5} widths={[60, 120, 80, '80%', 120]} />
            ) : (
              list.data.items.map((item) => <Rejected key={item.id} item={item} now={now} />)
            )}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Turn({ label, to, enabled }: { label: string; to: number; enabled: boolean }) {
  const { name } = route.useParams();
  return enabled ? (
    <Link
      to="/events/$name"
      params={{ name }}
      search={(before) => ({ ...before, page: to > 1 ? to : undefined })}
      resetScroll={false}
      className="link"
    >
      {label}
    </Link>
  ) : (
    <span className="faint">{label}</span>
  );
}

function Rejected({ item, now }: { item: RejectedEvent; now: number }) {
  return (
    <tr>
      <td className={`${table.right} soft`}>
        <Ago at={item.received} now={now} />
      </td>
      <td>
        <code className="danger nowrap" data-tip={codeWords(item.code)}>
          {item.code}
        </code>{' '}
        {item.state === 'open' ? null : <Tag>{item.state}</Tag>}
      </td>
      <td className={`soft ${classes.fault}`}>
        {item.attribute ? <code>{item.attribute}</code> : NONE}
      </td>
      <td className={`soft ${classes.reason}`}>{item.reason}</td>
      <td>
        <a
          className="link"
          href={`/api/v1/rejects/${encodeURIComponent(item.id)}`}
          data-tip={`Its payload and what became of it: ${item.id}`}
        >
          <code>
            {item.id.slice(0, 8)}…{item.id.slice(item.id.indexOf('.'))}
          </code>
        </a>
      </td>
    </tr>
  );
}
