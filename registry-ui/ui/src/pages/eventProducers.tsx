import type { ApiError } from '../api/client';
import { Ago } from '../components/Ago';
import { Num } from '../components/Num';
import { Section } from '../components/Page';
import { BoneRows, Stale } from '../components/States';
import table from '../components/Table.module.css';
import { Tag } from '../components/Tag';
import {
  behindWords,
  type FigureWindow,
  percent,
  retiringWords,
  windowWords,
} from '../domain/figures';
import type { ProducerList, RetiringAttribute } from '../domain/model';
import { count, NONE } from '../domain/numbers';
import classes from './eventProducers.module.css';

interface Props {
  /** Undefined while they are loading, or when they could not be. */
  producers: ProducerList | undefined;
  error: ApiError | undefined;
  window: FigureWindow;
  now: number;
  onRetry: () => void;
}

/** Who sends it, by revision and SDK, and whether an attribute may be deleted. */
export function Producers({ producers, error, window, now, onRetry }: Props) {
  const total = producers?.total;
  return (
    <Section
      title="Producers"
      aside={
        total === undefined
          ? windowWords[window]
          : `${count(total.producers, 'producer')}${total.hosts > 0 ? ` on ${count(total.hosts, 'host')}` : ''}, ${windowWords[window]}`
      }
    >
      {error ? <Stale error={error} onRetry={onRetry} /> : null}
      {producers?.items.length === 0 ? (
        <p className="soft">Nobody sent it in the {windowWords[window]}.</p>
      ) : producers === undefined && error ? null : (
        <Table producers={producers} now={now} />
      )}
      {producers && producers.retiring.length > 0 ? (
        <Retiring attributes={producers.retiring} window={window} now={now} />
      ) : null}
    </Section>
  );
}

function Table({ producers, now }: { producers: ProducerList | undefined; now: number }) {
  return (
    <div className={table.scroll}>
      <table className={`${table.table} ${table.inset}`} aria-busy={producers === undefined}>
        <thead>
          <tr>
            <th>Revision</th>
            <th>SDK</th>
            <th className={table.right}>Producers</th>
            <th className={`${table.right} ${classes.hosts}`}>Hosts</th>
            <th className={table.right}>Events</th>
            <th className={table.right}>Last seen</th>
          </tr>
        </thead>
        <tbody>
          {producers === undefined ? (
            <BoneRows rows={2} widths={[96, 72, 64, 48, 56, 64]} />
          ) : (
            producers.items.map(({ revision, sdk, sdkVersion, senders }) => (
              <tr key={`${revision.id} ${sdk} ${sdkVersion}`}>
                <td className="nowrap">
                  <span className="num" data-tip={`Revision id ${revision.id}`}>
                    {revision.number === 0 ? `id ${revision.id}` : revision.number}
                  </span>{' '}
                  <Tag tone={revision.behind === 0 && revision.number > 0 ? 'accent' : 'quiet'}>
                    {behindWords(revision)}
                  </Tag>
                </td>
                <td className="nowrap">
                  {sdk ? (
                    <>
                      {sdk} <span className="faint num">{sdkVersion}</span>
                    </>
                  ) : (
                    <span className="faint" data-tip="It does not say">
                      {NONE}
                    </span>
                  )}
                </td>
                <td className={table.right}>
                  <Num value={senders.producers} />{' '}
                  <span className="faint num">{percent(senders.share)}</span>
                </td>
                <td className={`${table.right} ${classes.hosts}`}>
                  {senders.hosts === 0 || senders.hostShare === undefined ? (
                    <span className="faint">{NONE}</span>
                  ) : (
                    <>
                      <Num value={senders.hosts} />{' '}
                      <span className="faint num">{percent(senders.hostShare)}</span>
                    </>
                  )}
                </td>
                <td className={table.right}>
                  <Num value={senders.events} />
                </td>
                <td className={`${table.right} soft`}>
                  <Ago at={senders.lastSeen ?? null} now={now} />
                </td>
              </tr>
            ))
          )}
        </tbody>
      </table>
      {producers?.truncated ? (
        <p className="faint">More than these; those with the most events are shown.</p>
      ) : null}
    </div>
  );
}

function Retiring({
  attributes,
  window,
  now,
}: {
  attributes: RetiringAttribute[];
  window: FigureWindow;
  now: number;
}) {
  return (
    <div className={classes.retiring}>
      <h3>Before deleting</h3>
      <ul>
        {attributes.map((each) => (
          <li key={each.attribute}>
            <code>{each.attribute}</code> <Tag>{each.gone ? 'Gone' : 'Deprecated'}</Tag>{' '}
            {each.senders.length === 0 ? (
              <span className="soft">nobody sent it in the {windowWords[window]}</span>
            ) : (
              <span>still sent by {retiringWords(each, now).join('; by ')}</span>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
