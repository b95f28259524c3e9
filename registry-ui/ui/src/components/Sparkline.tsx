import { sparkPath } from '../domain/points';
import classes from './Sparkline.module.css';

/** The outline of a few dozen values, on zero. */
export function Sparkline({
  values,
  width = 84,
  height = 20,
}: {
  values: number[];
  width?: number;
  height?: number;
}) {
  const line = sparkPath(values, width, height - 2);
  const quiet = values.every((value) => value === 0);
  return (
    <svg
      className={classes.root}
      width={width}
      height={height}
      viewBox={`0 -1 ${width} ${height}`}
      aria-hidden="true"
    >
      {quiet ? null : (
        <path className={classes.area} d={`${line}L${width},${height - 2}L0,${height - 2}Z`} />
      )}
      <path className={quiet ? classes.quiet : classes.line} d={line} />
    </svg>
  );
}
