import type { DialMode } from '../core/campaign/campaign.js';
import type { RuleId } from '../core/compliance/rule-id.js';
import type { Contact } from '../core/contact/contact.js';
import { type AttemptId, parseAttemptId } from '../core/kernel/ids.js';
import { newTimeOrderedId } from '../core/kernel/rng.js';
import type { AgentSupervisor } from './agent-supervisor.js';
import { CallLaunch } from './call-launch.js';
import type { CallSupervisor } from './call-supervisor.js';
import type { DialWish } from './dial-decision.js';
import type { Asked, DialResult } from './dial-result.js';
import { type BesideTalk, callModeOf, type DialTurn, wayWish } from './dial-turn.js';
import type { DialerDeps, DialingCampaign } from './dialing-campaign.js';
import { GateDesk, type Verdict } from './gate-desk.js';
import { afterAsking, type PutOff, putOffHopeless, ROUTE_RULES } from './put-off.js';
import type { Route, RouteWish } from './route.js';
import type { NoRoute } from './trunk-book.js';

/** The rules of what is shown, whomever it is shown to. */
const WAY_RULES: ReadonlySet<RuleId> = new Set<RuleId>([
  ...ROUTE_RULES,
  ...(['R07', 'R08', 'R09', 'R10', 'CODE_0303'] as const),
]);

/** From a contact to a call: facts, route, gate, ledger, launch. Part of its campaign's runner; holds nothing to end. */
export class Dialer {
  readonly #deps: DialerDeps;
  readonly #campaign: DialingCampaign;
  readonly #gate: GateDesk;
  readonly #launch: CallLaunch;

  constructor(deps: DialerDeps, campaign: DialingCampaign) {
    this.#deps = deps;
    this.#gate = new GateDesk(deps);
    this.#campaign = campaign;
    this.#launch = new CallLaunch(deps, campaign);
  }

  /** Dials for whoever is free, or for `agent` alone (preview): the contact's phone in turn, or the next one allowed. */
  dial(contact: Contact, lane: DialMode, agent: AgentSupervisor | null): DialResult {
    const place = this.#placeFor(agent);
    if (place === null) {
      return 'no_route';
    }
    let rule: string = 'no_phone';
    for (let step = 0; step < contact.phones.length; step += 1) {
      const phoneIndex = (contact.phoneIndex + step) % contact.phones.length;
      const phone = contact.phones[phoneIndex];
      if (phone !== undefined && !phone.dropped) {
        const turned = step === 0 ? contact : { ...contact, phoneIndex };
        const asked = this.#ask({
          contact: turned,
          phone: phone.number,
          lane,
          agent,
          ...place,
          failed: null,
          beside: null,
        });
        const after = afterAsking(asked, this.#deps.clock.now());
        if (after !== 'next_phone') {
          return typeof after === 'string' ? after : this.#giveBack(contact, after);
        }
        rule = '';
      }
    }
    return this.#giveBack(contact, putOffHopeless(this.#deps.clock.now()), rule);
  }

  /**
   * Dials by hand for `agent` alone: the contact's phone in turn, or, unless it is to be `only` that one, the next one
   * allowed. Whatever comes of it, the contact stays the caller's until it is placed.
   */
  dialByHand(
    contact: Contact,
    agent: AgentSupervisor,
    only: boolean,
    beside: BesideTalk | null = null,
  ): Asked {
    const place = beside === null ? this.#placeFor(agent) : this.#besideOf(beside);
    if (place === null) {
      return { kind: 'no_server' };
    }
    let last: Asked = { kind: 'no_phone' };
    for (let step = 0; step < (only ? 1 : contact.phones.length); step += 1) {
      const phoneIndex = (contact.phoneIndex + step) % contact.phones.length;
      const phone = contact.phones[phoneIndex];
      if (phone !== undefined && !phone.dropped) {
        const turned = { ...contact, phoneIndex };
        const turn = {
          contact: turned,
          phone: phone.number,
          lane: 'paused',
          agent,
          ...place,
          failed: null,
          beside,
        } as const;
        last = this.#ask(turn);
        if (last.kind !== 'blocked' || last.block.decision.hold !== 'phone') {
          return last;
        }
      }
    }
    return last;
  }

  /**
   * Goes on with the try of a call at another carrier than the one that failed at it; the id of the further attempt, or
   * null where none left. Nothing becomes of the contact: what the first row left on it stands.
   */
  dialOn({ subject }: CallSupervisor, agent: AgentSupervisor | null): AttemptId | null {
    const place = this.#placeFor(agent);
    if (place === null) {
      return null;
    }
    const { opening: failed, contact, lane } = subject;
    const asked = this.#ask({ contact, phone: failed.phone, lane, agent, ...place, failed, beside: null });
    return asked.kind === 'placed' ? asked.attemptId : null;
  }

  /** Finds a way out, asks the gate, and places the call where it may leave. */
  #ask(turn: DialTurn): Asked {
    const { facts, trunks } = this.#deps;
    const { contact, phone } = turn;
    const campaign = this.#campaign.settings;
    const { cpfHash, debtId } = contact;
    const { purpose, creditorCnpj } = campaign;
    const known = facts.of({ phone, cpfHash, debtId, purpose, creditorCnpj }, campaign.demo);
    if (known === null) {
      return { kind: 'unready' };
    }
    const wish = this.#wishOf(turn);
    const way = wayWish(turn, known);
    const stop = this.#gate.tellStops(wish, way, known);
    const route = this.#routeFor(way);
    if (typeof route === 'string') {
      return this.#withoutRoute(turn, route, () => stop ?? this.#gate.bar(wish, way, known));
    }
    const verdict = this.#gate.decide(wish, route, known);
    if (typeof verdict !== 'string' && verdict.decision.allowed) {
      const { decisionId, policy } = verdict;
      const committed = this.#launch.place(turn, { wish, route, known, decisionId, policy });
      return { kind: 'placed', attemptId: wish.attemptId, committed };
    }
    trunks.giveBack(route);
    return typeof verdict === 'string'
      ? { kind: 'refused', why: verdict }
      : { kind: 'blocked', block: { contact, phone, ...verdict } };
  }

  /** `no_line`: others may be called, and nothing may be shown to this person at this number. */
  #routeFor(way: RouteWish): Route | NoRoute {
    const { trunks } = this.#deps;
    const campaign = this.#campaign.settings;
    const route = trunks.take(campaign, way);
    if (route !== null) {
      return route;
    }
    const why = trunks.whyNot(campaign, way);
    // Who has been shown as many lines as R11 allows is put to the gate by another one, so that the ledger says why.
    return why === 'no_line' ? (trunks.take(campaign, { ...way, seenLines: [] }) ?? why) : why;
  }

  /** Where a rule leaves no way out the gate says so, and the ledger keeps it. */
  #withoutRoute({ contact, phone, lane, failed }: DialTurn, why: NoRoute, ask: () => Verdict | null): Asked {
    const { barred } = this.#deps.trunks;
    const campaign = this.#campaign.settings;
    const byHand = lane === 'paused';
    // A try that goes on at another carrier has its row: nothing was kept from the person.
    const asks = why === 'no_line' || (why === 'no_way' && (byHand || barred.untold(campaign)));
    const verdict = asks && failed === null ? ask() : null;
    if (verdict === null) {
      return why === 'no_line' && failed === null ? { kind: 'refused', why: 'policy' } : { kind: 'no_route' };
    }
    const block = { contact, phone, ...verdict };
    if (verdict.decision.blockedBy === null || !WAY_RULES.has(verdict.decision.blockedBy)) {
      return { kind: 'blocked', block };
    }
    if (why === 'no_way') {
      barred.told(campaign);
    }
    return { kind: 'barred', block, reach: why === 'no_way' ? 'campaign' : 'contact' };
  }

  #wishOf(turn: DialTurn): DialWish {
    const { contact, phone, agent, failed, beside } = turn;
    const { clock, rng } = this.#deps;
    const atMs = clock.now();
    const attemptId = parseAttemptId(newTimeOrderedId(atMs, rng));
    const mode = callModeOf(turn, atMs);
    return {
      atMs,
      attemptId,
      attemptGroup: failed?.attemptId ?? beside?.group ?? attemptId,
      campaign: this.#campaign.settings,
      contact,
      phone,
      mode,
      agreedCallback: mode === 'callback',
      agentReserved: agent !== null,
    };
  }

  #giveBack(contact: Contact, { untilMs }: PutOff, rule = ''): DialResult {
    if (rule !== '') {
      this.#gate.countBlock(this.#campaign.settings.id, rule);
    }
    void this.#campaign.hopper.giveBack([{ id: contact.id, nextAtMs: untilMs }]);
    return 'blocked';
  }

  /** By the switch of their agents, or by one that a tie leads from: who answers elsewhere could be joined with nobody. */
  #placeFor(agent: AgentSupervisor | null): Pick<DialTurn, 'server' | 'homeId'> | null {
    const place = this.#campaign.places.choose(agent);
    return place === null ? null : { server: this.#deps.fleet.get(place.dialOn), homeId: place.home };
  }

  /** In the middle of a talk it leaves where the talk is. */
  #besideOf({ serverId }: BesideTalk): Pick<DialTurn, 'server' | 'homeId'> | null {
    const { fleet } = this.#deps;
    return fleet.takesCalls(serverId) ? { server: fleet.get(serverId), homeId: serverId } : null;
  }
}
