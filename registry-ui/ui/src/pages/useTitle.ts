import { useEffect } from 'react';

/** The title of the window: what is looked at, then where. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Tally`;
  }, [title]);
}
