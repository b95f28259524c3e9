import { Link } from '@tanstack/react-router';
import { EventName } from '../components/EventName';
import { Section } from '../components/Page';
import { Empty } from '../components/States';
import { Tag } from '../components/Tag';
import type { CheckReport, SchemaChange, Verdict } from '../domain/model';
import { count } from '../domain/numbers';
import { bySeverity, type ElementChange, groupChanges } from '../domain/review';
import classes from './proposal.module.css';

const KINDS = {
  ADDED: { sign: '+', word: 'added' },
  CHANGED: { sign: '~', word: 'changed' },
  REMOVED: { sign: '−', word: 'removed' },
} as const;
const ELEMENTS: Record<SchemaChange['element'], string> = {
  EVENT_TYPE: 'event type',
  ATTRIBUTE: 'attribute',
  ENUM_VALUE: 'value',
  METRIC: 'metric',
  ALERT: 'alert',
};

/** What a round means: event types, attributes, metrics and alerts, before and after, beside what the checks say. */
export function Changes({ report }: { report: CheckReport }) {
  const groups = groupChanges(report);
  if (groups.length === 0) {
    return report.problems.length > 0 ? (
      <Empty icon="warning" title="The files do not load">
        What they would change is known when they do: see the checks.
      </Empty>
    ) : (
      <Empty icon="resolved" title="No event type changes">
        Only comments, formatting or policies do: see the files.
      </Empty>
    );
  }
  return (
    <div className={classes.sections}>
      {groups.map(({ eventType, elements }) => (
        <Section key={eventType} title={eventType} aside={count(elements.length, 'change')}>
          <ul className={classes.changes}>
            {elements.map((element) => (
              <Element key={`${element.element} ${element.subject}`} change={element} />
            ))}
          </ul>
          <p className={classes.small}>
            <Link to="/events/$name" params={{ name: eventType }} className="link">
              Look at <EventName name={eventType} />
            </Link>
          </p>
        </Section>
      ))}
    </div>
  );
}

function Element({ change }: { change: ElementChange }) {
  const kind = KINDS[change.kind];
  return (
    <li className={classes.change} data-item>
      <div className={classes.element}>
        <span className={classes.sign} data-kind={change.kind} aria-hidden="true">
          {kind.sign}
        </span>
        <div>
          <code className={classes.subject}>{change.name}</code>{' '}
          <span className="faint">
            {ELEMENTS[change.element]} {kind.word}
          </span>
          {change.properties.length > 0 ? (
            <dl className={classes.properties}>
              {change.properties.map((property) => (
                <div key={property.property}>
                  <dt>{property.property}</dt>
                  <dd>
                    {property.before ? <del>{property.before}</del> : <i>nothing</i>}
                    <span aria-hidden="true"> → </span>
                    <span className="unseen"> becomes </span>
                    {property.after ? <ins>{property.after}</ins> : <i>nothing</i>}
                  </dd>
                </div>
              ))}
            </dl>
          ) : null}
        </div>
      </div>
      <div className={classes.beside}>
        {bySeverity(change.verdicts).map((verdict) => (
          <VerdictNote key={`${verdict.rule.id} ${verdict.message}`} verdict={verdict} />
        ))}
      </div>
    </li>
  );
}

function VerdictNote({ verdict }: { verdict: Verdict }) {
  return (
    <div className={classes.verdictNote} data-severity={verdict.severity}>
      <p>
        <Severity severity={verdict.severity} /> <code>{verdict.rule.id}</code>
      </p>
      <p>{verdict.message}</p>
      {verdict.instead ? <p className="soft">{verdict.instead}</p> : null}
    </div>
  );
}

export function Severity({ severity }: { severity: Verdict['severity'] }) {
  return severity === 'ERROR' ? <Tag tone="danger">error</Tag> : <Tag tone="warn">warning</Tag>;
}
