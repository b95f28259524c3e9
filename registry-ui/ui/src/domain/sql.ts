import type { EventType } from './model';

/** A query to begin with: the view, counted by its first dimension where it has one. */
export function sampleSql(eventType: Pick<EventType, 'view' | 'attributes'>): string {
  const dimension = eventType.attributes.find((each) => each.dimension && !each.deprecated);
  if (dimension === undefined) {
    return `SELECT *\nFROM ${eventType.view}\nORDER BY time DESC\nLIMIT 100`;
  }
  const column = identifier(dimension.name);
  return `SELECT ${column}, count() AS events\nFROM ${eventType.view}\nGROUP BY ${column}\nORDER BY events DESC\nLIMIT 20`;
}

/** In backticks where ClickHouse wants them: a nested attribute's name has dots. */
const identifier = (name: string) => (/^[A-Za-z_]\w*$/.test(name) ? name : `\`${name}\``);
