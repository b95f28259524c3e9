import { Link } from '@tanstack/react-router';
import { Ago } from '../components/Ago';
import { CopyButton } from '../components/Copy';
import { Num } from '../components/Num';
import { Tag } from '../components/Tag';
import type { Alert, AlertRule, EventType, Revision } from '../domain/model';
import { compact, count, exact, quantity } from '../domain/numbers';
import { durationWords } from '../domain/time';
import classes from './event.module.css';

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

/** The rules, each with the state of its alerts. */
export function DeclaredAlerts({
  eventType,
  alerts,
}: {
  eventType: EventType;
  /** Firing and pending; undefined while they are not known. */
  alerts: Alert[] | undefined;
}) {
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
            <span className={classes.tags}>
              <AlertStates alerts={alerts?.filter((each) => each.rule === rule.name)} />
              <span className={`faint ${classes.small}`}>{rule.severity.toLowerCase()}</span>
            </span>
          </div>
          <p className={`soft ${classes.small}`}>{ruleWords(rule)}</p>
        </li>
      ))}
    </ul>
  );
}

function AlertStates({ alerts }: { alerts: Alert[] | undefined }) {
  if (alerts === undefined) {
    return null;
  }
  const firing = alerts.filter((each) => each.state === 'FIRING').length;
  const pending = alerts.length - firing;
  return (
    <>
      {firing > 0 ? <Tag tone="danger">{exact(firing)} firing</Tag> : null}
      {pending > 0 ? <Tag tone="warn">{exact(pending)} pending</Tag> : null}
      {alerts.length === 0 ? <Tag tip="No alert of it is pending or firing">Quiet</Tag> : null}
    </>
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
