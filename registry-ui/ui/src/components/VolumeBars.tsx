import { useState } from 'react';
import type { VolumePoint } from '../domain/model';
import { axisNumber, exact } from '../domain/numbers';
import { axisLabels, longStamp, seconds } from '../domain/time';
import classes from './VolumeBars.module.css';

const HEIGHT = 132;

/** Half of the widest label is as wide as these, on the narrowest window. */
const EDGE_BARS = 4;

/** Events received per hour or day: a bar each, what was rejected on top. */
export function VolumeBars({ points, step }: { points: VolumePoint[]; step: number }) {
  const [hovered, setHovered] = useState<number>();
  const top = niceTop(Math.max(1, ...points.map((point) => point.stored + point.rejected)));
  const height = (value: number) => (value === 0 ? 0 : Math.max(1.5, (value / top) * HEIGHT));
  const shown = hovered === undefined ? undefined : points[hovered];
  const every = step * (step >= 86_400 ? 5 : 12);
  const ticks = points
    .map((point, i) => ({ i, at: seconds(point.time) }))
    .filter(({ at }) => at % every === 0);
  const labels = axisLabels(
    ticks.map((tick) => tick.at),
    step >= 86_400 ? step : 3600,
  );
  return (
    <figure className={classes.figure}>
      <figcaption className={classes.caption}>
        {shown ? (
          <>
            <span className="num">{longStamp(seconds(shown.time), step)}</span>
            <span className="num">{exact(shown.stored)} stored</span>
            {shown.rejected > 0 ? (
              <span className="num danger">{exact(shown.rejected)} rejected</span>
            ) : null}
          </>
        ) : (
          <span className="faint">Events by time of receipt, UTC</span>
        )}
      </figcaption>
      <div className={classes.plot}>
        <span className={classes.top}>{axisNumber(top)}</span>
        <svg
          viewBox={`0 0 ${points.length * 10} ${HEIGHT}`}
          preserveAspectRatio="none"
          className={classes.bars}
          role="img"
          aria-label={`${exact(points.reduce((sum, point) => sum + point.stored, 0))} events stored in this time`}
          onPointerLeave={() => setHovered(undefined)}
        >
          {points.map((point, i) => {
            const stored = height(point.stored);
            const rejected = height(point.rejected);
            return (
              <g
                key={point.time}
                onPointerEnter={() => setHovered(i)}
                data-on={i === hovered || undefined}
              >
                <rect className={classes.catch} x={i * 10} y={0} width={10} height={HEIGHT} />
                <rect
                  className={classes.stored}
                  x={i * 10 + 1}
                  y={HEIGHT - stored}
                  width={8}
                  height={stored}
                />
                <rect
                  className={classes.rejected}
                  x={i * 10 + 1}
                  y={HEIGHT - stored - rejected}
                  width={8}
                  height={rejected}
                />
              </g>
            );
          })}
        </svg>
        <div className={classes.axis}>
          {ticks.map((tick, k) => (
            <span
              key={tick.at}
              data-edge={edge(tick.i, points.length)}
              style={{ left: `${((tick.i + 0.5) / points.length) * 100}%` }}
            >
              {labels[k]?.split('\n').reverse().join(' ')}
            </span>
          ))}
        </div>
      </div>
    </figure>
  );
}

/** At which end of the axis a label would stick out if it stood centred below its bar. */
function edge(i: number, bars: number): 'start' | 'end' | undefined {
  if (i < EDGE_BARS) {
    return 'start';
  }
  return i >= bars - EDGE_BARS ? 'end' : undefined;
}

/** The next of 1, 2, 2.5, 5 times a power of ten. */
function niceTop(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const factor = [1, 2, 2.5, 5, 10].find((each) => each * power >= value) as number;
  return factor * power;
}
