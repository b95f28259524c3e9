import { useQuery } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { whoAsks } from '../api/identity';
import { sessionQuery } from '../api/proposals';

let isAsked = false;
const listeners = new Set<() => void>();

/** Opens (or closes) the dialog in which one says who one is. */
export function askWho(asked: boolean) {
  isAsked = asked;
  for (const listener of listeners) {
    listener();
  }
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

export const useIsAsked = () => useSyncExternalStore(subscribe, () => isAsked);

/** Who acts. Without a name, `isNamed` asks for one instead. */
export function useActor() {
  const { data } = useQuery(sessionQuery);
  const person = data?.person ?? '';
  return {
    session: data,
    person,
    /** Whether one may go on; if not, the dialog opens. */
    isNamed: () => {
      const isNamed = data ? person !== '' : Object.keys(whoAsks()).length > 0;
      if (!isNamed) {
        askWho(true);
      }
      return isNamed;
    },
  };
}
