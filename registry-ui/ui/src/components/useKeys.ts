import { useEffect, useRef } from 'react';

/** What a key does; the event is consumed. Keys are `event.key`, with `mod+` for ⌘ or Ctrl, `g e` for one after the other. */
export type Keys = Record<string, (event: KeyboardEvent) => void>;

/** How long after the first key of a pair the second still belongs to it. */
const PAIR_MS = 900;

let lastKey = '';
let lastTime = 0;

/** Keys that work wherever one is on the page, except while one is writing or a dialog is open. */
export function useKeys(keys: Keys): void {
  const current = useRef(keys);
  current.current = keys;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey) {
        return;
      }
      const modified = event.metaKey || event.ctrlKey;
      const name = modified ? `mod+${event.key.toLowerCase()}` : event.key;
      if (!modified && (isWriting(event.target) || document.querySelector('dialog[open]'))) {
        return;
      }
      const pair = event.timeStamp - lastTime < PAIR_MS ? `${lastKey} ${name}` : '';
      const action = current.current[pair] ?? current.current[name];
      if (action) {
        event.preventDefault();
        action(event);
      }
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);
}

/** Remembers the first key of pairs, once for the application. */
export function rememberKeys(): () => void {
  const remember = (event: KeyboardEvent) => {
    lastKey = event.key;
    lastTime = event.timeStamp;
  };
  // On the window, after the listeners on the document: they still see the key before.
  addEventListener('keydown', remember);
  return () => removeEventListener('keydown', remember);
}

function isWriting(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}
