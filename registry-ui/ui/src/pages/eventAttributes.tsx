import { Link } from '@tanstack/react-router';
import type { ApiError } from '../api/client';
import { Num } from '../components/Num';
import { Section } from '../components/Page';
import { Segments } from '../components/Segments';
import { Bone, Stale } from '../components/States';
import table from '../components/Table.module.css';
import { Tag } from '../components/Tag';
import {
  classWords,
  FIGURE_WINDOWS,
  type FigureWindow,
  hiddenWords,
  percent,
  rangeWords,
  sampleWords,
  valueWords,
  windowWords,
} from '../domain/figures';
import type {
  Attribute,
  AttributeFigures,
  AttributeFiguresList,
  ObservedDimension,
} from '../domain/model';
import { exact, NONE } from '../domain/numbers';
import event from './event.module.css';
import classes from './eventAttributes.module.css';

/** Values of a row that is not open. */
const VALUES_SHORT = 3;
const COLUMNS = 6;

interface Props {
  name: string;
  attributes: Attribute[];
  /** Undefined while they are loading, or when they could not be. */
  figures: AttributeFiguresList | undefined;
  /** How many values its dimensions have today; undefined while nobody knows. */
  dimensions: ObservedDimension[] | undefined;
  error: ApiError | undefined;
  window: FigureWindow;
  /** The attribute whose values are all shown. */
  open: string | undefined;
  onWindow: (window: FigureWindow) => void;
  onRetry: () => void;
}

/** What is declared, beside what really arrives. */
export function Attributes(props: Props) {
  const { attributes, figures } = props;
  const known = new Map(figures?.items.map((each) => [each.name, each]));
  const gone = figures?.items.filter((each) => !each.declared && each.events > 0) ?? [];
  return (
    <Section
      title="Attributes"
      aside={
        <span className={classes.aside}>
          <span className={classes.of}>
            {figures === undefined
              ? null
              : figures.events === 0
                ? `no events in the ${windowWords[props.window]}`
                : sampleWords(figures.events, figures.received)}
          </span>
          <Segments
            label="Figures of"
            value={props.window}
            onChange={props.onWindow}
            options={FIGURE_WINDOWS.map((value) => ({ value, label: value }))}
          />
        </span>
      }
    >
      {props.error ? <Stale error={props.error} onRetry={props.onRetry} /> : null}
      <div className={table.scroll}>
        <table className={`${table.table} ${table.inset} ${classes.attributes}`}>
          <thead>
            <tr>
              <th>Name</th>
              <th>Type</th>
              <th className={classes.fill}>Fill rate</th>
              <th className={`${table.right} ${classes.distinct}`}>Distinct</th>
              <th className={classes.values}>Values</th>
              <th className={classes.tagsHead}> </th>
            </tr>
          </thead>
          <tbody aria-busy={figures === undefined && props.error === undefined}>
            {attributes.map((attribute) => (
              <Row
                key={attribute.name}
                props={props}
                attribute={attribute}
                figures={known.get(attribute.name)}
                observed={props.dimensions?.find((each) => each.attribute === attribute.name)}
              />
            ))}
            {gone.map((each) => (
              <Gone key={each.name} figures={each} />
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}

function Row({
  props,
  attribute,
  figures,
  observed,
}: {
  props: Props;
  attribute: Attribute;
  figures: AttributeFigures | undefined;
  observed: ObservedDimension | undefined;
}) {
  const isOpen = props.open === attribute.name;
  const waits = props.figures === undefined && props.error === undefined;
  const more =
    figures !== undefined &&
    (figures.top.length > VALUES_SHORT || figures.examples.length > 0 || figures.min !== undefined);
  return (
    <>
      <tr className={table.row}>
        <td>
          <Name attribute={attribute} props={props} isOpen={isOpen} more={more} />
          {observed ? <ClassMark observed={observed} /> : null}
          {attribute.description ? (
            <p className={classes.description}>{attribute.description}</p>
          ) : null}
        </td>
        <td className="soft nowrap">
          <AttributeType attribute={attribute} />
          {attribute.unit ? <span className={classes.unit}>{attribute.unit}</span> : null}
        </td>
        <td className={classes.fill}>
          {waits ? <Bone width={64} /> : <Fill figures={figures} events={props.figures?.events} />}
        </td>
        <td className={`${table.right} ${classes.distinct}`}>
          {waits ? (
            <Bone width={32} />
          ) : (
            <Num value={figures?.events ? figures.distinct : undefined} />
          )}
          {observed ? <ClassFill observed={observed} /> : null}
        </td>
        <td className={classes.values}>
          {waits ? <Bone width="80%" /> : <Short attribute={attribute} figures={figures} />}
        </td>
        <td>
          <AttributeTags attribute={attribute} />
        </td>
      </tr>
      {isOpen && figures ? (
        <tr className={classes.detail}>
          <td colSpan={COLUMNS}>
            <Detail attribute={attribute} figures={figures} observed={observed} />
          </td>
        </tr>
      ) : null}
    </>
  );
}

/** Opens what there is of its values; the address says which one is open. */
function Name({
  attribute,
  props,
  isOpen,
  more,
}: {
  attribute: Attribute;
  props: Props;
  isOpen: boolean;
  more: boolean;
}) {
  const name = (
    <code className={event.attribute} data-deprecated={attribute.deprecated || undefined}>
      {attribute.name}
    </code>
  );
  return more || isOpen ? (
    <Link
      to="/events/$name"
      params={{ name: props.name }}
      search={(before) => ({ ...before, attribute: isOpen ? undefined : attribute.name })}
      replace
      resetScroll={false}
      aria-expanded={isOpen}
      className={classes.opener}
    >
      {name}
    </Link>
  ) : (
    name
  );
}

function Fill({
  figures,
  events,
}: {
  figures: AttributeFigures | undefined;
  events: number | undefined;
}) {
  if (figures?.fillRate === undefined || !events) {
    return <span className="faint">{NONE}</span>;
  }
  return (
    <span
      className={classes.fillCell}
      data-tip={`${exact(figures.events)} of ${exact(events)} events have it`}
    >
      <span className={classes.track}>
        <span style={{ width: `${figures.fillRate * 100}%` }} />
      </span>
      <span className="num">{percent(figures.fillRate)}</span>
    </span>
  );
}

/** The most frequent values, or where they lie. */
function Short({
  attribute,
  figures,
}: {
  attribute: Attribute;
  figures: AttributeFigures | undefined;
}) {
  if (figures === undefined || figures.events === 0) {
    return <span className="faint">{NONE}</span>;
  }
  const hidden = hiddenWords(figures);
  if (hidden) {
    return (
      <span className="faint" data-tip={hidden}>
        not shown
      </span>
    );
  }
  if (figures.top.length > 0) {
    return (
      <span className={classes.short}>
        {figures.top.slice(0, VALUES_SHORT).map((each) => (
          <span key={each.value} data-tip={`${exact(each.events)} of those read`}>
            <code>{valueWords(each.value, attribute.type)}</code>{' '}
            <span className="faint num">{percent(each.events / figures.events)}</span>
          </span>
        ))}
        {figures.distinct > VALUES_SHORT ? <span className="faint">…</span> : null}
      </span>
    );
  }
  const range = rangeWords(figures, attribute.type, '');
  if (range) {
    return (
      <span className="num nowrap" data-tip={range.exact}>
        {range.text}
        <span className="faint"> · median {range.median}</span>
      </span>
    );
  }
  const example = figures.examples[0];
  return example === undefined ? (
    <span className="faint">{NONE}</span>
  ) : (
    <span className={`faint ${classes.short}`}>
      as in <code>{valueWords(example, attribute.type)}</code>
    </span>
  );
}

/** All that is known of its values. */
function Detail({
  attribute,
  figures,
  observed,
}: {
  attribute: Attribute;
  figures: AttributeFigures;
  observed: ObservedDimension | undefined;
}) {
  const range = rangeWords(figures, attribute.type, attribute.unit);
  const most = figures.top[0]?.events ?? 1;
  return (
    <div className={classes.details}>
      {figures.top.length > 0 ? (
        <ol className={classes.top} aria-label={`Most frequent values of ${attribute.name}`}>
          {figures.top.map((each) => (
            <li key={each.value}>
              <code className="clip">{valueWords(each.value, attribute.type)}</code>
              <span className={classes.track}>
                <span style={{ width: `${(each.events / most) * 100}%` }} />
              </span>
              <span className="num">{exact(each.events)}</span>
              <span className="num faint">{percent(each.events / figures.events)}</span>
            </li>
          ))}
        </ol>
      ) : null}
      <dl className={classes.facts}>
        {range ? (
          <div>
            <dt>Range</dt>
            <dd className="num">{range.exact}</dd>
          </div>
        ) : null}
        {figures.examples.length > 0 ? (
          <div>
            <dt>Latest</dt>
            <dd>
              {figures.examples.map((each) => (
                <code key={each} className={classes.example}>
                  {each === '' ? '“”' : each}
                </code>
              ))}
            </dd>
          </div>
        ) : null}
        {observed ? <ClassFacts eventType={observed.eventType} observed={observed} /> : null}
        {hiddenWords(figures) ? (
          <div>
            <dt>Values</dt>
            <dd className="soft">{hiddenWords(figures)}</dd>
          </div>
        ) : null}
      </dl>
    </div>
  );
}

/** Beside the name, where it is seen on any screen. */
function ClassMark({ observed }: { observed: ObservedDimension }) {
  const { label, tip } = classWords(observed);
  return label === undefined ? null : (
    <span className={classes.mark}>
      <Tag tone={observed.use === 'OVER' ? 'danger' : 'warn'} tip={tip}>
        {label}
      </Tag>
    </span>
  );
}

/** How much of its cardinality class a dimension takes today. */
function ClassFill({ observed }: { observed: ObservedDimension }) {
  const { text, tip } = classWords(observed);
  const share = Math.min(1, observed.values / observed.valuesMax);
  return (
    <span className={classes.class} data-use={observed.use} data-tip={tip}>
      <span className="num">{text}</span>
      <span className={classes.track}>
        <span style={{ width: `${share * 100}%` }} />
      </span>
    </span>
  );
}

/** What there is to know of a class that is nearly full, or too small. */
function ClassFacts({ eventType, observed }: { eventType: string; observed: ObservedDimension }) {
  const { tip, latest } = classWords(observed);
  return (
    <div>
      <dt>Cardinality class</dt>
      <dd>
        {tip}
        {observed.use === 'OVER' ? (
          <>
            .{' '}
            <Link to="/alerts" search={{ event: eventType }} className="link">
              Show its alert
            </Link>
          </>
        ) : null}
        {latest.length > 0 ? (
          <>
            <br />
            <span className="faint">New last, most of them by revision {observed.revisionId}:</span>
            {latest.map((each) => (
              <code key={each} className={classes.example}>
                {each}
              </code>
            ))}
          </>
        ) : null}
      </dd>
    </div>
  );
}

/** An attribute that arrives though the latest revision has it no more. */
function Gone({ figures }: { figures: AttributeFigures }) {
  return (
    <tr className={table.row}>
      <td>
        <code className={event.attribute} data-deprecated>
          {figures.name}
        </code>
      </td>
      <td className="faint">{NONE}</td>
      <td className={classes.fill}>
        {figures.fillRate === undefined ? (
          NONE
        ) : (
          <span className="num">{percent(figures.fillRate)}</span>
        )}
      </td>
      <td className={`${table.right} ${classes.distinct}`}>
        <Num value={figures.distinct} />
      </td>
      <td className={`faint ${classes.values}`}>not in the latest revision</td>
      <td>
        <Tag tone="warn" tip="Older revisions still send it">
          Gone
        </Tag>
      </td>
    </tr>
  );
}

const SHAPES = {
  SINGULAR: '',
  REPEATED: 'repeated ',
  MAP_KEY: 'map key ',
  MAP_VALUE: 'map value ',
} as const;

function AttributeType({ attribute }: { attribute: Attribute }) {
  const { type, values, shape, scale, kind } = attribute;
  const names = values.slice(0, 20).map((value) => value.name);
  const stored = `Stored in ${kind.toLowerCase()}_values`;
  const tip =
    names.length > 0
      ? `${names.join(', ')}${values.length > names.length ? ' …' : ''}. ${stored}`
      : stored;
  return (
    <span data-tip={tip}>
      {SHAPES[shape]}
      {type.slice(type.lastIndexOf('.') + 1)}
      {scale > 0 ? <span className="faint num"> · {scale} decimals</span> : null}
    </span>
  );
}

const PII = {
  UNSPECIFIED: undefined,
  NONE: undefined,
  QUASI_IDENTIFIER: {
    label: 'Quasi-identifier',
    tip: 'Points to a person only together with other data',
  },
  IDENTIFIER: { label: 'Identifier', tip: 'Points to one person or device' },
  SENSITIVE: { label: 'Sensitive', tip: 'Health, religion, orientation and the like' },
} as const;

function AttributeTags({ attribute }: { attribute: Attribute }) {
  const pii = PII[attribute.pii];
  return (
    <span className={event.tags}>
      {attribute.eventTime ? <Tag tone="accent">Event time</Tag> : null}
      {attribute.dimension ? (
        <Tag
          tone="accent"
          {...(attribute.valuesMax === undefined
            ? {}
            : { tip: `At most ${exact(attribute.valuesMax)} distinct values` })}
        >
          Dimension
        </Tag>
      ) : null}
      {attribute.required ? <Tag tip="An event without it is rejected">Required</Tag> : null}
      {pii ? (
        <Tag tone="warn" tip={pii.tip}>
          {pii.label}
        </Tag>
      ) : null}
      {attribute.deprecated ? <Tag>Deprecated</Tag> : null}
    </span>
  );
}
