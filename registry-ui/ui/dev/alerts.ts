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
      kind: 'SERIES',
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
      note: '',
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
  found.splice(2, 0, overClass());
  return found;
}

/** A dimension with more values than its class. */
function overClass(): Schemas['Alert'] {
  const point = {
    time: '2001-06-30T00:00:00Z',
    value: 1_204,
    expected: null,
    lower: null,
    upper: 1_000,
  };
  return {
    id: 'dimension-0',
    kind: 'DIMENSION',
    eventType: FLIGHTS,
    rule: 'cardinality:destination',
    metric: 'destination',
    statistic: 'values',
    resolution: '1d',
    dimensionSet: [],
    values: [],
    unit: '',
    path: `${FLIGHTS}.destination over 1000`,
    severity: 'WARNING',
    state: 'FIRING',
    ending: null,
    outPoints: 1,
    score: 1.2,
    note: `dimension of ${FLIGHTS}, class MEDIUM; new last: ZZ-9911, ZZ-9910, ZZ-9908, ZZ-9902, ZZ-9899; most new values by revision id 4; what has no series counts as __other__, see docs/cardinality.md`,
    description: 'destination values: 1,204 on 2001-06-30, expected at most 1,000',
    first: point,
    peak: point,
    pendingSince: point.time,
    firingSince: point.time,
    resolvedAt: null,
    pointTime: point.time,
    value: point.value,
    expected: null,
    lower: null,
    upper: 1_000,
  };
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
