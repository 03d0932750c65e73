import { CAMPAIGN_DEFAULTS, type CampaignSettings } from '../core/campaign/campaign.js';
import { localDayOf } from '../core/compliance/gate/person-day.js';
import { type TrafficLimits, trafficLimitsOf } from '../core/compliance/limits/traffic-limits.js';
import { BRASILIA } from '../core/kernel/civil-time.js';
import type { PolicyBook } from './policy-book.js';

/** What the policies in force allow lines and companies: asked at every dial, so each is read once a day. */
export class PolicyLimits {
  readonly #policies: PolicyBook;
  readonly #known = new WeakMap<object, { readonly day: number; readonly limits: TrafficLimits }>();

  constructor(policies: PolicyBook) {
    this.#policies = policies;
  }

  /** A campaign whose policy cannot be had dials nothing; its lines are watched by the default policy meanwhile. */
  of({ policyId }: CampaignSettings, nowMs: number): TrafficLimits {
    const compiled =
      this.#policies.find(policyId, nowMs) ?? this.#policies.of(CAMPAIGN_DEFAULTS.policyId, nowMs);
    const day = localDayOf(nowMs, BRASILIA);
    const known = this.#known.get(compiled);
    if (known?.day === day) {
      return known.limits;
    }
    const limits = trafficLimitsOf(compiled.policy, day);
    this.#known.set(compiled, { day, limits });
    return limits;
  }
}
