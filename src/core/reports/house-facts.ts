import type { StatementState } from '../billing/statement.js';
import type { ListId } from '../compliance/rule-parameters.js';
import type { PeriodQuality } from '../quality/quality-period.js';
import type { CompanyDay, DropDay } from './compliance-tally.js';

/** A drop day beside the shares its policy allows (R27, R28); null where the policy has no such rule. */
export interface JudgedDrop extends DropDay {
  readonly share: number;
  readonly limit24h: number | null;
  readonly limit30d: number | null;
}

/** Where a do-not-call list stood when the pack was made. */
export interface ListAge {
  readonly list: ListId;
  readonly state: 'loaded' | 'not_applicable' | 'absent';
  readonly version: string;
  readonly entries: number | null;
  readonly ageHours: number | null;
  /** Older than this nothing may leave (R22); null where no rule says so. */
  readonly limitHours: number | null;
}

/** A statement of the months of the period. */
export interface ReportStatement {
  readonly contractId: string;
  readonly month: string;
  readonly version: number;
  readonly state: StatementState;
  readonly total: string;
  readonly hash: string;
}

export interface ReportScore {
  readonly agentId: string;
  readonly attemptId: string;
  readonly atMs: number;
  readonly side: 'own' | 'client' | 'calibration';
  readonly formId: string;
  readonly score: number;
  readonly fatal: readonly string[];
}

export interface ReportContest {
  readonly agentId: string;
  readonly attemptId: string;
  readonly score: number;
  readonly by: string;
  readonly reason: string;
  readonly atMs: number;
  readonly decision: 'open' | 'upheld' | 'refused';
  readonly decidedBy: string;
}

/** What a pack says beside the indicators. */
export interface HouseFacts {
  readonly blocks: readonly {
    readonly rule: string;
    readonly act: string;
    readonly blocked: number;
  }[];
  readonly drops: readonly JudgedDrop[];
  readonly companies: readonly CompanyDay[];
  /** R01: calls of a company at a carrier in a day, and the share of short ones. */
  readonly shortCalls: { readonly calls: number; readonly share: number };
  readonly lists: readonly ListAge[];
  readonly statements: readonly ReportStatement[];
  readonly scores: readonly ReportScore[];
  readonly contests: readonly ReportContest[];
  readonly quality: PeriodQuality;
}
