import type { Clock } from '../../ports/clock.js';
import { encodePath, parseJson, parseRefusal } from './ari-codec.js';
import { describeRequest, failureOfStatus } from './ari-failure.js';
import { exchangeHttp } from './ari-http-request.js';
import type { AriRequest } from './ari-request.js';
import type { AriServer } from './ari-transport.js';

/** Where one call goes; no Stasis application takes part in it. */
export interface AriCallee {
  readonly server: AriServer;
  readonly clock: Clock;
  readonly deadlineMs: number;
}

/** One ARI request on a connection of its own, for what is done beside the engine's event socket. */
export async function callAriOnce(callee: AriCallee, request: AriRequest): Promise<unknown> {
  const query = new URLSearchParams(request.query ?? {}).toString();
  const reply = await exchangeHttp({
    ...callee,
    method: request.method,
    target: `/ari/${encodePath(request)}${query === '' ? '' : `?${query}`}`,
    ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
    signal: new AbortController().signal,
  });
  const body = parseJson(reply.text);
  if (reply.status >= 400) {
    throw failureOfStatus(describeRequest(request), reply.status, parseRefusal(body));
  }
  return body;
}
