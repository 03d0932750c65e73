import type { AgentOut } from '../../contract/agent-wire.js';
import { type DeskScript, firstScript, type ScriptRun } from '../../core/desk/desk-script.js';
import { popAddress } from '../../core/desk/screen-pop.js';
import type { AgentId, CampaignId } from '../../core/kernel/ids.js';
import { SECOND } from '../../core/kernel/time.js';
import type { Clock } from '../../ports/clock.js';
import type { ScriptStore } from '../../ports/script-store.js';

/** A version that another server has kept is seen within this. */
const LOOK_AGAIN_MS = 10 * SECOND;

export interface DeskScriptsDeps {
  readonly scripts: ScriptStore;
  readonly clock: Clock;
}

/** Scripts as agents' pages show them: the newest versions at hand, and where each agent is in his. */
export class DeskScripts {
  readonly #deps: DeskScriptsDeps;
  readonly #runs = new Map<AgentId, ScriptRun>();
  #newest: ReadonlyMap<CampaignId, DeskScript> = new Map();
  #readMs = Number.NEGATIVE_INFINITY;

  constructor(deps: DeskScriptsDeps) {
    this.#deps = deps;
  }

  /** Looks for new versions, unless it has just done so; while the database is away the last ones stand. */
  async refresh(): Promise<void> {
    const nowMs = this.#deps.clock.now();
    if (nowMs - this.#readMs < LOOK_AGAIN_MS) {
      return;
    }
    const kept = await this.#deps.scripts.newest();
    this.#readMs = nowMs;
    this.#newest = new Map(kept.map((script) => [script.campaignId, script]));
  }

  /** One was saved here. */
  saved(script: DeskScript): void {
    this.#newest = new Map([...this.#newest, [script.campaignId, script]]);
  }

  /** The script of the agent's call; without one, that of the first campaign he works for. */
  scriptOf({ card, campaignIds }: AgentOut): DeskScript | null {
    const id = card?.campaignId ?? campaignIds[0];
    return id === undefined ? null : (this.#newest.get(id) ?? firstScript(id));
  }

  /** Where the agent is with the person on his line, or null. */
  runOf({ id, card }: AgentOut): ScriptRun | null {
    const run = this.#runs.get(id) ?? null;
    return run !== null && run.attemptId === card?.attemptId ? run : null;
  }

  /** Reads where he was when the server was started anew in the middle of his call. */
  async recall(agent: AgentOut): Promise<void> {
    const attemptId = agent.card?.attemptId ?? null;
    if (attemptId !== null && this.runOf(agent) === null) {
      const run = await this.#deps.scripts.runOf(attemptId);
      if (run !== null && run.agentId === agent.id) {
        this.#runs.set(agent.id, run);
      }
    }
  }

  async walked(run: ScriptRun): Promise<void> {
    this.#runs.set(run.agentId, run);
    await this.#deps.scripts.keepRun(run);
  }

  /** What the agent's page opens beside for the person on his screen, or null. */
  popOf(agent: AgentOut): string | null {
    const { card } = agent;
    const template = this.scriptOf(agent)?.popUrl ?? '';
    return card === null || template === '' ? null : popAddress(template, popValues(agent, card));
  }
}

function popValues(agent: AgentOut, card: NonNullable<AgentOut['card']>): Readonly<Record<string, string>> {
  const { contact, attemptId, campaignId } = card;
  return {
    ...contact.fields,
    nome: contact.name,
    telefone: contact.phone ?? '',
    divida: contact.debtId,
    contato: contact.id,
    chamada: attemptId ?? '',
    campanha: campaignId,
    atendente: agent.id,
  };
}
