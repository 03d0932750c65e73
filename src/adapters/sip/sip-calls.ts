import type { AttemptId, CampaignId, TrunkId } from '../../core/kernel/ids.js';
import { SECOND } from '../../core/kernel/time.js';
import type { Clock } from '../../ports/clock.js';

/** Names the attempt in an INVITE: without it none passes. */
export const ATTEMPT_HEADER = 'X-Cadencia-Attempt';

/** A call that a media server has been told to place. */
export interface SipCall {
  readonly attemptId: AttemptId;
  readonly trunkId: TrunkId;
  readonly campaignId: CampaignId | null;
  /** E.164. */
  readonly called: string;
  /** The number shown, E.164; '' where none is. */
  readonly caller: string;
}

/** How the carrier ended a call that it did not connect. */
export interface SipCause {
  readonly status: number;
  /** Of its Reason header; null where it gave none. */
  readonly q850: number | null;
}

interface Entry {
  readonly call: SipCall;
  readonly expectedMs: number;
  cause: SipCause | null;
}

/** RFC 3261, 15.1.2. */
const GIVEN_UP = 487;
/** An INVITE leaves with the command, and once more where the carrier asked for a password. */
const MAY_PASS_MS = 60 * SECOND;
/** Calls whose end was never told are forgotten by their age. */
const MOST_CALLS = 20_000;

/** The calls on their way, by attempt: who is not among them does not pass. */
export class SipCalls {
  readonly #clock: Clock;
  readonly #entries = new Map<AttemptId, Entry>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  expect(call: SipCall): void {
    this.#entries.set(call.attemptId, { call, expectedMs: this.#clock.now(), cause: null });
    if (this.#entries.size > MOST_CALLS) {
      const [oldest] = this.#entries.keys();
      this.#entries.delete(oldest as AttemptId);
    }
  }

  forget(attemptId: AttemptId): void {
    this.#entries.delete(attemptId);
  }

  /** The call, as long as its INVITE may pass. */
  get(attemptId: string): SipCall | null {
    const entry = this.#entries.get(attemptId as AttemptId);
    return entry !== undefined && this.#clock.now() - entry.expectedMs <= MAY_PASS_MS ? entry.call : null;
  }

  /** The carrier's final word; an answer is none, and 487 but the echo of our having given up. */
  end(attemptId: AttemptId, cause: SipCause): void {
    const entry = this.#entries.get(attemptId);
    if (entry !== undefined && cause.status >= 300 && cause.status !== GIVEN_UP) {
      entry.cause = cause;
    }
  }

  causeOf(attemptId: AttemptId): SipCause | null {
    return this.#entries.get(attemptId)?.cause ?? null;
  }
}
