import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
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
import type { EventType } from '../domain/model';
import { exact } from '../domain/numbers';
import { sampleSql } from '../domain/sql';
import { durationWords } from '../domain/time';
import classes from './event.module.css';
import { Attributes, DeclaredAlerts, DeclaredMetrics, Rejects, Revisions } from './eventParts';
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
    <Page title={title}>
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
  return (
    <div className={classes.content}>
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
          <span>
            Raw rows kept <b className="num">{durationWords(eventType.rawRetention)}</b>
          </span>
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
          ['Last hour', <Num key="h" value={volume.lastHour} />],
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
          <Attributes attributes={eventType.attributes} />
          <Rejects rejects={eventType.rejects} now={now} />
        </div>
        <div className={classes.side}>
          <Section title="Metrics">
            <DeclaredMetrics eventType={eventType} />
          </Section>
          <Section title="Alerts">
            <DeclaredAlerts eventType={eventType} />
          </Section>
          <Section title="SQL" aside={<code>{eventType.view}</code>}>
            <CodeBlock text={sampleSql(eventType)} label="Copy the query" />
          </Section>
          <Section title="Revisions">
            <Revisions revisions={eventType.revisions} now={now} />
          </Section>
        </div>
      </div>
    </div>
  );
}

function Volume({ eventType }: { eventType: EventType }) {
  const [span, setSpan] = useState<'hourly' | 'daily'>('hourly');
  return (
    <Section
      title="Volume"
      aside={
        <Segments
          label="Time"
          value={span}
          onChange={setSpan}
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
        facts={['Stored', 'Last hour', 'Per minute', 'Rejected, 30 days', 'Last seen'].map(
          (label) => [label, <Bone key={label} width={56} height={16} />],
        )}
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
