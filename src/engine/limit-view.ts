import type { LimitState } from '../core/compliance/limits/limit-state.js';

/** A line, or a company at one carrier and service, against its limits today. */
export interface LimitView {
  /** `line:<number>`, `company:<CNPJ root>:<carrier>:<service>`, or `company:<CNPJ root>:<rule>` over all carriers. */
  readonly id: string;
  readonly kind: 'line' | 'company';
  readonly name: string;
  /** Calls that left today, of all engines, live ones too. */
  readonly calls: number;
  /** Counted against the cap as well: taken ahead by engines, or held by one that died, and maybe unused. */
  readonly reserved: number;
  /** Of the ended ones, 0 to 1; null for a line, whose every call counts, and before the first end. */
  readonly shortShare: number | null;
  /** Most calls that we let leave today, or null. */
  readonly cap: number | null;
  /** Calls at the end of the day at this pace, or null. */
  readonly forecast: number | null;
  readonly state: LimitState;
  readonly rule: string | null;
  /** In figures. */
  readonly reason: string;
  /** The company's calls of the month. */
  readonly month: number | null;
  /** Counted in the month as well, and maybe unused. */
  readonly monthReserved: number | null;
}
