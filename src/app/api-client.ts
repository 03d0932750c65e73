import { CadenciaError, ERROR_CATALOGUE, type ErrorCode, messageOf } from '../core/kernel/errors.js';
import { HOUR, SECOND } from '../core/kernel/time.js';

const ANSWER_MS = 15 * SECOND;
/** A log-in rings the agent's phone until it is picked up. */
export const LOGIN_MS = 60 * SECOND;
const TRANSFER_MS = HOUR;

export type ApiMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface ApiCall {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly deadlineMs?: number;
}

/** Asks a running server by its HTTP API; every question has a deadline, every failure is a CadenciaError. */
export class ApiClient {
  private readonly url: string;
  private readonly token: string;

  constructor(url: string, token: string) {
    this.url = url;
    this.token = token;
  }

  /** The answer's JSON. */
  async call(method: ApiMethod, path: string, { body, headers, deadlineMs }: ApiCall = {}): Promise<unknown> {
    const response = await this.fetch(path, deadlineMs ?? ANSWER_MS, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return text === '' ? null : JSON.parse(text);
  }

  /** Sends a body as it is produced, such as a file. */
  async upload(path: string, contentType: string, body: ReadableStream<Uint8Array>): Promise<unknown> {
    const init = { method: 'POST', headers: { 'content-type': contentType }, body, duplex: 'half' };
    const response = await this.fetch(path, TRANSFER_MS, init as RequestInit);
    return response.json();
  }

  /** A file, chunk by chunk. */
  async *download(path: string): AsyncGenerator<Uint8Array> {
    const response = await this.fetch(path, TRANSFER_MS, { method: 'GET' });
    if (response.body !== null) {
      yield* response.body as unknown as AsyncIterable<Uint8Array>;
    }
  }

  private async fetch(path: string, deadlineMs: number, init: RequestInit): Promise<Response> {
    let response: Response;
    try {
      response = await fetch(this.url + path, {
        ...init,
        headers: { ...(init.headers as Record<string, string>), authorization: `Bearer ${this.token}` },
        signal: AbortSignal.timeout(deadlineMs),
      });
    } catch (cause) {
      const why =
        cause instanceof Error && cause.cause !== undefined ? messageOf(cause.cause) : messageOf(cause);
      throw new CadenciaError('DLR_SERVER_DOWN', {
        detail: `${this.url} gave no answer within ${Math.round(deadlineMs / SECOND)} s (${why}). See that the server runs and that the address is right (--url)`,
        cause,
      });
    }
    if (!response.ok) {
      throw await problemOf(response);
    }
    return response;
  }
}

/** RFC 9457 problem details as the error they were on the server. */
async function problemOf(response: Response): Promise<CadenciaError> {
  const body: unknown = await response.json().catch(() => null);
  const problem = (typeof body === 'object' && body !== null ? body : {}) as Readonly<
    Record<string, unknown>
  >;
  const code = String(problem['code'] ?? '');
  const errors = Array.isArray(problem['errors']) ? problem['errors'] : [];
  const places = errors.map(
    (error: { where?: string; what?: string }) => `${error.where ?? ''}: ${error.what ?? ''}`,
  );
  const detail = [String(problem['detail'] ?? `The server answered ${response.status}`), ...places].join(
    '\n  ',
  );
  return new CadenciaError(isErrorCode(code) ? code : codeOfStatus(response.status), { detail });
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERROR_CATALOGUE, code);
}

function codeOfStatus(status: number): ErrorCode {
  switch (status) {
    case 401:
      return 'DLR_AUTH_REQUIRED';
    case 403:
      return 'DLR_AUTH_FORBIDDEN';
    case 404:
      return 'DLR_NOT_FOUND';
    case 409:
      return 'DLR_STATE_CONFLICT';
    default:
      return status >= 500 ? 'DLR_SERVER_DOWN' : 'DLR_INPUT_INVALID';
  }
}
