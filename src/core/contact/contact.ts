import type { CampaignId, ContactId, E164, MailingId } from '../kernel/ids.js';
import type { PhoneHistory } from './phone-history.js';

/**
 * ready → leased → calling → ready (next attempt later) or done.
 *
 *   ready ──lease──▶ leased ──row committed──▶ calling ──closed──▶ ready (nextAtMs) | done
 *     ▲                 │ lease expired, skipped, blocked │
 *     └─────────────────┘
 *
 * A try that goes on by another carrier leads back to calling from what its first row left, without a lease: the
 * engine that closed the one row opens the other. Withdrawing the callback of a contact that is spent ends it.
 */
export const CONTACT_STATES = ['ready', 'leased', 'calling', 'done'] as const;
export type ContactState = (typeof CONTACT_STATES)[number];

export const CONTACT_MOVES: Readonly<Record<ContactState, readonly ContactState[]>> = {
  ready: ['leased', 'calling', 'done'],
  leased: ['calling', 'ready', 'done'],
  calling: ['ready', 'done'],
  done: ['ready', 'calling'],
};

/** True where a contact may go from one state to the other, or stays. */
export function isContactMove(from: ContactState, to: ContactState): boolean {
  return from === to || CONTACT_MOVES[from].includes(to);
}

export interface ContactPhone {
  readonly number: E164;
  /** Never dial again: invalid, wrong person, opt-out. */
  readonly dropped: boolean;
  /** What its dials taught; absent until the first one. */
  readonly history?: PhoneHistory;
}

/** A person of a mailing as the engine holds him while dialling. */
export interface Contact {
  readonly id: ContactId;
  readonly campaignId: CampaignId;
  readonly mailingId: MailingId;
  readonly name: string;
  /** Keyed hash of the CPF, or '' when the mailing had none. */
  readonly cpfHash: string;
  readonly debtId: string;
  readonly segment: string;
  /** IBGE code, or '' when unknown. */
  readonly municipality: string;
  /** State of the address (`SP`), or '' when unknown; where the municipality is known, that decides. */
  readonly addressUf: string;
  /** Further columns of the mailing, shown to the agent. */
  readonly fields: Readonly<Record<string, string>>;
  readonly phones: readonly ContactPhone[];
  /** The phone to try next, an index of `phones`. */
  readonly phoneIndex: number;
  /** Attempts that counted. */
  readonly attempts: number;
  /** Attempts that did not count (congestion, our faults). */
  readonly freeAttempts: number;
  /** Attempts in a row that ended with the same reason. */
  readonly sameReasonAttempts: number;
  readonly lastReason: string;
  readonly nextAtMs: number;
  /** When the person asked to be called back, until that call was placed; or null. */
  readonly agreedCallbackMs: number | null;
  /** Why it rests although it may be called (`low_yield`), or ''. */
  readonly restReason: string;
  /** When it was last put back into the list after it had ended, or null. */
  readonly recycledAtMs: number | null;
  /** Hexadecimal salt of the person's commitments in the log. */
  readonly salt: string;
  /** How often the client changed or withdrew it: a call that was prepared on an older one is not placed. */
  readonly revision: number;
}

/** What an attempt leaves behind on its contact; written in the same transaction as the closed row. */
export interface ContactUpdate {
  readonly contactId: ContactId;
  readonly state: 'ready' | 'done';
  readonly nextAtMs: number;
  readonly phoneIndex: number;
  /** The phone that is never dialled again, or null. */
  readonly droppedPhone: E164 | null;
  /** The phone that was dialled, with its history from now on; null when nothing left. */
  readonly dialedPhone: { readonly number: E164; readonly history: PhoneHistory } | null;
  readonly agreedCallbackMs: number | null;
  readonly restReason: string;
  readonly attempts: number;
  readonly freeAttempts: number;
  readonly sameReasonAttempts: number;
  readonly lastReason: string;
}
