/**
 * What facts of the gate hang on: a number, a person, a debt; `lists` is all do-not-call lists together. A contact is no
 * such thing, nor a campaign's fence, but an opening is guarded by them too.
 */
export type DialKey = `n:${string}` | `p:${string}` | `d:${string}` | `c:${string}` | `f:${string}` | 'lists';

/** Whose call it is, as far as keys go. */
export interface Party {
  /** '' where it is withheld from us: of a call that came in. */
  readonly phone: string;
  /** '' when the mailing had no CPF. */
  readonly cpfHash: string;
  /** '' when there is no debt. */
  readonly debtId: string;
}

export function numberKey(phone: string): DialKey {
  return `n:${phone}`;
}

export function personKey(cpfHash: string): DialKey {
  return `p:${cpfHash}`;
}

/** A debt is a creditor's: two creditors may use the same number for theirs, and are taken together. */
export function debtKey(debtId: string): DialKey {
  return `d:${debtId}`;
}

/** A contact as it was read: the version is its revision. */
export function contactGuardKey(contactId: string): DialKey {
  return `c:${contactId}`;
}

/** A campaign as the engine that dials it took it: the version is its fence. */
export function fenceKey(campaignId: string): DialKey {
  return `f:${campaignId}`;
}

/** The keys of a call: its number, and person and debt where they are known. */
export function dialKeysOf({ phone, cpfHash, debtId }: Party): readonly DialKey[] {
  const keys = phone === '' ? [] : [numberKey(phone)];
  if (cpfHash !== '') {
    keys.push(personKey(cpfHash));
  }
  if (debtId !== '') {
    keys.push(debtKey(debtId));
  }
  return keys;
}
