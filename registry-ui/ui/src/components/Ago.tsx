import { NONE } from '../domain/numbers';
import { ago, longStamp, seconds } from '../domain/time';

/** How long ago something was; when, on hover. */
export function Ago({ at, now }: { at: string | null; now: number }) {
  if (at === null) {
    return <span className="faint">{NONE}</span>;
  }
  return (
    <time className="num" dateTime={at} data-tip={longStamp(seconds(at), 1)}>
      {ago(seconds(at), now)}
    </time>
  );
}
