import { type Agent, request } from 'node:http';
import type { OddRequest } from '../fuzz/http-requests.js';

/** An answer as it came. */
export interface OddAnswer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

/** Sends it as it is: `fetch` would mend or refuse much of it. */
export function sendOddRequest(
  base: string,
  { method, path, headers, body }: OddRequest,
  { token, agent }: { readonly token: string; readonly agent: Agent },
): Promise<OddAnswer> {
  const own = {
    authorization: `Bearer ${token}`,
    ...(body === null ? {} : { 'content-length': body.length }),
  };
  return new Promise((resolve, reject) => {
    const asked = request(base, { method, path, agent, headers: { ...own, ...headers } }, (reply) => {
      const parts: Buffer[] = [];
      reply.on('data', (part: Buffer) => parts.push(part));
      reply.on('error', reject);
      reply.on('end', () => {
        const { statusCode: status = 0, headers: told } = reply;
        resolve({ status, type: told['content-type'] ?? '', text: Buffer.concat(parts).toString() });
      });
    });
    asked.on('error', reject);
    asked.end(body ?? undefined);
  });
}

/** What is wrong with an answer; null: a client can live with it. */
export function faultOf({ status, type, text }: OddAnswer, method = ''): string | null {
  // Others of 5xx tell of a part that is away, as problems too.
  if (status === 500) {
    return `${status} ${text.slice(0, 300)}`;
  }
  if (status < 400 || (text === '' && method === 'HEAD')) {
    return null;
  }
  if (!type.startsWith('application/problem+json')) {
    return `${status} as ${type}: ${text.slice(0, 300)}`;
  }
  const { code = '', status: told, detail = '' } = JSON.parse(text) as Record<string, unknown>;
  const isWhole = /^DLR_[A-Z_]+$/.test(String(code)) && told === status && detail !== '';
  return isWhole ? null : `no whole problem: ${text.slice(0, 300)}`;
}
