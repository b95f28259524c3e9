import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { asApiError } from '../api/client';
import { impactQuery } from '../api/proposals';
import { Ago } from '../components/Ago';
import { EventName } from '../components/EventName';
import { Facts } from '../components/Facts';
import { Num } from '../components/Num';
import { Bone, Empty, Failure } from '../components/States';
import table from '../components/Table.module.css';
import { Tag } from '../components/Tag';
import { useNow } from '../components/useNow';
import { percent } from '../domain/figures';
import type { EventTypeImpact, Impact } from '../domain/model';
import { bytes, count, exact, NONE } from '../domain/numbers';
import classes from './proposal.module.css';

/** What the last round would do to what there is. */
export function ImpactTab({ id, round }: { id: number; round: number }) {
  const impact = useQuery(impactQuery(id, round));
  if (impact.isPending) {
    return (
      <div className={classes.sections} aria-busy="true">
        <Bone width={300} height={18} />
        <Bone height={56} />
        <Bone height={160} />
      </div>
    );
  }
  return impact.data ? (
    <ImpactView impact={impact.data} />
  ) : (
    <Failure error={asApiError(impact.error)} onRetry={() => impact.refetch()} />
  );
}

export function ImpactView({ impact }: { impact: Impact }) {
  const now = useNow(60);
  if (impact.items.length === 0) {
    return (
      <Empty icon="resolved" title="Nothing changes for what there is">
        No view, series, alert or sender is touched by it.
      </Empty>
    );
  }
  return (
    <div className={classes.sections}>
      <p className="soft">
        Of the last {count(impact.days, 'day')}, measured <Ago at={impact.measuredAt} now={now} />.
      </p>
      {impact.items.map((item) => (
        <OneImpact key={item.eventType} impact={item} now={now} />
      ))}
    </div>
  );
}

const WORDS = {
  ADDED: 'added',
  CHANGED: 'changed',
  REMOVED: 'removed',
  AFFECTED: 'affected',
  UNCHANGED: 'unchanged',
} as const;

function Kind({ kind }: { kind: keyof typeof WORDS }) {
  return (
    <Tag tone={kind === 'REMOVED' ? 'danger' : kind === 'ADDED' ? 'accent' : 'quiet'}>
      {WORDS[kind]}
    </Tag>
  );
}

function OneImpact({ impact, now }: { impact: EventTypeImpact; now: number }) {
  const { volume, metrics } = impact;
  const sum = (of: (metric: (typeof metrics)[number]) => number) =>
    metrics.reduce((total, metric) => total + of(metric), 0);
  return (
    <section className={classes.impact} aria-label={`Impact on ${impact.eventType}`}>
      <h2 className={classes.impactHead}>
        <span>
          <EventName name={impact.eventType} />
        </span>{' '}
        <Kind kind={impact.kind} />
      </h2>
      <Facts
        facts={[
          ['Rows a day', <Num key="r" value={volume.rowsPerDay} />],
          [
            'Bytes a day',
            <span key="b" className="num" data-tip={`${exact(volume.bytesPerDay)} bytes`}>
              {bytes(volume.bytesPerDay)}
            </span>,
          ],
          ['Series added', <Num key="a" value={sum((each) => each.seriesAdded)} />],
          ['Series orphaned', <Num key="o" value={sum((each) => each.seriesOrphaned)} />],
          ['States added', <Num key="s" value={sum((each) => each.statesAdded)} />],
        ]}
      />
      <Part
        title="Views"
        head={['Column', 'Before', 'After', '']}
        rows={impact.views.map((view) => [
          <code key="c">
            <span className="faint">{view.view}.</span>
            {view.column}
          </code>,
          <code key="b">{view.before || NONE}</code>,
          <code key="a">{view.after || NONE}</code>,
          <Kind key="k" kind={view.kind} />,
        ])}
      />
      <Part
        title="Metrics"
        head={['Metric', 'Series added', 'Series orphaned', 'States added', '']}
        rows={metrics.map((metric) => [
          metric.metric,
          <Num key="a" value={metric.seriesAdded} />,
          <Num key="o" value={metric.seriesOrphaned} />,
          <Num key="s" value={metric.statesAdded} />,
          <Kind key="k" kind={metric.kind} />,
        ])}
      />
      <Part
        title="Dimensions"
        head={['Attribute', 'Distinct values', 'At most', '']}
        rows={impact.dimensions.map((dimension) => [
          <code key="c">{dimension.attribute}</code>,
          <Num key="d" value={dimension.distinct} />,
          <Num key="m" value={dimension.valuesMax} />,
          <span key="k">
            {dimension.isOver ? <Tag tone="danger">over its maximum</Tag> : null}{' '}
            <Kind kind={dimension.kind} />
          </span>,
        ])}
      />
      <Part
        title="Alerts"
        head={['Alert', 'Why', '']}
        rows={impact.alerts.map((alert) => [
          alert.alert,
          <span key="r" className="soft">
            {alert.reason}
          </span>,
          <Kind key="k" kind={alert.kind} />,
        ])}
      />
      <Part
        title="Queries that use it"
        head={['Who', 'Query', 'Columns', 'Times', 'Last']}
        rows={impact.uses.map((use) => [
          use.user,
          <code key="q" className={classes.query} data-tip={use.query}>
            {use.query}
          </code>,
          <code key="c">{use.columns.join(', ')}</code>,
          <Num key="n" value={use.count} />,
          <Ago key="l" at={use.lastAt} now={now} />,
        ])}
      />
      <Part
        title="Who sends it now"
        head={['Revision', 'SDK', 'Events', 'Share', 'Hosts', 'Last']}
        rows={impact.producers.map((producer) => [
          <span key="r" className="num">
            {producer.revisionId}
          </span>,
          producer.sdk,
          <Num key="e" value={producer.events} />,
          <span key="s" className="num">
            {percent(producer.share)}
          </span>,
          <Num key="h" value={producer.hosts} />,
          <Ago key="l" at={producer.lastSeen} now={now} />,
        ])}
      />
    </section>
  );
}

function Part({ title, head, rows }: { title: string; head: string[]; rows: ReactNode[][] }) {
  return rows.length === 0 ? null : (
    <div>
      <h3 className={classes.partHead}>{title}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable from the keyboard */}
      <section className={table.scroll} tabIndex={0} aria-label={title}>
        <table className={`${table.table} ${table.inset}`}>
          <thead>
            <tr>
              {head.map((each) => (
                <th key={each}>{each || <span className="unseen">Change</span>}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the list comes whole
              <tr key={i}>
                {row.map((cell, j) => (
                  <td key={head[j]}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </div>
  );
}
