import { exact } from './numbers';

/** What a code most often means, and what to do then. */
const WORDS: Record<string, string> = {
  EVENT_TYPE_UNKNOWN: 'The sender was generated from EDL that is not published: publish it, replay',
  REVISION_UNKNOWN: 'The sender was generated from EDL that is not published: publish it, replay',
  ATTRIBUTE_INVALID: 'A rule: loosen it, publish, replay; or mend the sender',
  ATTRIBUTE_MISSING: 'A required attribute: loosen it, publish, replay; or mend the sender',
  TIME_TOO_OLD: 'Over max_age, or a wrong clock: widen it, publish, replay',
  TIME_TOO_FAR_AHEAD: 'Over max_ahead, or a wrong clock: widen it, publish, replay',
  EVENT_TOO_LARGE: 'A limit of events: mend the sender',
  EVENT_MALFORMED: 'Bytes that are no such message: mend the sender',
};

export const codeWords = (code: string) => WORDS[code] ?? 'Its reason says more';

/** "21 to 40 of 1,204", "none". */
export function pageWords(page: number, size: number, total: number): string {
  const first = (page - 1) * size + 1;
  return first > total
    ? total === 0
      ? 'none'
      : `no more than ${exact(total)}`
    : `${exact(first)} to ${exact(Math.min(page * size, total))} of ${exact(total)}`;
}
