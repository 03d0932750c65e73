import type { IvrFacts } from '../core/acd/ivr-walk.js';
import { isOpenAt } from '../core/acd/service-hours.js';
import type { StickyAgent } from '../core/acd/waiting-line.js';
import { agentOfLeg, parseAttemptId } from '../core/kernel/ids.js';
import { newTimeOrderedId, type Rng } from '../core/kernel/rng.js';
import { SECOND } from '../core/kernel/time.js';
import type { Clock } from '../ports/clock.js';
import type { ArrivedLeg, Fleet } from './fleet.js';
import { InboundCall, type InboundHost } from './inbound-call.js';
import type { InboundPlan } from './inbound-plan.js';

/** An agent whose phone dropped in a talk, or before a restart of ours, has so long to come back to his caller. */
export const COMES_BACK_MS = 10 * SECOND;
/** Somebody who was in a talk already waits before everybody else. */
export const BROKEN_OFF_PRIORITY = 100;

export interface ReceptionDeps {
  readonly plan: InboundPlan;
  readonly fleet: Fleet;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly host: InboundHost;
  /** The call lives from now on. */
  readonly begun: (call: InboundCall) => void;
  /** The call waits for an agent. */
  readonly waits: (call: InboundCall, sticky: StickyAgent | null, priority: number) => void;
}

/** Where calls come in: answers them by their line's menu, and takes up those that outlived a restart of ours. */
export class InboundReception {
  readonly #deps: ReceptionDeps;

  constructor(deps: ReceptionDeps) {
    this.#deps = deps;
  }

  /** Hears of calls from now on, as long as the fleet lives. */
  open(): void {
    this.#deps.fleet.onArrived((leg) => this.#arrived(leg));
  }

  #arrived(leg: ArrivedLeg): void {
    const { plan, clock, rng, fleet, host } = this.#deps;
    const menu = plan.menuOf(leg.inbound.called);
    if (menu === null) {
      fleet.tell(leg.serverId, 'hangup', (server) => server.hangup(leg.legId, 'rejected'));
      return;
    }
    const id = parseAttemptId(newTimeOrderedId(clock.now(), rng));
    const facts = (call: InboundCall): IvrFacts => this.#facts(call);
    const call = new InboundCall({ fleet, clock, plan, host, facts }, id, leg);
    this.#deps.begun(call);
    if (leg.found !== null && leg.found.state === 'up') {
      this.#takeUp(call, leg);
      return;
    }
    plan
      .recognise(leg.inbound)
      .then(
        (known) => {
          call.known = known;
        },
        () => undefined,
      )
      .finally(() => {
        if (call.phase === 'ringing') {
          call.answer(menu);
        }
      });
  }

  /** Alive since before our restart: it waits again, for the agent it talked with first. */
  #takeUp(call: InboundCall, { serverId, legId, inbound, found }: ArrivedLeg): void {
    const { plan, clock, fleet } = this.#deps;
    const queueId = plan.queueOf(inbound.called);
    if (queueId === null) {
      call.hangUp('normal');
      return;
    }
    const agentId = found?.bridgedWith == null ? null : agentOfLeg(found.bridgedWith);
    call.queueIds = [queueId];
    call.waitingSinceMs = clock.now();
    // Parted before he is offered again: a parting that came later would part him from whom he was just joined with.
    const parted =
      agentId === null
        ? Promise.resolve()
        : fleet.run(serverId, 'unbridge', (server) => server.unbridge(legId));
    void parted
      .catch(() => undefined)
      .then(() => {
        if (call.phase !== 'ended') {
          const onlyUntilMs = clock.now() + COMES_BACK_MS;
          call.wait();
          this.#deps.waits(call, agentId === null ? null : { agentId, onlyUntilMs }, BROKEN_OFF_PRIORITY);
        }
      });
  }

  #facts(call: InboundCall): IvrFacts {
    const { plan, clock } = this.#deps;
    return {
      recognised: call.known.kind === 'contact',
      isOpen: (queueId) => {
        const queue = plan.queues.get(queueId);
        return queue !== undefined && isOpenAt(queue.hours, plan.calendar, clock.now());
      },
    };
  }
}
