import type { RingExemption } from '../core/compliance/ring-rule.js';
import type { MediaServerId } from '../core/kernel/ids.js';
import type { CallSupervisor } from './call-supervisor.js';
import { countAhead } from './calls-ahead.js';

/** The live calls of one campaign. Owned by its runner; `close` lets go of them all. */
export class CampaignCalls {
  readonly #live = new Map<string, CallSupervisor>();

  get size(): number {
    return this.#live.size;
  }

  values(): Iterable<CallSupervisor> {
    return this.#live.values();
  }

  get(attemptId: string): CallSupervisor | undefined {
    return this.#live.get(attemptId);
  }

  add(call: CallSupervisor): void {
    this.#live.set(call.attemptId, call);
  }

  delete(call: CallSupervisor): void {
    this.#live.delete(call.attemptId);
  }

  /** How many are for the agents of a server. */
  on(serverId: MediaServerId): number {
    let count = 0;
    for (const call of this.#live.values()) {
      count += call.homeId === serverId ? 1 : 0;
    }
    return count;
  }

  /** How many have no agent, neither met nor of their own. */
  get ahead(): number {
    return countAhead(this.#live.values());
  }

  /** Calls nobody has answered end, as soon as the law lets them; people on the line are served. How many were told. */
  cancelUnanswered(exemption: RingExemption | null): number {
    let told = 0;
    for (const call of [...this.#live.values()]) {
      if (call.state.tAnswerMs === null) {
        call.input({ kind: 'cancel', exemption });
        told += 1;
      }
    }
    return told;
  }

  /** Row and leg of each stay open for the next start. Idempotent. */
  close(): void {
    for (const call of this.#live.values()) {
      call.close();
    }
  }
}
