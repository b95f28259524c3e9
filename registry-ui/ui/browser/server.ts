import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';
import { preview } from 'vite';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Without a slash at its end. */
    baseUrl: string;
    /** Where the browser that all tests share listens. */
    browserEndpoint: string;
  }
}

/** A browser, and the Tally at TALLY_URL; without one, the built application on made-up data. */
export default async function setup(project: TestProject) {
  const browser = await chromium.launchServer({
    executablePath: chromiumPath(),
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  project.provide('browserEndpoint', browser.wsEndpoint());
  const given = process.env.TALLY_URL;
  if (given) {
    project.provide('baseUrl', given.replace(/\/$/, ''));
    return () => browser.close();
  }
  const server = await preview({ preview: { port: 0, host: '127.0.0.1' }, logLevel: 'error' });
  const address = server.httpServer.address();
  if (address === null || typeof address === 'string') {
    throw new Error('the preview has no port');
  }
  project.provide('baseUrl', `http://127.0.0.1:${address.port}`);
  return async () => {
    await browser.close();
    await server.close();
  };
}

/** The executable named by CHROMIUM, or the first of the usual names on the PATH. */
function chromiumPath(): string {
  const names = ['chromium', 'chromium-browser', 'google-chrome'];
  const candidates = process.env.CHROMIUM
    ? [process.env.CHROMIUM]
    : (process.env.PATH ?? '')
        .split(delimiter)
        .flatMap((folder) => names.map((name) => join(folder, name)));
  const found = candidates.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
  if (!found) {
    throw new Error(`no Chromium: set CHROMIUM, or install one of ${names.join(', ')}`);
  }
  return found;
}
