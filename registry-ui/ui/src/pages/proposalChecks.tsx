import { Link } from '@tanstack/react-router';
import { Icon } from '../components/Icon';
import { Section } from '../components/Page';
import { Empty } from '../components/States';
import { docsPlace } from '../domain/docs';
import type { CheckReport, Verdict } from '../domain/model';
import { exact } from '../domain/numbers';
import { bySeverity } from '../domain/review';
import classes from './proposal.module.css';
import { Severity } from './proposalChanges';

/** What the checks say of a round, and who must approve it. */
export function Checks({ report, id }: { report: CheckReport; id: number }) {
  const { problems, verdicts, waived } = report;
  return (
    <div className={classes.sections}>
      {problems.length > 0 ? (
        <Section title="Problems" aside={exact(problems.length)}>
          <ul className={classes.changes}>
            {problems.map((each) => (
              <li
                key={`${each.path} ${each.line} ${each.column} ${each.message}`}
                className={classes.verdict}
                data-item
              >
                <p>
                  <Severity severity="ERROR" /> <code>{each.code}</code>{' '}
                  <FilePlace id={id} path={each.path} line={each.line} />
                </p>
                <p>{each.message}</p>
              </li>
            ))}
          </ul>
        </Section>
      ) : null}
      {verdicts.length > 0 ? (
        <Section title="Verdicts" aside={exact(verdicts.length)}>
          <ul className={classes.changes}>
            {bySeverity(verdicts).map((verdict) => (
              <VerdictItem
                key={`${verdict.rule.id} ${verdict.subject} ${verdict.message}`}
                verdict={verdict}
                id={id}
              />
            ))}
          </ul>
        </Section>
      ) : null}
      {problems.length + verdicts.length === 0 ? (
        <Empty icon="resolved" title="The checks have nothing to say">
          The files load, follow the rules, and take nothing from those who send or read.
        </Empty>
      ) : null}
      {waived.length > 0 ? (
        <Section title="Waived" aside={exact(waived.length)}>
          <ul className={classes.changes}>
            {waived.map(({ verdict, reason, author, expires }) => (
              <VerdictItem
                key={`${verdict.rule.id} ${verdict.subject} ${verdict.message}`}
                verdict={verdict}
                id={id}
              >
                <p className="soft">
                  Waived by <b>{author}</b> until <span className="num">{expires}</span>: {reason}
                </p>
              </VerdictItem>
            ))}
          </ul>
        </Section>
      ) : null}
      <Section title="Owners">
        {report.owners.length === 0 && !report.needsPrivacy ? (
          <p className="soft">Nobody has to approve: no `edl.yaml` names owners of these files.</p>
        ) : (
          <ul className={classes.changes}>
            {report.owners.map(({ team, approvals, paths }) => (
              <li key={`${team} ${paths.join()}`} className={classes.verdict}>
                <p>
                  <b>{team}</b>, {exact(approvals)} {approvals === 1 ? 'approval' : 'approvals'}
                </p>
                <p className="soft">
                  {paths.slice(0, 8).map((path) => (
                    <code key={path} className={classes.path}>
                      {path}
                    </code>
                  ))}
                  {paths.length > 8 ? ` and ${exact(paths.length - 8)} more` : ''}
                </p>
              </li>
            ))}
            {report.needsPrivacy ? (
              <li className={classes.verdict}>
                <p>
                  <b>privacy</b>, 1 approval
                </p>
                <p className="soft">Something personal changes.</p>
              </li>
            ) : null}
          </ul>
        )}
      </Section>
    </div>
  );
}

function VerdictItem(props: { verdict: Verdict; id: number; children?: React.ReactNode }) {
  const { verdict, id } = props;
  const { rule, place } = verdict;
  return (
    <li className={classes.verdict} data-item>
      <p>
        <Severity severity={verdict.severity} /> <RuleName rule={rule} />{' '}
        <span className="soft">{rule.summary}</span>
      </p>
      <p>{verdict.message}</p>
      {verdict.instead ? (
        <p className={classes.instead}>
          <Icon name="right" size={13} /> <span>{verdict.instead}</span>
        </p>
      ) : null}
      {props.children}
      <p className={`faint ${classes.small}`}>
        <FilePlace id={id} path={place.path} line={place.line} /> · {rule.why}
      </p>
    </li>
  );
}

/** A check rule, as a way to where it is described. */
function RuleName({ rule }: { rule: Verdict['rule'] }) {
  const place = docsPlace(rule.docs);
  return place === undefined ? (
    <code>{rule.id}</code>
  ) : (
    <Link to="/docs/$page" params={{ page: place.page }} hash={place.hash} className="link">
      <code>{rule.id}</code>
    </Link>
  );
}

/** A line of a file, as a way to it. */
function FilePlace({ id, path, line }: { id: number; path: string; line: number }) {
  return (
    <Link
      to="/reviews/$id"
      params={{ id: String(id) }}
      search={(before) => ({ ...before, tab: 'files' as const, file: path })}
      className="link"
    >
      <code>
        {path}
        {line > 0 ? `:${line}` : ''}
      </code>
    </Link>
  );
}
