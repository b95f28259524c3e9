import { compact, exact, NONE, quantity } from '../domain/numbers';

/** A number in three digits; all of them on hover. */
export function Num({
  value,
  unit = '',
  tip,
}: {
  value: number | null | undefined;
  unit?: string;
  tip?: string;
}) {
  if (value === null || value === undefined || !Number.isFinite(value)) {
    return <span className="num faint">{NONE}</span>;
  }
  const all = tip ?? `${exact(value)}${unit ? ` ${unit}` : ''}`;
  return (
    <span className="num" data-tip={all}>
      {unit ? quantity(value, unit) : compact(value)}
    </span>
  );
}
