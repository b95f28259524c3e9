/** Where the browser keeps who one is: a name where names are trusted, a token where there are tokens. */
const NAME = 'tally-person';
const TOKEN = 'tally-token';

export interface Identity {
  readonly name: string;
  readonly token: string;
}

/** Storage may be forbidden; then one is nobody after a reload. */
let identity: Identity = { name: read(NAME), token: read(TOKEN) };

function read(key: string): string {
  try {
    return localStorage.getItem(key) ?? '';
  } catch {
    return '';
  }
}

function write(key: string, value: string) {
  try {
    if (value === '') {
      localStorage.removeItem(key);
    } else {
      localStorage.setItem(key, value);
    }
  } catch {
    // Kept until the page is left.
  }
}

export const currentIdentity = (): Identity => identity;

/** From now on requests say this. */
export function setIdentity(next: Identity) {
  identity = next;
  write(NAME, next.name);
  write(TOKEN, next.token);
}

/** The headers that say who asks. Header values are Latin-1: what is not is left to the server to miss. */
export function whoAsks(): Record<string, string> {
  return {
    ...(identity.name && /^[\x20-\x7e]+$/.test(identity.name)
      ? { 'Tally-Person': identity.name }
      : {}),
    ...(identity.token && /^[\x21-\x7e]+$/.test(identity.token)
      ? { Authorization: `Bearer ${identity.token}` }
      : {}),
  };
}
