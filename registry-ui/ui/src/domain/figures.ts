import type { AttributeFigures, ObservedDimension, RetiringAttribute, Senders } from './model';
import { compact, count, exact, NONE, quantity, THIN } from './numbers';
import { ago, seconds } from './time';

/** How far back figures of what arrives go. */
export const FIGURE_WINDOWS = ['1h', '1d', '7d', '30d'] as const;
export type FigureWindow = (typeof FIGURE_WINDOWS)[number];
export const FIGURE_WINDOW: FigureWindow = '1d';

export const windowWords: Record<FigureWindow, string> = {
  '1h': 'last hour',
  '1d': 'last 24 hours',
  '7d': 'last 7 days',
  '30d': 'last 30 days',
};

/** A share in percent: never 100 % when something is missing, never 0 % when something is there. */
export function percent(share: number): string {
  const value = share * 100;
  if (value <= 0) {
    return `0${THIN}%`;
  }
  if (value >= 100) {
    return `100${THIN}%`;
  }
  if (value < 0.1) {
    return `<${THIN}0.1${THIN}%`;
  }
  if (value > 99.9) {
    return `>${THIN}99.9${THIN}%`;
  }
  return `${value < 10 || value > 99 ? value.toFixed(1) : Math.round(value)}${THIN}%`;
}

/** "of 500 k of 20 M events", "of 1,234 events". */
export function sampleWords(events: number, received: number): string {
  return events < received
    ? `a sample of ${compact(events)} of ${count(received, 'event')}`
    : `of ${count(events, 'event')}`;
}

/** A value as a cell shows it: numbers short, times without what all have, an empty text as such. */
export function valueWords(value: string, type: string, unit = ''): string {
  if (value === '') {
    return '“”';
  }
  if (type === 'timestamp') {
    return value.replace('T', ' ').replace(/(\.\d+)?Z$/, '');
  }
  const number = NUMBERS.test(type) ? Number(value) : Number.NaN;
  return Number.isFinite(number) ? quantity(number, unit) : value;
}

const NUMBERS = /^(s?int|uint|s?fixed)(32|64)$|^(float|double)$/;

/** Where the values of an attribute lie: "−20 … 4 … 1,431", least, median and most. */
export function rangeWords(figures: AttributeFigures, type: string, unit: string) {
  const { min, median, max } = figures;
  if (min === undefined || median === undefined || max === undefined) {
    return undefined;
  }
  const words = (value: string) => valueWords(value, type, unit);
  return {
    text: min === max ? words(min) : `${words(min)} … ${words(max)}`,
    median: words(median),
    exact: `Least ${exactText(min)}, median ${exactText(median)}, most ${exactText(max)}`,
  };
}

/** All digits, in groups where it is a number that floats can hold. */
function exactText(value: string): string {
  const number = Number(value);
  return value !== '' && Number.isFinite(number) && Math.abs(number) < 2 ** 53
    ? exact(number)
    : value;
}

/** Why there are no values to show; undefined where they may be shown. */
export function hiddenWords(figures: AttributeFigures): string | undefined {
  switch (figures.values) {
    case 'HIDDEN':
      return 'Not shown: it points to a person, or is binary';
    case 'COMMON':
      return figures.top.length === 0 && figures.events > 0
        ? 'No value that at least 5 events share'
        : undefined;
    default:
      return undefined;
  }
}

/** How full a dimension's class is today: "81 % of 1,000", "1,204 of 1,000", and all of it in words. */
export function classWords(observed: ObservedDimension) {
  const { values, valuesMax, use, isExact, latest, dimensionClass } = observed;
  const share = percent(values / valuesMax);
  const about = isExact ? '' : 'about ';
  const whole = `${about}${exact(values)} distinct ${values === 1 ? 'value' : 'values'} today, UTC, of at most ${exact(valuesMax)} (${dimensionClass})`;
  return {
    text:
      use === 'OVER'
        ? `${exact(values)} of ${exact(valuesMax)}`
        : `${share} of ${exact(valuesMax)}`,
    tip:
      use === 'OVER'
        ? `${whole}. What has no series of its own counts as __other__`
        : use === 'NEAR'
          ? `${whole}. Beyond, values count as __other__`
          : whole,
    label: use === 'OVER' ? 'Over its class' : use === 'NEAR' ? 'Near its class' : undefined,
    latest: latest.map((value) => (value === '' ? '“”' : value)),
  };
}

/** "latest", "1 behind", "3 behind". */
export function behindWords(revision: { number: number; behind: number }): string {
  if (revision.number === 0) {
    return 'unknown';
  }
  return revision.behind === 0 ? 'latest' : `${revision.behind} behind`;
}

/** "3 % of hosts": hosts where they are known, else producers. */
export function shareWords(senders: Senders): string {
  return senders.hostShare !== undefined && senders.hosts > 0
    ? `${percent(senders.hostShare)} of hosts`
    : `${percent(senders.share)} of producers`;
}

/** "Still sent by revision 7 from 3 % of hosts, last 2 h ago": whether an attribute may go. */
export function retiringWords(attribute: RetiringAttribute, now: number): string[] {
  return attribute.senders.map(({ revision, senders }) => {
    const which = revision.number === 0 ? `id ${revision.id}` : String(revision.number);
    const last = senders.lastSeen === undefined ? NONE : ago(seconds(senders.lastSeen), now);
    return `revision ${which} from ${shareWords(senders)}, ${count(senders.events, 'event')}, last ${last}`;
  });
}
