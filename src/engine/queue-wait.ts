import { announce, announcementDueMs, HEARD_NOTHING, type Heard } from '../core/acd/announcement.js';
import type { ExpectedWait } from '../core/acd/expected-wait.js';
import type { AgentId, AttemptId, E164, MediaServerId, QueueId } from '../core/kernel/ids.js';
import { SECOND } from '../core/kernel/time.js';
import type { Clock, Timer } from '../ports/clock.js';
import type { InboundPlan } from './inbound-plan.js';
import type { LegVoice } from './leg-voice.js';

/** How often somebody's queue is looked at for what to tell him or where else to send him. */
const LOOK_MS = 5 * SECOND;

/** Somebody who waits in a queue, or did: a caller, or a person whom we called and an agent gave there. */
export interface QueueWaiter {
  readonly id: AttemptId;
  readonly serverId: MediaServerId;
  readonly phase: string;
  /** His own queue first, then those that may serve him too; null: he has not come to any. */
  queueIds: readonly [QueueId, ...QueueId[]] | null;
  /** Since when the wait counts. */
  readonly waitingSinceMs: number | null;
  /** Since when he talks, or has talked, with an agent; null: with nobody so far. */
  readonly talkedSinceMs: number | null;
  /** Where he can be called back; null: withheld. */
  readonly number: E164 | null;
  /** Who gave him there, and is not offered him; null: he came by himself. */
  readonly giverId: AgentId | null;
  say(sounds: readonly string[]): void;
}

export interface WaitDeps {
  readonly clock: Clock;
  readonly plan: InboundPlan;
  readonly voice: LegVoice;
  /** Whether another queue, a callback or an end is due. */
  readonly look: () => void;
  /** His place, 1 for the next one, and what he may expect. */
  readonly outlook: () => { readonly position: number; readonly expected: ExpectedWait | null };
}

/** The wait of one person: music, his place and what he may expect, and a look at his queue every few seconds. */
export class QueueWait {
  readonly #deps: WaitDeps;
  readonly #waiter: QueueWaiter;
  #heard: Heard = HEARD_NOTHING;
  #timer: Timer | null = null;

  constructor(deps: WaitDeps, waiter: QueueWaiter) {
    this.#deps = deps;
    this.#waiter = waiter;
  }

  /** With music, unless an agent is free at once. */
  begin(): void {
    this.#after(0);
  }

  /** Idempotent. */
  end(): void {
    if (this.#timer !== null) {
      this.#deps.clock.clearTimer(this.#timer);
      this.#timer = null;
    }
  }

  /** Tells him what is due, and looks where else he may go. */
  #tick(): void {
    const { voice, clock, plan, look, outlook } = this.#deps;
    if (this.#waiter.phase !== 'waiting') {
      return;
    }
    if (!voice.isSounding) {
      voice.music(true);
    }
    look();
    const { queueIds, waitingSinceMs, phase } = this.#waiter;
    const told = queueIds === null ? null : (plan.queues.get(queueIds[0])?.announcements ?? null);
    const nowMs = clock.now();
    if (told === null || phase !== 'waiting') {
      return;
    }
    const sinceMs = waitingSinceMs ?? nowMs;
    if (!voice.isSounding && nowMs >= announcementDueMs(told, this.#heard, sinceMs)) {
      const { position, expected } = outlook();
      const said = announce(told, this.#heard, position, expected, nowMs);
      this.#heard = said.heard;
      voice.say(said.parts.flatMap((part) => plan.soundsOf(part)));
    }
    const dueMs = announcementDueMs(told, this.#heard, sinceMs);
    this.#after(Math.min(LOOK_MS, Math.max(dueMs - nowMs, SECOND)));
  }

  #after(ms: number): void {
    this.end();
    this.#timer = this.#deps.clock.setTimer(ms, () => {
      this.#timer = null;
      this.#tick();
    });
  }
}
