import type { CampaignId } from '../core/kernel/ids.js';
import type { StoredCampaign } from '../ports/campaign-store.js';
import type { AgentSupervisor } from './agent-supervisor.js';
import { CampaignRunner, type RunnerDeps } from './campaign-runner.js';

export interface RosterDeps extends Omit<RunnerDeps, 'mayDial' | 'fence'> {
  /** True while the engine lets calls of the campaign out. */
  readonly mayDial: (id: CampaignId) => boolean;
  /** The fence under which the engine owns the campaign; null while it does not. */
  readonly fenceOf: (id: CampaignId) => number | null;
}

/** The campaigns of an engine, each with its runner. Owned by the engine; `close` ends the runners. */
export class CampaignRoster {
  readonly #deps: RosterDeps;
  readonly #runners = new Map<string, CampaignRunner>();

  constructor(deps: RosterDeps) {
    this.#deps = deps;
  }

  /** Live calls of all campaigns. */
  get openCalls(): number {
    let calls = 0;
    for (const runner of this.#runners.values()) {
      calls += runner.calls.size;
    }
    return calls;
  }

  get(id: string): CampaignRunner | null {
    return this.#runners.get(id) ?? null;
  }

  values(): Iterable<CampaignRunner> {
    return this.#runners.values();
  }

  /** Those an agent is logged in on, in his order. */
  of(agent: AgentSupervisor): CampaignRunner[] {
    return agent.campaignIds.flatMap((id) => this.#runners.get(id) ?? []);
  }

  /** Gives a stored campaign its runner; one whose settings cannot be read stands still and says so. */
  add(stored: StoredCampaign): CampaignRunner {
    const { settings, version, problem } = stored;
    const state = problem === undefined || stored.state !== 'running' ? stored.state : 'paused';
    const { mayDial, fenceOf, clock, bus } = this.#deps;
    const deps = { ...this.#deps, mayDial: () => mayDial(settings.id), fence: () => fenceOf(settings.id) };
    const runner = new CampaignRunner(deps, settings, state, version);
    this.#runners.set(settings.id, runner);
    if (problem !== undefined) {
      runner.problem = problem;
      bus.emit('engine:defect', {
        where: `campaign ${settings.id}`,
        message: problem,
        atMs: clock.now(),
      });
    }
    return runner;
  }

  /** Asks each for a pacing decision soon. */
  paceSoon(): void {
    for (const runner of this.#runners.values()) {
      runner.paceSoon();
    }
  }

  /** A line between two switches stands ready: somebody may be waiting for it. */
  tieReady(): void {
    for (const runner of this.#runners.values()) {
      runner.tieReady();
    }
  }

  /** What held all of them back is over: those that run look for contacts, agents and calls anew. */
  wake(): void {
    for (const runner of this.#runners.values()) {
      if (runner.state === 'running') {
        runner.hopper.poke();
        runner.wakeAgents();
      }
      runner.paceSoon();
    }
  }

  /** Idempotent. */
  async close(): Promise<void> {
    for (const runner of this.#runners.values()) {
      await runner.close();
    }
  }
}
