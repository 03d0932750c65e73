/** Calls of one line for one company, dialled since a day began. */
export interface StoredLineDay {
  readonly line: string;
  readonly callerCnpj: string;
  readonly carrier: string;
  readonly service: string;
  readonly authenticated: boolean;
  readonly calls: number;
  /** Of these, not short, and ended before the instant that was asked for. */
  readonly longCalls: number;
}

/** Calls of one company at one carrier and service in one month. */
export interface StoredMonth {
  readonly callerCnpj: string;
  readonly carrier: string;
  readonly service: string;
  readonly calls: number;
}

export interface UsageQuestion {
  /** When Brasília's day began. */
  readonly dayStartMs: number;
  /** When Brasília's months began, the present one last, each ending where the next begins. */
  readonly monthStartsMs: readonly number[];
  /** Longest duration that is still short. */
  readonly shortSeconds: number;
  /** Long calls are counted only when they ended before this. */
  readonly longEndedBeforeMs: number;
}

export interface StoredUsage {
  readonly lines: readonly StoredLineDay[];
  /** By month, in the order asked for. */
  readonly months: readonly (readonly StoredMonth[])[];
}

/** What rows say of lines and companies: after a loss of the shared counters they are raised to it. */
export interface UsageStore {
  /** Counts rows that were dialled, open ones too. Rejects with DLR_DATABASE_DOWN. */
  usageSince(question: UsageQuestion): Promise<StoredUsage>;
}
