import type { Problem } from '../../contract/problem.js';
import { dropToken, keptToken } from './session/token-keeper.js';
import { currentLanguage } from './texts/language.js';
import { SHELL_TEXTS } from './texts/shell-texts.js';
import { textsNow } from './texts/texts.js';

const DEADLINE_MS = 15_000;

/** What the server would not do, in words for the reader. */
export class ApiError extends Error {
  /** The catalogue's code, or '' when no answer came. */
  readonly code: string;
  readonly status: number;
  readonly problem: Problem | null;

  constructor(problem: Problem | null, status: number) {
    super(readable(problem));
    this.name = 'ApiError';
    this.code = problem?.code ?? '';
    this.status = status;
    this.problem = problem;
  }
}

/** A short word for what happened in the reader's language, then the server's own detail. */
function readable(problem: Problem | null): string {
  const say = textsNow(SHELL_TEXTS);
  if (problem === null) {
    return say('offline');
  }
  const texts: Readonly<Record<string, string>> = SHELL_TEXTS[currentLanguage()];
  const short = texts[`error.${problem.code}`] ?? say('errorShort', { code: problem.code });
  return problem.detail === '' ? short : `${short} ${problem.detail}`;
}

export interface ApiOptions {
  /** Sent as JSON; a form as the form it is. */
  readonly body?: unknown;
  /** @default 15 s */
  readonly deadlineMs?: number;
  /** The version that is changed: the server refuses when somebody was faster. */
  readonly ifMatch?: string;
  readonly signal?: AbortSignal;
}

/** An answer with its ETag, for what is changed later with `ifMatch`. */
export interface Tagged<Answer> {
  readonly data: Answer;
  readonly etag: string | null;
}

/** Called when the server says that the session has ended. */
let onSignedOut = (): void => {};

export function watchSignedOut(listener: () => void): void {
  onSignedOut = listener;
}

/** What the server said it would not do; null where it said nothing readable. */
export async function problemOf(response: Response): Promise<Problem | null> {
  try {
    return (await response.json()) as Problem;
  } catch {
    return null;
  }
}

/** Asks the API; every failure is an ApiError that can be shown as it is. */
export async function apiTagged<Answer>(
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  { body, ifMatch, signal, deadlineMs = DEADLINE_MS }: ApiOptions = {},
): Promise<Tagged<Answer>> {
  const headers = new Headers();
  const token = keptToken();
  if (token !== '') {
    headers.set('authorization', `Bearer ${token}`);
  }
  const isForm = body instanceof FormData;
  if (body !== undefined && !isForm) {
    headers.set('content-type', 'application/json');
  }
  if (ifMatch !== undefined) {
    headers.set('if-match', ifMatch);
  }
  const deadline = AbortSignal.timeout(deadlineMs);
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers,
      credentials: 'same-origin',
      signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
      ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
    });
  } catch (failure) {
    signal?.throwIfAborted();
    throw failure instanceof ApiError ? failure : new ApiError(null, 0);
  }
  if (!response.ok) {
    const problem = await problemOf(response);
    if (problem?.code === 'DLR_AUTH_REQUIRED') {
      dropToken();
      onSignedOut();
    }
    throw new ApiError(problem, response.status);
  }
  const data = (response.status === 204 ? undefined : await response.json()) as Answer;
  return { data, etag: response.headers.get('etag') };
}

/** Asks the API for the data alone. */
export async function api<Answer>(
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  options: ApiOptions = {},
): Promise<Answer> {
  return (await apiTagged<Answer>(method, path, options)).data;
}
