import { Outlet } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState } from 'react';
import { Tips } from '../components/Tips';
import { rememberKeys, useKeys } from '../components/useKeys';
import { DOCS_HOME } from '../domain/docs';
import { router } from '../router';
import { Rail } from './rail';
import classes from './shell.module.css';
import { useIsAsked } from './useActor';

const Palette = lazy(() => import('./palette').then((m) => ({ default: m.Palette })));
const IdentityDialog = lazy(() =>
  import('./identity').then((m) => ({ default: m.IdentityDialog })),
);
const KeyList = lazy(() => import('./keyList').then((m) => ({ default: m.KeyList })));

/** What stands around every page: the rail, the palette, the keys. */
export function Shell() {
  const [palette, setPalette] = useState(false);
  const [keyList, setKeyList] = useState(false);
  const isAsked = useIsAsked();
  useEffect(rememberKeys, []);
  useKeys({
    'mod+k': () => setPalette((open) => !open),
    '?': () => setKeyList(true),
    '/': () => document.querySelector<HTMLInputElement>('[data-search]')?.focus(),
    'g e': () => router.navigate({ to: '/events' }),
    'g r': () => router.navigate({ to: '/reviews' }),
    'g x': () => router.navigate({ to: '/explore' }),
    'g a': () => router.navigate({ to: '/alerts' }),
    'g d': () => router.navigate({ to: '/docs/$page', params: { page: DOCS_HOME } }),
  });
  return (
    <div className={classes.shell}>
      <a className={classes.skip} href="#main">
        Skip to content
      </a>
      <Rail onSearch={() => setPalette(true)} onKeys={() => setKeyList(true)} />
      <main id="main" className={classes.main} tabIndex={-1}>
        <Outlet />
      </main>
      <Tips />
      <Suspense>
        {palette ? (
          <Palette onClose={() => setPalette(false)} onKeys={() => setKeyList(true)} />
        ) : null}
        {isAsked ? <IdentityDialog /> : null}
        {keyList ? <KeyList onClose={() => setKeyList(false)} /> : null}
      </Suspense>
    </div>
  );
}
