/*
 * Commands and their replies.
 *
 * Replies bear no id: the first is the first command's. So every command, `sendmsg` included, stands in the one queue, and
 * a reply that is lost, comes twice or is of the wrong kind breaks the link: from then on each reply would be given to
 * another's caller.
 */
import type { CadenciaError } from '../../core/kernel/errors.js';
import type { Clock, Timer } from '../../ports/clock.js';
import { eslDown, eslLate, eslRefused } from './esl-failure.js';
import type { EslFrame } from './esl-frame-reader.js';

export interface QueueOwner {
  write(text: string): void;
  /** No reply can be trusted any more. */
  broken(error: CadenciaError): void;
}

export interface EslRequest {
  readonly text: string;
  /** For people. */
  readonly what: string;
  readonly expects: 'command/reply' | 'api/response';
  /** The job a `bgapi` was given: its reply names it again. */
  readonly jobId?: string;
  readonly deadlineMs: number;
}

interface Waiting {
  readonly request: EslRequest;
  readonly timer: Timer;
  resolve(frame: EslFrame): void;
  reject(error: CadenciaError): void;
}

/** Commands on the wire at a time; those behind them can still be taken back. */
const WINDOW = 128;

/** The one queue of a connection. */
export class EslCommandQueue {
  readonly #clock: Clock;
  readonly #owner: QueueOwner;
  readonly #sent: Waiting[] = [];
  readonly #unsent: Waiting[] = [];

  constructor(clock: Clock, owner: QueueOwner) {
    this.#clock = clock;
    this.#owner = owner;
  }

  send(request: EslRequest): Promise<EslFrame> {
    return new Promise((resolve, reject) => {
      const timer = this.#clock.setTimer(request.deadlineMs, () => this.#onDeadline(waiting));
      const waiting: Waiting = { request, timer, resolve, reject };
      this.#unsent.push(waiting);
      this.#pump();
    });
  }

  /** A reply came. */
  onReply(frame: EslFrame): void {
    const waiting = this.#sent.shift();
    if (waiting === undefined) {
      this.#owner.broken(eslDown('The link', 'FreeSWITCH answered what nobody asked'));
      return;
    }
    this.#clock.clearTimer(waiting.timer);
    if (!isReplyTo(waiting.request, frame)) {
      const error = eslDown(waiting.request.what, 'the reply is another command’s');
      waiting.reject(error);
      this.#owner.broken(error);
      return;
    }
    waiting.resolve(frame);
    this.#pump();
  }

  failAll(error: CadenciaError): void {
    for (const waiting of [...this.#sent.splice(0), ...this.#unsent.splice(0)]) {
      this.#clock.clearTimer(waiting.timer);
      waiting.reject(error);
    }
  }

  #pump(): void {
    while (this.#sent.length < WINDOW) {
      const next = this.#unsent.shift();
      if (next === undefined) {
        return;
      }
      this.#sent.push(next);
      this.#owner.write(next.request.text);
    }
  }

  #onDeadline(waiting: Waiting): void {
    const { what, deadlineMs } = waiting.request;
    const place = this.#unsent.indexOf(waiting);
    if (place !== -1) {
      this.#unsent.splice(place, 1);
      waiting.reject(eslRefused(what, `it did not leave within ${deadlineMs} ms, so many wait before it`));
      return;
    }
    this.#sent.splice(this.#sent.indexOf(waiting), 1);
    const late = eslLate(what, deadlineMs);
    waiting.reject(late);
    this.#owner.broken(eslDown('The link', late.detail));
  }
}

/** Errors come as `command/reply` whatever was asked. */
function isReplyTo({ expects, jobId }: EslRequest, { contentType, headers }: EslFrame): boolean {
  const said = headers.get('Reply-Text') ?? '';
  if (contentType === 'command/reply' && said.startsWith('-ERR')) {
    return true;
  }
  const namedJob = /^\+OK Job-UUID: (\S+)/.exec(said)?.[1];
  return contentType === expects && (jobId === undefined ? namedJob === undefined : namedJob === jobId);
}
