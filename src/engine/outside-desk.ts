import type { AttemptId, CampaignId, E164 } from '../core/kernel/ids.js';
import type { Clock } from '../ports/clock.js';
import type { CampaignRoster } from './campaign-roster.js';
import type { EventBus } from './event-bus.js';
import type { Fleet } from './fleet.js';
import type { InboundCall } from './inbound-call.js';
import type { ManualDesk, Placed } from './manual-desk.js';
import { OutsideCall, type OutsideWish } from './outside-call.js';
import { OutsideWatch } from './outside-watch.js';
import { Ringback } from './ringback.js';

export interface OutsideDeskDeps {
  readonly manual: Pick<ManualDesk, 'dialBeside'>;
  readonly campaigns: Pick<CampaignRoster, 'values'>;
  readonly callers: () => readonly InboundCall[];
  readonly bus: EventBus;
  readonly fleet: Fleet;
  readonly clock: Clock;
  /** The longest two talk without an agent of ours. */
  readonly limitMs: number;
}

/** Whom to call for a person, and as part of which service. */
export interface OutsideTarget {
  readonly campaignId: CampaignId;
  readonly phone: E164;
  readonly group: string;
}

/**
 * Calls to outside numbers for persons on the line: dialled, joined, ended. Of two who were left alone with each other
 * the one ends when the other does, also where both were found alive after a restart.
 */
export class OutsideDesk {
  readonly #deps: OutsideDeskDeps;
  readonly #calls = new Map<AttemptId, { readonly call: OutsideCall; readonly phone: E164 }>();
  readonly #watch: OutsideWatch;
  readonly #offs: readonly (() => void)[];

  constructor(deps: OutsideDeskDeps) {
    this.#deps = deps;
    this.#watch = new OutsideWatch(deps);
    this.#offs = [
      deps.bus.on('call:moved', ({ attemptId, from }) => this.#left(attemptId, from)),
      deps.bus.on('inbound:moved', ({ callId, from }) => this.#left(callId, from)),
      deps.bus.on('call:closed', ({ attemptId }) => this.#calls.delete(attemptId)),
    ];
  }

  close(): void {
    this.#watch.close();
    for (const off of this.#offs) {
      off();
    }
  }

  /** Rejects where the gate, or the engine, does not let it leave; the row is on its way when it resolves. */
  async dial({ campaignId, phone, group }: OutsideTarget, wish: OutsideWish): Promise<Placed> {
    const { clock } = this.#deps;
    const made: OutsideCall[] = [];
    const placed = await this.#deps.manual.dialBeside(wish.agent, campaignId, phone, (runner) => {
      const tone = new Ringback(this.#deps.fleet, wish.agent, `t-${phone}-${clock.now().toString(36)}`);
      const host = new OutsideCall(runner, wish, tone);
      made.push(host);
      return { host, group, serverId: wish.serverId };
    });
    const call = made.at(-1);
    const supervisor = this.#find(placed.attemptId);
    if (call !== undefined && supervisor !== undefined) {
      this.#calls.set(placed.attemptId, { call, phone });
      call.begin(supervisor);
    }
    return placed;
  }

  /** Some may have been found alive after a restart. */
  seeAll(): void {
    this.#watch.look();
  }

  phoneOf(outsideId: AttemptId): E164 | null {
    return this.#calls.get(outsideId)?.phone ?? null;
  }

  drop(outsideId: AttemptId): void {
    this.#calls.get(outsideId)?.call.drop();
  }

  /** Its party stays on the line with that person. */
  handOut(outsideId: AttemptId, personId: AttemptId): void {
    this.#calls.get(outsideId)?.call.handOut(personId);
    this.#watch.look();
  }

  #find(attemptId: AttemptId) {
    for (const { calls } of this.#deps.campaigns.values()) {
      const call = calls.get(attemptId);
      if (call !== undefined) {
        return call;
      }
    }
    return undefined;
  }

  /** Who was left alone with somebody is gone: so goes the other. */
  #left(attemptId: AttemptId, from: string): void {
    if (from !== 'outside') {
      return;
    }
    for (const { calls } of this.#deps.campaigns.values()) {
      for (const call of [...calls.values()]) {
        if (call.state.partnerId === attemptId) {
          call.input({ kind: 'partnerGone' });
        }
      }
    }
    for (const caller of this.#deps.callers()) {
      if (caller.partnerId === attemptId) {
        caller.hangUp('normal');
      }
    }
  }
}
