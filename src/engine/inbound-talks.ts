import type { AttemptId } from '../core/kernel/ids.js';
import type { Disposition } from '../core/outcome/disposition.js';
import type { Clock } from '../ports/clock.js';
import type { InboundTalks } from './agent-desk.js';
import type { AgentSupervisor } from './agent-supervisor.js';
import type { CallerReturns } from './caller-returns.js';
import type { InboundCall } from './inbound-call.js';
import type { InboundOutlooks } from './inbound-outlooks.js';
import type { InboundPlan } from './inbound-plan.js';
import type { InboundRecord } from './inbound-record.js';
import { InboundWraps } from './inbound-wraps.js';

export interface TalksDeps {
  readonly clock: Clock;
  readonly plan: InboundPlan;
  readonly outlooks: InboundOutlooks;
  readonly calls: ReadonlyMap<AttemptId, InboundCall>;
  readonly returns: CallerReturns;
}

/** Agents' talks with callers, from the first word to the end of the wrap-up. */
export class InboundTalkKeeper implements InboundTalks {
  readonly #deps: TalksDeps;
  readonly #wraps: InboundWraps;

  constructor(deps: TalksDeps) {
    this.#deps = deps;
    this.#wraps = new InboundWraps(deps.clock);
  }

  recordOf(agent: AgentSupervisor): InboundRecord | null {
    const { attemptId } = agent.state;
    const wrapped = attemptId === null ? null : this.#wraps.recordOf(attemptId);
    return wrapped ?? this.#talkOf(agent)?.record ?? null;
  }

  talkOf(agent: AgentSupervisor): InboundCall | null {
    return this.#talkOf(agent) ?? null;
  }

  hangUp(agent: AgentSupervisor): boolean {
    const call = this.#talkOf(agent);
    call?.hangUp('normal', 'agent');
    return call !== undefined;
  }

  dispose(agent: AgentSupervisor, disposition: Disposition, callbackAtMs: number | null): void {
    const { attemptId } = agent.state;
    const call = this.#talkOf(agent);
    const record = this.recordOf(agent);
    record?.disposed(disposition);
    if (record !== null && callbackAtMs !== null && disposition === 'retorno_agendado') {
      const { contact, campaign } = record;
      const { phone } = record.subject.opening;
      if (phone !== '' || contact !== null) {
        this.#deps.returns.agree(phone, campaign.id, contact?.id ?? null, callbackAtMs);
      }
    }
    if (call !== undefined) {
      call.disposed = true;
      call.hangUp('normal', 'agent');
    } else if (attemptId !== null) {
      this.#wraps.end(agent, attemptId);
    }
  }

  /** The caller goes on with an outside number: the agent has his while, and the row closes when both are over. */
  handedOut(call: InboundCall, agent: AgentSupervisor): void {
    call.record.goesOn();
    this.ended(call, agent);
  }

  /** The caller is gone: learned from, and the agent has a while to say what he wanted, unless he has. */
  ended(call: InboundCall, agent: AgentSupervisor): void {
    const { clock, plan, outlooks } = this.#deps;
    const queue = call.queueIds === null ? undefined : plan.queues.get(call.queueIds[0]);
    if (queue !== undefined) {
      outlooks.of(queue.id)?.handled(clock.now() - (call.talkedSinceMs ?? clock.now()));
    }
    this.#wraps.begin(agent, call.record, queue?.wrapUpLimitMs ?? 0);
    if (call.disposed) {
      this.#wraps.end(agent, call.id);
    }
  }

  close(): void {
    this.#wraps.close();
  }

  #talkOf({ state, profile }: AgentSupervisor): InboundCall | undefined {
    const call = state.attemptId === null ? undefined : this.#deps.calls.get(state.attemptId);
    return call?.agentId === profile.id ? call : undefined;
  }
}
