import { useSyncExternalStore } from 'react';

/** Whether the window is at least this wide. */
export function useWide(px: number): boolean {
  return useSyncExternalStore(
    (changed) => {
      const media = matchMedia(`(min-width: ${px}px)`);
      media.addEventListener('change', changed);
      return () => media.removeEventListener('change', changed);
    },
    () => matchMedia(`(min-width: ${px}px)`).matches,
  );
}
