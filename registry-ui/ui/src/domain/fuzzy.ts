/** How well something matches, and which characters did. */
export interface Match {
  readonly score: number;
  /** Positions of the matched characters, ascending. */
  readonly at: readonly number[];
}

/**
 * Finds the characters of the query in the text, in order, in any case. Starts of words and runs count most, then
 * early places and short texts. With a `*` the query is a pattern for the whole text instead.
 */
export function match(query: string, text: string): Match | undefined {
  const wanted = query.trim().toLowerCase();
  if (wanted === '') {
    return { score: 0, at: [] };
  }
  if (wanted.includes('*')) {
    return glob(wanted, text.toLowerCase()) ? { score: 1, at: [] } : undefined;
  }
  let best: Match | undefined;
  const low = text.toLowerCase();
  const letters = wanted.replaceAll(/\s+/g, '');
  for (let start = low.indexOf(letters[0] as string); start >= 0; ) {
    const found = matchFrom(letters, low, text, start);
    if (found === undefined) {
      break;
    }
    if (best === undefined || found.score > best.score) {
      best = found;
    }
    start = low.indexOf(letters[0] as string, start + 1);
  }
  return best;
}

function matchFrom(letters: string, low: string, text: string, start: number): Match | undefined {
  const at: number[] = [];
  let score = 0;
  let from = start;
  for (const letter of letters) {
    const next = nextPlace(letter, low, text, from, at.at(-1));
    if (next < 0) {
      return undefined;
    }
    score += next === (at.at(-1) ?? -2) + 1 ? 8 : startsWord(text, next) ? 7 : 1;
    at.push(next);
    from = next + 1;
  }
  return { score: score - start * 0.05 - text.length * 0.02, at };
}

/** The place that continues the run, or else the next start of a word, or else the next place. */
function nextPlace(
  letter: string,
  low: string,
  text: string,
  from: number,
  last: number | undefined,
): number {
  const first = low.indexOf(letter, from);
  if (first < 0 || last === undefined || first === last + 1) {
    return first;
  }
  for (let place = first; place >= 0; place = low.indexOf(letter, place + 1)) {
    if (startsWord(text, place)) {
      return place;
    }
  }
  return first;
}

function startsWord(text: string, at: number): boolean {
  if (at === 0) {
    return true;
  }
  const before = text[at - 1] as string;
  const here = text[at] as string;
  return /[^A-Za-z0-9]/.test(before) || (/[a-z0-9]/.test(before) && /[A-Z]/.test(here));
}

/** Whether the whole text is what the pattern says, `*` standing for any characters. Both in lower case. */
function glob(pattern: string, text: string): boolean {
  const parts = pattern.split('*');
  const first = parts.shift() as string;
  const last = parts.pop() as string;
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) {
    return false;
  }
  let at = first.length;
  for (const part of parts) {
    const found = text.indexOf(part, at);
    if (found < 0 || found + part.length > text.length - last.length) {
      return false;
    }
    at = found + part.length;
  }
  return true;
}

/** The best matches, best first; equals stay in their order. */
export function rank<T>(
  items: readonly T[],
  query: string,
  text: (item: T) => string,
  limit: number,
): { item: T; match: Match }[] {
  return items
    .flatMap((item) => {
      const found = match(query, text(item));
      return found ? [{ item, match: found }] : [];
    })
    .sort((a, b) => b.match.score - a.match.score)
    .slice(0, limit);
}
