import type { components } from '../src/api/schema.ts';
import { ATTRIBUTES } from './attributes.ts';
import { catalogue } from './catalogue.ts';
import { DAY } from './flights.ts';
import { declared, FLIGHTS } from './metrics.ts';
import { iso, now } from './time.ts';

type Schemas = components['schemas'];
type Window = Schemas['Window'];

const DAYS: Record<Window, number> = { '1h': 1 / 24, '1d': 1, '7d': 7, '30d': 30 };

const span = (window: Window) => ({
  window,
  since: iso(now() - DAYS[window] * DAY),
  until: iso(now()),
});

const chosen = (query: URLSearchParams) => (query.get('window') ?? '1d') as Window;

/** What arrives in the attributes that every event type of the fixtures has. */
export function attributeFigures(query: URLSearchParams): Schemas['AttributeFiguresList'] {
  const window = chosen(query);
  const received = Math.round(2_400_000 * DAYS[window]);
  const events = Math.min(received, 500_000);
  const airports = ['ATL', 'ORD', 'DFW', 'LAX', 'PHX', 'DEN', 'STL', 'DTW', 'MSP', 'LAS'];
  const top = (values: string[], share: number) =>
    values.map((value, i) => ({ value, events: Math.round((events * share) / (1 + i * 0.4)) }));
  const figures = (
    name: string,
    fillRate: number,
    over: Partial<Schemas['AttributeFigures']>,
  ): Schemas['AttributeFigures'] => ({
    name,
    declared: true,
    events: Math.round(events * fillRate),
    fillRate,
    distinct: 0,
    values: 'SHOWN',
    top: [],
    examples: [],
    ...over,
  });
  const items: Record<string, Schemas['AttributeFigures']> = Object.fromEntries(
    [
      figures('origin', 1, { distinct: 231, top: top(airports, 0.057), examples: ['LAS', 'SFO'] }),
      figures('destination', 1, { distinct: 229, top: top([...airports].reverse(), 0.055) }),
      figures('delay_minutes', 0.9712, {
        distinct: 812,
        min: '-58',
        median: '0',
        max: '1431',
        examples: ['-3', '0', '17', '122', '4'],
      }),
      figures('distance_miles', 0.99999, {
        distinct: 1181,
        min: '21',
        median: '571',
        max: '4962',
        examples: ['255', '370'],
      }),
      figures('passenger.id', 0.4, { distinct: 181_203, values: 'HIDDEN' }),
      figures('cabin', 0.0004, { distinct: 2, top: top(['ECONOMY', 'BUSINESS'], 0.0003) }),
      figures('fare', 0, {}),
    ].map((each) => [each.name, each]),
  );
  const { fillRate: _, ...time } = figures('time', 1, {
    distinct: 61_022,
    min: '2001-01-01T05:02:00Z',
    median: '2001-03-31T14:20:00Z',
    max: '2001-06-30T23:59:00Z',
  });
  return {
    ...span(window),
    received,
    events,
    items: [
      ...ATTRIBUTES.map((each) => items[each.name] ?? time),
      figures('gate', 0.0011, { declared: false, distinct: 88, top: top(['A1', 'B4'], 0.0002) }),
    ],
  };
}

/** One within its class, one near it, one over it. */
export function dimensions(query: URLSearchParams): Schemas['ObservedDimension'][] {
  const dimension = (
    over: Partial<Schemas['ObservedDimension']> & { attribute: string },
  ): Schemas['ObservedDimension'] => ({
    eventType: query.get('eventType') ?? '',
    dimensionClass: 'MEDIUM',
    valuesMax: 1_000,
    values: 0,
    isExact: true,
    use: 'WITHIN',
    collectors: 2,
    latest: [],
    revisionId: 4,
    ...over,
  });
  return [
    dimension({
      attribute: 'cabin',
      dimensionClass: 'SMALL',
      valuesMax: 10,
      values: 8,
      use: 'NEAR',
      latest: ['17', '12'],
    }),
    dimension({
      attribute: 'destination',
      values: 1_204,
      use: 'OVER',
      latest: ['ZZ-9911', 'ZZ-9910', 'ZZ-9908', 'ZZ-9902', 'ZZ-9899'],
    }),
    dimension({ attribute: 'origin', values: 231, latest: ['STL', 'LAS'] }),
  ];
}

export function producers(query: URLSearchParams): Schemas['ProducerList'] {
  const window = chosen(query);
  const total = 132;
  const senders = (share: number, age: number, hostShare = share): Schemas['Senders'] => ({
    producers: Math.max(1, Math.round(total * share)),
    share,
    hosts: Math.max(1, Math.round(36 * hostShare)),
    hostShare,
    events: Math.round(2_400_000 * DAYS[window] * share),
    lastSeen: iso(now() - age),
  });
  const latest = { id: 41, number: 9, behind: 0 };
  const before = { id: 33, number: 7, behind: 2 };
  return {
    ...span(window),
    total: senders(1, 20),
    items: [
      { revision: latest, sdk: 'java', sdkVersion: '0.1.0', senders: senders(0.91, 20) },
      { revision: latest, sdk: '', sdkVersion: '', senders: senders(0.06, 140) },
      { revision: before, sdk: 'java', sdkVersion: '0.0.9', senders: senders(0.03, 7300) },
    ],
    truncated: false,
    retiring: [
      {
        attribute: 'cabin',
        gone: false,
        senders: [{ revision: before, senders: senders(0.03, 7300) }],
      },
      { attribute: 'gate', gone: true, senders: [] },
    ],
  };
}

/** As the server ranks them, roughly: names before descriptions. */
export function search(query: URLSearchParams): Schemas['SearchHitList'] {
  const words = (query.get('q') ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const hit = (
    kind: Schemas['SearchKind'],
    name: string,
    eventType: string,
    text: string,
    within = '',
  ): Schemas['SearchHit'] => ({ kind, name, eventType, within, text, place: 'NAME' });
  const all = [
    ...catalogue().map((each) => hit('EVENT_TYPE', each.name, each.name, each.description)),
    ...declared().map((each) => hit('METRIC', each.name, FLIGHTS, each.description)),
    ...ATTRIBUTES.flatMap((each) => [
      hit('ATTRIBUTE', each.name, FLIGHTS, each.description),
      ...each.values.map((value) =>
        hit('ENUM_VALUE', value.name, FLIGHTS, value.description, each.name),
      ),
    ]),
    ...[...new Set(catalogue().map((each) => each.owner))].map((owner) =>
      hit('OWNER', owner, '', 'Owns event types'),
    ),
  ];
  const matches = (text: string) => words.every((word) => text.toLowerCase().includes(word));
  const found =
    words.length === 0
      ? []
      : [
          ...all.filter((each) => matches(each.name)),
          ...all
            .filter((each) => !matches(each.name) && matches(each.text))
            .map((each) => ({ ...each, place: 'DESCRIPTION' as const })),
        ];
  return { items: found.slice(0, Number(query.get('limit') ?? 20)), total: found.length };
}
