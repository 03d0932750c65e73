import type { Digest } from '../core/call-log/call-log-chain.js';
import type { HolidayCalendar } from '../core/compliance/calendar/holiday-calendar.js';
import { CadenciaError } from '../core/kernel/errors.js';
import type { AgentId, AttemptId } from '../core/kernel/ids.js';
import { type ContestRefusal, contestRefusal } from '../core/quality/contest-window.js';
import { lengthBandOf } from '../core/quality/length-band.js';
import {
  type Candidate,
  commitmentOfDraw,
  type DrawnCall,
  type DrawPlan,
  drawCalls,
} from '../core/quality/quality-draw.js';
import { formProblems, type QualityForm } from '../core/quality/quality-form.js';
import { type Marks, scoreCall, unmarkedItems } from '../core/quality/score-call.js';
import type { Clock } from '../ports/clock.js';
import type {
  ContestedScore,
  QualityStore,
  ScoreSide,
  StoredDraw,
  StoredScore,
} from '../ports/quality-store.js';
import type { RecordingPlace, RecordingStore } from '../ports/recording-store.js';

export interface QualityDeskDeps {
  readonly store: QualityStore;
  readonly recordings: Pick<RecordingStore, 'page'>;
  readonly clock: Clock;
  readonly digest: Digest;
  readonly calendar: () => HolidayCalendar;
  /** 32 bytes that nobody can guess, hexadecimal. */
  readonly makeSeed: () => string;
}

/** A score as a monitor gives it. */
export interface ScoreOrder {
  readonly attemptId: AttemptId;
  readonly formId: string;
  readonly side: ScoreSide;
  readonly drawId: string | null;
  readonly marks: Marks;
  readonly note: string;
}

const PAGE = 200;

/** Quality monitoring: which calls are judged, by what, by whom, and what may be said against it. */
export class QualityDesk {
  readonly #deps: QualityDeskDeps;

  constructor(deps: QualityDeskDeps) {
    this.#deps = deps;
  }

  /** DLR_INPUT_INVALID where the form cannot be scored by. */
  async saveForm(form: QualityForm, who: string): Promise<number> {
    const problems = formProblems(form);
    if (problems.length > 0) {
      throw new CadenciaError('DLR_INPUT_INVALID', {
        detail: `The form cannot be used: ${problems.join('; ')}.`,
      });
    }
    return this.#deps.store.saveForm(form, who, this.#deps.clock.now());
  }

  /** Fixes a draw by publishing the hash of its seed; DLR_INPUT_INVALID once its period has ended. */
  async commit(plan: Omit<DrawPlan, 'drawId'>, who: string): Promise<StoredDraw> {
    const { store, clock, digest, makeSeed } = this.#deps;
    const nowMs = clock.now();
    if (plan.toMs <= nowMs || plan.fromMs >= plan.toMs) {
      throw new CadenciaError('DLR_INPUT_INVALID', {
        detail: 'A draw is fixed before its period ends, and the period ends after it begins.',
      });
    }
    const seed = makeSeed();
    const drawId = `draw-${digest.sha256(`id ${seed}`).slice(0, 16)}`;
    const draw: StoredDraw = {
      ...plan,
      drawId,
      commitment: commitmentOfDraw({ ...plan, drawId }, seed, digest),
      seed,
      committedBy: who,
      committedAtMs: nowMs,
      drawnAtMs: null,
      strata: [],
      candidatesHash: '',
    };
    await store.addDraw(draw);
    return draw;
  }

  /** Draws; the same again for whoever asks again. DLR_STATE_CONFLICT before the period has ended. */
  async draw(drawId: string): Promise<{ readonly draw: StoredDraw; readonly picks: readonly DrawnCall[] }> {
    const { store, clock, digest } = this.#deps;
    const known = await this.#found(drawId);
    if (known.drawnAtMs === null) {
      if (clock.now() < known.toMs) {
        throw new CadenciaError('DLR_STATE_CONFLICT', {
          detail: `The period ends at ${new Date(known.toMs).toISOString()}; until then calls are still made.`,
        });
      }
      const { picks, strata, candidatesHash } = drawCalls(
        known.perAgent,
        known.seed,
        await this.#candidates(known),
        digest,
      );
      await store.finishDraw({ ...known, drawnAtMs: clock.now(), strata, candidatesHash }, picks);
    }
    return { draw: await this.#found(drawId), picks: await store.picks(drawId) };
  }

  /** DLR_INPUT_INVALID where marks are missing, DLR_NOT_FOUND where the call was not recorded. */
  async score(order: ScoreOrder, who: string): Promise<StoredScore> {
    const { store, clock, digest, recordings } = this.#deps;
    const saved = await store.form(order.formId, null);
    if (saved === null) {
      throw missing('form', order.formId);
    }
    const [recording] = await recordings.page({ attemptId: order.attemptId }, null, 1);
    if (recording === undefined || recording.agentId === null) {
      throw missing('recording of an agent’s call', order.attemptId);
    }
    if (order.drawId !== null && !(await this.#isPick(order.drawId, order.attemptId))) {
      throw new CadenciaError('DLR_INPUT_INVALID', { detail: 'The draw has not chosen that call.' });
    }
    const { missing: unmarked, unknown } = unmarkedItems(saved.form, order.marks);
    if (unmarked.length + unknown.length > 0) {
      throw new CadenciaError('DLR_INPUT_INVALID', {
        detail: `Each item of the form takes one mark. Without: ${unmarked.join(', ') || 'none'}; not of the form: ${unknown.join(', ') || 'none'}.`,
      });
    }
    const { score, fatal } = scoreCall(saved.form, order.marks);
    const atMs = clock.now();
    const id = `score-${digest.sha256(`${order.attemptId}\n${who}\n${atMs}\n${order.side}`).slice(0, 20)}`;
    const { attemptId, formId, side, drawId, marks, note } = order;
    const stored: StoredScore = {
      ...{ id, attemptId, formId, side, drawId, marks, note, score, fatal, atMs },
      agentId: recording.agentId,
      formVersion: saved.version,
      by: who,
    };
    await store.addScore(stored);
    return stored;
  }

  nowMs(): number {
    return this.#deps.clock.now();
  }

  /** Whether a score may be contested now, or why not. */
  contestState(
    { atMs, contest }: ContestedScore,
    periodEndMs: number,
  ): ContestRefusal | 'contested' | 'open' {
    if (contest !== null) {
      return 'contested';
    }
    return contestRefusal(atMs, periodEndMs, this.nowMs(), this.#deps.calendar()) ?? 'open';
  }

  /** DLR_STATE_CONFLICT where it is too late, or was contested before. */
  async contest(scoreId: string, periodEndMs: number, who: string, reason: string): Promise<ContestedScore> {
    const { store, clock, calendar } = this.#deps;
    const score = await this.#scored(scoreId);
    const refusal = contestRefusal(score.atMs, periodEndMs, clock.now(), calendar());
    if (refusal !== null) {
      throw new CadenciaError('DLR_STATE_CONFLICT', {
        detail:
          refusal === 'too_late'
            ? 'A score is contested within two business days after the day it was given on.'
            : 'On the last business day of the period nothing is contested: the figures are being made.',
      });
    }
    const contest = { scoreId, by: who, reason, atMs: clock.now(), decision: 'open' } as const;
    if (!(await store.contest({ ...contest, decidedBy: '', decidedWhy: '', decidedAtMs: null }))) {
      throw new CadenciaError('DLR_STATE_CONFLICT', {
        detail: 'The score was contested before; it is once.',
      });
    }
    return this.#scored(scoreId);
  }

  /** Upheld, the score is void. DLR_POLICY_FOUR_EYES where whoever scored or contested would decide. */
  async decide(
    scoreId: string,
    decision: 'upheld' | 'refused',
    who: string,
    why: string,
  ): Promise<ContestedScore> {
    const { store, clock } = this.#deps;
    const score = await this.#scored(scoreId);
    if (score.contest === null) {
      throw missing('contest of the score', scoreId);
    }
    if (who === score.by || who === score.contest.by) {
      throw new CadenciaError('DLR_POLICY_FOUR_EYES', {
        detail: 'A contest is decided by somebody who neither gave the score nor contested it.',
      });
    }
    const decided = { ...score.contest, decision, decidedBy: who, decidedWhy: why, decidedAtMs: clock.now() };
    if (!(await store.decide(decided))) {
      throw new CadenciaError('DLR_STATE_CONFLICT', { detail: 'The contest was decided before.' });
    }
    return this.#scored(scoreId);
  }

  async #found(drawId: string): Promise<StoredDraw> {
    const draw = await this.#deps.store.draw(drawId);
    if (draw === null) {
      throw missing('draw', drawId);
    }
    return draw;
  }

  async #scored(scoreId: string): Promise<ContestedScore> {
    const score = await this.#deps.store.score(scoreId);
    if (score === null) {
      throw missing('score', scoreId);
    }
    return score;
  }

  async #isPick(drawId: string, attemptId: AttemptId): Promise<boolean> {
    return (await this.#deps.store.picks(drawId)).some((pick) => pick.attemptId === attemptId);
  }

  /** Recorded talks of agents that began in the period. */
  async #candidates({ fromMs, toMs }: DrawPlan): Promise<readonly Candidate[]> {
    const found: Candidate[] = [];
    let after: RecordingPlace = { startedAtMs: toMs, recordingId: '' };
    for (;;) {
      const page = await this.#deps.recordings.page({}, after, PAGE);
      for (const { attemptId, agentId, talkMs, startedAtMs } of page) {
        if (startedAtMs >= fromMs && agentId !== null) {
          found.push({ attemptId, agentId: agentId as AgentId, band: lengthBandOf(talkMs) });
        }
      }
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE || last.startedAtMs < fromMs) {
        return found;
      }
      after = last;
    }
  }
}

function missing(what: string, id: string): CadenciaError {
  return new CadenciaError('DLR_NOT_FOUND', { detail: `There is no ${what} '${id}'.` });
}
