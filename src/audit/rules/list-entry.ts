import type { Since } from '../lists/since.js';

export const LIST_KINDS = ['sp', 'sp_authorised', 'pa', 'nmp', 'optout'] as const;
export type ListKind = (typeof LIST_KINDS)[number];

/** One line of a list, as the sort carries it beside the calls. */
export type PackedListing = readonly [
  kind: 'l',
  list: ListKind,
  day: number | null,
  ms: number,
  /** Number the entry names, '' when it names a person alone. */
  phone: string,
  /** Purpose of an opt-out, creditor of an authorisation. */
  about: string,
];

export interface Listing {
  readonly kind: 'listing';
  readonly list: ListKind;
  readonly since: Since;
  readonly phone: string;
  readonly about: string;
}

export function packListing(list: ListKind, since: Since, phone: string, about: string): PackedListing {
  return ['l', list, since.day, since.ms, phone, about];
}

export function unpackListing([, list, day, ms, phone, about]: PackedListing): Listing {
  return { kind: 'listing', list, since: { day, ms }, phone, about };
}
