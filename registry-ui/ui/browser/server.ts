import { preview } from 'vite';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Without a slash at its end. */
    baseUrl: string;
  }
}

/** The Tally at TALLY_URL; without one, the built application on fixtures. */
export default async function setup(project: TestProject) {
  const given = process.env.TALLY_URL;
  if (given) {
    project.provide('baseUrl', given.replace(/\/$/, ''));
    return;
  }
  const server = await preview({ preview: { port: 0, host: '127.0.0.1' }, logLevel: 'error' });
  const address = server.httpServer.address();
  if (address === null || typeof address === 'string') {
    throw new Error('the preview has no port');
  }
  project.provide('baseUrl', `http://127.0.0.1:${address.port}`);
  return () => server.close();
}
