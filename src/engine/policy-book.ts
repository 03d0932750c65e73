import { type HolidayCalendar, makeHolidayCalendar } from '../core/compliance/calendar/holiday-calendar.js';
import type { MunicipalHoliday } from '../core/compliance/calendar/municipal-holiday.js';
import { lookBackMs } from '../core/compliance/facts/look-back.js';
import { CompiledPolicy } from '../core/compliance/gate/compiled-policy.js';
import { localDayOf, nextBrasiliaDayMs } from '../core/compliance/gate/person-day.js';
import { type Policy, policyVersionOf } from '../core/compliance/policy.js';
import { findPreset, PRESETS } from '../core/compliance/presets/find-preset.js';
import { isInForce } from '../core/compliance/validity.js';
import { BRASILIA } from '../core/kernel/civil-time.js';
import { CadenciaError } from '../core/kernel/errors.js';
import type { PolicyStore } from '../ports/policy-store.js';

/** What an installation keeps of its own. */
export interface PolicyData {
  /** Approved versions, in the order of their approvals. */
  readonly policies: readonly Policy[];
  readonly holidays: readonly MunicipalHoliday[];
}

/** A version never changes once it is approved: their names in order tell them. */
function fingerprintOf({ policies, holidays }: PolicyData): string {
  return JSON.stringify([policies.map(policyVersionOf), holidays]);
}

interface Today {
  readonly compiled: CompiledPolicy;
  readonly fromMs: number;
  /** Brasília's next midnight: another version may hold from then on. */
  readonly untilMs: number;
}

/**
 * The policies campaigns run under, ready to decide: the presets and the installation's own. A version is compiled once;
 * new versions and holidays are told by `reload` and hold from the next question on.
 */
export class PolicyBook {
  #policies: readonly Policy[] = [];
  #fingerprint = '';
  #calendar: HolidayCalendar = makeHolidayCalendar();
  #lookBackMs: number | null = null;
  readonly #compiled = new Map<string, CompiledPolicy>();
  readonly #today = new Map<string, Today>();

  constructor(data: PolicyData = { policies: [], holidays: [] }) {
    this.#take(data);
  }

  /**
   * The version of a policy that holds on Brasília's date of the instant: of those in force on that date the one that
   * was approved last; null when there is no such policy or none of its versions is in force.
   */
  find(policyId: string, nowMs: number): CompiledPolicy | null {
    const known = this.#today.get(policyId);
    if (known !== undefined && nowMs >= known.fromMs && nowMs < known.untilMs) {
      return known.compiled;
    }
    const policy = this.#find(policyId, nowMs);
    if (policy === null) {
      return null;
    }
    const compiled = this.#compile(policy);
    this.#today.set(policyId, { compiled, fromMs: nowMs, untilMs: nextBrasiliaDayMs(nowMs) });
    return compiled;
  }

  /** The same; DLR_NOT_FOUND where `find` gives null. */
  of(policyId: string, nowMs: number): CompiledPolicy {
    const compiled = this.find(policyId, nowMs);
    if (compiled === null) {
      const why = this.has(policyId) ? 'has no version in force on this date' : 'is not known';
      throw new CadenciaError('DLR_NOT_FOUND', {
        detail: `The policy '${policyId}' ${why}. Give the campaign another one, or have one approved`,
        fields: { policy: policyId },
      });
    }
    return compiled;
  }

  /** True when the policy is a preset or an approved one, whether in force today or later. */
  has(policyId: string): boolean {
    return findPreset(policyId) !== null || this.#policies.some((policy) => policy.id === policyId);
  }

  /** Holidays of country, states and, as far as they are known, municipalities. */
  get calendar(): HolidayCalendar {
    return this.#calendar;
  }

  /** How far back the policies look at what happened to a person: the longest of them all. */
  get lookBackMs(): number {
    this.#lookBackMs ??= Math.max(...[...PRESETS, ...this.#policies].map(lookBackMs));
    return this.#lookBackMs;
  }

  /** Days a recording is kept at least (R39): the most that any of them asks for. */
  get leastRecordingDays(): number {
    const days = [...PRESETS, ...this.#policies].flatMap(({ rules }) =>
      rules.map((rule) => (rule.kind === 'retention' ? rule.parameters.minimumDays : 0)),
    );
    return Math.max(0, ...days);
  }

  /** The name of the version that holds on the date of the instant (`banco-x@3`), or null. */
  versionAt(policyId: string, nowMs: number): string | null {
    const policy = this.#find(policyId, nowMs);
    return policy === null ? null : policyVersionOf(policy);
  }

  /**
   * Reads the installation's own policies and holidays anew and says whether anything changed; when the store fails,
   * what was known stays.
   */
  async reload(store: Pick<PolicyStore, 'listVersions' | 'listHolidays'>): Promise<boolean> {
    const [policies, holidays] = await Promise.all([store.listVersions(), store.listHolidays()]);
    const changed = fingerprintOf({ policies, holidays }) !== this.#fingerprint;
    if (changed) {
      this.#take({ policies, holidays });
    }
    return changed;
  }

  #take({ policies, holidays }: PolicyData): void {
    this.#fingerprint = fingerprintOf({ policies, holidays });
    this.#policies = policies;
    this.#calendar = makeHolidayCalendar(holidays);
    this.#lookBackMs = null;
    this.#compiled.clear();
    this.#today.clear();
  }

  #find(policyId: string, nowMs: number): Policy | null {
    const preset = findPreset(policyId);
    if (preset !== null) {
      return preset;
    }
    const day = localDayOf(nowMs, BRASILIA);
    return this.#policies.findLast((policy) => policy.id === policyId && isInForce(policy, day)) ?? null;
  }

  #compile(policy: Policy): CompiledPolicy {
    const version = policyVersionOf(policy);
    let compiled = this.#compiled.get(version);
    if (compiled === undefined) {
      compiled = new CompiledPolicy(policy, this.#calendar);
      this.#compiled.set(version, compiled);
    }
    return compiled;
  }
}
