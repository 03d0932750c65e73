import type { OptionalDay } from '../calendar/holiday-calendar.js';
import type { Severity } from '../finding.js';
import type { RuleId } from '../rule-id.js';

/** Milliseconds after midnight, half open; null when closed. */
export type DayWindow = { readonly fromMs: number; readonly toMs: number } | null;

export interface WeekWindow {
  readonly monFri: DayWindow;
  readonly sat: DayWindow;
  readonly sun: DayWindow;
  /** `local` (of the called person) or one IANA zone. */
  readonly clock: string;
}

export interface RuleSource {
  readonly act: string;
  readonly article: string;
}

export type ParameterValue = number | boolean | string;

/** One dated entry: several may give the same rule its parameters, and all of them bind. */
export interface PolicyRule {
  readonly id: string;
  readonly rule: RuleId;
  readonly source: RuleSource;
  /** Local dates, `from` included and `to` excluded; null for no bound. */
  readonly from: number | null;
  readonly to: number | null;
  /** Null for all. */
  readonly ufs: readonly string[] | null;
  readonly purposes: readonly string[] | null;
  readonly sectors?: readonly string[] | null;
  readonly modes?: readonly string[] | null;
  readonly severity: Severity;
  /** Whether the act itself was read. */
  readonly confirmed: boolean;
  /** May be taken out by a policy that extends this one. */
  readonly switchable: boolean;
  /** Holds only in states for which no entry of the same rule names the state. */
  readonly fallback: boolean;
  readonly window: WeekWindow | null;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
}

export interface Policy {
  readonly id: string;
  readonly version: string;
  readonly rules: readonly PolicyRule[];
  /** Customary days that are closed. */
  readonly optionalDays: ReadonlySet<OptionalDay>;
  /** The window that takes the place of R13 and R15 for purpose `servico`, or null. */
  readonly serviceWindow: WeekWindow | null;
}
