import type { components } from '../src/api/schema.ts';

type Schemas = components['schemas'];

const TOTAL = 47;

/** The latest rejected events, some of which were replayed. */
export function rejectedEvents(query: URLSearchParams): Schemas['RejectedEventList'] {
  const offset = Number(query.get('offset') ?? 0);
  const length = Math.max(0, Math.min(Number(query.get('limit') ?? 100), TOTAL - offset));
  return {
    total: TOTAL,
    items: Array.from({ length }, (_, i) => offset + i).map((i) => ({
      id: `4b1c0e7a-32f1-4d53-9b7c-0d5b6f1e2a33.${1204 - i}.${i % 7}`,
      eventType: query.get('event') ?? '',
      received: new Date(Date.now() - (i + 1) * 420_000).toISOString(),
      code: query.get('code') ?? (i % 3 === 0 ? 'ATTRIBUTE_MISSING' : 'ATTRIBUTE_INVALID'),
      reason: `'order_id' must be at least 1, is -${i}`,
      attribute: 'order_id',
      revisionId: 31,
      state: i % 9 === 4 ? 'rejected again' : 'open',
    })),
  };
}
