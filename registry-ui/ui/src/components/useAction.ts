import { useState } from 'react';

/** Something that one does and that may fail: whether it runs, and why it failed the last time. */
export function useAction(): {
  readonly isRunning: boolean;
  readonly failure: unknown;
  /** Runs it unless it runs already; true when it was done. */
  readonly run: (act: () => Promise<unknown>) => Promise<boolean>;
} {
  const [isRunning, setRunning] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const run = async (act: () => Promise<unknown>) => {
    if (isRunning) {
      return false;
    }
    setRunning(true);
    setFailure(undefined);
    try {
      await act();
      return true;
    } catch (error) {
      setFailure(error);
      return false;
    } finally {
      setRunning(false);
    }
  };
  return { isRunning, failure, run };
}
