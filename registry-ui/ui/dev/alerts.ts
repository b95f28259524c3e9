import type { components } from '../src/api/schema.ts';
import { DAY, ORIGINS } from './flights.ts';
import { FLIGHTS } from './metrics.ts';
import { band } from './series.ts';
import { iso } from './time.ts';

type Schemas = components['schemas'];

export function rules(): Schemas['AlertRule'][] {
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

const values = ({ value, expected, lower, upper }: Schemas['BandPoint']) => ({
  value: value ?? 0,
  expected,
  lower,
  upper,
});
const outPoint = (point: Schemas['BandPoint']) => ({ time: point.time, ...values(point) });

export function alerts(): Schemas['Alert'][] {
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

export function alertList(query: URLSearchParams, empty: boolean): Schemas['AlertList'] {
  const states = (query.get('state') ?? 'firing,pending,resolved').toUpperCase().split(',');
  const found = empty ? [] : alerts().filter((alert) => states.includes(alert.state));
  const offset = Number(query.get('offset') ?? 0);
  return {
    items: found.slice(offset, offset + Number(query.get('limit') ?? 100)),
    total: found.length,
  };
}
