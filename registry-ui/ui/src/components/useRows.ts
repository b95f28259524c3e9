import { useVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useEffect, useLayoutEffect, useState } from 'react';

/**
 * The rows of a long table that are near the window, and the empty space that stands for the others. The page itself
 * scrolls: the nearest `main` around the table, or `scroller` if given.
 */
export function useRows(props: {
  count: number;
  height: number;
  table: RefObject<HTMLElement | null>;
  /** Called when the end comes near. */
  onEnd?: () => void;
  scroller?: RefObject<HTMLElement | null>;
}) {
  const { count, height, table, onEnd, scroller } = props;
  const [margin, setMargin] = useState(0);
  const find = () => scroller?.current ?? table.current?.closest('main') ?? null;
  // After every drawing: what stands above the table may have changed.
  useLayoutEffect(() => {
    const outer = find();
    if (outer && table.current) {
      const top = table.current.getBoundingClientRect().top - outer.getBoundingClientRect().top;
      setMargin(Math.round(top + outer.scrollTop));
    }
  });
  const virtual = useVirtualizer({
    count,
    getScrollElement: find,
    estimateSize: () => height,
    overscan: 12,
    scrollMargin: margin,
    scrollPaddingStart: 90,
    scrollPaddingEnd: 40,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (onEnd && count > 0 && last >= count - 20) {
      onEnd();
    }
  }, [last, count, onEnd]);
  return {
    rows: items.map((item) => item.index),
    before: (items[0]?.start ?? margin) - margin,
    after: virtual.getTotalSize() - ((items.at(-1)?.end ?? margin) - margin),
    scrollTo: (row: number) => virtual.scrollToIndex(row),
  };
}
