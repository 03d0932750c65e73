import type { IvrFacts } from '../core/acd/ivr-walk.js';
import type { StickyAgent } from '../core/acd/waiting-line.js';
import { agentOfLeg } from '../core/kernel/ids.js';
import { SECOND } from '../core/kernel/time.js';
import type { Clock } from '../ports/clock.js';
import { CallRecorder } from './call-recorder.js';
import type { EventBus } from './event-bus.js';
import type { ArrivedLeg, Fleet } from './fleet.js';
import { InboundCall, type InboundHost } from './inbound-call.js';
import type { InboundPlan } from './inbound-plan.js';
import type { InboundRecords } from './inbound-records.js';
import { ivrFactsAt } from './ivr-facts.js';

/** An agent whose phone dropped in a talk, or before a restart of ours, has so long to come back to his caller. */
export const COMES_BACK_MS = 10 * SECOND;
/** Somebody who was in a talk already waits before everybody else. */
export const BROKEN_OFF_PRIORITY = 100;

export interface ReceptionDeps {
  readonly plan: InboundPlan;
  readonly fleet: Fleet;
  readonly clock: Clock;
  readonly bus: EventBus;
  readonly records: InboundRecords;
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
    const { plan, clock, bus, fleet, host } = this.#deps;
    const menu = plan.menuOf(leg.inbound.called);
    const line = plan.lineOf(leg.inbound.called);
    const arrived = line === null || menu === null ? null : { ...leg, line };
    const record = arrived === null ? null : this.#deps.records.begin(arrived);
    if (menu === null || arrived === null || record === null) {
      fleet.hangUp(leg.serverId, leg.legId, 'rejected');
      return;
    }
    const facts = (call: InboundCall): IvrFacts => this.#facts(call);
    const recorder = new CallRecorder({ fleet, clock, bus }, record);
    const call = new InboundCall({ fleet, clock, plan, host, facts, record, recorder }, leg);
    this.#deps.begun(call);
    if (leg.found !== null && leg.found.state === 'up') {
      this.#takeUp(call, leg);
      return;
    }
    void this.#deps.records.open(record, arrived, plan.recognise(leg.inbound)).then((known) => {
      call.known = known;
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
    call.record.answered();
    const agentId = found?.bridgedWith == null ? null : agentOfLeg(found.bridgedWith);
    call.queueIds = [queueId];
    call.waitingSinceMs = clock.now();
    // Parted before he is offered again: a parting that came later would part him from whom he was just joined with.
    const parted =
      agentId === null
        ? Promise.resolve()
        : fleet.run(serverId, 'unbridge', (server) => server.unbridge(legId));
    void Promise.all([parted.catch(() => undefined), this.#deps.records.reopen(call.record)]).then(() => {
      if (call.phase !== 'ended') {
        const onlyUntilMs = clock.now() + COMES_BACK_MS;
        call.wait();
        this.#deps.waits(call, agentId === null ? null : { agentId, onlyUntilMs }, BROKEN_OFF_PRIORITY);
      }
    });
  }

  #facts(call: InboundCall): IvrFacts {
    const { plan, clock } = this.#deps;
    return ivrFactsAt(plan, call.known.kind === 'contact', clock.now());
  }
}
