import { asApiError } from '../api/client';
import { Failure } from '../components/States';

/** A page that failed while it was drawn, or whose script could not be loaded. */
export function PageFailed({ error, reset }: { error: unknown; reset: () => void }) {
  return <Failure error={asApiError(error)} onRetry={reset} />;
}
