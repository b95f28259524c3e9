import type { components } from '../src/api/schema.ts';
import { DAY, FROM, ORIGINS, reading, UNTIL } from './flights.ts';
import { FLIGHTS, UNITS } from './metrics.ts';
import { iso } from './time.ts';

type Schemas = components['schemas'];

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

export function series(query: URLSearchParams): Schemas['Series'][] {
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

export function render(query: URLSearchParams): Schemas['RenderedSeries'][] {
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

export function band(query: URLSearchParams): Schemas['Band'] {
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
