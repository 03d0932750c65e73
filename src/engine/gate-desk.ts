import { keepsInside } from '../core/campaign/demo-bounds.js';
import type { CompiledPolicy } from '../core/compliance/gate/compiled-policy.js';
import { type DialDecision, decideDial } from '../core/compliance/gate/decide-dial.js';
import type { EngineId } from '../core/kernel/ids.js';
import { newTimeOrderedId, type Rng } from '../core/kernel/rng.js';
import type { Clock } from '../ports/clock.js';
import type { AttemptJournal } from './attempt-journal.js';
import { type DialWish, questionOf, recordOf } from './dial-decision.js';
import type { EventBus } from './event-bus.js';
import type { KnownFacts } from './fact-book.js';
import type { LivePersons } from './live-persons.js';
import type { PolicyBook } from './policy-book.js';
import type { AskedWay, Route, RouteWish } from './route.js';
import type { TrunkBook } from './trunk-book.js';

/** What the gate said, by which policy, and where the ledger keeps it. */
export interface Verdict {
  readonly decision: DialDecision;
  readonly decisionId: string;
  readonly policy: CompiledPolicy;
}

export interface GateDeskDeps {
  readonly clock: Clock;
  readonly rng: Rng;
  readonly bus: EventBus;
  readonly journal: AttemptJournal;
  readonly trunks: TrunkBook;
  readonly persons: LivePersons;
  readonly policies: PolicyBook;
  readonly engineId: EngineId;
}

/** Puts calls to the gate and keeps every answer in the ledger, also about ways out that were never on offer. */
export class GateDesk {
  readonly #deps: GateDeskDeps;

  constructor(deps: GateDeskDeps) {
    this.#deps = deps;
  }

  /** Asks the gate and keeps what it said, or says why the question cannot even be put to it. */
  decide(wish: DialWish, route: Route, known: KnownFacts): Verdict | 'policy' | 'demo_trunk' {
    const policy = this.#policyOf(wish);
    if (policy === null || !keepsInside(wish.campaign, route.trunk)) {
      const why = policy === null ? 'policy' : 'demo_trunk';
      this.countBlock(wish.campaign.id, why);
      return why;
    }
    return this.#keep(wish, route, this.#judge(wish, route, known, policy), policy);
  }

  /**
   * The first call that a stop turns away is put to the gate by the way it may not take: so the ledger holds the block
   * with its figures, and right after it by which other way the same call left. The last block told, or null.
   */
  tellStops(wish: DialWish, way: RouteWish, known: KnownFacts): Verdict | null {
    const { barred } = this.#deps.trunks;
    let last: Verdict | null = null;
    for (const stopped of barred.turnedAway(wish.campaign, way)) {
      const policy = this.#policyOf(wish);
      const decision = policy === null ? null : this.#judge(wish, stopped.way, known, policy);
      if (policy !== null && decision?.blockedBy === stopped.rule) {
        last = this.#keep(wish, stopped.way, decision, policy);
        barred.stopTold(stopped.id);
      }
    }
    return last;
  }

  /**
   * A call that may take no way is put to the gate by the one that comes nearest, so that the ledger holds the rule that
   * bars it with its figures; null where the gate knows nothing against it.
   */
  bar(wish: DialWish, way: RouteWish, known: KnownFacts): Verdict | null {
    const policy = this.#policyOf(wish);
    if (policy === null) {
      return null;
    }
    for (const asked of this.#deps.trunks.barred.ways(wish.campaign, way)) {
      const decision = this.#judge(wish, asked, known, policy);
      if (!decision.allowed) {
        return this.#keep(wish, asked, decision, policy);
      }
    }
    return null;
  }

  /** One more call that did not leave, by the rule or the trouble that is named for it. */
  countBlock(campaignId: DialWish['campaign']['id'], rule: string): void {
    const { bus, clock } = this.#deps;
    bus.emit('dial:blocked', { campaignId, rule, atMs: clock.now() });
  }

  #policyOf({ campaign, atMs }: DialWish): CompiledPolicy | null {
    return this.#deps.policies.find(campaign.policyId, atMs);
  }

  #judge(wish: DialWish, way: AskedWay, known: KnownFacts, policy: CompiledPolicy): DialDecision {
    const facts = known.facts(way.usage);
    const busy = this.#deps.persons.busy(wish.contact, wish.phone);
    const live = { number: facts.live.number || busy.number, person: facts.live.person || busy.person };
    return decideDial(questionOf(wish, way), policy, { ...facts, live }, wish.atMs);
  }

  /** Gives the decision its place in the ledger. */
  #keep(wish: DialWish, way: AskedWay, decision: DialDecision, policy: CompiledPolicy): Verdict {
    const { rng, journal, engineId } = this.#deps;
    const decisionId = newTimeOrderedId(wish.atMs, rng);
    journal.decide(recordOf(wish, way, decision, { decisionId, chainId: engineId }));
    if (decision.blockedBy !== null) {
      this.countBlock(wish.campaign.id, decision.blockedBy);
    }
    return { decision, decisionId, policy };
  }
}
