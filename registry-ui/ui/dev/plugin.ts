import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Connect, Plugin } from 'vite';
import { answer } from './fixtures.ts';

/**
 * Answers the API while one works on the UI without a Tally. The cookie `fixtures=empty` shows an empty store, and
 * `fixtures=broken` an engine that is down. No part of the product.
 */
export function fixtures(): Plugin {
  return {
    name: 'tally-fixtures',
    config: () => ({ preview: { headers: { 'Content-Security-Policy': CSP } } }),
    configureServer: (server) => void server.middlewares.use(middleware),
    configurePreviewServer: (server) => void server.middlewares.use(middleware),
  };
}

/** As WebApp.java sends it, so that what it forbids is noticed here. */
const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const middleware: Connect.NextHandleFunction = (request, response, next) => {
  const url = new URL(request.url ?? '/', 'http://localhost');
  if (!url.pathname.startsWith('/api/') && url.pathname !== '/render') {
    next();
    return;
  }
  const mode = /fixtures=(\w+)/.exec(request.headers.cookie ?? '')?.[1] ?? 'full';
  void send(request, response, mode, url);
};

async function send(request: IncomingMessage, response: ServerResponse, mode: string, url: URL) {
  const sent = await text(request);
  const asked = {
    method: request.method ?? 'GET',
    url,
    person: String(request.headers['tally-person'] ?? ''),
    body: sent === '' ? {} : JSON.parse(sent),
  };
  const { status, body } =
    mode === 'broken'
      ? {
          status: 503,
          body: {
            code: 'ENGINE_UNAVAILABLE',
            title: 'The engine does not answer',
            detail:
              'ClickHouse at http://127.0.0.1:18123 refused the connection; it is being restarted, try again in a moment',
            status: 503,
          },
        }
      : answer(asked, mode === 'empty');
  response.statusCode = status;
  response.setHeader(
    'Content-Type',
    status < 400 ? 'application/json' : 'application/problem+json',
  );
  response.end(body === undefined ? '' : JSON.stringify(body));
}
