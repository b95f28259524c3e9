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

/** The key of a series within its breakdown, for addresses: `ATL`, `ATL.JFK`; `total` for the overall one. */
export const seriesKey = (values: readonly string[]): string =>
  values.length === 0 ? 'total' : values.map(escapeValue).join('.');

/** What a series is called within its breakdown. */
export const seriesLabel = (values: readonly string[]): string =>
  values.length === 0
    ? 'Total'
    : values.map((value) => (value === '' ? '(empty)' : value)).join(' · ');

/** "late_departures" is "late departures"; "p95" goes behind, and "le_0_5" as "≤ 0.5". */
export function metricLabel(metric: string, statistic: string): string {
  const words = metric.replaceAll('_', ' ');
  if (statistic.startsWith('le_')) {
    const bound = statistic.slice('le_'.length).replaceAll('_', '.');
    return `${words} ≤ ${bound === 'inf' ? '∞' : bound}`;
  }
  return statistic === '' ? words : `${words} ${statistic.replaceAll('_', '.')}`;
}
