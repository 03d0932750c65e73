import { type Agent, request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';

import { CadenciaError, messageOf } from '../../core/kernel/errors.js';
import type { Clock } from '../../ports/clock.js';
import { deadlinePassed, linkDown } from './ari-failure.js';
import type { AriMethod } from './ari-request.js';
import type { AriServer } from './ari-transport.js';

/** The `Authorization` header: a password in a URL would end in logs. */
export function basicAuthorization(server: AriServer): string {
  return `Basic ${Buffer.from(`${server.user}:${server.password}`).toString('base64')}`;
}

export interface HttpReply {
  readonly status: number;
  readonly text: string;
}

export interface HttpCall {
  readonly server: AriServer;
  readonly clock: Clock;
  readonly method: AriMethod;
  /** From the root, query included. */
  readonly target: string;
  readonly body?: string;
  readonly deadlineMs: number;
  /** Bounds the connections; without one, a fresh connection is used. */
  readonly agent?: Agent;
  /** Aborting rejects with its reason. */
  readonly signal: AbortSignal;
}

/** A reply larger than this is no ARI server's: 10 000 channels make 10 MB. */
const MAXIMUM_REPLY_BYTES = 64 * 1024 * 1024;

/** One HTTP exchange that always settles: with a reply, DLR_MEDIA_TIMEOUT, DLR_MEDIA_DOWN or the signal's reason. */
export function exchangeHttp(call: HttpCall): Promise<HttpReply> {
  const what = `${call.method} ${call.target.split('?')[0]}`;
  const url = new URL(call.target, call.server.url);
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? tlsRequest : plainRequest;
    const outgoing = send(url, {
      method: call.method,
      agent: call.agent ?? false,
      headers: {
        authorization: basicAuthorization(call.server),
        ...(call.body === undefined
          ? {}
          : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(call.body) }),
      },
    });
    const settle = (finish: () => void): void => {
      call.clock.clearTimer(timer);
      call.signal.removeEventListener('abort', abort);
      finish();
    };
    const fail = (error: Error): void => settle(() => reject(error));
    const abort = (): void => {
      const reason: unknown = call.signal.reason;
      fail(reason instanceof Error ? reason : linkDown(what, 'stopped'));
      outgoing.destroy();
    };
    const timer = call.clock.setTimer(call.deadlineMs, () => {
      fail(deadlinePassed(what, call.deadlineMs));
      outgoing.destroy();
    });
    outgoing.on('error', (error) =>
      fail(error instanceof CadenciaError ? error : linkDown(what, messageOf(error))),
    );
    outgoing.on('response', (incoming) => {
      const parts: Buffer[] = [];
      let size = 0;
      incoming.on('data', (part: Buffer) => {
        size += part.length;
        if (size > MAXIMUM_REPLY_BYTES) {
          outgoing.destroy(linkDown(what, 'the reply is too long for an ARI server'));
          return;
        }
        parts.push(part);
      });
      incoming.on('error', (error) => fail(linkDown(what, messageOf(error))));
      incoming.on('end', () =>
        settle(() =>
          resolve({ status: incoming.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8') }),
        ),
      );
    });
    if (call.signal.aborted) {
      abort();
      return;
    }
    call.signal.addEventListener('abort', abort, { once: true });
    outgoing.end(call.body);
  });
}
