import type { AttemptId } from '../../core/kernel/ids.js';
import type { Rng } from '../../core/kernel/rng.js';
import type { Clock } from '../../ports/clock.js';
import type { SipWatch, SipWatchEvent } from '../../ports/sip-watch.js';
import { DrachtioLink, type DrachtioServer, type DrachtioTiming } from './drachtio-link.js';
import { type SipCall, SipCalls, type SipCause } from './sip-calls.js';
import { SipCapture } from './sip-capture.js';
import { SipPassage, type SipPassageDeps } from './sip-passage.js';
import { type ProbedTrunk, TrunkProber } from './trunk-prober.js';

/** What is told of the SIP server itself. */
export interface SipServerNotes {
  up(found: { readonly version: string; readonly addresses: readonly string[] }): void;
  /** Once for each time it is lost, and once where it is not reached at all. */
  down(why: string): void;
  /** An INVITE that could not pass. */
  refused(why: string): void;
}

export interface DrachtioWatchOptions {
  readonly server: DrachtioServer;
  readonly clock: Clock;
  readonly rng: Rng;
  /** Of the kind that are asked, as they are set now. */
  readonly trunks: () => readonly ProbedTrunk[];
  readonly identityOf: SipPassageDeps['identityOf'];
  /** Where its copies of messages (HEP) come in; null where it makes none. */
  readonly capture: { readonly host: string; readonly port: number } | null;
  readonly optionsEveryMs: number;
  readonly optionsDeadlineMs: number;
  readonly notes: SipServerNotes;
  readonly timing?: Partial<DrachtioTiming>;
}

/** A drachtio-server between media servers and carriers: asks trunks, lets calls pass, tells what it sees. */
export class DrachtioWatch implements SipWatch {
  readonly #options: DrachtioWatchOptions;
  readonly #listeners = new Set<(event: SipWatchEvent) => void>();
  readonly #calls: SipCalls;
  readonly #link: DrachtioLink;
  readonly #prober: TrunkProber;
  readonly #capture: SipCapture | null;
  /** Why it is not reached, as it was last said; null while it is. */
  #saidDown: string | null = 'not connected yet';
  #asking = false;

  constructor(options: DrachtioWatchOptions) {
    this.#options = options;
    const { clock, capture, trunks, identityOf, notes } = options;
    const calls = new SipCalls(clock);
    this.#calls = calls;
    const tell = (message: Extract<SipWatchEvent, { kind: 'message' }>['message']): void =>
      this.#tell({ kind: 'message', message });
    const passage = new SipPassage({
      clock,
      calls,
      hopOf: (trunkId) => trunks().find(({ id }) => id === trunkId) ?? null,
      identityOf,
      tell: capture === null ? tell : null,
      refused: (why) => notes.refused(why),
    });
    this.#link = new DrachtioLink(options, {
      up: (found) => {
        this.#saidDown = null;
        notes.up(found);
        this.#ask();
      },
      down: (why) => this.#down(why),
      invite: (request, reply) => passage.pass(request, reply),
    });
    this.#prober = new TrunkProber({
      clock,
      ask: (uri, deadlineMs) => this.#link.probe(uri, deadlineMs),
      trunks,
      everyMs: options.optionsEveryMs,
      deadlineMs: options.optionsDeadlineMs,
      tell: (trunk) => this.#tell({ kind: 'trunk', trunk }),
    });
    const isTrusted = (address: string): boolean =>
      address === this.#link.peerAddress.replace(/^::ffff:/, '');
    this.#capture = capture === null ? null : new SipCapture({ ...capture, clock, calls, isTrusted, tell });
  }

  /** Connects and keeps connecting; rejects only where the port for copies is not to be had. */
  async start(): Promise<void> {
    await this.#capture?.start();
    this.#link.start();
  }

  /** From now on carriers are asked and trunks told of: those who listen are there. */
  watchTrunks(): void {
    this.#asking = true;
    this.#ask();
  }

  /** Calls under way go on without us. Idempotent. */
  close(): Promise<void> {
    this.#prober.close();
    this.#link.close();
    this.#capture?.close();
    return Promise.resolve();
  }

  isUp(): boolean {
    return this.#link.isUp();
  }

  listen(listener: (event: SipWatchEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** A media server is about to place the call: its INVITE may pass. */
  expect(call: SipCall): void {
    this.#calls.expect(call);
  }

  forget(attemptId: AttemptId): void {
    this.#calls.forget(attemptId);
  }

  /** How the carrier ended the call, or null where it did not, or is not known to have. */
  causeOf(attemptId: AttemptId): SipCause | null {
    return this.#calls.causeOf(attemptId);
  }

  #down(why: string): void {
    if (this.#saidDown === why) {
      return;
    }
    this.#saidDown = why;
    this.#options.notes.down(why);
    this.#ask();
  }

  #ask(): void {
    if (!this.#asking) {
      return;
    }
    if (this.#saidDown === null) {
      this.#prober.begin();
    } else {
      this.#prober.end(this.#saidDown);
    }
  }

  #tell(event: SipWatchEvent): void {
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch {
        // A listener is no part of a call.
      }
    }
  }
}
