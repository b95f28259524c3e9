/** One slice of a breakdown: `origin` is `ATL`. */
export interface Slice {
  readonly dimension: string;
  readonly value: string;
}

export interface SeriesPath {
  /** "p95" for quantiles; empty otherwise. */
  readonly statistic: string;
  readonly resolution: string;
  readonly slices: readonly Slice[];
}

/**
 * Reads `<event type>.<metric>[.<statistic>].<resolution>[.<dimension>.<value>]*`.
 *
 * @param start the event type and the metric, joined by a dot: both may hold dots of their own
 * @param dimensions names as declared; in the path their dots are underscores
 */
export function parsePath(
  path: string,
  start: string,
  dimensions: readonly string[] = [],
): SeriesPath {
  const parts = path.slice(start.length + 1).split('.');
  const statistic = /^\d+[smhd]$/.test(parts[0] ?? '') ? '' : (parts.shift() ?? '');
  const resolution = parts.shift() ?? '';
  const slices: Slice[] = [];
  for (let i = 0; i + 1 < parts.length; i += 2) {
    slices.push({
      dimension: dimensions[i / 2] ?? (parts[i] as string),
      value: unescapeValue(parts[i + 1] as string),
    });
  }
  return { statistic, resolution, slices };
}

/** One path component of a dimension's value: `%` and two hexadecimal digits per UTF-8 byte outside [A-Za-z0-9_-]. */
export function escapeValue(value: string): string {
  if (value === '') {
    return '%00';
  }
  return [...new TextEncoder().encode(value)]
    .map((byte) => {
      const char = String.fromCharCode(byte);
      return byte < 128 && /[A-Za-z0-9_-]/.test(char)
        ? char
        : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
}

export function unescapeValue(text: string): string {
  if (text === '%00') {
    return '';
  }
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The key of a series within its breakdown, for addresses: `ATL`, `ATL.JFK`; `total` for the overall one. */
export const seriesKey = (values: readonly string[]): string =>
  values.length === 0 ? 'total' : values.map(escapeValue).join('.');

/** What a series is called within its breakdown. */
export const seriesLabel = (values: readonly string[]): string =>
  values.length === 0
    ? 'Total'
    : values.map((value) => (value === '' ? '(empty)' : value)).join(' · ');

/** "late_departures" is "late departures", "p95" goes behind. */
export function metricLabel(metric: string, statistic: string): string {
  const words = metric.replaceAll('_', ' ');
  return statistic === '' ? words : `${words} ${statistic.replaceAll('_', '.')}`;
}
