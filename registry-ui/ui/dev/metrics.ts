import type { components } from '../src/api/schema.ts';
import { DAY, FROM, ORIGINS, UNTIL } from './flights.ts';
import { iso } from './time.ts';

type Schemas = components['schemas'];

export const FLIGHTS = 'flights.FlightDeparted';
export const UNITS: Record<string, string> = {
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

const AGGREGATES = [
  ['departures', 'count', '', ''],
  ['late_departures', 'count', '', 'delay_minutes > 15'],
  ['average_delay', 'avg', 'delay_minutes', ''],
  ['delay', 'quantiles', 'delay_minutes', ''],
  ['destinations', 'uniq', 'destination', ''],
] as const;

export function declared(): Schemas['DeclaredMetric'][] {
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

export function metrics(): Schemas['Metric'][] {
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
