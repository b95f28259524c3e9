import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { alertCountsQuery } from '../api/alerts';
import { asApiError } from '../api/client';
import { statusQuery } from '../api/status';
import { Icon, type IconName, Logo } from '../components/Icon';
import { isApple } from '../components/platform';
import { DOCS_HOME } from '../domain/docs';
import { compact, exact } from '../domain/numbers';
import classes from './rail.module.css';
import { SchemeToggle } from './schemeToggle';
import { askWho, useActor } from './useActor';

const PAGES: {
  to: '/events' | '/reviews' | '/explore' | '/alerts';
  label: string;
  icon: IconName;
}[] = [
  { to: '/events', label: 'Events', icon: 'events' },
  { to: '/reviews', label: 'Reviews', icon: 'reviews' },
  { to: '/explore', label: 'Explore', icon: 'explore' },
  { to: '/alerts', label: 'Alerts', icon: 'alerts' },
];

/** The pages, and how the pipeline is. On narrow screens a bar at the bottom. */
export function Rail({ onSearch, onKeys }: { onSearch: () => void; onKeys: () => void }) {
  const counts = useQuery(alertCountsQuery(undefined));
  const firing = counts.data?.firing ?? 0;
  return (
    <nav className={classes.rail} aria-label="Pages">
      <Link to="/events" className={classes.brand} aria-label="Tally, events">
        <Logo />
        <span>Tally</span>
      </Link>
      <button
        type="button"
        className={classes.search}
        onClick={onSearch}
        aria-keyshortcuts="Meta+K Control+K"
      >
        <Icon name="search" size={15} />
        <span className={classes.label}>Search</span>
        <kbd className={classes.kbd}>{isApple ? '⌘K' : 'Ctrl K'}</kbd>
      </button>
      {PAGES.map(({ to, label, icon }) => (
        <Link key={to} to={to} className={classes.page} activeProps={{ 'data-active': true }}>
          <Icon name={icon} size={17} />
          <span className={classes.label}>{label}</span>
          {to === '/alerts' && firing > 0 ? (
            <span className={classes.firing} data-tip={`${exact(firing)} firing`}>
              {compact(firing)}
              <span className="unseen"> firing</span>
            </span>
          ) : null}
        </Link>
      ))}
      <Link
        to="/docs"
        className={`${classes.page} ${classes.narrow}`}
        activeProps={{ 'data-active': true }}
      >
        <Icon name="docs" size={17} />
        <span className={classes.label}>Docs</span>
      </Link>
      <div className={classes.foot}>
        <Pipeline />
        <Me />
        <div className={classes.tools}>
          <SchemeToggle />
          <button
            type="button"
            className={classes.tool}
            onClick={onKeys}
            aria-label="Show the keys"
            data-tip="Keys (?)"
          >
            <Icon name="keyboard" />
          </button>
          <Link
            to="/docs/$page"
            params={{ page: DOCS_HOME }}
            className={classes.tool}
            data-tip="Documentation"
          >
            Docs
          </Link>
          <a
            className={classes.tool}
            href="/openapi.yaml"
            target="_blank"
            rel="noreferrer"
            data-tip="HTTP API: openapi.yaml"
          >
            API
          </a>
        </div>
      </div>
    </nav>
  );
}

/** Who one is, and the way to say it. */
function Me() {
  const { person, session } = useActor();
  return session === undefined ? null : (
    <button type="button" className={classes.me} onClick={() => askWho(true)}>
      <Icon name="person" size={15} />
      <span className="clip">{person || 'Say who you are'}</span>
    </button>
  );
}

/** accepted = stored + rejected + pending, as far as one wants to see it all the time. */
function Pipeline() {
  const { data, error } = useQuery(statusQuery);
  if (error) {
    const failure = asApiError(error);
    return (
      <div className={classes.pipeline} data-tip={failure.detail}>
        <span className={classes.dot} data-state="wrong" />
        <span className="danger">{failure.title}</span>
      </div>
    );
  }
  const lines = [
    ['Stored', data?.stored],
    ['Pending', data?.pending],
    ['Rejected', data?.rejected],
  ] as const;
  const equation = data
    ? `${exact(data.accepted)} accepted = ${exact(data.stored)} stored + ${exact(data.rejected)} rejected + ${exact(data.pending)} pending`
    : undefined;
  return (
    <dl className={classes.counts} data-tip={equation} data-testid="pipeline">
      {lines.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd className="num">{value === undefined ? '…' : compact(value)}</dd>
        </div>
      ))}
    </dl>
  );
}
