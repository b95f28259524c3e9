import type { components } from '../src/api/schema.ts';
import { DAY, FROM, noise, ORIGINS, reading, UNTIL } from './flights.ts';

type Schemas = components['schemas'];

const FLIGHTS = 'flights.FlightDeparted';
const UNITS: Record<string, string> = {
  departures: 'flights',
  late_departures: 'flights',
  average_delay: 'minutes',
  delay: 'minutes',
  destinations: 'airports',
};
const DESCRIPTIONS: Record<string, string> = {
  departures: 'Flights that left their gate.',
  late_departures: 'Flights that left more than 15 minutes late.',
  average_delay: 'Mean delay at departure; early departures count as negative.',
  delay: 'Delay at departure that 95 % of the flights stay under.',
  destinations: 'Distinct airports flown to.',
};
const iso = (at: number) => `${new Date(at * 1000).toISOString().slice(0, 19)}Z`;
const now = () => Math.floor(Date.now() / 1000);

/** What a Tally with plausible data would answer. */
export function answer(url: URL, empty: boolean): { status: number; body: unknown } {
  const query = url.searchParams;
  const [, , , resource, id] = url.pathname.split('/');
  const ok = (body: unknown) => ({ status: 200, body });
  if (url.pathname === '/render') {
    return ok(empty ? [] : render(query));
  }
  switch (resource) {
    case 'event-types':
      return id
        ? one(empty ? undefined : detail(decodeURIComponent(id)))
        : ok(eventTypes(query, empty));
    case 'metrics':
      return ok(list(empty ? [] : metrics()));
    case 'series':
      return ok(list(empty ? [] : series(query), Number(query.get('limit') ?? 100)));
    case 'alerts':
      return id ? one(alerts().find((alert) => alert.id === id)) : ok(alertList(query, empty));
    case 'bands':
      return ok(band(query));
    case 'status':
      return ok(status(empty));
    default:
      return one(undefined);
  }
}

const list = <T>(items: T[], limit = items.length) => ({
  items: items.slice(0, limit),
  total: items.length,
});
const one = (body: unknown) =>
  body === undefined
    ? {
        status: 404,
        body: {
          code: 'NOT_FOUND',
          title: 'Not found',
          detail: 'there is no such thing in the fixtures',
          status: 404,
        },
      }
    : { status: 200, body };

const OTHERS: [string, string, string, number][] = [
  ['billing.InvoicePaid', 'billing', 'An invoice was paid in full.', 40],
  ['billing.PaymentFailed', 'billing', 'A card or a bank refused a payment.', 3],
  [
    'mobile.AppOpened',
    'mobile',
    'The app came to the foreground, from cold or from the background.',
    5200,
  ],
  [
    'mobile.CrashReported',
    'mobile',
    'The app ended without being asked to; sent at the next start.',
    7,
  ],
  ['mobile.PushReceived', 'mobile', 'A push notification reached the device.', 2100],
  ['search.QueryEntered', 'search', 'A person searched; the text itself is not kept.', 860],
  ['search.ResultOpened', 'search', 'A person opened one of the results.', 410],
  ['shop.CartAbandoned', 'growth', 'A cart with something in it saw no change for an hour.', 12],
  ['shop.OrderPlaced', 'checkout', 'An order was placed, whatever becomes of its payment.', 64],
  ['shop.Registration', 'growth', 'A person finished signing up.', 18],
  ['video.PlaybackStalled', 'playback', 'The picture stood still for more than 250 ms.', 310],
  [
    'video.SegmentFetched',
    'playback',
    'A segment was fetched from the network; one per segment.',
    184_000,
  ],
];

function summary(
  name: string,
  owner: string,
  description: string,
  rate: number,
): Schemas['EventTypeSummary'] {
  const recent = Array.from({ length: 60 }, (_, i) =>
    Math.round(rate * (0.7 + 0.3 * Math.sin(i / 7 + rate) + 0.4 * noise(name, i))),
  );
  const live = rate > 0;
  return {
    name,
    owner,
    description,
    revisionId: 1 + Math.floor(noise(name) * 30),
    attributeCount: 4 + Math.floor(noise(name, 'a') * 14),
    recent,
    volume: {
      stored: live ? Math.round(rate * 60 * 24 * (20 + 60 * noise(name, 't'))) : 3_000_000,
      rejected: live && noise(name, 'r') < 0.35 ? Math.round(rate * 14 * noise(name, 'q')) : 0,
      lastHour: recent.reduce((a, b) => a + b, 0),
      perMinute: rate,
      firstSeen: iso(now() - 80 * DAY),
      lastSeen: iso(live ? now() - Math.round(40 / Math.max(1, rate / 10)) : now() - 4000),
    },
  };
}

function catalogue(): Schemas['EventTypeSummary'][] {
  const many = Array.from({ length: 120 }, (_, i) =>
    summary(
      `platform.Step${String(i).padStart(3, '0')}Finished`,
      'platform',
      'One of many steps of the nightly pipeline.',
      1 + Math.floor(50 * noise('many', i)),
    ),
  );
  return [
    summary(FLIGHTS, 'operations', 'A flight left its gate.', 0),
    ...OTHERS.map((each) => summary(...each)),
    ...many,
  ];
}

function eventTypes(query: URLSearchParams, empty: boolean): Schemas['EventTypeList'] {
  if (empty) {
    return { items: [], total: 0, unregistered: [] };
  }
  const words = (query.get('search') ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const found = catalogue().filter((each) =>
    words.every((word) =>
      `${each.name} ${each.owner} ${each.description}`.toLowerCase().includes(word),
    ),
  );
  const key = query.get('sort') ?? 'name';
  const value = (each: Schemas['EventTypeSummary']) =>
    key === 'name' || key === 'owner'
      ? each[key]
      : (each.volume[key as keyof Schemas['VolumeTotals']] ?? '');
  const sign = query.get('order') === 'desc' ? -1 : 1;
  found.sort((a, b) =>
    value(a) < value(b) ? -sign : value(a) > value(b) ? sign : a.name < b.name ? -1 : 1,
  );
  const offset = Number(query.get('offset') ?? 0);
  const limit = Number(query.get('limit') ?? 100);
  return {
    items: found.slice(offset, offset + limit),
    total: found.length,
    unregistered: [{ name: 'shop.OrderRefunded', rejected: 1284, lastSeen: iso(now() - 25) }],
  };
}

function attribute(
  over: Partial<Schemas['Attribute']> & { name: string; type: string },
): Schemas['Attribute'] {
  return {
    kind: 'INT',
    shape: 'SINGULAR',
    required: false,
    unit: '',
    scale: 0,
    dimension: false,
    pii: 'NONE',
    eventTime: false,
    deprecated: false,
    description: '',
    values: [],
    ...over,
  };
}

function detail(name: string): Schemas['EventType'] | undefined {
  const found = catalogue().find((each) => each.name === name);
  if (!found) {
    return undefined;
  }
  const hour = Math.floor(now() / 3600) * 3600;
  const day = Math.floor(now() / DAY) * DAY;
  const rate = found.volume.perMinute;
  const point = (time: number, minutes: number, last: boolean): Schemas['VolumePoint'] => ({
    time: iso(time),
    stored:
      rate === 0
        ? last
          ? 3_000_000
          : 0
        : Math.round(rate * minutes * (0.6 + 0.6 * noise(name, time)) * (last ? 0.4 : 1)),
    rejected:
      noise(name, time, 'r') < 0.2 && found.volume.rejected > 0
        ? Math.round(rate * minutes * 0.05)
        : 0,
  });
  return {
    name,
    description: found.description,
    owner: found.owner,
    rawRetention: '30d',
    delivery: 'AT_LEAST_ONCE',
    view: `events.${name.replaceAll('.', '_')}`,
    revisionId: found.revisionId,
    volume: found.volume,
    hourly: Array.from({ length: 48 }, (_, i) => point(hour - (47 - i) * 3600, 60, i === 47)),
    daily: Array.from({ length: 30 }, (_, i) => point(day - (29 - i) * DAY, 1440, i === 29)),
    attributes: [
      attribute({
        name: 'origin',
        type: 'string',
        kind: 'DIM',
        required: true,
        dimension: true,
        valuesMax: 1000,
        description: 'Airport of departure, IATA code.',
      }),
      attribute({
        name: 'destination',
        type: 'string',
        kind: 'DIM',
        required: true,
        dimension: true,
        valuesMax: 1000,
        description: 'Airport of arrival, IATA code.',
      }),
      attribute({
        name: 'delay_minutes',
        type: 'int32',
        unit: 'minutes',
        description: 'Departure after schedule; negative when early.',
      }),
      attribute({
        name: 'distance_miles',
        type: 'int32',
        unit: 'miles',
        description: 'Great circle distance.',
      }),
      attribute({
        name: 'passenger.id',
        type: 'int64',
        pii: 'IDENTIFIER',
        description: 'Who flew; one of the attributes that only this fixture has.',
      }),
      attribute({
        name: 'cabin',
        type: 'flights.Cabin',
        kind: 'DIM',
        dimension: true,
        deprecated: true,
        description: 'Replaced by fare_class.',
        values: [
          { name: 'ECONOMY', number: 1, description: '' },
          { name: 'BUSINESS', number: 2, description: '' },
        ],
      }),
      attribute({ name: 'fare', type: 'double', unit: 'USD', scale: 2 }),
      attribute({
        name: 'time',
        type: 'timestamp',
        required: true,
        eventTime: true,
        description: 'When the flight left its gate.',
      }),
    ],
    metrics: name === FLIGHTS ? declared() : [],
    alerts: name === FLIGHTS ? rules() : [],
    revisions: [
      {
        id: found.revisionId,
        fingerprint: '9f3c1a7be2d40586',
        publishedAt: iso(now() - 6 * DAY),
        events: Math.round(found.volume.stored * 0.6),
        lastSeen: found.volume.lastSeen,
      },
      {
        id: Math.max(1, found.revisionId - 1),
        fingerprint: '04be77a1c5d2906f',
        publishedAt: iso(now() - 41 * DAY),
        events: Math.round(found.volume.stored * 0.4),
        lastSeen: iso(now() - 5 * DAY),
      },
    ],
    rejects:
      found.volume.rejected === 0
        ? []
        : [
            {
              code: 'ATTRIBUTE_MISSING',
              attribute: 'origin',
              events: Math.ceil(found.volume.rejected * 0.8),
              lastSeen: iso(now() - 140),
              reason: 'flights.FlightDeparted: origin is required and missing',
            },
            {
              code: 'EVENT_MALFORMED',
              attribute: '',
              events: Math.floor(found.volume.rejected * 0.2),
              lastSeen: iso(now() - 9000),
              reason: 'not a message of this type: byte 14 ends inside a field',
            },
          ],
  };
}

const AGGREGATES = [
  ['departures', 'count', '', ''],
  ['late_departures', 'count', '', 'delay_minutes > 15'],
  ['average_delay', 'avg', 'delay_minutes', ''],
  ['delay', 'quantiles', 'delay_minutes', ''],
  ['destinations', 'uniq', 'destination', ''],
] as const;

function declared(): Schemas['DeclaredMetric'][] {
  return AGGREGATES.map(([name, aggregate, field, filter]) => ({
    name,
    aggregate,
    field,
    filter,
    description: DESCRIPTIONS[name] as string,
    statistics: aggregate === 'quantiles' ? ['p95'] : [],
    dimensionSets: [[], ['origin']],
    resolutions: ['1h', '1d'],
    windows: [],
    unit: UNITS[name] as string,
  }));
}

function rules(): Schemas['AlertRule'][] {
  return [
    {
      name: 'departures_by_origin',
      metric: 'departures',
      statistic: '',
      dimensionSet: ['origin'],
      resolution: '1d',
      detection: { kind: 'band', direction: 'DOWN', width: 4 },
      severity: 'CRITICAL',
      notifiers: [],
      forPoints: 1,
    },
    {
      name: 'very_late',
      metric: 'delay',
      statistic: 'p95',
      dimensionSet: [],
      resolution: '1d',
      detection: { kind: 'threshold', above: 120 },
      severity: 'WARNING',
      notifiers: ['operations-oncall'],
      forPoints: 2,
    },
  ];
}

function metrics(): Schemas['Metric'][] {
  return AGGREGATES.flatMap(([metric, aggregate]) =>
    ['1h', '1d'].flatMap((resolution) =>
      [[], ['origin']].map((dimensionSet) => ({
        eventType: FLIGHTS,
        metric,
        resolution,
        dimensionSet,
        description: DESCRIPTIONS[metric] as string,
        statistic: aggregate === 'quantiles' ? 'p95' : '',
        unit: UNITS[metric] as string,
        seriesCount: dimensionSet.length ? ORIGINS.length : 1,
        timeMin: iso(FROM),
        timeMax: iso(UNTIL - (resolution === '1d' ? DAY : 3600)),
      })),
    ),
  );
}

const step = (resolution: string) => (resolution === '1h' ? 3600 : DAY);

function* buckets(resolution: string, from: number, until: number) {
  const width = step(resolution);
  for (
    let at = Math.ceil(Math.max(from, FROM) / width) * width;
    at < Math.min(until, UNTIL);
    at += width
  ) {
    yield at;
  }
}

function series(query: URLSearchParams): Schemas['Series'][] {
  const metric = query.get('metric') ?? '';
  const resolution = query.get('resolution') ?? '1d';
  const statistic = query.get('statistic') ?? '';
  const search = (query.get('search') ?? '').toLowerCase();
  const from = Date.parse(query.get('from') ?? iso(FROM)) / 1000;
  const until = Date.parse(query.get('until') ?? iso(UNTIL)) / 1000;
  const start = [FLIGHTS, metric, ...(statistic ? [statistic] : []), resolution].join('.');
  const places = query.get('dimensionSet')
    ? ORIGINS.filter((origin) => origin.toLowerCase().includes(search))
    : [undefined];
  return places
    .map((origin) => {
      const values = [...buckets(resolution, from, until)].map(
        (at) => reading(metric, origin, at, step(resolution)).value,
      );
      return {
        path: origin === undefined ? start : `${start}.origin.${origin}`,
        values: origin === undefined ? [] : [origin],
        unit: UNITS[metric] ?? '',
        timeMin: iso(FROM),
        timeMax: iso(UNTIL - step(resolution)),
        last: values.at(-1) ?? null,
        sum: values.reduce((a, b) => a + b, 0),
      };
    })
    .sort((a, b) => b.sum - a.sum);
}

function parts(path: string) {
  const [, , metric, ...rest] = path.split('.') as [string, string, string, ...string[]];
  const resolution = rest[0] === 'p95' ? rest[1] : rest[0];
  return {
    metric,
    resolution: resolution as string,
    origin: rest.includes('origin') ? rest.at(-1) : undefined,
  };
}

function render(query: URLSearchParams): Schemas['RenderedSeries'][] {
  return query.getAll('target').map((target) => {
    const { metric, resolution, origin } = parts(target);
    const at = [...buckets(resolution, Number(query.get('from')), Number(query.get('until')))];
    return {
      target,
      datapoints: at.map((time): [number | null, number] => [
        reading(metric, origin, time, step(resolution)).value,
        time,
      ]),
      tags: {},
    };
  });
}

function band(query: URLSearchParams): Schemas['Band'] {
  const path = query.get('path') ?? '';
  const { metric, resolution, origin } = parts(path);
  const from = Date.parse(query.get('from') ?? iso(FROM)) / 1000;
  const until = Date.parse(query.get('until') ?? iso(UNTIL)) / 1000;
  const points = [...buckets(resolution, from, until)].map((at) => {
    const { value, expected } = reading(metric, origin, at, step(resolution));
    const half = expected * (resolution === '1d' ? 0.11 : 0.4) + 1;
    const young = at < FROM + 21 * DAY;
    const [lower, upper] = [Math.max(0, expected - half), expected + half];
    return young
      ? { time: iso(at), value, expected: null, lower: null, upper: null, out: false }
      : { time: iso(at), value, expected, lower, upper, out: value < lower || value > upper };
  });
  return { path, resolution, unit: UNITS[metric] ?? '', points };
}

const values = ({ value, expected, lower, upper }: Schemas['BandPoint']) => ({
  value: value ?? 0,
  expected,
  lower,
  upper,
});
const outPoint = (point: Schemas['BandPoint']) => ({ time: point.time, ...values(point) });

function alerts(): Schemas['Alert'][] {
  const found = ORIGINS.flatMap((origin) => {
    const path = `${FLIGHTS}.departures.1d.origin.${origin}`;
    const out = band(new URLSearchParams({ path })).points.filter(
      (p) => p.out && (p.value ?? 0) < (p.lower ?? 0),
    );
    return out.map((point, i): Schemas['Alert'] => ({
      id: `${origin}-${i}`,
      eventType: FLIGHTS,
      rule: 'departures_by_origin',
      metric: 'departures',
      statistic: '',
      resolution: '1d',
      dimensionSet: ['origin'],
      values: [origin],
      unit: 'flights',
      path,
      severity: (point.value ?? 0) < (point.lower ?? 0) * 0.6 ? 'CRITICAL' : 'WARNING',
      state: 'RESOLVED',
      ending: 'RECOVERED',
      outPoints: 1,
      score: 2,
      description: `departures by origin ${origin}: ${point.value} on ${point.time.slice(0, 10)}`,
      first: outPoint(point),
      peak: outPoint(point),
      pendingSince: point.time,
      firingSince: iso(Date.parse(point.time) / 1000 + DAY),
      resolvedAt: iso(Date.parse(point.time) / 1000 + 2 * DAY),
      pointTime: point.time,
      ...values(point),
    }));
  });
  found.sort((a, b) => (a.pointTime < b.pointTime ? 1 : -1));
  const [firing, second, pending] = found;
  Object.assign(firing ?? {}, { state: 'FIRING', ending: null, resolvedAt: null });
  Object.assign(second ?? {}, { state: 'FIRING', ending: null, resolvedAt: null });
  Object.assign(pending ?? {}, {
    state: 'PENDING',
    ending: null,
    resolvedAt: null,
    firingSince: null,
  });
  return found;
}

function alertList(query: URLSearchParams, empty: boolean): Schemas['AlertList'] {
  const states = (query.get('state') ?? 'firing,pending,resolved').toUpperCase().split(',');
  const found = empty ? [] : alerts().filter((alert) => states.includes(alert.state));
  const offset = Number(query.get('offset') ?? 0);
  return {
    items: found.slice(offset, offset + Number(query.get('limit') ?? 100)),
    total: found.length,
  };
}

function status(empty: boolean): Schemas['Status'] {
  const rejected = empty ? 0 : 1428;
  const stored = empty ? 0 : 412_384_112;
  const pending = empty ? 0 : 312;
  return {
    time: iso(now()),
    accepted: stored + rejected + pending,
    stored,
    rejected,
    pending,
    eventTypes: empty ? 0 : catalogue().length,
    tables: [
      {
        name: 'events',
        rows: stored,
        bytes: empty ? 0 : 12_400_000_000,
        bytesUncompressed: empty ? 0 : 91_000_000_000,
      },
      {
        name: 'series',
        rows: empty ? 0 : 4_120_000,
        bytes: empty ? 0 : 21_000_000,
        bytesUncompressed: empty ? 0 : 300_000_000,
      },
    ],
  };
}
