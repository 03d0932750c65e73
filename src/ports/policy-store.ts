import type { MunicipalHoliday } from '../core/compliance/calendar/municipal-holiday.js';
import type { Policy } from '../core/compliance/policy.js';
import type { PolicyProposal } from '../core/compliance/policy-proposal.js';

/** A table of municipal holidays that was put in the place of the one before. */
export interface HolidayImport {
  readonly atMs: number;
  readonly by: string;
  readonly rows: number;
}

/**
 * The installation's own policies and municipal holidays. Proposals are never changed but by the decision on them and
 * never deleted: they are the record of who changed what, when and why.
 */
export interface PolicyStore {
  /** Every version that was approved, in the order of the approvals. */
  listVersions(): Promise<readonly Policy[]>;
  /** Every proposal, in the order they were made. */
  listProposals(): Promise<readonly PolicyProposal[]>;
  /** The proposal of that policy and version, or null. */
  findProposal(policyId: string, version: string): Promise<PolicyProposal | null>;
  /** Keeps a new proposal; DLR_STATE_CONFLICT when that version of the policy was proposed before, whatever became of it. */
  addProposal(proposal: PolicyProposal): Promise<void>;
  /**
   * Keeps the decision on a proposal; DLR_STATE_CONFLICT when it was decided meanwhile, or when it is an approval and
   * the version last approved is no longer the one it replaces.
   */
  keepDecision(proposal: PolicyProposal): Promise<void>;
  /** By municipality and date. */
  listHolidays(): Promise<readonly MunicipalHoliday[]>;
  /** Puts the table in the place of the one before, whole or not at all; of two equal rows one is kept. */
  replaceHolidays(
    holidays: readonly MunicipalHoliday[],
    imported: Pick<HolidayImport, 'atMs' | 'by'>,
  ): Promise<HolidayImport>;
  /** The imports, newest first. */
  listHolidayImports(): Promise<readonly HolidayImport[]>;
}
