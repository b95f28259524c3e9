/** What stands after the `?` of an address: each key once, or as often as it has values. */
export type Query = Record<string, string | string[]>;

/** `?s=ATL&s=ORD&res=1d` is `{s: ['ATL', 'ORD'], res: '1d'}`. Never fails: an address may be typed by hand. */
export function parseQuery(text: string): Query {
  const query: Query = {};
  for (const [key, value] of new URLSearchParams(text)) {
    const before = query[key];
    query[key] = before === undefined ? value : [before, value].flat();
  }
  return query;
}

/** The reverse, readable: commas, colons, slashes and dots stay; absent values take their key with them. */
export function formatQuery(query: Record<string, unknown>): string {
  const parts: string[] = [];
  for (const [key, value] of Object.entries(query)) {
    for (const each of Array.isArray(value) ? value : [value]) {
      if (each !== undefined && each !== null) {
        parts.push(`${readable(key)}=${readable(String(each))}`);
      }
    }
  }
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}

const readable = (text: string) =>
  encodeURIComponent(text)
    .replaceAll('%2C', ',')
    .replaceAll('%3A', ':')
    .replaceAll('%2F', '/')
    .replaceAll('%20', '+');

/** The last of the values of a key; undefined when there is none. */
export function one(query: Record<string, unknown>, key: string): string | undefined {
  const value = query[key];
  const last: unknown = Array.isArray(value) ? value.at(-1) : value;
  return last === undefined || last === null ? undefined : String(last);
}

/** All values of a key, none twice. */
export function many(query: Record<string, unknown>, key: string): string[] {
  const value = query[key];
  const values: unknown[] = Array.isArray(value) ? value : value === undefined ? [] : [value];
  return [...new Set(values.map(String))];
}

/** The value of a key if it is one of those allowed. */
export function oneOf<T extends string>(
  query: Record<string, unknown>,
  key: string,
  allowed: readonly T[],
): T | undefined {
  const value = one(query, key);
  return allowed.find((each) => each === value);
}
