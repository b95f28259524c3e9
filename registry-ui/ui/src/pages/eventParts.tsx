import { Link } from '@tanstack/react-router';
import { Ago } from '../components/Ago';
import { CopyButton } from '../components/Copy';
import { Num } from '../components/Num';
import { Section } from '../components/Page';
import table from '../components/Table.module.css';
import { Tag } from '../components/Tag';
import type { AlertRule, Attribute, EventType, Reject, Revision } from '../domain/model';
import { compact, count, exact, NONE, quantity } from '../domain/numbers';
import { durationWords } from '../domain/time';
import classes from './event.module.css';

const inset = `${table.table} ${table.inset}`;

export function Attributes({ attributes }: { attributes: Attribute[] }) {
  return (
    <Section title="Attributes" aside={attributes.length}>
      <div className={table.scroll}>
        <table className={`${inset} ${classes.attributes}`}>
          <thead>
            <tr>
              <th>Name</th>
              <th>Type</th>
              <th className={classes.unit}>Unit</th>
              <th> </th>
              <th className={classes.about}>Description</th>
            </tr>
          </thead>
          <tbody>
            {attributes.map((attribute) => (
              <tr key={attribute.name}>
                <td>
                  <code
                    className={classes.attribute}
                    data-deprecated={attribute.deprecated || undefined}
                  >
                    {attribute.name}
                  </code>
                </td>
                <td className="soft nowrap">
                  <AttributeType attribute={attribute} />
                  {attribute.unit ? (
                    <span className={classes.narrowUnit}>{attribute.unit}</span>
                  ) : null}
                </td>
                <td className={`soft nowrap ${classes.unit}`}>
                  {attribute.unit || <span className="faint">{NONE}</span>}
                </td>
                <td>
                  <AttributeTags attribute={attribute} />
                </td>
                <td className={classes.about}>{attribute.description}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}

const SHAPES = {
  SINGULAR: '',
  REPEATED: 'repeated ',
  MAP_KEY: 'map key ',
  MAP_VALUE: 'map value ',
} as const;

function AttributeType({ attribute }: { attribute: Attribute }) {
  const { type, values, shape, scale, kind } = attribute;
  const names = values.slice(0, 20).map((value) => value.name);
  const stored = `Stored in ${kind.toLowerCase()}_values`;
  const tip =
    names.length > 0
      ? `${names.join(', ')}${values.length > names.length ? ' …' : ''}. ${stored}`
      : stored;
  return (
    <span data-tip={tip}>
      {SHAPES[shape]}
      {type.slice(type.lastIndexOf('.') + 1)}
      {scale > 0 ? <span className="faint num"> · {scale} decimals</span> : null}
    </span>
  );
}

const PII = {
  UNSPECIFIED: undefined,
  NONE: undefined,
  QUASI_IDENTIFIER: {
    label: 'Quasi-identifier',
    tip: 'Points to a person only together with other data',
  },
  IDENTIFIER: { label: 'Identifier', tip: 'Points to one person or device' },
  SENSITIVE: { label: 'Sensitive', tip: 'Health, religion, orientation and the like' },
} as const;

function AttributeTags({ attribute }: { attribute: Attribute }) {
  const pii = PII[attribute.pii];
  return (
    <span className={classes.tags}>
      {attribute.eventTime ? <Tag tone="accent">Event time</Tag> : null}
      {attribute.dimension ? (
        <Tag
          tone="accent"
          {...(attribute.valuesMax === undefined
            ? {}
            : { tip: `At most ${exact(attribute.valuesMax)} distinct values` })}
        >
          Dimension
        </Tag>
      ) : null}
      {attribute.required ? <Tag tip="An event without it is rejected">Required</Tag> : null}
      {pii ? (
        <Tag tone="warn" tip={pii.tip}>
          {pii.label}
        </Tag>
      ) : null}
      {attribute.deprecated ? <Tag>Deprecated</Tag> : null}
    </span>
  );
}

export function Rejects({ rejects, now }: { rejects: Reject[]; now: number }) {
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
              <th className={table.right}>Events</th>
              <th>Latest reason</th>
              <th className={table.right}>Last</th>
            </tr>
          </thead>
          <tbody>
            {rejects.map((reject) => (
              <tr key={reject.code}>
                <td>
                  <code className="danger nowrap">{reject.code}</code>
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
    </Section>
  );
}

export function DeclaredMetrics({ eventType }: { eventType: EventType }) {
  if (eventType.metrics.length === 0) {
    return (
      <p className="soft">
        None. Declare one with <code>option (tally.metric)</code>.
      </p>
    );
  }
  return (
    <ul className={classes.items}>
      {eventType.metrics.map((metric) => (
        <li key={metric.name}>
          <div>
            <Link
              to="/explore"
              search={{ event: eventType.name, metric: metric.name, stat: metric.statistics[0] }}
              className={`${classes.item} ${classes.cover}`}
            >
              {metric.name}
            </Link>
            <code className="faint clip">
              {metric.aggregate}({metric.field})
              {metric.statistics.length > 0 ? ` ${metric.statistics.join(' ')}` : ''}
            </code>
          </div>
          <p className={`soft ${classes.small}`}>{metric.description}</p>
          <p className={`faint ${classes.small}`}>
            {metric.filter ? (
              <>
                where <code>{metric.filter}</code> ·{' '}
              </>
            ) : null}
            {breakdowns(metric.dimensionSets)}per {metric.resolutions.map(durationWords).join(', ')}
          </p>
        </li>
      ))}
    </ul>
  );
}

function breakdowns(sets: string[][]): string {
  const named = sets.filter((set) => set.length > 0).map((set) => set.join(' × '));
  return named.length === 0 ? '' : `by ${named.join(', ')} · `;
}

export function DeclaredAlerts({ eventType }: { eventType: EventType }) {
  if (eventType.alerts.length === 0) {
    return (
      <p className="soft">
        None. Declare one with <code>option (tally.alert)</code>.
      </p>
    );
  }
  return (
    <ul className={classes.items}>
      {eventType.alerts.map((rule) => (
        <li key={rule.name}>
          <div>
            <Link
              to="/alerts"
              search={{ event: eventType.name }}
              className={`${classes.item} ${classes.cover}`}
            >
              {rule.name}
            </Link>
            <span className={`faint ${classes.small}`}>{rule.severity.toLowerCase()}</span>
          </div>
          <p className={`soft ${classes.small}`}>{ruleWords(rule)}</p>
        </li>
      ))}
    </ul>
  );
}

/** "departures by origin per day, below what history predicts (4 σ)". */
function ruleWords(rule: AlertRule): string {
  const { detection } = rule;
  const series = `${rule.metric}${rule.statistic ? ` ${rule.statistic}` : ''}${rule.dimensionSet.length > 0 ? ` by ${rule.dimensionSet.join(' × ')}` : ''} per ${durationWords(rule.resolution)}`;
  const points = rule.forPoints > 1 ? `, ${count(rule.forPoints, 'point')} in a row` : '';
  if (detection.kind === 'threshold') {
    const limits = [
      detection.above === undefined ? '' : `above ${quantity(detection.above, '')}`,
      detection.below === undefined ? '' : `below ${quantity(detection.below, '')}`,
    ].filter(Boolean);
    return `${series}, ${limits.join(' or ')}${points}`;
  }
  const side = { UP: 'above', DOWN: 'below', BOTH: 'out of' }[detection.direction ?? 'BOTH'];
  return `${series}, ${side} what history predicts (${compact(detection.width ?? 0)} σ)${points}`;
}

export function Revisions({ revisions, now }: { revisions: Revision[]; now: number }) {
  return (
    <ul className={classes.items}>
      {revisions.map((revision, i) => (
        <li key={revision.id}>
          <div>
            <span>
              <span className="num">Revision {revision.id}</span>{' '}
              {i === 0 ? <Tag tone="accent">Latest</Tag> : null}
            </span>
            <span className={`soft ${classes.small}`}>
              published <Ago at={revision.publishedAt} now={now} />
            </span>
          </div>
          <div className={classes.small}>
            <span className="faint">
              <code>{revision.fingerprint}</code>
              <CopyButton text={revision.fingerprint} label="Copy the fingerprint" />
            </span>
            <span className="soft" data-tip={`${exact(revision.events)} raw rows of it are kept`}>
              {revision.events > 0 ? (
                <>
                  <Num value={revision.events} /> events, last{' '}
                  <Ago at={revision.lastSeen} now={now} />
                </>
              ) : (
                'no events'
              )}
            </span>
          </div>
        </li>
      ))}
    </ul>
  );
}
