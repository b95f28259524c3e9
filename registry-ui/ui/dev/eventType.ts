import type { components } from '../src/api/schema.ts';
import { rules } from './alerts.ts';
import { ATTRIBUTES } from './attributes.ts';
import { catalogue } from './catalogue.ts';
import { DAY, noise } from './flights.ts';
import { declared, FLIGHTS } from './metrics.ts';
import { deprecations } from './review.ts';
import { iso, now } from './time.ts';

type Schemas = components['schemas'];

export function detail(name: string): Schemas['EventType'] | undefined {
  const found = catalogue().find((each) => each.name === name);
  if (!found) {
    return undefined;
  }
  const deprecation = deprecations.get(name);
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
    stage: 'PRODUCTION',
    productionRevisionId: found.revisionId,
    ...(deprecation ? { deprecation } : {}),
    volume: found.volume,
    hourly: Array.from({ length: 48 }, (_, i) => point(hour - (47 - i) * 3600, 60, i === 47)),
    daily: Array.from({ length: 30 }, (_, i) => point(day - (29 - i) * DAY, 1440, i === 29)),
    spans: [1, 7, 30].map((days) => ({
      days,
      stored: rate === 0 ? (days === 1 ? 0 : 3_000_000) : Math.round(rate * 1440 * days * 0.9),
      ...(rate === 0
        ? {}
        : { before: Math.round(rate * 1440 * days * (0.8 + 0.3 * noise(name, days))) }),
    })),
    attributes: ATTRIBUTES,
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
              firstSeen: iso(now() - 5 * DAY),
              lastSeen: iso(now() - 140),
              reason: 'flights.FlightDeparted: origin is required and missing',
            },
            {
              code: 'EVENT_MALFORMED',
              attribute: '',
              events: Math.floor(found.volume.rejected * 0.2),
              firstSeen: iso(now() - 2 * DAY),
              lastSeen: iso(now() - 9000),
              reason: 'not a message of this type: byte 14 ends inside a field',
            },
          ],
  };
}
