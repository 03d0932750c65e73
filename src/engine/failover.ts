import type { AttemptResult } from '../core/call-log/call-log-row.js';
import type { DialMode } from '../core/campaign/campaign.js';
import type { ContactUpdate } from '../core/contact/contact.js';
import { isCadenciaError, messageOf } from '../core/kernel/errors.js';
import type { AttemptId } from '../core/kernel/ids.js';
import { SECOND } from '../core/kernel/time.js';
import { isTrunkFault } from '../core/route/trunk-health.js';
import type { CallSupervisor } from './call-supervisor.js';
import type { CampaignAgents } from './campaign-agents.js';
import type { Dialer } from './dialer.js';
import type { DialerDeps, DialingCampaign } from './dialing-campaign.js';
import type { PacingLane } from './pacing-lane.js';

/** "At once": after this (a store that was away) the person is left to the ordinary retry. */
const PATIENCE_MS = 10 * SECOND;

/** The campaign whose calls fail over. */
export interface FailingOver extends DialingCampaign {
  readonly agents: CampaignAgents;
  readonly dialing: boolean;
  lane(mode: DialMode): PacingLane;
  roomAhead(free: number, nowMs: number): number;
  paceSoon(): void;
}

/**
 * A call that its carrier brought to nothing before it rang is tried once more, at once, by another carrier: a further
 * row of the same try. Each row counts for its own line, carrier and company, the try once for the person.
 *
 * The first row closes like any other and leaves the ordinary retry on its contact, so that a crash, a refusal or no
 * other way out between the two rows loses nothing; the second row's end replaces it. Number and person are free only
 * once the first row is closed on the disk: the facts are read after that, and the gate is asked anew.
 */
export class Failover {
  readonly #deps: DialerDeps;
  readonly #campaign: FailingOver;
  readonly #dialer: Dialer;
  /** What the first rows left on the contacts of second rows that are live. */
  readonly #left = new Map<AttemptId, ContactUpdate>();

  constructor(deps: DialerDeps, campaign: FailingOver, dialer: Dialer) {
    this.#deps = deps;
    this.#campaign = campaign;
    this.#dialer = dialer;
  }

  /** True when another carrier is to be tried for a call that has ended so. */
  wants({ subject }: CallSupervisor, result: AttemptResult): boolean {
    const { opening } = subject;
    const { settings, dialing } = this.#campaign;
    return (
      subject.beside !== true &&
      result.tDialMs !== null &&
      isTrunkFault(result) &&
      opening.attemptGroup === opening.attemptId &&
      dialing &&
      this.#deps.trunks.hasOther(settings, opening.carrier)
    );
  }

  /** What a call leaves on its contact: where a second row provably never left, what the first one had left. */
  leftBy({ attemptId }: CallSupervisor, result: AttemptResult, update: ContactUpdate): ContactUpdate {
    const first = this.#left.get(attemptId);
    this.#left.delete(attemptId);
    return first !== undefined && result.tDialMs === null ? first : update;
  }

  /** Tries the next carrier for a call that was just closed with `left`; meanwhile it counts as one being placed. */
  start(call: CallSupervisor, left: ContactUpdate): void {
    const lane = this.#campaign.lane(call.subject.lane);
    lane.betweenCarriers += 1;
    this.#dialOn(call, left)
      .catch((error: unknown) => this.#failed(error))
      .finally(() => {
        lane.betweenCarriers -= 1;
        const waiting = this.#campaign.agents.reservedFor(call);
        if (waiting !== null) {
          this.#campaign.agents.freeReserved(waiting);
        }
        this.#campaign.paceSoon();
      });
  }

  async #dialOn(call: CallSupervisor, left: ContactUpdate): Promise<void> {
    const { journal, facts, clock } = this.#deps;
    const untilMs = clock.now() + PATIENCE_MS;
    await journal.closed();
    await facts.load([call.subject.contact]);
    const nowMs = clock.now();
    const wasReserved = call.state.plan.reservedAgentId !== null;
    const agent = this.#campaign.agents.reservedFor(call);
    const stillWanted = wasReserved ? agent !== null : this.#campaign.roomAhead(0, nowMs) > 0;
    if (stillWanted && this.#campaign.dialing && nowMs <= untilMs) {
      const attemptId = this.#dialer.dialOn(call, agent);
      if (attemptId !== null) {
        this.#left.set(attemptId, left);
      }
    }
  }

  /** A store that does not answer is told of by whoever looks after it. */
  #failed(error: unknown): void {
    if (!isCadenciaError(error)) {
      const { bus, clock } = this.#deps;
      bus.emit('engine:defect', { where: 'failover', message: messageOf(error), atMs: clock.now() });
    }
  }
}
