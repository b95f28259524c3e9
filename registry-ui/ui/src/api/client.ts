import createClient from 'openapi-fetch';
import { whoAsks } from './identity';
import type { components, paths } from './schema';

type Problem = components['schemas']['Problem'];

/** A failure as the API tells it: a stable code, and one line that says what to do. */
export class ApiError extends Error {
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly status: number;

  constructor({ code, title, detail, status }: Problem) {
    super(detail);
    this.code = code;
    this.title = title;
    this.detail = detail;
    this.status = status;
  }
}

/** Tally itself did not answer. */
const UNREACHABLE: Problem = {
  code: 'UNREACHABLE',
  title: 'Tally does not answer',
  detail: `Nothing answers at ${typeof location === 'undefined' ? 'this address' : location.host}. If it was stopped, start it with ./tally up.`,
  status: 0,
};

export const api = createClient<paths>({
  querySerializer: { array: { style: 'form', explode: true } },
});

api.use({
  onRequest: ({ request }) => {
    for (const [header, value] of Object.entries(whoAsks())) {
      request.headers.set(header, value);
    }
    return request;
  },
});

/** Waits for an answer that has no body. */
export async function settle(call: Promise<{ error?: unknown; response: Response }>) {
  await unwrap(call.then((answer) => ({ ...answer, data: answer.response.ok || undefined })));
}

/** The data of an answer. */
export async function unwrap<T>(
  call: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<T> {
  const { data, error, response } = await call.catch((failure: unknown) => {
    throw failure instanceof DOMException && failure.name === 'AbortError'
      ? failure
      : new ApiError(UNREACHABLE);
  });
  if (data !== undefined) {
    return data;
  }
  throw new ApiError(isProblem(error) ? error : unexplained(response));
}

function isProblem(error: unknown): error is Problem {
  return typeof error === 'object' && error !== null && 'code' in error && 'detail' in error;
}

/** Something between us and Tally answered, or Tally did not follow its own document. */
function unexplained(response: Response): Problem {
  return {
    code: `HTTP_${response.status}`,
    title: 'Unexpected answer',
    detail: `${new URL(response.url).pathname} answered ${response.status} without an explanation.`,
    status: response.status,
  };
}

/** Of any failure, something that can be shown. */
export function asApiError(error: unknown): ApiError {
  return error instanceof ApiError
    ? error
    : new ApiError({
        code: 'UI_FAILED',
        title: 'This page failed',
        detail: String(error),
        status: 0,
      });
}

/** A second try helps against a restart, not against a mistake. */
export const isWorthRetrying = (failures: number, error: unknown): boolean =>
  failures < 1 && (!(error instanceof ApiError) || error.status === 0 || error.status >= 500);
