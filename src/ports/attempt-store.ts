import type { AmdVerdict, AttemptOpening, CallLogRow } from '../core/call-log/call-log-row.js';
import type { AbandonHour } from '../core/compliance/abandonment.js';
import type { DialKey } from '../core/compliance/facts/dial-key.js';
import type { PersonFact } from '../core/compliance/facts/person-fact.js';
import type { ContactUpdate } from '../core/contact/contact.js';
import type { AgentId, AttemptId, CampaignId, EngineId } from '../core/kernel/ids.js';
import type { LedgerRow } from '../core/ledger/decision-record.js';
import type { Outcome, Reason } from '../core/outcome/outcome.js';

/** A milestone of a live call, kept so that a crash loses as little as possible; nothing waits for it. */
export interface AttemptMark {
  readonly attemptId: AttemptId;
  readonly tDialMs: number;
  readonly tRingMs: number | null;
  readonly tAnswerMs: number | null;
  readonly tAmdMs: number | null;
  /** What was heard by then; `off` while nothing was. */
  readonly amd: AmdVerdict;
  readonly tAgentMs: number | null;
  readonly tMessageMs: number | null;
  readonly agentId: AgentId | null;
  /** '' while none runs. */
  readonly recordingId: string;
  readonly recordingNotice: boolean;
}

/** A closed row with what it leaves on its contact; null when the contact is not to be touched (inbound). */
export interface AttemptClosing {
  readonly row: CallLogRow;
  readonly contact: ContactUpdate | null;
}

/** A stretch of an agent's day, for `cadencia export agent-states`; open stretches have tEndMs null. */
export interface AgentStateRow {
  readonly agentId: AgentId;
  readonly state: string;
  readonly reason: string;
  readonly tStartMs: number;
  readonly tEndMs: number | null;
}

/** What an opening was decided on: it is kept only while the key is still at that version. */
export interface OpeningGuard {
  readonly attemptId: AttemptId;
  readonly key: DialKey;
  readonly version: number;
  /**
   * `hold`: a number or a person, which one live call at most may hold; `count`: a debt, which only counts its calls;
   * `same`: compared and not moved (the lists); `contact`: compared with the contact's own revision; `fence`: with the
   * campaign's fence, which no claim can move while the opening is written.
   */
  readonly use: 'hold' | 'count' | 'same' | 'contact' | 'fence';
}

/** One transaction: all of it is kept or none, but for openings whose guards refuse them. */
export interface AttemptBatch {
  readonly openings: readonly AttemptOpening[];
  /** Of the openings of this batch; an opening without guards is kept. */
  readonly guards: readonly OpeningGuard[];
  /** Rows of the decision ledger, in chain order. */
  readonly decisions: readonly LedgerRow[];
  readonly marks: readonly AttemptMark[];
  /** In chain order. */
  readonly closings: readonly AttemptClosing[];
  /** Facts the closings leave on numbers, persons and debts; one an attempt and kind. */
  readonly facts: readonly PersonFact[];
  /** Ended stretches; the same (agent, tStartMs) written again replaces the first. */
  readonly agentStates: readonly AgentStateRow[];
}

/** What became of a batch that was kept. */
export interface CommitResult {
  /** Openings that were not kept because a fact they were decided on has changed, and closings of rows inherited by others. */
  readonly refused: ReadonlySet<AttemptId>;
}

/** An attempt that was open when its engine died. */
export interface OpenAttempt {
  readonly opening: AttemptOpening;
  readonly mark: AttemptMark | null;
}

/** What the day has seen, recomputed from rows: after a crash the counters are right by construction. */
export interface CampaignDayCounts {
  readonly attempts: number;
  readonly answered: number;
  /** People given to an agent. */
  readonly connected: number;
  readonly abandoned: number;
  /** Closed ones by what they were. */
  readonly outcomes: Readonly<Partial<Record<Outcome, number>>>;
  readonly reasons: Readonly<Partial<Record<Reason, number>>>;
}

/**
 * Rows of attempts. `commit` is called with one batch at a time by the engine that owns the rows; a batch sent
 * again after an unknown end (connection lost in the commit) changes nothing the second time: openings and
 * closings are upserts by attempt id, and a closed row is never opened again.
 * Rejects with DLR_DATABASE_DOWN or DLR_DATABASE_FULL; other errors are defects.
 */
export interface AttemptStore {
  /**
   * Keeps openings (contact → `calling`), decisions, marks, closings (contact → its update), facts and agent states.
   * An opening moves the versions of its keys and holds its number and person until it closes; a closing and a fact
   * move them too.
   * A closing of a row that another engine has inherited is refused.
   * A closing leaves nothing on a contact that another engine has by now.
   * An empty batch is a probe: it resolves only when the store would take rows.
   */
  commit(batch: AttemptBatch): Promise<CommitResult>;
  /**
   * The engine dials the campaign from now on: gives the new fence, which openings of before do not have, and puts
   * contacts that other engines hold leased back into the list.
   */
  claim(campaignId: CampaignId, engineId: EngineId): Promise<number>;
  /** Attempts this engine left open. */
  listOpen(engineId: EngineId): Promise<readonly OpenAttempt[]>;
  /** Hash of the chain's last row, or null for a new chain. */
  lastHash(chainId: string): Promise<string | null>;
  /** Hash of the last decision of that chain's ledger, or null for a new one. */
  lastDecisionHash(chainId: string): Promise<string | null>;
  /** Closed and open attempts dialled since `sinceMs`. */
  countsSince(campaignId: CampaignId, sinceMs: number): Promise<CampaignDayCounts>;
  /** Closed attempts dialled since `sinceMs` that a person answered, by the hour in which the person began to wait. */
  abandonHours(campaignId: CampaignId, sinceMs: number): Promise<readonly AbandonHour[]>;
}
