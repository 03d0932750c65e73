/*
 * The event socket of one FreeSWITCH, kept alive for ever.
 *
 *   waiting ──attempt──► opening ──auth/request──► entering ──+OK──► subscribing ──+OK──► up
 *      ▲                    │                         │                   │                │
 *      └──── back-off ◄─────┴─────────────────────────┴───────────────────┴────────────────┘
 *
 * 1. One write a command and no Nagle: the algorithm costs each command some 40 ms.
 * 2. A link dies without a word (a reset peer, a stopped process): a link that was silent for `pingEveryMs` is asked, and
 *    the deadline of that command ends it.
 * 3. What is read is data: whatever comes is either understood, counted, or ends the link; nothing is thrown at the socket.
 * 4. Every attempt has a socket, a reader and a queue of its own, so that an outdated one reaches nobody.
 */
import { randomUUID } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { backoffMs } from '../../core/kernel/backoff.js';
import { CadenciaError, messageOf } from '../../core/kernel/errors.js';
import type { Rng } from '../../core/kernel/rng.js';
import type { Clock, Timer } from '../../ports/clock.js';
import { formatCommand, nameOfCommand } from './esl-command.js';
import { EslCommandQueue } from './esl-command-queue.js';
import { type EslEvent, eventOf } from './esl-event.js';
import { eslDown, eslRefused, eslUnwelcome } from './esl-failure.js';
import { type EslFrame, EslFrameReader } from './esl-frame-reader.js';
import { EslJobs } from './esl-jobs.js';

export interface EslServer {
  readonly host: string;
  readonly port: number;
  readonly password: string;
}

export interface EslTiming {
  /** Silence after which the link is asked whether it lives. @default 5000 */
  readonly pingEveryMs: number;
  /** Longest wait from the connect to the events. @default 4000 */
  readonly handshakeMs: number;
  /** @default 250 */
  readonly minBackoffMs: number;
  /** @default 15000 */
  readonly maxBackoffMs: number;
}

const DEFAULT_TIMING: EslTiming = {
  pingEveryMs: 5000,
  handshakeMs: 4000,
  minBackoffMs: 250,
  maxBackoffMs: 15_000,
};

export interface EslSessionOptions {
  readonly server: EslServer;
  readonly clock: Clock;
  /** For the chance in the back-off. */
  readonly rng: Rng;
  /** Events wanted; those of a subclass as `CUSTOM name`, last. */
  readonly events: string;
  readonly timing?: Partial<EslTiming>;
  /** Longest wait for one reply. */
  readonly commandDeadlineMs: number;
}

export interface EslSessionOwner {
  up(): void;
  /** The link was lost, or an attempt failed. Another follows. */
  down(error: CadenciaError): void;
  event(event: EslEvent): void;
}

/** A command in the background. */
export interface EslJob {
  /** FreeSWITCH has taken it on. */
  readonly taken: Promise<void>;
  /** What it ended with, such as `+OK …` or `-ERR …`. */
  readonly result: Promise<string>;
}

interface Attempt {
  readonly socket: Socket;
  readonly reader: EslFrameReader;
  readonly queue: EslCommandQueue;
}

const KEEP_ALIVE_MS = 10_000;

/** Owns the socket, its commands and its reconnection. */
export class EslSession {
  readonly #options: EslSessionOptions;
  readonly #owner: EslSessionOwner;
  readonly #timing: EslTiming;
  readonly #jobs: EslJobs;
  #state: 'idle' | 'running' | 'closed' = 'idle';
  #attempt: Attempt | null = null;
  #upSinceMs: number | null = null;
  #heardMs = 0;
  #failures = 0;
  #retryTimer: Timer | null = null;
  #handshakeTimer: Timer | null = null;
  #pingTimer: Timer | null = null;
  #notUnderstood = 0;

  constructor(options: EslSessionOptions, owner: EslSessionOwner) {
    this.#options = options;
    this.#owner = owner;
    this.#timing = { ...DEFAULT_TIMING, ...options.timing };
    this.#jobs = new EslJobs(options.clock);
  }

  start(): void {
    if (this.#state === 'idle') {
      this.#state = 'running';
      this.#connect();
    }
  }

  close(): void {
    this.#state = 'closed';
    this.#release(eslDown('The link', 'closed by us'));
  }

  isUp(): boolean {
    return this.#upSinceMs !== null;
  }

  /** Frames that were no event, reply or notice that we know. */
  get notUnderstood(): number {
    return this.#notUnderstood;
  }

  /** The two addresses of its connection; undefined while there is none. */
  get ends(): { readonly here: string | undefined; readonly there: string | undefined } {
    const socket = this.#attempt?.socket;
    return { here: socket?.localAddress, there: socket?.remoteAddress };
  }

  /** Runs a command at once and gives its text; an `-ERR` is given as it is, for the caller to read. */
  async api(line: string): Promise<string> {
    const frame = await this.#send(`api ${line}`, 'api/response');
    return (frame.contentType === 'api/response' ? frame.body : replyText(frame)).trim();
  }

  /** Sends a message to a channel's own session. */
  async sendMessage(channelId: string, headers: Readonly<Record<string, string>>): Promise<void> {
    requireOk(await this.#send(`sendmsg ${channelId}`, 'command/reply', headers), 'sendmsg');
  }

  /** Runs a command in the background; the result is awaited for `deadlineMs`. */
  job(line: string, deadlineMs: number): EslJob {
    const id = randomUUID();
    const command = `bgapi ${line}`;
    const what = nameOfCommand(command);
    const result = this.#jobs.open(id, what, deadlineMs);
    const taken = this.#send(command, 'command/reply', { 'Job-UUID': id }, id)
      .then((frame) => requireOk(frame, what))
      .catch((error: CadenciaError) => {
        this.#jobs.fail(id, error);
        throw error;
      });
    return { taken, result };
  }

  /** Ends the present attempt or link, reports it and goes on trying. */
  drop(error: CadenciaError): void {
    if (this.#state !== 'running' || this.#retryTimer !== null) {
      return;
    }
    const { clock, rng } = this.#options;
    if (this.#upSinceMs !== null && clock.now() - this.#upSinceMs >= this.#timing.maxBackoffMs) {
      this.#failures = 0;
    }
    const pauseMs = backoffMs(this.#timing, this.#failures, rng.next());
    this.#failures += 1;
    this.#release(error);
    this.#retryTimer = clock.setTimer(pauseMs, () => {
      this.#retryTimer = null;
      this.#connect();
    });
    this.#owner.down(error);
  }

  #send(
    line: string,
    expects: 'command/reply' | 'api/response',
    headers: Readonly<Record<string, string>> = {},
    jobId?: string,
  ): Promise<EslFrame> {
    const what = nameOfCommand(line);
    const attempt = this.#attempt;
    if (attempt === null) {
      return Promise.reject(eslDown(what, 'there is no connection'));
    }
    try {
      const text = formatCommand(line, headers);
      const deadlineMs = this.#options.commandDeadlineMs;
      const job = jobId === undefined ? {} : { jobId };
      return attempt.queue.send({ text, what, expects, deadlineMs, ...job });
    } catch (error) {
      return Promise.reject(error);
    }
  }

  #connect(): void {
    const { server, clock } = this.#options;
    const socket = connect({ host: server.host, port: server.port });
    socket.setNoDelay(true);
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    const ifCurrent = (run: () => void): void => {
      if (this.#attempt === attempt) {
        run();
      }
    };
    const queue = new EslCommandQueue(clock, {
      write: (text) => socket.write(text),
      broken: (error) => ifCurrent(() => this.drop(error)),
    });
    const attempt: Attempt = { socket, reader: new EslFrameReader(), queue };
    this.#attempt = attempt;
    this.#heardMs = clock.now();
    let why = '';
    socket.on('error', (error) => {
      why = messageOf(error);
    });
    socket.on('close', () =>
      ifCurrent(() => this.drop(eslDown('The event socket', why === '' ? 'FreeSWITCH closed it' : why))),
    );
    socket.on('data', (chunk: Buffer) => ifCurrent(() => this.#onData(attempt, chunk)));
    const { handshakeMs } = this.#timing;
    this.#handshakeTimer = clock.setTimer(handshakeMs, () =>
      ifCurrent(() =>
        this.drop(eslDown('The event socket', `it did not let us in within ${handshakeMs} ms`)),
      ),
    );
  }

  #onData(attempt: Attempt, chunk: Buffer): void {
    this.#heardMs = this.#options.clock.now();
    const { frames, fault } = attempt.reader.read(chunk);
    for (const frame of frames) {
      if (this.#attempt !== attempt) {
        return;
      }
      this.#onFrame(attempt, frame);
    }
    if (fault !== null && this.#attempt === attempt) {
      this.drop(eslDown('The event socket', `what came is not its protocol: ${fault}`));
    }
  }

  #onFrame(attempt: Attempt, frame: EslFrame): void {
    switch (frame.contentType) {
      case 'text/event-json':
      case 'text/event-plain':
        this.#onEvent(frame);
        return;
      case 'command/reply':
      case 'api/response':
        attempt.queue.onReply(frame);
        return;
      case 'auth/request':
        void this.#enter(attempt);
        return;
      case 'text/disconnect-notice':
        this.drop(eslDown('The event socket', 'FreeSWITCH takes its leave'));
        return;
      case 'text/rude-rejection':
        this.drop(
          eslUnwelcome(
            'refuses connections from this address',
            "Allow it in the list that 'apply-inbound-acl' of event_socket.conf.xml names.",
          ),
        );
        return;
      default:
        this.#notUnderstood += 1;
    }
  }

  #onEvent(frame: EslFrame): void {
    const event = eventOf(frame);
    if (event === null) {
      this.#notUnderstood += 1;
      return;
    }
    if (event.name === 'BACKGROUND_JOB') {
      this.#jobs.finish(event.header('Job-UUID'), event.body.trim());
      return;
    }
    this.#owner.event(event);
  }

  /** The password first, then the events; the link is up when both are taken. */
  async #enter(attempt: Attempt): Promise<void> {
    try {
      const welcome = replyText(await this.#send(`auth ${this.#options.server.password}`, 'command/reply'));
      if (!welcome.startsWith('+OK')) {
        throw eslUnwelcome(
          'refuses the password',
          "Compare it with 'password' in event_socket.conf.xml, and reload mod_event_socket there.",
        );
      }
      requireOk(
        await this.#send(`event json BACKGROUND_JOB ${this.#options.events}`, 'command/reply'),
        'event',
      );
    } catch (error) {
      if (this.#attempt === attempt) {
        this.drop(error instanceof CadenciaError ? error : eslDown('The event socket', messageOf(error)));
      }
      return;
    }
    if (this.#attempt === attempt) {
      this.#stopTimer(this.#handshakeTimer);
      this.#handshakeTimer = null;
      this.#upSinceMs = this.#options.clock.now();
      this.#schedulePing();
      this.#owner.up();
    }
  }

  #schedulePing(): void {
    const { clock } = this.#options;
    const { pingEveryMs } = this.#timing;
    const silentMs = clock.now() - this.#heardMs;
    this.#pingTimer = clock.setTimer(Math.max(0, pingEveryMs - silentMs), () => {
      if (clock.now() - this.#heardMs >= pingEveryMs) {
        // Its deadline ends the link; an answer is a sign of life like any other.
        this.api('uptime').catch(() => undefined);
        this.#heardMs = clock.now();
      }
      this.#schedulePing();
    });
  }

  #stopTimer(timer: Timer | null): void {
    if (timer !== null) {
      this.#options.clock.clearTimer(timer);
    }
  }

  #release(error: CadenciaError): void {
    this.#upSinceMs = null;
    for (const timer of [this.#retryTimer, this.#handshakeTimer, this.#pingTimer]) {
      this.#stopTimer(timer);
    }
    this.#retryTimer = null;
    this.#handshakeTimer = null;
    this.#pingTimer = null;
    const attempt = this.#attempt;
    this.#attempt = null;
    attempt?.socket.destroy();
    attempt?.queue.failAll(error);
    this.#jobs.failAll(error);
  }
}

function replyText(frame: EslFrame): string {
  return frame.headers.get('Reply-Text') ?? '';
}

function requireOk(frame: EslFrame, what: string): void {
  const said = replyText(frame);
  if (!said.startsWith('+OK')) {
    throw eslRefused(what, `FreeSWITCH says '${said.slice(0, 200)}'`);
  }
}
