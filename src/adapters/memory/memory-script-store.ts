import type { DeskScript, ScriptRun } from '../../core/desk/desk-script.js';
import type { AttemptId, CampaignId } from '../../core/kernel/ids.js';
import type { ScriptStore } from '../../ports/script-store.js';
import type { FaultGate } from './memory-faults.js';

/** Scripts in memory. */
export class MemoryScriptStore implements ScriptStore {
  readonly #gate: FaultGate;
  /** Oldest first. */
  readonly #scripts = new Map<CampaignId, readonly DeskScript[]>();
  readonly #runs = new Map<AttemptId, ScriptRun>();

  constructor(gate: FaultGate) {
    this.#gate = gate;
  }

  newest(): Promise<readonly DeskScript[]> {
    return this.#gate.read('scripts.newest', () =>
      [...this.#scripts.values()]
        .flatMap((versions) => versions.at(-1) ?? [])
        .sort((one, other) => (one.campaignId < other.campaignId ? -1 : 1)),
    );
  }

  find(campaignId: CampaignId, version: number): Promise<DeskScript | null> {
    return this.#gate.read(
      'scripts.find',
      () => this.#scripts.get(campaignId)?.find((script) => script.version === version) ?? null,
    );
  }

  versions(campaignId: CampaignId, most: number): Promise<readonly DeskScript[]> {
    return this.#gate.read('scripts.versions', () =>
      [...(this.#scripts.get(campaignId) ?? [])].reverse().slice(0, most),
    );
  }

  save(script: DeskScript): Promise<boolean> {
    return this.#gate.write('scripts.save', () => {
      const before = this.#scripts.get(script.campaignId) ?? [];
      if (script.version !== (before.at(-1)?.version ?? 0) + 1) {
        return false;
      }
      this.#scripts.set(script.campaignId, [...before, script]);
      return true;
    });
  }

  keepRun(run: ScriptRun): Promise<void> {
    return this.#gate.write('scripts.keepRun', () => {
      this.#runs.set(run.attemptId, run);
    });
  }

  runOf(attemptId: AttemptId): Promise<ScriptRun | null> {
    return this.#gate.read('scripts.runOf', () => this.#runs.get(attemptId) ?? null);
  }
}
