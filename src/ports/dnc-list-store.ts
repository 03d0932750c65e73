import type { DialKey } from '../core/compliance/facts/dial-key.js';
import type { ListId } from '../core/compliance/rule-parameters.js';

/** Where one do-not-call list stands. */
export type DncListState =
  | {
      readonly state: 'loaded';
      readonly version: string;
      readonly loadedAtMs: number;
      readonly entries: number;
    }
  | { readonly state: 'not_applicable'; readonly signedBy: string; readonly sinceMs: number }
  | { readonly state: 'absent' };

export interface DncEntry {
  /** E.164, or '' when listed by CPF alone. */
  readonly phone: string;
  /** '' when listed by number alone. */
  readonly cpfHash: string;
  /** Date of the request, `2026-11-22`. */
  readonly since: string;
}

/** A creditor whom the holder of a listed number authorised. */
export interface DncAuthorisation {
  readonly phone: string;
  readonly creditorCnpj: string;
}

/** What the active lists say of some keys, all of one version of the lists. */
export interface DncAnswer {
  /** Of all lists together: moves at each activation and signature (the version of the dial key `lists`). */
  readonly version: number;
  readonly lists: Readonly<Record<ListId, DncListState>>;
  /** Dates of the requests, by list. Keys that are on no list are left out. */
  readonly listed: ReadonlyMap<DialKey, Readonly<Partial<Record<ListId, string>>>>;
  /** CNPJ digits of the creditors authorised at a number (SP). */
  readonly authorised: ReadonlyMap<DialKey, readonly string[]>;
}

/**
 * Do-not-call lists. A new version is filled beside the active one and put in its place in one step, so dialling
 * never sees half a list and never waits for one; a look-up costs the same whatever the size.
 */
export interface DncListStore {
  lookUp(keys: readonly DialKey[]): Promise<DncAnswer>;
  /** Begins a version that nobody sees yet; what an earlier import left unfinished is dropped. */
  begin(list: ListId, version: string): Promise<void>;
  /** Adds entries (at most 10 000) to a version begun; an entry that comes twice keeps the earlier date. */
  addEntries(list: ListId, version: string, entries: readonly DncEntry[]): Promise<void>;
  /**
   * Ends the filling: the version is indexed and counted, still unseen. Returns its entries, each key of it once; an
   * entry of both a number and a person counts as two.
   */
  complete(list: ListId, version: string): Promise<number>;
  /** Puts a complete version in the place of the active one; `loadedAtMs` is its age for R22. Returns its entries. */
  activate(list: ListId, version: string, loadedAtMs: number): Promise<number>;
  /** Drops a version that was begun and not activated. */
  discard(list: ListId, version: string): Promise<void>;
  /** Somebody signs that the list does not concern the operation; a later activation ends it. */
  declareNotApplicable(list: ListId, signedBy: string, nowMs: number): Promise<void>;
  /** Replaces all authorisations given at listed numbers (SP). */
  replaceAuthorisations(authorisations: AsyncIterable<DncAuthorisation>): Promise<number>;
  /** Entries of the active version, for exports; one of both a number and a person comes as two. */
  read(list: ListId): AsyncIterable<DncEntry>;
  readAuthorisations(): AsyncIterable<DncAuthorisation>;
}
