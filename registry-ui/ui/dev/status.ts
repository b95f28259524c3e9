import type { components } from '../src/api/schema.ts';
import { catalogue } from './catalogue.ts';
import { iso, now } from './time.ts';

type Schemas = components['schemas'];

export function status(empty: boolean): Schemas['Status'] {
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
