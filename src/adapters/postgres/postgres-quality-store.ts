import type { AgentId, AttemptId } from '../../core/kernel/ids.js';
import type { LengthBand } from '../../core/quality/length-band.js';
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
import type { Database } from './database.js';
import {
  ADD_CONTEST,
  ADD_DRAW,
  ADD_SCORE,
  DECIDE_CONTEST,
  FIND_DRAW,
  FIND_FORM,
  FIND_SCORE,
  FINISH_DRAW,
  FORM_VERSIONS,
  LIST_DRAWS,
  LIST_FORMS,
  LIST_PICKS,
  LIST_SCORES,
  SAVE_FORM,
} from './quality-statements.js';

interface FormRow {
  readonly form: QualityForm;
  readonly version: number;
  readonly saved_by: string;
  readonly at_ms: number;
}

interface ScoreRow {
  readonly score: StoredScore;
  readonly contest: Contest | null;
}

interface PickRow {
  readonly attempt_id: string;
  readonly agent_id: string;
  readonly band: string;
  readonly ticket: string;
}

/** Quality monitoring in PostgreSQL. */
export class PostgresQualityStore implements QualityStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async saveForm(form: QualityForm, by: string, atMs: number): Promise<number> {
    const values = [form.id, JSON.stringify(form), by, atMs];
    const [row] = await this.#database.query<{ version: number }>(SAVE_FORM, values);
    return row?.version ?? 1;
  }

  async form(id: string, version: number | null): Promise<SavedForm | null> {
    const [row] = await this.#database.query<FormRow>(FIND_FORM, [id, version]);
    return row === undefined ? null : formOf(row);
  }

  async forms(): Promise<readonly SavedForm[]> {
    return (await this.#database.query<FormRow>(LIST_FORMS, [])).map(formOf);
  }

  async formVersions(id: string, most: number): Promise<readonly SavedForm[]> {
    return (await this.#database.query<FormRow>(FORM_VERSIONS, [id, most])).map(formOf);
  }

  async addDraw(draw: StoredDraw): Promise<void> {
    await this.#database.query(ADD_DRAW, [draw.drawId, draw.committedAtMs, JSON.stringify(draw)]);
  }

  async finishDraw(draw: StoredDraw, picks: readonly DrawnCall[]): Promise<boolean> {
    const values = [draw.drawId, JSON.stringify(draw), JSON.stringify(picks)];
    return (await this.#database.query(FINISH_DRAW, values, 30_000)).length > 0;
  }

  async draw(id: string): Promise<StoredDraw | null> {
    const [row] = await this.#database.query<{ draw: StoredDraw }>(FIND_DRAW, [id]);
    return row?.draw ?? null;
  }

  async draws(limit: number): Promise<readonly StoredDraw[]> {
    return (await this.#database.query<{ draw: StoredDraw }>(LIST_DRAWS, [limit])).map(({ draw }) => draw);
  }

  async picks(drawId: string): Promise<readonly DrawnCall[]> {
    return (await this.#database.query<PickRow>(LIST_PICKS, [drawId])).map((row) => ({
      attemptId: row.attempt_id as AttemptId,
      agentId: row.agent_id as AgentId,
      band: row.band as LengthBand,
      ticket: row.ticket,
    }));
  }

  async addScore(score: StoredScore): Promise<void> {
    const { id, attemptId, agentId, atMs } = score;
    await this.#database.query(ADD_SCORE, [id, attemptId, agentId, atMs, JSON.stringify(score)]);
  }

  async score(id: string): Promise<ContestedScore | null> {
    const [row] = await this.#database.query<ScoreRow>(FIND_SCORE, [id]);
    return row === undefined ? null : { ...row.score, contest: row.contest };
  }

  async scores({ fromMs, toMs, agentId, attemptId }: ScoreQuery): Promise<readonly ContestedScore[]> {
    const values = [fromMs, toMs, agentId ?? null, attemptId ?? null];
    const rows = await this.#database.query<ScoreRow>(LIST_SCORES, values, 30_000);
    return rows.map(({ score, contest }) => ({ ...score, contest }));
  }

  async contest(contest: Contest): Promise<boolean> {
    return (await this.#database.query(ADD_CONTEST, [contest.scoreId, JSON.stringify(contest)])).length > 0;
  }

  async decide(contest: Contest): Promise<boolean> {
    return (
      (await this.#database.query(DECIDE_CONTEST, [contest.scoreId, JSON.stringify(contest)])).length > 0
    );
  }
}

function formOf({ form, version, saved_by, at_ms }: FormRow): SavedForm {
  return { form, version, by: saved_by, atMs: at_ms };
}
