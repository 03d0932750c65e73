/*
 * ARI over HTTP for an Asterisk that does not answer requests on its event socket.
 *
 * ari-client 2.2.0 reads the server's API description into its table of operations; that table decides what may be
 * asked. It stays away from everything in it that was found to break a process which drives several servers:
 *
 * 1. One set of credentials for the whole process (the last `connect` wins): each request here carries its own, and
 *    `connect` runs for one server at a time.
 * 2. An event of an unknown type, or a frame that is no JSON, throws inside its socket handler: events come by AriLink.
 * 3. Its errors drop the HTTP status, and a request can hang for ever: requests go by `exchangeHttp`.
 * 4. It gives up after ten reconnections, and `stop` during one leaves the socket open: AriLink again.
 * 5. `connect` accepts a wrong password, throws a bare string out of a callback when a page of the description is
 *    missing and never settles on a reset connection: AriLink probes first, every page is read once before it, and a
 *    deadline runs beside it.
 */
import { Agent as PlainAgent } from 'node:http';
import { Agent as TlsAgent } from 'node:https';

import { connect } from 'ari-client';

import { CadenciaError, messageOf } from '../../core/kernel/errors.js';
import type { Clock } from '../../ports/clock.js';
import { encodePath, parseAriFrame, parseJson, parseRefusal } from './ari-codec.js';
import { deadlinePassed, describeRequest, failureOfStatus, linkDown } from './ari-failure.js';
import { exchangeHttp } from './ari-http-request.js';
import { AriLink, type AriLinkOptions } from './ari-link.js';
import { type AriOperationTable, readOperationTable } from './ari-operation-table.js';
import type { AriRequest } from './ari-request.js';
import type { AriIntake, AriServer, AriSignal, AriTransport } from './ari-transport.js';

/** Eight kept connections carried 400 calls/s; more only eat into Asterisk's `sessionlimit` of 100. */
const MAXIMUM_CONNECTIONS = 8;
/** Longest time for the whole API description. */
const DESCRIPTION_MS = 10_000;

/** ari-client keeps the last server's credentials for the process, so its `connect` runs for one at a time. */
let connectTurn: Promise<unknown> = Promise.resolve();

function connectInTurn(server: AriServer, clock: Clock): Promise<unknown> {
  const turn = connectTurn.then(
    () =>
      new Promise<unknown>((resolve, reject) => {
        const timer = clock.setTimer(DESCRIPTION_MS, () =>
          reject(deadlinePassed('the API description', DESCRIPTION_MS)),
        );
        connect(server.url, server.user, server.password)
          .then(resolve, (error: unknown) => reject(linkDown('The API description', messageOf(error))))
          .finally(() => clock.clearTimer(timer));
      }),
  );
  connectTurn = turn.catch(() => undefined);
  return turn;
}

/** Requests by HTTP from ari-client's operation table, events by the link's own socket. */
export class AriHttpTransport implements AriTransport {
  readonly name = 'http';
  readonly #options: AriLinkOptions;
  readonly #link: AriLink;
  readonly #agent: PlainAgent;
  #table: AriOperationTable | null = null;
  #session = new AbortController();
  #listener: (signal: AriSignal) => void = () => undefined;
  #badFrames = 0;

  constructor(options: AriLinkOptions) {
    this.#options = options;
    const pool = { keepAlive: true, maxSockets: MAXIMUM_CONNECTIONS };
    this.#agent = options.server.url.startsWith('https:') ? new TlsAgent(pool) : new PlainAgent(pool);
    this.#link = new AriLink(options, {
      prepare: (signal) => this.#loadTable(signal),
      up: () => this.#listener({ kind: 'up' }),
      down: (error) => {
        this.#endSession(error);
        this.#listener({ kind: 'down', error });
      },
      text: (frame) => this.#receive(frame),
    });
  }

  start(): void {
    this.#link.start();
  }

  close(): void {
    this.#listener = () => undefined;
    this.#link.close();
    this.#endSession(linkDown('The link', 'closed by us'));
    this.#agent.destroy();
  }

  isUp(): boolean {
    return this.#link.isUp();
  }

  drop(error: CadenciaError): void {
    this.#link.drop(error);
  }

  onSignal(listener: (signal: AriSignal) => void): void {
    this.#listener = listener;
  }

  intake(): AriIntake {
    return { badFrames: this.#badFrames, lateReplies: 0 };
  }

  async call(request: AriRequest, deadlineMs: number): Promise<unknown> {
    const what = describeRequest(request);
    if (this.#table === null || !this.#link.isUp()) {
      throw linkDown(what, 'there is no connection to Asterisk');
    }
    const fitted = this.#table.fit(request);
    const query = new URLSearchParams(fitted.query).toString();
    const reply = await exchangeHttp({
      server: this.#options.server,
      clock: this.#options.clock,
      method: fitted.method,
      target: `/ari/${encodePath(fitted)}${query === '' ? '' : `?${query}`}`,
      ...(fitted.body === undefined ? {} : { body: JSON.stringify(fitted.body) }),
      deadlineMs,
      agent: this.#agent,
      signal: this.#session.signal,
    });
    const body = parseJson(reply.text);
    if (reply.status >= 400) {
      throw failureOfStatus(what, reply.status, parseRefusal(body));
    }
    return body;
  }

  async #loadTable(signal: AbortSignal): Promise<void> {
    if (this.#table === null) {
      await this.#readPages(signal);
      const client = await connectInTurn(this.#options.server, this.#options.clock);
      const table = readOperationTable(client);
      if (table.size === 0) {
        throw linkDown('The API description', 'it names no operation');
      }
      this.#table = table;
    }
  }

  /** Every page that ari-client will read: one that is missing would end the process from inside it. */
  async #readPages(signal: AbortSignal): Promise<void> {
    const index = await this.#readPage('/ari/api-docs/resources.json', signal);
    const apis = typeof index === 'object' && index !== null && 'apis' in index ? index.apis : null;
    if (!Array.isArray(apis)) {
      throw linkDown('GET /ari/api-docs/resources.json', 'it lists no pages');
    }
    for (const api of apis) {
      const path: unknown = api?.path;
      if (typeof path === 'string') {
        await this.#readPage(`/ari${path.replace('{format}', 'json')}`, signal);
      }
    }
  }

  async #readPage(target: string, signal: AbortSignal): Promise<unknown> {
    const { server, clock, timing } = this.#options;
    const reply = await exchangeHttp({
      server,
      clock,
      method: 'GET',
      target,
      deadlineMs: timing.handshakeMs,
      signal,
      agent: this.#agent,
    });
    const page = parseJson(reply.text);
    if (reply.status !== 200 || typeof page !== 'object' || page === null) {
      throw new CadenciaError('DLR_MEDIA_DOWN', {
        detail:
          `GET ${target} answers ${reply.status} without an API description. ` +
          'Install the rest-api folder of Asterisk, or use Asterisk 22, which needs none.',
      });
    }
    return page;
  }

  #receive(text: string): void {
    const frame = parseAriFrame(text);
    if (frame.kind === 'event') {
      this.#listener({ kind: 'event', event: frame.event });
    } else {
      this.#badFrames += 1;
    }
  }

  /** Fails what is under way; requests of the next session get a fresh signal. */
  #endSession(error: CadenciaError): void {
    this.#session.abort(
      linkDown('The request', `the connection was lost before the reply (${error.detail})`),
    );
    this.#session = new AbortController();
  }
}
