/** A rule's entry as a policy file has it. */
export interface RuleDocument {
  readonly id: string;
  readonly rule: string;
  readonly source: { readonly act: string; readonly article: string };
  readonly from?: string;
  readonly to?: string;
  readonly uf?: readonly string[];
  readonly purposes?: readonly string[];
  readonly severity?: 'block' | 'warn';
  readonly confirmed?: boolean;
  readonly switchable?: boolean;
  readonly fallback?: boolean;
  /** `08:00-20:00`, or `closed`. */
  readonly window?: {
    readonly monFri: string;
    readonly sat: string;
    readonly sun?: string;
    readonly clock?: string;
  };
  readonly parameters?: Readonly<Record<string, number | boolean | string>>;
}

/** A policy file. */
export interface PolicyDocument {
  readonly id: string;
  readonly version: string;
  readonly extends?: string;
  /** Ids of switchable entries of the extended policy that are taken out. */
  readonly off?: readonly string[];
  readonly openDays?: readonly string[];
  readonly serviceWindow?: {
    readonly monFri: string;
    readonly sat: string;
    readonly sun?: string;
    readonly clock?: string;
  };
  readonly rules: readonly RuleDocument[];
}
