import { type Reading, side } from '../domain/alerts';
import classes from './BandBullet.module.css';

const WIDTH = 96;
const HEIGHT = 18;
const EDGE = 5;

/** A value beside its band, on a scale of its own: where the dot lies says how far out it is. */
export function BandBullet({ reading }: { reading: Reading }) {
  const { value, expected, lower, upper } = reading;
  const known = [value, expected, lower, upper].filter((each) => each !== null);
  if (value === null || known.length < 2) {
    return null;
  }
  const low = Math.min(...known);
  const size = Math.max(...known) - low || 1;
  const x = (at: number) => EDGE + ((at - low) / size) * (WIDTH - 2 * EDGE);
  const from = lower === null ? 0 : x(lower);
  const to = upper === null ? WIDTH : x(upper);
  const where = side(reading);
  const out = where === 'above' || where === 'below';
  return (
    <svg
      className={classes.bullet}
      width={WIDTH}
      height={HEIGHT}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      aria-hidden="true"
    >
      <line className={classes.axis} x1={0} x2={WIDTH} y1={HEIGHT / 2} y2={HEIGHT / 2} />
      <rect
        className={classes.band}
        x={from}
        y={4}
        width={Math.max(2, to - from)}
        height={HEIGHT - 8}
        rx={2}
      />
      {expected === null ? null : (
        <line
          className={classes.expected}
          x1={x(expected)}
          x2={x(expected)}
          y1={4}
          y2={HEIGHT - 4}
        />
      )}
      <circle
        className={out ? classes.out : classes.inside}
        cx={x(value)}
        cy={HEIGHT / 2}
        r={3.5}
      />
    </svg>
  );
}
