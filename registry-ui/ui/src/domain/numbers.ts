/** Narrow no-break space: between a number and its unit, so that they never part. */
export const THIN = '\u202f';
const MINUS = '\u2212';
/** What stands where there is no value. */
export const NONE = '–';

const PREFIXES = ['', 'k', 'M', 'G', 'T', 'P', 'E'] as const;
const EXACT = new Intl.NumberFormat('en-US', { maximumFractionDigits: 6 });

/** Three significant digits and a prefix: 1.24 M. Whole numbers below 1,000 stay as they are. */
export function compact(value: number): string {
  if (!Number.isFinite(value)) {
    return NONE;
  }
  const size = Math.abs(value);
  const sign = value < 0 && size !== 0 ? MINUS : '';
  if (size < 999.5) {
    return sign + (Number.isInteger(size) ? String(size) : significant(size));
  }
  let power = Math.min(Math.floor(Math.log10(size) / 3), PREFIXES.length - 1);
  let digits = (size / 1000 ** power).toPrecision(3);
  // 999,950 is 1.00 M, not 1000 k.
  if (power === 0 || (Number(digits) >= 1000 && power < PREFIXES.length - 1)) {
    power += 1;
    digits = '1.00';
  }
  return `${sign}${digits.includes('e') ? Number(digits) : digits}${THIN}${PREFIXES[power]}`;
}

/** Three significant digits, never in exponents of ten unless it is tiny. */
function significant(size: number): string {
  if (size === 0) {
    return '0';
  }
  if (size < 0.001) {
    return size.toExponential(1);
  }
  const text = size.toPrecision(3);
  return size < 1 ? String(Number(text)) : text;
}

/** On an axis, where all numbers are round: 2.5 k, 10 k. */
export const axisNumber = (value: number): string =>
  compact(value)
    .replace(/(\.\d*?)0+(?=\D|$)/, '$1')
    .replace(/\.(?=\D|$)/, '');

/** All digits, in groups of three: 1,240,000. */
export function exact(value: number): string {
  return Number.isFinite(value) ? EXACT.format(value).replace('-', MINUS) : NONE;
}

/** 1.20 GB. */
export function bytes(value: number): string {
  const text = compact(value);
  return text === NONE ? text : text.includes(THIN) ? `${text}B` : `${text}${THIN}B`;
}

/** A value in its unit: "12.3 minutes". */
export function quantity(value: number, unit: string): string {
  const text = compact(value);
  return unit === '' || text === NONE ? text : `${text}${text.includes(THIN) ? ' ' : THIN}${unit}`;
}

/** How far `value` is from `base`, always with its sign: "+12.3 %"; empty when there is nothing to compare with. */
export function change(value: number, base: number): string {
  if (base === 0 || !Number.isFinite(value) || !Number.isFinite(base)) {
    return '';
  }
  const percent = ((value - base) / Math.abs(base)) * 100;
  const size = Math.abs(percent);
  const digits = size >= 100 ? exact(Math.round(size)) : size.toFixed(size < 10 ? 1 : 0);
  return `${percent < 0 ? MINUS : '+'}${digits}${THIN}%`;
}

/** "1 event", "3 events", "1.24 M events". */
export function count(value: number, one: string, many = `${one}s`): string {
  const text = compact(value);
  return `${text}${text.includes(THIN) ? ' ' : '\u00a0'}${value === 1 ? one : many}`;
}
