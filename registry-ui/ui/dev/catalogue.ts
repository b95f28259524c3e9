import type { components } from '../src/api/schema.ts';
import { ATTRIBUTES } from './attributes.ts';
import { DAY, noise } from './flights.ts';
import { FLIGHTS } from './metrics.ts';
import { deprecations } from './review.ts';
import { iso, now } from './time.ts';

type Schemas = components['schemas'];

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
    stage: 'PRODUCTION',
    isDeprecated: deprecations.has(name),
    attributeCount: 4 + Math.floor(noise(name, 'a') * 14),
    recent,
    matches: [],
    volume: {
      stored: live ? Math.round(rate * 60 * 24 * (20 + 60 * noise(name, 't'))) : 3_000_000,
      rejected:
        name === 'shop.OrderPlaced'
          ? 1_204
          : live && noise(name, 'r') < 0.35
            ? Math.round(rate * 14 * noise(name, 'q'))
            : 0,
      lastHour: recent.reduce((a, b) => a + b, 0),
      perMinute: rate,
      firstSeen: iso(now() - 80 * DAY),
      lastSeen: iso(live ? now() - Math.round(40 / Math.max(1, rate / 10)) : now() - 4000),
    },
  };
}

export function catalogue(): Schemas['EventTypeSummary'][] {
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

const attributesWith = (words: string[]) =>
  words.length === 0
    ? []
    : ATTRIBUTES.filter((each) =>
        words.every((word) => `${each.name} ${each.description}`.toLowerCase().includes(word)),
      ).map((each) => ({ attribute: each.name, description: each.description }));

export function eventTypes(query: URLSearchParams, empty: boolean): Schemas['EventTypeList'] {
  if (empty) {
    return { items: [], total: 0, unregistered: [] };
  }
  const words = (query.get('search') ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const found = catalogue().flatMap((each) => {
    const own = `${each.name} ${each.owner} ${each.description}`.toLowerCase();
    const missing = words.filter((word) => !own.includes(word));
    const matches = each.name === FLIGHTS ? attributesWith(missing) : [];
    return missing.length > 0 && matches.length === 0 ? [] : [{ ...each, matches }];
  });
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
