import type { DrawnCall } from '../../core/quality/quality-draw.js';
import type { QualityForm } from '../../core/quality/quality-form.js';
import type {
  Contest,
  ContestedScore,
  QualityStore,
  SavedForm,
  ScoreQuery,
  StoredDraw,
  StoredScore,
} from '../../ports/quality-store.js';
import type { FaultGate } from './memory-faults.js';

const ascending = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Quality monitoring in memory. */
export class MemoryQualityStore implements QualityStore {
  readonly #gate: FaultGate;
  readonly #forms = new Map<string, SavedForm[]>();
  readonly #draws = new Map<string, StoredDraw>();
  readonly #picks = new Map<string, readonly DrawnCall[]>();
  readonly #scores = new Map<string, StoredScore>();
  readonly #contests = new Map<string, Contest>();

  constructor(gate: FaultGate) {
    this.#gate = gate;
  }

  saveForm(form: QualityForm, by: string, atMs: number): Promise<number> {
    return this.#gate.write('quality.saveForm', () => {
      const versions = this.#forms.get(form.id) ?? [];
      const version = versions.length + 1;
      this.#forms.set(form.id, [...versions, { form, version, by, atMs }]);
      return version;
    });
  }

  form(id: string, version: number | null): Promise<SavedForm | null> {
    return this.#gate.read('quality.form', () => {
      const versions = this.#forms.get(id) ?? [];
      return (version === null ? versions.at(-1) : versions[version - 1]) ?? null;
    });
  }

  forms(): Promise<readonly SavedForm[]> {
    return this.#gate.read('quality.forms', () =>
      [...this.#forms.values()]
        .flatMap((versions) => versions.slice(-1))
        .sort((a, b) => ascending(a.form.id, b.form.id)),
    );
  }

  formVersions(id: string, most: number): Promise<readonly SavedForm[]> {
    return this.#gate.read('quality.formVersions', () =>
      (this.#forms.get(id) ?? []).toReversed().slice(0, most),
    );
  }

  addDraw(draw: StoredDraw): Promise<void> {
    return this.#gate.write('quality.addDraw', () => {
      this.#draws.set(draw.drawId, draw);
    });
  }

  finishDraw(draw: StoredDraw, picks: readonly DrawnCall[]): Promise<boolean> {
    return this.#gate.write('quality.finishDraw', () => {
      if (this.#draws.get(draw.drawId)?.drawnAtMs !== null) {
        return false;
      }
      this.#draws.set(draw.drawId, draw);
      this.#picks.set(draw.drawId, picks);
      return true;
    });
  }

  draw(id: string): Promise<StoredDraw | null> {
    return this.#gate.read('quality.draw', () => this.#draws.get(id) ?? null);
  }

  draws(limit: number): Promise<readonly StoredDraw[]> {
    return this.#gate.read('quality.draws', () =>
      [...this.#draws.values()]
        .sort((a, b) => b.committedAtMs - a.committedAtMs || ascending(a.drawId, b.drawId))
        .slice(0, limit),
    );
  }

  picks(drawId: string): Promise<readonly DrawnCall[]> {
    return this.#gate.read('quality.picks', () =>
      [...(this.#picks.get(drawId) ?? [])].sort(
        (a, b) => ascending(a.agentId, b.agentId) || ascending(a.ticket, b.ticket),
      ),
    );
  }

  addScore(score: StoredScore): Promise<void> {
    return this.#gate.write('quality.addScore', () => {
      this.#scores.set(score.id, score);
    });
  }

  score(id: string): Promise<ContestedScore | null> {
    return this.#gate.read('quality.score', () => {
      const score = this.#scores.get(id);
      return score === undefined ? null : this.#contested(score);
    });
  }

  scores({ fromMs, toMs, agentId, attemptId }: ScoreQuery): Promise<readonly ContestedScore[]> {
    return this.#gate.read('quality.scores', () =>
      [...this.#scores.values()]
        .filter(
          (score) =>
            score.atMs >= fromMs &&
            score.atMs < toMs &&
            (agentId ?? score.agentId) === score.agentId &&
            (attemptId ?? score.attemptId) === score.attemptId,
        )
        .sort((a, b) => b.atMs - a.atMs || ascending(a.id, b.id))
        .map((score) => this.#contested(score)),
    );
  }

  contest(contest: Contest): Promise<boolean> {
    return this.#gate.write('quality.contest', () => {
      if (this.#contests.has(contest.scoreId)) {
        return false;
      }
      this.#contests.set(contest.scoreId, contest);
      return true;
    });
  }

  decide(contest: Contest): Promise<boolean> {
    return this.#gate.write('quality.decide', () => {
      if (this.#contests.get(contest.scoreId)?.decision !== 'open') {
        return false;
      }
      this.#contests.set(contest.scoreId, contest);
      return true;
    });
  }

  #contested(score: StoredScore): ContestedScore {
    return { ...score, contest: this.#contests.get(score.id) ?? null };
  }
}
