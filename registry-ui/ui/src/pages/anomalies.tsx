import type { ApiError } from '../api/client';
import { BandBullet } from '../components/BandBullet';
import { Bone } from '../components/States';
import { bounds, deviation, type Outage } from '../domain/alerts';
import type { Band } from '../domain/model';
import { count, quantity } from '../domain/numbers';
import { type Range, rangeLabel, seconds } from '../domain/time';
import classes from './anomalies.module.css';

/** Buckets shown on either side of an anomaly when one zooms to it. */
const AROUND = 10;

export interface AnomaliesProps {
  /** The series in focus. */
  title: string;
  band: Band | undefined;
  outages: readonly Outage[];
  error: ApiError | undefined;
  resolution: number;
  unit: string;
  onPoint: (range: Range | undefined) => void;
  onZoom: (range: Range) => void;
  onRetry: () => void;
}

/** What fell out of the band: each is pointed at in the chart, and a click zooms there. */
export function Anomalies(props: AnomaliesProps) {
  const { title, band, outages, resolution, onPoint, onZoom } = props;
  return (
    <aside className={classes.anomalies} aria-label={`Anomalies of ${title}`}>
      <div className={classes.head}>
        <h2>Out of the band</h2>
        <span className="faint">{title}</span>
      </div>
      {props.error ? (
        <p className={classes.note}>
          No band: {props.error.detail} <code>{props.error.code}</code>{' '}
          <button type="button" className="link" onClick={props.onRetry}>
            Retry
          </button>
        </p>
      ) : band === undefined ? (
        <Bone height={96} />
      ) : outages.length === 0 ? (
        <p className={classes.note}>{nothing(band)}</p>
      ) : (
        <ol className={classes.list} onPointerLeave={() => onPoint(undefined)}>
          {outages.map((outage) => {
            const range = { from: outage.from, until: outage.last + resolution };
            return (
              <li key={outage.from}>
                <button
                  type="button"
                  onPointerEnter={() => onPoint({ from: outage.from, until: outage.last })}
                  onFocus={() => onPoint({ from: outage.from, until: outage.last })}
                  onBlur={() => onPoint(undefined)}
                  onClick={() =>
                    onZoom({
                      from: range.from - AROUND * resolution,
                      until: range.until + AROUND * resolution,
                    })
                  }
                >
                  <Row outage={outage} range={range} unit={props.unit} />
                </button>
              </li>
            );
          })}
        </ol>
      )}
    </aside>
  );
}

function Row({ outage, range, unit }: { outage: Outage; range: Range; unit: string }) {
  const { worst, points } = outage;
  return (
    <>
      <span className={classes.when}>
        <span className="num">{rangeLabel(range)}</span>
        {points.length > 1 ? <span className="faint">{count(points.length, 'point')}</span> : null}
      </span>
      <span className={classes.what}>
        <b className="num danger">{worst.value === null ? '' : quantity(worst.value, unit)}</b>
        <span className="num faint">
          {deviation(worst)} · band {bounds(worst)}
        </span>
      </span>
      <BandBullet reading={worst} />
    </>
  );
}

function nothing(band: Band): string {
  const known = band.points.filter((point) => point.lower !== null || point.upper !== null);
  const first = known[0];
  if (first === undefined) {
    return 'There is too little history in this range to predict a band.';
  }
  return seconds(first.time) > seconds(band.points[0]?.time ?? first.time)
    ? 'Nothing fell out, as far as there is history to predict from.'
    : 'Nothing fell out in this range.';
}
