/** Made-up departures with the shape of the demo's: January to June 2001, a weekly rhythm, and a few bad days. */
export const ORIGINS = [
  'ATL',
  'ORD',
  'DFW',
  'LAX',
  'PHX',
  'STL',
  'DTW',
  'MSP',
  'LAS',
  'DEN',
  'IAH',
  'CLT',
  'SFO',
  'EWR',
  'SEA',
  'PHL',
  'PIT',
  'BOS',
  'LGA',
  'CVG',
  'SLC',
  'DCA',
  'MCO',
  'BWI',
  'SAN',
  'CLE',
  'TPA',
  'OAK',
  'MCI',
  'SJC',
  'PDX',
  'MIA',
  'BNA',
  'MDW',
  'RDU',
  'IAD',
  'HOU',
  'SMF',
  'SNA',
  'MSY',
  'IND',
  'DAL',
  'ABQ',
  'FLL',
  'BUR',
];
export const DAY = 86_400;
export const FROM = Date.UTC(2001, 0, 1) / 1000;
export const UNTIL = Date.UTC(2001, 6, 1) / 1000;

/** A number in [0, 1) that depends on its arguments alone. */
export function noise(...keys: (number | string)[]): number {
  let hash = 2_166_136_261;
  for (const char of keys.join('|')) {
    hash = Math.imul(hash ^ char.charCodeAt(0), 16_777_619);
  }
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 2_246_822_507);
  hash ^= hash >>> 13;
  return (hash >>> 0) / 2 ** 32;
}

const size = (origin: string) => 1020 / (1 + ORIGINS.indexOf(origin) * 0.16);
const week = (at: number) =>
  [0.92, 1.02, 1, 1.01, 1.03, 1.04, 0.8][new Date(at * 1000).getUTCDay()] as number;
const clock = (at: number) => {
  const hour = new Date(at * 1000).getUTCHours();
  return hour < 5 ? 0.05 : 0.7 + 0.5 * Math.sin(((hour - 6) / 17) * Math.PI);
};

/** Storms: origin, first day, days, and what is left of the departures. */
const STORMS: [string, string, number, number][] = [
  ['DEN', '2001-04-11', 1, 0.32],
  ['ORD', '2001-02-24', 2, 0.55],
  ['EWR', '2001-03-05', 2, 0.18],
  ['LGA', '2001-03-05', 2, 0.15],
  ['BOS', '2001-03-05', 2, 0.12],
  ['PHL', '2001-03-05', 1, 0.4],
  ['ATL', '2001-06-14', 1, 0.6],
  ['CVG', '2001-03-26', 12, 0.7],
];

function storm(origin: string, at: number): number {
  const hit = STORMS.find(([place, day, days]) => {
    const first = Date.parse(day) / 1000;
    return place === origin && at >= first && at < first + days * DAY;
  });
  return hit ? hit[3] : 1;
}

export function expectedDepartures(origin: string, at: number, resolution: number): number {
  const day = size(origin) * week(at);
  return resolution >= DAY ? day : (day / 15) * clock(at);
}

export function departures(origin: string, at: number, resolution: number): number {
  const wobble = 1 + (noise(origin, at, resolution) - 0.5) * (resolution >= DAY ? 0.07 : 0.35);
  return Math.round(expectedDepartures(origin, at, resolution) * wobble * storm(origin, at));
}

/** Per metric: the value of a bucket, and what one would expect. */
export function reading(
  metric: string,
  origin: string | undefined,
  at: number,
  resolution: number,
) {
  const places = origin === undefined ? ORIGINS : [origin];
  const sum = (of: (place: string) => number) =>
    places.reduce((total, place) => total + of(place), 0);
  const bad = 1 / Math.max(0.1, places.length === 1 ? storm(places[0] as string, at) : 1);
  switch (metric) {
    case 'departures':
      return {
        value: sum((p) => departures(p, at, resolution)),
        expected: sum((p) => expectedDepartures(p, at, resolution)),
      };
    case 'late_departures':
      return {
        value: Math.round(
          sum(
            (p) =>
              departures(p, at, resolution) *
              (0.16 + 0.1 * noise('late', p, at)) *
              Math.min(2.4, bad),
          ),
        ),
        expected: sum((p) => expectedDepartures(p, at, resolution) * 0.21),
      };
    case 'average_delay':
      return {
        value: 5 + 6 * noise('avg', places.length, places[0] as string, at) * bad,
        expected: 8,
      };
    case 'delay':
      return {
        value: 38 + 18 * noise('p95', places.length, places[0] as string, at) * bad,
        expected: 47,
      };
    default:
      return { value: Math.round(40 + 30 * noise('uniq', places[0] as string)), expected: 55 };
  }
}
