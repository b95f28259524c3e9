import { useEffect, useState } from 'react';

const now = () => Date.now() / 1000;

/** Seconds since the epoch, moving on every `every` seconds. */
export function useNow(every = 10): number {
  const [at, setAt] = useState(now);
  useEffect(() => {
    const timer = setInterval(() => setAt(now()), every * 1000);
    return () => clearInterval(timer);
  }, [every]);
  return at;
}
