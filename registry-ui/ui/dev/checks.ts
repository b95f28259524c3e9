import type { components } from '../src/api/schema.ts';
import { groupBy } from '../src/domain/groups.ts';
import { DAY } from './flights.ts';
import { iso, now } from './time.ts';

type Schemas = components['schemas'];
type Tree = ReadonlyMap<string, string>;
type Files = ReadonlyMap<string, string | null>;

interface Field {
  eventType: string;
  name: string;
  number: number;
  type: string;
  isDeprecated: boolean;
  line: number;
}

/** Fields of the messages of a file, by a look at its lines: enough for made-up proposals. */
function fieldsOf(source: string): Field[] {
  let pack = '';
  let message = '';
  return source.split('\n').flatMap((text, i) => {
    pack = /^package ([\w.]+);/.exec(text)?.[1] ?? pack;
    message = /^message (\w+)/.exec(text)?.[1] ?? message;
    const field = /^\s+(?:optional |repeated )?([\w.]+) (\w+) = (\d+)(.*);/.exec(text);
    return field
      ? [
          {
            eventType: `${pack}.${message}`,
            type: field[1] as string,
            name: field[2] as string,
            number: Number(field[3]),
            isDeprecated: /deprecated = true/.test(field[4] as string),
            line: i + 1,
          },
        ]
      : [];
  });
}

interface Delta {
  path: string;
  before: Field | undefined;
  after: Field | undefined;
}

function deltas(tree: Tree, files: Files): Delta[] {
  return [...files].flatMap(([path, source]) => {
    const before = fieldsOf(tree.get(path) ?? '');
    const after = fieldsOf(source ?? '');
    const key = (field: Field) => `${field.eventType} ${field.number}`;
    const keys = [...new Set([...before, ...after].map(key))];
    return keys.map((each) => ({
      path,
      before: before.find((field) => key(field) === each),
      after: after.find((field) => key(field) === each),
    }));
  });
}

function changesOf({ path, before, after }: Delta): Schemas['SchemaChange'][] {
  const field = (after ?? before) as Field;
  const change = (kind: Schemas['SchemaChange']['kind'], property = '', from = '', to = '') => ({
    kind,
    element: 'ATTRIBUTE' as const,
    eventType: field.eventType,
    subject: `${field.eventType}.${(before ?? field).name}`,
    property,
    before: from,
    after: to,
    ...(after ? { placeAfter: { path, line: after.line, column: 3 } } : {}),
  });
  if (!before || !after) {
    return [change(before ? 'REMOVED' : 'ADDED')];
  }
  return [
    ...(before.name === after.name ? [] : [change('CHANGED', 'name', before.name, after.name)]),
    ...(before.type === after.type ? [] : [change('CHANGED', 'type', before.type, after.type)]),
    ...(before.isDeprecated === after.isDeprecated
      ? []
      : [change('CHANGED', 'deprecated', String(before.isDeprecated), String(after.isDeprecated))]),
  ];
}

function verdictOf({ path, before, after }: Delta): Schemas['Verdict'][] {
  if (!before || before.name === after?.name) {
    return [];
  }
  const rule = (id: string, summary: string, why: string): Schemas['Verdict']['rule'] => ({
    id,
    area: 'DATA',
    severity: 'ERROR',
    summary,
    why,
    docs: `docs/compatibility.md#${id.toLowerCase()}`,
  });
  return [
    {
      rule: after
        ? rule('FIELD_RENAMED', 'An attribute keeps its name', 'Rows are stored under names.')
        : rule('FIELD_REMOVED', 'An attribute stays', 'Who reads it finds nothing any more.'),
      severity: 'ERROR',
      subject: `${before.eventType}.${before.name}`,
      place: { path, line: (after ?? before).line, column: 3 },
      before: { path, line: before.line, column: 3 },
      message: after
        ? `the attribute ${before.name} of ${before.eventType} is called ${after.name} now`
        : `the attribute ${before.name} of ${before.eventType} is gone`,
      instead: after
        ? `add ${after.name} with a new number, and deprecate ${before.name}`
        : `mark ${before.name} as deprecated`,
    },
  ];
}

export function reportOf(tree: Tree, files: Files): Schemas['CheckReport'] {
  const all = deltas(tree, files);
  const verdicts = all.flatMap(verdictOf);
  const folder = (path: string) => path.slice(0, path.lastIndexOf('/') + 1);
  const owners = [...new Set([...files.keys()].map(folder))].flatMap((each) => {
    const policy = tree.get(`${each}edl.yaml`) ?? files.get(`${each}edl.yaml`);
    const team = /owners: \[(\w+)\]/.exec(policy ?? '')?.[1];
    return team
      ? [
          {
            team,
            approvals: Number(/approvals: (\d+)/.exec(policy ?? '')?.[1] ?? 1),
            paths: [...files.keys()].filter((path) => folder(path) === each),
          },
        ]
      : [];
  });
  return {
    passes: verdicts.length === 0,
    problems: [],
    verdicts,
    waived: [],
    changes: all.flatMap(changesOf),
    owners,
    needsPrivacy: [...files.values()].some((source) => source?.includes('pii: CONTACT') ?? false),
  };
}

export function impactOf(tree: Tree, files: Files): Schemas['Impact'] {
  const changed = deltas(tree, files).filter((each) => changesOf(each).length > 0);
  const byType = groupBy(changed, ({ before, after }) => (after ?? before)?.eventType ?? '');
  const items = [...byType].map(([eventType, fields]) => oneImpact(eventType, fields));
  return { measuredAt: iso(now() - 20), days: 7, total: items.length, items };
}

function oneImpact(eventType: string, fields: Delta[]): Schemas['EventTypeImpact'] {
  const isRename = fields.some(({ before, after }) => before && before.name !== after?.name);
  const view = `events.${eventType.replaceAll('.', '_')}`;
  return {
    eventType,
    kind: 'CHANGED',
    notes: [],
    volume: { rowsPerDay: 92_160, bytesPerDay: 7_340_000 },
    dimensions: [
      { attribute: 'channel', kind: 'ADDED', distinct: 1240, valuesMax: 1000, isOver: true },
      { attribute: 'country', kind: 'UNCHANGED', distinct: 61, valuesMax: 300, isOver: false },
    ],
    metrics: [
      {
        metric: 'orders',
        kind: 'CHANGED',
        seriesAdded: 122,
        seriesOrphaned: isRename ? 61 : 0,
        statesAdded: 175_000,
        reason: 'by channel, too',
        isMost: false,
      },
    ],
    alerts: isRename
      ? [{ alert: 'orders_by_note', kind: 'AFFECTED', reason: 'groups by note, which goes' }]
      : [],
    views: fields.flatMap(({ before, after }): Schemas['EventTypeImpact']['views'] => {
      const column = (name: string, kind: 'ADDED' | 'REMOVED') => ({
        view,
        column: name,
        kind,
        before: kind === 'REMOVED' ? 'Nullable(String)' : '',
        after: kind === 'ADDED' ? 'Nullable(String)' : '',
      });
      return before?.name === after?.name
        ? []
        : [
            ...(before ? [column(before.name, 'REMOVED')] : []),
            ...(after ? [column(after.name, 'ADDED')] : []),
          ];
    }),
    uses: isRename
      ? [
          {
            user: 'grafana',
            query: `SELECT note, count() FROM ${view} WHERE time > now() - INTERVAL 1 DAY GROUP BY note`,
            count: 412,
            lastAt: iso(now() - 300),
            columns: ['note'],
          },
        ]
      : [],
    producers: [
      {
        revisionId: 12,
        sdk: 'java 0.1.0',
        events: 401_200,
        share: 0.91,
        hosts: 14,
        lastSeen: iso(now() - 12),
      },
      {
        revisionId: 9,
        sdk: 'java 0.0.9',
        events: 39_800,
        share: 0.09,
        hosts: 2,
        lastSeen: iso(now() - DAY / 3),
      },
    ],
  };
}
