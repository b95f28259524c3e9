import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { type ReactNode, useMemo, useState } from 'react';
import { alertQuery } from '../api/alerts';
import { type ApiError, asApiError } from '../api/client';
import { bandQuery } from '../api/series';
import { AlertSubject, AlertVerdict, SEVERITY_TONES, StateIcon } from '../components/AlertParts';
import { Chart } from '../components/Chart';
import { CopyButton } from '../components/Copy';
import type { Mark } from '../components/chartSettings';
import { Icon } from '../components/Icon';
import { Page, Section } from '../components/Page';
import { Bone, Empty, Failure, Stale } from '../components/States';
import { Tag } from '../components/Tag';
import { useNow } from '../components/useNow';
import { around, ENDINGS, outages, stateOf } from '../domain/alerts';
import type { Line } from '../domain/chart';
import { formatExplore } from '../domain/explore';
import type { Alert as AlertModel } from '../domain/model';
import { count, exact } from '../domain/numbers';
import { metricLabel, seriesKey, seriesLabel } from '../domain/seriesPath';
import { durationSeconds, type Range, seconds, span, stamp } from '../domain/time';
import classes from './alert.module.css';
import { Anomalies } from './anomalies';
import { useTitle } from './useTitle';

const route = getRouteApi('/alerts/$id');

/** One alert: what it saw, when it began and ended, and the series around it. */
export function Alert() {
  const { id } = route.useParams();
  const alert = useQuery(alertQuery(id));
  useTitle(alert.data?.description ?? 'Alert');
  if (alert.isPending) {
    return (
      <Page title={<Crumbs />}>
        <div className={classes.content} aria-busy="true">
          <Bone width={380} height={18} />
          <Bone height={320} />
        </div>
      </Page>
    );
  }
  if (alert.data === undefined) {
    return (
      <Page title={<Crumbs />}>
        <NoAlert error={asApiError(alert.error)} onRetry={() => alert.refetch()} />
      </Page>
    );
  }
  return (
    <Page
      title={<Crumbs alert={alert.data} />}
      controls={
        alert.data.kind === 'DIMENSION' ? (
          <DimensionLink alert={alert.data} />
        ) : (
          <ExploreLink alert={alert.data} />
        )
      }
    >
      {alert.isError ? (
        <Stale error={asApiError(alert.error)} onRetry={() => alert.refetch()} />
      ) : null}
      {alert.data.kind === 'DIMENSION' ? (
        <Dimension alert={alert.data} />
      ) : (
        <Content key={alert.data.id} alert={alert.data} />
      )}
    </Page>
  );
}

function Crumbs({ alert }: { alert?: AlertModel }) {
  return (
    <div className={classes.crumbs}>
      <Link to="/alerts" className="faint">
        Alerts
      </Link>
      {alert ? (
        <>
          <span className="faint">
            <Icon name="right" size={12} />
          </span>
          <h1 className="clip">{alert.rule}</h1>
        </>
      ) : null}
    </div>
  );
}

function NoAlert({ error, onRetry }: { error: ApiError; onRetry: () => void }) {
  return error.code === 'NOT_FOUND' ? (
    <Empty icon="search" title="There is no such alert">
      It may have been removed.{' '}
      <Link to="/alerts" className="link">
        Show all alerts
      </Link>
    </Empty>
  ) : (
    <Failure error={error} onRetry={onRetry} />
  );
}

/** The same series in Explore, at the same time. */
function ExploreLink({ alert }: { alert: AlertModel }) {
  const key = seriesKey(alert.values);
  return (
    <Link
      to="/explore"
      search={formatExplore({
        event: alert.eventType,
        metric: alert.metric,
        statistic: alert.statistic,
        resolution: alert.resolution,
        by: alert.dimensionSet.join(','),
        selected: [key],
        focus: key,
        ...around(alert),
      })}
      className={classes.explore}
    >
      <Icon name="explore" size={15} /> Open in Explore
    </Link>
  );
}

/** The dimension on the page of its event type. */
function DimensionLink({ alert }: { alert: AlertModel }) {
  return (
    <Link
      to="/events/$name"
      params={{ name: alert.eventType }}
      search={{ attribute: alert.metric }}
      className={classes.explore}
    >
      <Icon name="events" size={15} /> Open the attribute
    </Link>
  );
}

function Head({ alert }: { alert: AlertModel }) {
  return (
    <div className={classes.head}>
      <StateIcon state={stateOf(alert)} severity={alert.severity} />
      <div>
        <p className={classes.subject}>
          <AlertSubject alert={alert} />
        </p>
        <AlertVerdict reading={alert.peak} kind={alert.kind} unit={alert.unit} />
      </div>
    </div>
  );
}

/** A dimension with more values than its class: no series, but what came, and what to do. */
function Dimension({ alert }: { alert: AlertModel }) {
  return (
    <div className={classes.content}>
      <Head alert={alert} />
      <LifeCycle alert={alert} resolution={durationSeconds(alert.resolution)} />
      <Section title="Dimension">
        <p>
          <code>{alert.metric}</code> of{' '}
          <Link
            to="/events/$name"
            params={{ name: alert.eventType }}
            search={{ attribute: alert.metric }}
            className="link"
          >
            {alert.eventType}
          </Link>{' '}
          had <b className="num">{exact(alert.value)}</b> distinct values on{' '}
          {stamp(seconds(alert.pointTime), durationSeconds(alert.resolution))}, UTC; at most{' '}
          <b className="num">{exact(alert.upper ?? 0)}</b> have series of their own.
        </p>
        <ul className={classes.note}>
          {alert.note.split('; ').map((each) => (
            <li key={each}>{each}</li>
          ))}
        </ul>
        <p className="soft">
          If the values are meant, raise <code>dimension</code> or <code>max_values</code> in the
          EDL; if not, mend whoever sends them. It ends with the first whole day below.
        </p>
      </Section>
    </div>
  );
}

function Content({ alert }: { alert: AlertModel }) {
  const { unit } = alert;
  const resolution = durationSeconds(alert.resolution) || 60;
  const [zoomed, setZoomed] = useState<Range>();
  const whole = useMemo(() => around(alert), [alert]);
  const range = zoomed ?? whole;
  const [highlight, setHighlight] = useState<Range>();
  const band = useQuery(bandQuery(alert.path, whole));
  const now = useNow(60);

  const label = seriesLabel(alert.values);
  const lines = useMemo<Line[]>(
    () => [
      {
        key: alert.path,
        label,
        slot: 0,
        points: (band.data?.points ?? []).map((point) => [point.value, seconds(point.time)]),
      },
    ],
    [alert.path, label, band.data],
  );
  const marks = useMemo(() => steps(alert), [alert]);
  return (
    <div className={classes.content}>
      <Head alert={alert} />
      <LifeCycle alert={alert} resolution={resolution} />
      <div className={classes.columns}>
        <div className={classes.chart}>
          {band.isError && band.data === undefined ? (
            <Failure error={asApiError(band.error)} onRetry={() => band.refetch()} />
          ) : band.data === undefined ? (
            <Bone height={320} />
          ) : (
            <Chart
              label={`${metricLabel(alert.metric, alert.statistic)}, ${label}, with its band`}
              lines={lines}
              band={band.data.points}
              focus={alert.path}
              unit={unit}
              resolution={resolution}
              range={range}
              now={now}
              marks={marks}
              highlight={highlight}
              height={340}
              onZoom={setZoomed}
              onBack={() => setZoomed(undefined)}
            />
          )}
        </div>
        <Anomalies
          title={label}
          band={band.data}
          outages={outages(band.data?.points ?? [], resolution)}
          error={undefined}
          resolution={resolution}
          unit={unit}
          onPoint={setHighlight}
          onZoom={setZoomed}
          onRetry={() => band.refetch()}
        />
      </div>
      <Section title="Series">
        <p className={classes.path}>
          <code>{alert.path}</code>
          <CopyButton text={alert.path} label="Copy the path" />
        </p>
        <p className="soft">
          Declared by{' '}
          <Link to="/events/$name" params={{ name: alert.eventType }} className="link">
            {alert.eventType}
          </Link>{' '}
          as <code>{alert.rule}</code>
        </p>
      </Section>
    </div>
  );
}

/** Where the alert took its steps, on the time axis. */
function steps(alert: AlertModel): Mark[] {
  const found: [string | null, string, boolean][] = [
    [alert.firingSince, 'firing', true],
    [alert.resolvedAt, 'resolved', false],
  ];
  return found.flatMap(([time, label, wrong]) =>
    time === null ? [] : [{ time: seconds(time), label, wrong }],
  );
}

function LifeCycle({ alert, resolution }: { alert: AlertModel; resolution: number }) {
  const state = stateOf(alert);
  const at = (time: string | null): ReactNode =>
    time === null ? (
      <span className="faint">not yet</span>
    ) : (
      <span className="num">{stamp(seconds(time), Math.min(resolution, 3600))}</span>
    );
  const end = alert.resolvedAt;
  return (
    <div className={classes.life}>
      <ol className={classes.cycle} aria-label="Life cycle, UTC">
        <li data-done>
          <span>Pending</span>
          {at(alert.pendingSince)}
        </li>
        <li
          data-done={alert.firingSince !== null || undefined}
          data-wrong={state === 'firing' || undefined}
        >
          <span>Firing</span>
          {at(alert.firingSince)}
        </li>
        <li data-done={end !== null || undefined}>
          <span>Resolved</span>
          {at(end)}
        </li>
      </ol>
      <Tag tone={SEVERITY_TONES[alert.severity]}>{alert.severity.toLowerCase()}</Tag>
      {end === null ? null : (
        <Tag tip="From pending to resolved">
          lasted {span(seconds(end) - seconds(alert.pendingSince))}
        </Tag>
      )}
      {alert.ending === null ? null : <Tag>{ENDINGS[alert.ending]}</Tag>}
      <Tag>{count(alert.outPoints, 'point')} out</Tag>
      <span className="faint">UTC</span>
    </div>
  );
}
