/** Seconds since the epoch, as the API writes them. */
export const iso = (at: number) => `${new Date(at * 1000).toISOString().slice(0, 19)}Z`;
export const now = () => Math.floor(Date.now() / 1000);
