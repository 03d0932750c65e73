import type { TrafficLimits } from '../core/compliance/limits/traffic-limits.js';
import type { Company } from './company.js';

/** One call in question. */
export interface UsageSubject {
  readonly line: { readonly number: string; readonly authenticated: boolean };
  readonly company: Company;
  readonly limits: TrafficLimits;
}
