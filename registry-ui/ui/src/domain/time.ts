/** Seconds since the epoch. */
export type Seconds = number;

/** From inclusive, until exclusive. */
export interface Range {
  readonly from: Seconds;
  readonly until: Seconds;
}

const UNITS: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const DAYS = 'Sun Mon Tue Wed Thu Fri Sat'.split(' ');
export const DAY: Seconds = 86_400;

/** Seconds of "1h"; NaN for anything else. */
export function durationSeconds(text: string): number {
  const match = /^([1-9][0-9]{0,8})([smhdw])$/.exec(text);
  return match ? Number(match[1]) * (UNITS[match[2] as string] as number) : Number.NaN;
}

/** "1h" is "hour", "15m" is "15 minutes". */
export function durationWords(text: string): string {
  const match = /^([1-9][0-9]{0,8})([smhdw])$/.exec(text);
  if (!match) {
    return text;
  }
  const unit = { s: 'second', m: 'minute', h: 'hour', d: 'day', w: 'week' }[match[2] as string];
  return match[1] === '1' ? (unit as string) : `${match[1]} ${unit}s`;
}

/** Seconds since the epoch of an ISO-8601 text, in UTC when it names no zone; undefined for anything else. */
export function parseTime(text: string): Seconds | undefined {
  const match =
    /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?\s*(Z|UTC)?$/i.exec(
      text.trim(),
    );
  if (!match) {
    return undefined;
  }
  const [year, month, day, hour, minute, second] = match
    .slice(1, 7)
    .map((part) => Number(part ?? 0)) as [number, number, number, number, number, number];
  const at = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  const real =
    at.getUTCMonth() === month - 1 && at.getUTCDate() === day && hour < 24 && minute < 60;
  return real ? at.getTime() / 1000 : undefined;
}

/** Of an ISO-8601 text that the API sent. */
export const seconds = (iso: string): Seconds => Math.floor(Date.parse(iso) / 1000);

/** As the API wants it: 2001-03-04T00:00:00Z. */
export const iso = (at: Seconds): string => `${new Date(at * 1000).toISOString().slice(0, 19)}Z`;

/** As short as it is exact, for addresses: 2001-03-04, 2001-03-04T06:00. */
export function shortIso(at: Seconds): string {
  const text = new Date(at * 1000).toISOString();
  if (at % DAY === 0) {
    return text.slice(0, 10);
  }
  return at % 60 === 0 ? text.slice(0, 16) : text.slice(0, 19);
}

/** For people: 2001-03-04 06:00; without the time of day where buckets are days. */
export function stamp(at: Seconds, resolution: number = 60): string {
  const text = new Date(at * 1000).toISOString();
  if (resolution >= DAY && at % DAY === 0) {
    return text.slice(0, 10);
  }
  return `${text.slice(0, 10)} ${text.slice(11, resolution < 60 ? 19 : 16)}`;
}

/** Sun 4 Mar 2001, 06:00 UTC. */
export function longStamp(at: Seconds, resolution: number = 60): string {
  const date = new Date(at * 1000);
  const day = `${DAYS[date.getUTCDay()]} ${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
  if (resolution >= DAY && at % DAY === 0) {
    return day;
  }
  return `${day}, ${date.toISOString().slice(11, resolution < 60 ? 19 : 16)} UTC`;
}

/** "just now", "12 s ago", "5 min ago", "3 h ago", "4 d ago", then the date. */
export function ago(at: Seconds, now: Seconds): string {
  const age = now - at;
  if (age < 5) {
    return age < -60 ? stamp(at) : 'just now';
  }
  if (age < 60) {
    return `${Math.floor(age)}\u00a0s ago`;
  }
  if (age < 3600) {
    return `${Math.floor(age / 60)}\u00a0min ago`;
  }
  if (age < DAY) {
    return `${Math.floor(age / 3600)}\u00a0h ago`;
  }
  return age < 30 * DAY ? `${Math.floor(age / DAY)}\u00a0d ago` : stamp(at, DAY).slice(0, 10);
}

/** The two coarsest units: "6 d 4 h", "12 min". */
export function span(length: number): string {
  const size = Math.max(0, Math.round(length));
  const parts: [number, string][] = [
    [Math.floor(size / DAY), 'd'],
    [Math.floor((size % DAY) / 3600), 'h'],
    [Math.floor((size % 3600) / 60), 'min'],
    [size % 60, 's'],
  ];
  const first = parts.findIndex(([value]) => value > 0);
  if (first < 0) {
    return '0\u00a0s';
  }
  return parts
    .slice(first, first + 2)
    .filter(([value]) => value > 0)
    .map(([value, unit]) => `${value}\u00a0${unit}`)
    .join(' ');
}

/** Labels under a time axis whose ticks are `step` seconds apart: each says what changed, and the first says it all. */
export function axisLabels(ticks: readonly Seconds[], step: number): string[] {
  return ticks.map((tick, i) => axisLabel(tick, step, ticks[i - 1]));
}

function axisLabel(tick: Seconds, step: number, before: Seconds | undefined): string {
  const date = new Date(tick * 1000);
  const previous = before === undefined ? undefined : new Date(before * 1000);
  const newYear = previous?.getUTCFullYear() !== date.getUTCFullYear();
  const newDay = newYear || Math.floor((before as number) / DAY) !== Math.floor(tick / DAY);
  const month = MONTHS[date.getUTCMonth()] as string;
  const year = newYear ? `\n${date.getUTCFullYear()}` : '';
  if (step >= 28 * DAY) {
    return month + year;
  }
  const day = `${date.getUTCDate()} ${month}`;
  if (step >= DAY) {
    return day + year;
  }
  const clock = date.toISOString().slice(11, step < 60 ? 19 : 16);
  return newDay
    ? `${clock}\n${day}${newYear && previous ? ` ${date.getUTCFullYear()}` : ''}`
    : clock;
}

/** Whether a bucket that starts at `at` may still get events. */
export const isIncomplete = (at: Seconds, resolution: number, now: Seconds): boolean =>
  at + resolution > now;

/** A range that a person can ask for in one click, counted back from where the data ends. */
export interface Preset {
  readonly key: string;
  readonly label: string;
  readonly seconds: number;
}

export const PRESETS: readonly Preset[] = [
  { key: '1h', label: 'Last hour', seconds: 3600 },
  { key: '6h', label: 'Last 6 hours', seconds: 6 * 3600 },
  { key: '1d', label: 'Last day', seconds: DAY },
  { key: '7d', label: 'Last 7 days', seconds: 7 * DAY },
  { key: '28d', label: 'Last 28 days', seconds: 28 * DAY },
  { key: '90d', label: 'Last 90 days', seconds: 90 * DAY },
  { key: '365d', label: 'Last year', seconds: 365 * DAY },
];

/** The presets that show at least eight buckets and less than everything. */
export function presetsFor(all: Range, resolution: number): Preset[] {
  return PRESETS.filter(
    (preset) => preset.seconds >= 8 * resolution && preset.seconds < all.until - all.from,
  );
}

export const presetRange = (preset: Preset, all: Range): Range => ({
  from: all.until - preset.seconds,
  until: all.until,
});

/** Whole buckets, at least `bucketsMin` of them, so that a zoom never ends in an empty chart. */
export function snap(range: Range, resolution: number, bucketsMin = 4): Range {
  const from = Math.floor(range.from / resolution) * resolution;
  const until = Math.ceil(range.until / resolution) * resolution;
  const missing = bucketsMin * resolution - (until - from);
  if (missing <= 0) {
    return { from, until };
  }
  const before = Math.floor(missing / resolution / 2) * resolution;
  return { from: from - before, until: until + missing - before };
}

/** The same length, half a length earlier (-1) or later (1). */
export function pan(range: Range, direction: -1 | 1, resolution: number): Range {
  const length = range.until - range.from;
  const step = Math.max(resolution, Math.round(length / 2 / resolution) * resolution) * direction;
  return { from: range.from + step, until: range.until + step };
}

/** "1 Jan – 30 Jun 2001", in days where both ends are midnights. The end is what is last seen, not the bound. */
export function rangeLabel(range: Range): string {
  if (range.from % DAY === 0 && range.until % DAY === 0) {
    const last = range.until - DAY;
    if (last <= range.from) {
      return dayLabel(range.from, true);
    }
    const first = sameMonth(range.from, last)
      ? String(new Date(range.from * 1000).getUTCDate())
      : dayLabel(range.from, !sameYear(range.from, last));
    return `${first} – ${dayLabel(last, true)}`;
  }
  const sameDay = Math.floor(range.from / DAY) === Math.floor((range.until - 1) / DAY);
  const until = stamp(range.until);
  // The end of a day is better called 24:00 than the 00:00 of another.
  const clock = range.until % DAY === 0 ? '24:00' : until.slice(11);
  return `${stamp(range.from)} – ${sameDay ? clock : until}`;
}

function dayLabel(at: Seconds, withYear: boolean): string {
  const date = new Date(at * 1000);
  const day = `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`;
  return withYear ? `${day} ${date.getUTCFullYear()}` : day;
}

const sameYear = (a: Seconds, b: Seconds) =>
  new Date(a * 1000).getUTCFullYear() === new Date(b * 1000).getUTCFullYear();

const sameMonth = (a: Seconds, b: Seconds) =>
  sameYear(a, b) && new Date(a * 1000).getUTCMonth() === new Date(b * 1000).getUTCMonth();
