import type { AgentId, AttemptId, CampaignId } from '../../src/core/kernel/ids.js';
import type { Disposition } from '../../src/core/outcome/disposition.js';
import type { EngineControl } from '../../src/engine/engine-control.js';
import type { Clock, Timer } from '../../src/ports/clock.js';
import type { EngineEvents } from '../../src/ports/engine-events.js';

export interface CrewScript {
  /** What the agent finds out about whom he met, and how long he talks; null: the other side ends it. */
  readonly onCall: (phone: string) => { readonly disposition: Disposition; readonly talkMs: number | null };
  readonly onPreview: (phone: string) => 'accept' | 'skip';
  readonly wrapUpMs: number;
  readonly previewMs: number;
}

/** An agent's work on a call as the agent saw it. */
export interface CrewCall {
  readonly agentId: AgentId;
  readonly attemptId: AttemptId;
  readonly phone: string;
}

/** Agents who do the same with the same number each time, so that every outcome is known beforehand. */
export class ScriptedCrew {
  /** Commands that were refused; empty when all went by the script. */
  readonly troubles: string[] = [];
  readonly calls: CrewCall[] = [];
  readonly accepted: string[] = [];
  readonly skipped: string[] = [];
  readonly #control: EngineControl;
  readonly #clock: Clock;
  readonly #script: CrewScript;
  readonly #plans = new Map<AgentId, Timer>();
  readonly #says = new Map<AgentId, Disposition>();
  readonly #unlisten: (() => void)[];

  constructor(control: EngineControl, events: EngineEvents, clock: Clock, script: CrewScript) {
    this.#control = control;
    this.#clock = clock;
    this.#script = script;
    this.#unlisten = [
      events.on('call:connected', ({ agentId, attemptId }) => this.#connected(agentId, attemptId)),
      events.on('agent:moved', ({ agentId, to }) => this.#moved(agentId, to)),
    ];
  }

  /** Logs in and works from then on. */
  async enter(agentId: AgentId, campaignId: CampaignId): Promise<void> {
    await this.#control.agents.login(agentId, [campaignId]);
    this.#control.agents.ready(agentId);
  }

  close(): void {
    for (const unlisten of this.#unlisten.splice(0)) {
      unlisten();
    }
    for (const plan of this.#plans.values()) {
      this.#clock.clearTimer(plan);
    }
    this.#plans.clear();
  }

  #phoneOf(agentId: AgentId): string {
    const contact = this.#control.agents.view(agentId)?.card?.contact;
    return contact?.phones[contact.phoneIndex]?.number ?? '';
  }

  #connected(agentId: AgentId, attemptId: AttemptId): void {
    const phone = this.#phoneOf(agentId);
    const { disposition, talkMs } = this.#script.onCall(phone);
    this.calls.push({ agentId, attemptId, phone });
    this.#says.set(agentId, disposition);
    if (talkMs !== null) {
      this.#plan(agentId, talkMs, () => this.#control.agents.hangup(agentId));
    }
  }

  #moved(agentId: AgentId, to: string): void {
    if (to === 'previewing') {
      this.#plan(agentId, this.#script.previewMs, () => this.#decide(agentId));
    } else if (to === 'wrap_up') {
      this.#plan(agentId, this.#script.wrapUpMs, () => {
        this.#control.agents.dispose(agentId, this.#says.get(agentId) ?? 'sem_tabulacao', null);
      });
    }
  }

  #decide(agentId: AgentId): void {
    const phone = this.#phoneOf(agentId);
    if (this.#script.onPreview(phone) === 'skip') {
      this.#control.agents.skipPreview(agentId, 'dados_incompletos');
      this.skipped.push(phone);
    } else {
      this.#control.agents.acceptPreview(agentId);
      this.accepted.push(phone);
    }
  }

  /** One thing at a time: a new plan replaces the old. */
  #plan(agentId: AgentId, ms: number, run: () => void): void {
    const known = this.#plans.get(agentId);
    if (known !== undefined) {
      this.#clock.clearTimer(known);
    }
    const timer = this.#clock.setTimer(ms, () => {
      this.#plans.delete(agentId);
      try {
        run();
      } catch (error) {
        this.troubles.push(`${agentId}: ${String(error)}`);
      }
    });
    this.#plans.set(agentId, timer);
  }
}
