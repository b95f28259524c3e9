import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { alertsQuery } from '../api/alerts';
import { attributeFiguresQuery, dimensionsQuery, producersQuery } from '../api/catalogue';
import { type ApiError, asApiError } from '../api/client';
import { eventTypeQuery } from '../api/eventTypes';
import { Ago } from '../components/Ago';
import { CodeBlock, CopyButton } from '../components/Copy';
import { EventName } from '../components/EventName';
import { Facts } from '../components/Facts';
import { Icon } from '../components/Icon';
import { Num } from '../components/Num';
import { Page, Section } from '../components/Page';
import { Segments } from '../components/Segments';
import { Bone, Empty, Failure, Stale } from '../components/States';
import { useNow } from '../components/useNow';
import { VolumeBars } from '../components/VolumeBars';
import { FIGURE_WINDOW } from '../domain/figures';
import type { EventType } from '../domain/model';
import { change, exact } from '../domain/numbers';
import { statements } from '../domain/sql';
import { durationWords } from '../domain/time';
import classes from './event.module.css';
import { Attributes } from './eventAttributes';
import { DeclaredAlerts, DeclaredMetrics, Revisions } from './eventParts';
import { Producers } from './eventProducers';
import { Rejects } from './eventRejects';
import { DeprecationBanner, EventActions, StageMark } from './eventReview';
import { useTitle } from './useTitle';

const route = getRouteApi('/events/$name');

/** Can I trust and use this one? */
export function Event() {
  const { name } = route.useParams();
  useTitle(name);
  const eventType = useQuery(eventTypeQuery(name));
  const title = <Title name={name} />;
  if (eventType.isPending) {
    return (
      <Page title={title}>
        <Loading />
      </Page>
    );
  }
  if (eventType.data === undefined) {
    return (
      <Page title={title}>
        <NoEvent error={asApiError(eventType.error)} onRetry={() => eventType.refetch()} />
      </Page>
    );
  }
  return (
    <Page title={title} controls={<EventActions eventType={eventType.data} />}>
      {eventType.isError ? (
        <Stale error={asApiError(eventType.error)} onRetry={() => eventType.refetch()} />
      ) : null}
      <Content eventType={eventType.data} />
    </Page>
  );
}

function Title({ name }: { name: string }) {
  return (
    <div className={classes.title}>
      <Link to="/events" className="faint">
        Events
      </Link>
      <span className="faint">
        <Icon name="right" size={12} />
      </span>
      <h1 className={classes.name}>
        <EventName name={name} />
      </h1>
      <CopyButton text={name} label="Copy the name" />
    </div>
  );
}

function NoEvent({ error, onRetry }: { error: ApiError; onRetry: () => void }) {
  return error.code === 'NOT_FOUND' ? (
    <Empty icon="search" title="There is no such event type" command="./tally publish FOLDER">
      Nobody has published it, or the name is mistyped.{' '}
      <Link to="/events" className="link">
        Show all event types
      </Link>
    </Empty>
  ) : (
    <Failure error={error} onRetry={onRetry} />
  );
}

function Content({ eventType }: { eventType: EventType }) {
  const now = useNow();
  const { volume } = eventType;
  const { window = FIGURE_WINDOW, attribute } = route.useSearch();
  const navigate = route.useNavigate();
  const figures = useQuery(attributeFiguresQuery(eventType.name, window));
  const dimensions = useQuery(dimensionsQuery(eventType.name));
  const producers = useQuery(producersQuery(eventType.name, window));
  const alerts = useInfiniteQuery({
    ...alertsQuery({ states: ['firing', 'pending'], eventType: eventType.name }),
    enabled: eventType.alerts.length > 0,
  });
  return (
    <div className={classes.content}>
      <DeprecationBanner eventType={eventType} now={now} />
      <div className={classes.intro}>
        <p className={classes.description}>
          {eventType.description || (
            <span className="faint">No description. Write a comment above the message.</span>
          )}
        </p>
        <p className={`${classes.meta} soft`}>
          <span>
            Owner <b>{eventType.owner}</b>
          </span>
          <span>
            Revision <b className="num">{eventType.revisionId}</b>
          </span>
          <StageMark eventType={eventType} />
          <span>
            Raw rows kept <b className="num">{durationWords(eventType.rawRetention)}</b>
          </span>
          {volume.firstSeen === null ? null : (
            <span>
              First seen <Ago at={volume.firstSeen} now={now} />
            </span>
          )}
          <span>
            {eventType.delivery === 'AT_LEAST_ONCE'
              ? 'Delivered at least once'
              : 'Best effort delivery'}
          </span>
        </p>
      </div>
      <Facts
        facts={[
          ['Stored', <Num key="s" value={volume.stored} tip={`${exact(volume.stored)} events`} />],
          ...eventType.spans.map((span): [string, ReactNode] => [
            span.days === 1 ? '24 hours' : `${span.days} days`,
            <Span key={span.days} span={span} />,
          ]),
          [
            'Per minute',
            <Num key="m" value={volume.perMinute} tip="Mean of the last five minutes" />,
          ],
          [
            'Rejected, 30 days',
            <span key="r" className={volume.rejected > 0 ? 'danger' : ''}>
              <Num value={volume.rejected} />
            </span>,
          ],
          ['Last seen', <Ago key="l" at={volume.lastSeen} now={now} />],
        ]}
      />
      <div className={classes.columns}>
        <div className={classes.main}>
          <Volume eventType={eventType} />
          <Attributes
            name={eventType.name}
            attributes={eventType.attributes}
            figures={figures.data}
            dimensions={dimensions.data?.items}
            error={figures.isError ? asApiError(figures.error) : undefined}
            window={window}
            open={attribute}
            onWindow={(next) =>
              navigate({
                search: (before) => ({
                  ...before,
                  window: next === FIGURE_WINDOW ? undefined : next,
                }),
                resetScroll: false,
              })
            }
            onRetry={() => figures.refetch()}
          />
          <Producers
            producers={producers.data}
            error={producers.isError ? asApiError(producers.error) : undefined}
            window={window}
            now={now}
            onRetry={() => producers.refetch()}
          />
          <Rejects eventType={eventType} now={now} />
        </div>
        <div className={classes.side}>
          <Section title="Metrics">
            <DeclaredMetrics eventType={eventType} />
          </Section>
          <Section title="Alerts">
            <DeclaredAlerts
              eventType={eventType}
              alerts={alerts.data?.pages.flatMap((page) => page.items)}
            />
          </Section>
          <Section title="SQL" aside={<code>{eventType.view}</code>}>
            <Sql eventType={eventType} />
          </Section>
          <Section title="Revisions">
            <Revisions revisions={eventType.revisions} now={now} />
          </Section>
        </div>
      </div>
    </div>
  );
}

/** What was stored in a span, and how that differs from as long a time before. */
function Span({ span }: { span: EventType['spans'][number] }) {
  const { stored, before, days } = span;
  const changed = before === undefined ? '' : change(stored, before);
  return (
    <>
      <Num
        value={stored}
        tip={`${exact(stored)} events${before === undefined ? '' : `, ${exact(before)} in the ${days === 1 ? '24 hours' : `${days} days`} before`}`}
      />
      {changed ? <span className={`num soft ${classes.change}`}>{changed}</span> : null}
    </>
  );
}

/** Statements to begin with, one at a time. */
function Sql({ eventType }: { eventType: EventType }) {
  const { sql } = route.useSearch();
  const navigate = route.useNavigate();
  const all = statements(eventType);
  const shown = all.find((each) => each.key === sql) ?? all[0];
  if (shown === undefined) {
    return null;
  }
  return (
    <div className={classes.sql}>
      <Segments
        label="Statement"
        value={shown.key}
        onChange={(key) =>
          navigate({
            search: (before) => ({ ...before, sql: key === all[0]?.key ? undefined : key }),
            resetScroll: false,
          })
        }
        options={all.map((each) => ({ value: each.key, label: each.label }))}
      />
      <CodeBlock text={shown.sql} label="Copy the query" />
    </div>
  );
}

function Volume({ eventType }: { eventType: EventType }) {
  const { volume } = route.useSearch();
  const navigate = route.useNavigate();
  const span = volume ?? 'hourly';
  return (
    <Section
      title="Volume"
      aside={
        <Segments
          label="Time"
          value={span}
          onChange={(next) =>
            navigate({
              search: (before) => ({ ...before, volume: next === 'daily' ? next : undefined }),
              resetScroll: false,
            })
          }
          options={[
            { value: 'hourly', label: '48 hours' },
            { value: 'daily', label: '30 days' },
          ]}
        />
      }
    >
      <VolumeBars points={eventType[span]} step={span === 'hourly' ? 3600 : 86_400} />
    </Section>
  );
}

function Loading() {
  return (
    <div className={classes.content} aria-busy="true">
      <div className={classes.intro}>
        <Bone width={420} />
        <Bone width={320} />
      </div>
      <Facts
        facts={[
          'Stored',
          '24 hours',
          '7 days',
          '30 days',
          'Per minute',
          'Rejected, 30 days',
          'Last seen',
        ].map((label) => [label, <Bone key={label} width={56} height={16} />])}
      />
      <div className={classes.columns}>
        <div className={classes.main}>
          <Bone height={180} />
          <Bone height={280} />
        </div>
        <div className={classes.side}>
          <Bone height={200} />
          <Bone height={120} />
        </div>
      </div>
    </div>
  );
}
