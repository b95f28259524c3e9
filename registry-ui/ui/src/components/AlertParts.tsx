import { type AlertState, bounds, deviation, type Reading, side } from '../domain/alerts';
import type { Alert, Severity } from '../domain/model';
import { exact, quantity } from '../domain/numbers';
import { metricLabel } from '../domain/seriesPath';
import { durationWords } from '../domain/time';
import classes from './AlertParts.module.css';
import { Icon, type IconName } from './Icon';

const ICONS: Record<AlertState, IconName> = {
  firing: 'alerts',
  pending: 'pending',
  resolved: 'resolved',
};

/** Red for what is critical, and for nothing else. */
export const SEVERITY_TONES = { INFO: 'accent', WARNING: 'warn', CRITICAL: 'danger' } as const;

/** State by shape, severity by colour, both in words for those who see neither. */
export function StateIcon({ state, severity }: { state: AlertState; severity: Severity }) {
  const label = `${state}, ${severity.toLowerCase()}`;
  return (
    <span className={classes.icon} data-state={state} data-severity={severity} data-tip={label}>
      <Icon name={ICONS[state]} size={16} />
      <span className="unseen">{label}</span>
    </span>
  );
}

/** "departures · origin ATL per day". */
export function AlertSubject({ alert }: { alert: Alert }) {
  const { metric, statistic, resolution, dimensionSet, values } = alert;
  return (
    <>
      <span className={classes.metric}>{metricLabel(metric, statistic)}</span>
      {dimensionSet.map((dimension, i) => (
        <span key={dimension} className={classes.slice}>
          <span className="faint">{dimension}</span> {values[i] || '(empty)'}
        </span>
      ))}
      <span className="faint"> per {durationWords(resolution)}</span>
    </>
  );
}

/** "312 −65 %, below its band, 780 to 1.01 k": what was read, and what should have been. */
export function AlertVerdict(props: {
  reading: Reading;
  kind?: Alert['kind'];
  unit?: string;
  oneLine?: boolean;
}) {
  const { reading, kind, unit = '', oneLine } = props;
  const limit = kind === 'DIMENSION' ? 'class' : 'band';
  const { value, expected } = reading;
  if (value === null) {
    return <span className="faint">no value</span>;
  }
  const where = side(reading);
  const out = where === 'above' || where === 'below';
  const limits = bounds(reading, unit);
  const words = oneLine
    ? `${out ? where : 'within'} ${limits}`
    : `${out ? `${where} its` : 'in its'} ${limit}, ${limits}`;
  return (
    <span className={classes.verdict} data-one-line={oneLine || undefined}>
      <b className="num" data-tip={`${exact(value)}${unit ? ` ${unit}` : ''}`}>
        {quantity(value, unit)}
      </b>{' '}
      {expected === null ? null : <span className="num danger">{deviation(reading)}</span>}
      <span className={`num faint ${classes.bounds}`}>{words}</span>
    </span>
  );
}
