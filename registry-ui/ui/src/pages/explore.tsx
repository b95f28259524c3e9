import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { asApiError } from '../api/client';
import { metricsQuery } from '../api/series';
import { Page } from '../components/Page';
import { Bone, Empty, Failure, Stale } from '../components/States';
import {
  type ChangeExplore,
  type ExploreState,
  formatExplore,
  parseExplore,
  resolve,
} from '../domain/explore';
import { metricLabel } from '../domain/seriesPath';
import classes from './explore.module.css';
import { ExploreBar } from './exploreBar';
import { ExploreView } from './exploreView';
import { useTitle } from './useTitle';

const route = getRouteApi('/explore');

/** What happened? */
export function Explore() {
  useTitle('Explore');
  const state = useExploreState();
  const metrics = useQuery(metricsQuery);
  if (metrics.isPending) {
    return (
      <Page title="Explore">
        <Loading />
      </Page>
    );
  }
  if (metrics.data === undefined) {
    return (
      <Page title="Explore">
        <Failure error={asApiError(metrics.error)} onRetry={() => metrics.refetch()} />
      </Page>
    );
  }
  const resolved = resolve(state.value, metrics.data.items);
  if (resolved === undefined) {
    return (
      <Page title="Explore">
        <Empty icon="explore" title="No series yet" command="./tally demo">
          Series come from metrics: <code>option (tally.metric)</code> in an event type, and events
          that have been rolled up. The demo brings three million real ones:
        </Empty>
      </Page>
    );
  }
  const { item, all } = resolved;
  return (
    <Page
      title="Explore"
      controls={<ExploreBar resolved={resolved} state={state.value} onChange={state.set} />}
    >
      {metrics.isError ? (
        <Stale error={asApiError(metrics.error)} onRetry={() => metrics.refetch()} />
      ) : null}
      {all === undefined ? (
        <Empty
          icon="explore"
          title={`${metricLabel(item.metric, item.statistic)} has no points yet`}
        >
          Points appear with the next rollup after events of <code>{item.eventType}</code> have
          arrived.
        </Empty>
      ) : (
        <ExploreView item={item} all={all} state={state.value} onChange={state.set} />
      )}
    </Page>
  );
}

/** The state is the address. */
function useExploreState(): { value: ExploreState; set: ChangeExplore } {
  const query = route.useSearch() as Record<string, unknown>;
  const navigate = route.useNavigate();
  const value = useMemo(() => parseExplore(query), [query]);
  const set = useCallback<ChangeExplore>(
    (change, options) =>
      navigate({
        search: (before) =>
          formatExplore({ ...parseExplore(before as Record<string, unknown>), ...change }),
        resetScroll: false,
        ...options,
      }),
    [navigate],
  );
  return { value, set };
}

function Loading() {
  return (
    <div className={classes.view} aria-busy="true">
      <Bone width={320} />
      <div className={classes.chart}>
        <Bone height="100%" />
      </div>
      <Bone height={220} />
    </div>
  );
}
