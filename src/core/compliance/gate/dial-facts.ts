import type { Purpose } from '../../campaign/campaign.js';
import type { MonthUsage } from '../limits/assess-company.js';
import type { DayUsage } from '../limits/usage.js';
import type { ListId } from '../rule-parameters.js';

/** What is known of one do-not-call list for this number and person. */
export type ListFact =
  | {
      readonly state: 'loaded';
      readonly version: string;
      readonly loadedAtMs: number;
      /** Dates of the requests (`2026-11-22`), or null when not listed. */
      readonly numberSince: string | null;
      readonly personSince: string | null;
      /** The consumer authorised this creditor. */
      readonly authorised: boolean;
    }
  /** Somebody signed that the list does not concern the operation. */
  | { readonly state: 'not_applicable'; readonly signedBy: string }
  | { readonly state: 'absent' };

/** A row of the log that was dialled: whatever became of it counts. */
export interface PastAttempt {
  readonly group: string;
  readonly phone: string;
  readonly cpfHash: string;
  readonly debtId: string;
  readonly creditorCnpj: string;
  readonly line: string;
  readonly tDialMs: number;
  /** Null while it is live. */
  readonly tEndMs: number | null;
  readonly abandoned: boolean;
  /** AMD said machine. */
  readonly machine: boolean;
  /** The person themself was spoken to. */
  readonly rightParty: boolean;
}

export interface OptOut {
  /** `*` is every purpose. */
  readonly purpose: Purpose | '*';
  readonly sinceMs: number;
}

export const DEBT_STATES = ['open', 'paid', 'agreed_current'] as const;
export type DebtState = (typeof DEBT_STATES)[number];

export const OPT_INS = ['consent', 'legitimate_interest', 'none'] as const;
export type OptIn = (typeof OPT_INS)[number];

/** Everything the gate has to know, as it stands at the instant of the dial. */
export interface DialFacts {
  readonly lists: Readonly<Record<ListId, ListFact>>;
  /** Of the number and of the person. */
  readonly optOuts: readonly OptOut[];
  readonly optIn: OptIn;
  /** Somebody said at this number that they do not know this person. */
  readonly wrongPersonSinceMs: number | null;
  readonly debt: DebtState;
  /** Of the number or of the person or of the debt, over all campaigns: the last seven days and what locks longer. */
  readonly history: readonly PastAttempt[];
  /** Of the number and of the person, over all campaigns and engines. */
  readonly live: { readonly number: boolean; readonly person: boolean };
  /** Of the line today, in Brasília's day. */
  readonly lineDay: DayUsage;
  /** Of the company at this carrier and service. */
  readonly companyDay: DayUsage;
  readonly companyMonth: MonthUsage;
}
