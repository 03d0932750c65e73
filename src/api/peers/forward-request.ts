import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CadenciaError, messageOf } from '../../core/kernel/errors.js';
import type { Peer } from './agent-seats.js';
import { PEER_HEADER, type PeerSeal } from './peer-seal.js';

/** Of this connection, not of the request (RFC 9110 §7.6.1); and what is written anew. */
const OWN_TO_A_HOP = new Set([
  'connection',
  'expect',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  PEER_HEADER,
]);

type Headers = Record<string, string | readonly string[] | undefined>;

const passed = (headers: Headers): Headers =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !OWN_TO_A_HOP.has(name)));

interface AskOptions {
  readonly seal: PeerSeal;
  readonly deadlineMs: number;
}

/** The peer's answer, its head read. DLR_SERVER_DOWN where there is none within the deadline. */
export function askPeer(asked: FastifyRequest, peer: Peer, options: AskOptions): Promise<IncomingMessage> {
  const { method, url } = asked;
  const body = asked.body === undefined || asked.body === null ? null : JSON.stringify(asked.body);
  const { 'content-length': _length, ...sent } = asked.headers;
  const headers = {
    ...passed(sent),
    // The page's own host: its origin is held against it there as here.
    host: asked.host,
    [PEER_HEADER]: options.seal.write(peer.engineId, asked.address, { method, url }),
    ...(body === null ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
  };
  const open = peer.door.startsWith('https:') ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(options.deadlineMs);
    const out = open(new URL(url, peer.door), { method, headers, signal }, resolve);
    out.on('error', (failure) => {
      const detail = `Server '${peer.engineId}', which has this, does not answer (${messageOf(failure)}). Try again in a few seconds.`;
      reject(new CadenciaError('DLR_SERVER_DOWN', { detail, cause: failure }));
    });
    out.end(body ?? undefined);
  });
}

/** Answers what the peer answered. */
export function passOn(reply: FastifyReply, answer: IncomingMessage): FastifyReply {
  return reply
    .status(answer.statusCode ?? 502)
    .headers(passed(answer.headers) as Record<string, string>)
    .send(answer);
}
