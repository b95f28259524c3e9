import { useEffect, useState } from 'react';
import { useKeys } from './useKeys';

/**
 * The row that j and k move to; -1 before the first key. Enter opens it, and x marks it where that means something.
 */
export function useCursor(
  count: number,
  on: { open?: (row: number) => void; mark?: (row: number) => void; move?: (row: number) => void },
): number {
  const [row, setRow] = useState(-1);
  useEffect(() => {
    if (row >= count) {
      setRow(count - 1);
    }
  }, [row, count]);
  const to = (next: number) => {
    const bounded = Math.max(0, Math.min(count - 1, next));
    if (count > 0) {
      setRow(bounded);
      on.move?.(bounded);
    }
  };
  useKeys({
    j: () => to(row + 1),
    k: () => to(row - 1),
    ...(row >= 0 && row < count && on.open ? { Enter: enter(row, on.open) } : {}),
    ...(row >= 0 && row < count && on.mark ? { x: () => on.mark?.(row) } : {}),
    ...(row >= 0 ? { Escape: () => setRow(-1) } : {}),
  });
  return row;
}

/** A button or link that has the focus keeps its own Enter. */
const enter = (row: number, open: (row: number) => void) => (event: KeyboardEvent) => {
  const target = event.target as HTMLElement;
  const own = target.closest('a, button');
  if (own) {
    (own as HTMLElement).click();
  } else {
    open(row);
  }
};
