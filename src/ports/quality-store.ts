import type { AgentId, AttemptId } from '../core/kernel/ids.js';
import type { DrawnCall, DrawPlan, Stratum } from '../core/quality/quality-draw.js';
import type { QualityForm } from '../core/quality/quality-form.js';
import type { Marks } from '../core/quality/score-call.js';

/** A form as it was saved; a change is a new version, so that a score says by what it was given. */
export interface SavedForm {
  readonly form: QualityForm;
  readonly version: number;
  readonly by: string;
  readonly atMs: number;
}

export interface StoredDraw extends DrawPlan {
  readonly commitment: string;
  /** Given out once the draw is done, and not before. */
  readonly seed: string;
  readonly committedBy: string;
  readonly committedAtMs: number;
  readonly drawnAtMs: number | null;
  readonly strata: readonly Stratum[];
  readonly candidatesHash: string;
}

export const SCORE_SIDES = ['own', 'client', 'calibration'] as const;
export type ScoreSide = (typeof SCORE_SIDES)[number];

export interface StoredScore {
  readonly id: string;
  readonly attemptId: AttemptId;
  readonly agentId: AgentId;
  /** The draw that chose the call, or null. */
  readonly drawId: string | null;
  readonly formId: string;
  readonly formVersion: number;
  readonly side: ScoreSide;
  readonly by: string;
  readonly atMs: number;
  readonly marks: Marks;
  readonly score: number;
  readonly fatal: readonly string[];
  readonly note: string;
}

export interface Contest {
  readonly scoreId: string;
  readonly by: string;
  readonly reason: string;
  readonly atMs: number;
  /** `upheld`: the score is void. */
  readonly decision: 'open' | 'upheld' | 'refused';
  readonly decidedBy: string;
  readonly decidedWhy: string;
  readonly decidedAtMs: number | null;
}

/** A score with what became of its contest. */
export interface ContestedScore extends StoredScore {
  readonly contest: Contest | null;
}

export interface ScoreQuery {
  readonly fromMs: number;
  readonly toMs: number;
  readonly agentId?: AgentId;
  readonly attemptId?: AttemptId;
}

/** Quality monitoring on file. Rejects with DLR_DATABASE_DOWN. */
export interface QualityStore {
  /** Saves as the version after the last one; which it is. */
  saveForm(form: QualityForm, by: string, atMs: number): Promise<number>;
  /** The version, or the latest; null where there is none. */
  form(id: string, version: number | null): Promise<SavedForm | null>;
  /** The latest version of each. */
  forms(): Promise<readonly SavedForm[]>;
  /** Every version of one, newest first. */
  formVersions(id: string, most: number): Promise<readonly SavedForm[]>;
  addDraw(draw: StoredDraw): Promise<void>;
  /** Keeps the outcome, once: false where the draw was done before. */
  finishDraw(draw: StoredDraw, picks: readonly DrawnCall[]): Promise<boolean>;
  draw(id: string): Promise<StoredDraw | null>;
  /** Newest first. */
  draws(limit: number): Promise<readonly StoredDraw[]>;
  /** By agent, then ticket. */
  picks(drawId: string): Promise<readonly DrawnCall[]>;
  addScore(score: StoredScore): Promise<void>;
  score(id: string): Promise<ContestedScore | null>;
  /** Scores given in the time, newest first. */
  scores(query: ScoreQuery): Promise<readonly ContestedScore[]>;
  /** False where it was contested before. */
  contest(contest: Contest): Promise<boolean>;
  /** False where it is not open. */
  decide(contest: Contest): Promise<boolean>;
}
