import type { components } from '../src/api/schema.ts';

type Schemas = components['schemas'];

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

export const ATTRIBUTES = [
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
];
