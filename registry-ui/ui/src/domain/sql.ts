import type { EventType } from './model';

/** What a statement answers; the label is what one chooses it by. */
export interface Statement {
  readonly key: string;
  readonly label: string;
  readonly sql: string;
}

type Queried = Pick<EventType, 'view' | 'attributes'>;

/** Queries to begin with, over the view of an event type; those that its attributes allow. */
export function statements(eventType: Queried): Statement[] {
  const { view } = eventType;
  const usable = eventType.attributes.filter((each) => !each.deprecated && !each.eventTime);
  const singular = usable.filter((each) => each.shape === 'SINGULAR');
  const dimension = singular.find((each) => each.dimension);
  const counted = singular.find((each) => each.kind !== 'DIM') ?? dimension;
  const filled = singular.filter((each) => !each.required).slice(0, 8);
  const found: Statement[] = [
    { key: 'values', label: dimension ? 'By value' : 'Latest', sql: sampleSql(eventType) },
    {
      key: 'hours',
      label: 'Per hour',
      sql: dimension
        ? `SELECT toStartOfHour(time) AS hour, ${identifier(dimension.name)}, count() AS events\nFROM ${view}\nGROUP BY hour, ${identifier(dimension.name)}\nORDER BY hour DESC, events DESC\nLIMIT 1000`
        : `SELECT toStartOfHour(time) AS hour, count() AS events\nFROM ${view}\nGROUP BY hour\nORDER BY hour DESC\nLIMIT 1000`,
    },
  ];
  if (counted) {
    found.push({
      key: 'distinct',
      label: 'Distinct',
      sql: `SELECT toDate(time) AS day, uniq(${identifier(counted.name)}) AS different\nFROM ${view}\nGROUP BY day\nORDER BY day DESC\nLIMIT 100`,
    });
  }
  if (filled.length > 0) {
    const shares = filled.map(
      (each) =>
        `    round(100 * count(${identifier(each.name)}) / count(), 1) AS ${identifier(`${each.name} %`)}`,
    );
    found.push({
      key: 'fill',
      label: 'Fill rate',
      sql: `SELECT\n    revision,\n    count() AS events,\n${shares.join(',\n')}\nFROM ${view}\nWHERE received >= now() - INTERVAL 1 DAY\nGROUP BY revision\nORDER BY revision DESC`,
    });
  }
  return found;
}

/** A query to begin with: the view, counted by its first dimension where it has one. */
export function sampleSql(eventType: Queried): string {
  const dimension = eventType.attributes.find((each) => each.dimension && !each.deprecated);
  if (dimension === undefined) {
    return `SELECT *\nFROM ${eventType.view}\nORDER BY time DESC\nLIMIT 100`;
  }
  const column = identifier(dimension.name);
  return `SELECT ${column}, count() AS events\nFROM ${eventType.view}\nGROUP BY ${column}\nORDER BY events DESC\nLIMIT 20`;
}

/** In backticks where ClickHouse wants them: a nested attribute's name has dots. */
const identifier = (name: string) => (/^[A-Za-z_]\w*$/.test(name) ? name : `\`${name}\``);
