import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useLocation, useNavigate } from '@tanstack/react-router';
import { type MouseEvent, useEffect } from 'react';
import { asApiError } from '../api/client';
import { docsQuery } from '../api/docs';
import { Page } from '../components/Page';
import { Bone, Empty, Failure } from '../components/States';
import { DOCS_HOME, linkedPlace } from '../domain/docs';
import type { DocsPage } from '../domain/model';
import classes from './docs.module.css';
import { useTitle } from './useTitle';

const route = getRouteApi('/docs/$page');

/** A page of the documentation, as the Tally that runs has it. */
export function Docs() {
  const { page } = route.useParams();
  const { data, error, isPending, refetch } = useQuery(docsQuery(page));
  useTitle(data?.title ?? 'Docs');
  if (isPending) {
    return (
      <Page title={<Crumbs page={page} title="" />}>
        <div className={classes.content} aria-busy="true">
          <Bone width={420} height={18} />
          <Bone height={280} />
        </div>
      </Page>
    );
  }
  if (data === undefined) {
    const failure = asApiError(error);
    return (
      <Page title={<Crumbs page={page} title={page} />}>
        {failure.status === 404 ? (
          <Empty icon="search" title="There is no such page in the documentation">
            {failure.detail}.{' '}
            <Link to="/docs/$page" params={{ page: DOCS_HOME }} className="link">
              All pages
            </Link>
          </Empty>
        ) : (
          <Failure error={failure} onRetry={() => refetch()} />
        )}
      </Page>
    );
  }
  return (
    <Page title={<Crumbs page={page} title={data.title} />}>
      <div className={classes.content}>
        <Text key={data.name} page={data} />
        <Contents page={data} />
      </div>
    </Page>
  );
}

function Crumbs({ page, title }: { page: string; title: string }) {
  return (
    <div className={classes.crumbs}>
      {page === DOCS_HOME ? null : (
        <>
          <Link to="/docs/$page" params={{ page: DOCS_HOME }} className="faint">
            Docs
          </Link>
          <span className="faint">/</span>
        </>
      )}
      <h1 className="clip">{title}</h1>
    </div>
  );
}

/** Markdown that the server rendered: it escapes what is no Markdown, and the CSP forbids scripts. */
function Text({ page }: { page: DocsPage }) {
  const hash = useLocation({ select: (location) => location.hash });
  const navigate = useNavigate();
  useEffect(() => {
    if (hash !== '') {
      document.getElementById(hash)?.scrollIntoView();
    }
  }, [hash]);
  const follow = (event: MouseEvent) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    const place = linkedPlace(link?.getAttribute('href') ?? '');
    const isPlain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey);
    if (place && isPlain) {
      event.preventDefault();
      void navigate({ to: '/docs/$page', params: { page: place.page }, hash: place.hash });
    }
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the links inside have the keys
    // biome-ignore lint/a11y/useKeyWithClickEvents: Enter on a link is a click
    <div
      className={classes.text}
      onClick={follow}
      // biome-ignore lint/security/noDangerouslySetInnerHtml: rendered by us from our own files
      dangerouslySetInnerHTML={{ __html: page.html }}
    />
  );
}

/** The headings of a long page, beside it where there is room. */
function Contents({ page }: { page: DocsPage }) {
  const shown = page.headings.filter(({ level }) => level <= 3);
  return shown.length < 2 ? null : (
    <nav className={classes.contents} aria-label="On this page">
      <ul>
        {shown.map(({ id, level, text }) => (
          <li key={id} data-level={level}>
            <Link to="/docs/$page" params={{ page: page.name }} hash={id} className="soft">
              {text}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
