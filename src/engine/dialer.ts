import { newCall } from '../core/call/call-state.js';
import type { AttemptOpening, CallMode } from '../core/call-log/call-log-row.js';
import type { CampaignSettings, DialMode } from '../core/campaign/campaign.js';
import type { CompiledPolicy } from '../core/compliance/gate/compiled-policy.js';
import type { DialDecision } from '../core/compliance/gate/decide-dial.js';
import type { RuleId } from '../core/compliance/rule-id.js';
import type { Contact } from '../core/contact/contact.js';
import { assertNever } from '../core/kernel/assert-never.js';
import { CadenciaError } from '../core/kernel/errors.js';
import { type AttemptId, type E164, parseAttemptId, parseCarrierId } from '../core/kernel/ids.js';
import { newTimeOrderedId } from '../core/kernel/rng.js';
import { DAY, HOUR, MINUTE } from '../core/kernel/time.js';
import { dddOf } from '../core/numbering/brazilian-number.js';
import { DDD_TABLE } from '../core/numbering/ddd-table.js';
import type { OpeningGuard } from '../ports/attempt-store.js';
import type { MediaServer } from '../ports/media.js';
import type { AgentFloor } from './agent-floor.js';
import type { AgentSupervisor } from './agent-supervisor.js';
import { dutiesOf, openAttempt, planCall } from './attempt-opening.js';
import { type CallHost, CallSupervisor } from './call-supervisor.js';
import { type DialWish, LONGEST_WRITE_MS } from './dial-decision.js';
import type { FactBook, KnownFacts } from './fact-book.js';
import type { Fleet } from './fleet.js';
import { GateDesk, type GateDeskDeps, type Verdict } from './gate-desk.js';
import type { Hopper } from './hopper.js';
import type { Route, RouteWish } from './route.js';
import type { NoRoute } from './trunk-book.js';

/** Time lifts the block and nobody can say when: look again after this. */
const BLOCKED_AGAIN_MS = 1 * HOUR;
/** The operation has to do something first: load a list, mend a line. */
const OPERATION_AGAIN_MS = 15 * MINUTE;
/** One that no rule can allow as it stands is left alone for this long; its facts may be mended meanwhile. */
const HOPELESS_AGAIN_MS = 30 * DAY;
/** These block the way out and not the contact: another line, another carrier or another day may take it. */
const ROUTE_RULES: ReadonlySet<RuleId> = new Set<RuleId>(['R01', 'R03', 'R04', 'R06']);
/** The rules of what is shown, whomever it is shown to. */
const WAY_RULES: ReadonlySet<RuleId> = new Set<RuleId>([
  ...ROUTE_RULES,
  ...(['R07', 'R08', 'R09', 'R10', 'CODE_0303'] as const),
]);

export interface DialerDeps extends GateDeskDeps {
  readonly fleet: Fleet;
  readonly floor: AgentFloor;
  readonly facts: FactBook;
}

/** The campaign a dialer works for. */
export interface DialingCampaign extends CallHost {
  readonly settings: CampaignSettings;
  readonly hopper: Hopper;
  /** The call belongs to the campaign from now on, before its row is written. */
  add(call: CallSupervisor): void;
  /** Live calls of the campaign on a server. */
  callsOn(serverId: string): number;
}

/**
 * `blocked`: the contact went back to the list; `no_route`: no trunk has room and the contact is still the caller's;
 * `unready`: the contact is still the caller's and its facts have to be read first.
 */
export type DialResult = 'placed' | 'blocked' | 'no_route' | 'unready';

/** What came of asking for a call to one phone. `committed` rejects when the row could not be kept: then nothing left. */
export type Asked =
  | { readonly kind: 'placed'; readonly attemptId: AttemptId; readonly committed: Promise<void> }
  | { readonly kind: 'blocked'; readonly block: DialBlock }
  /** The question could not be put to the gate. */
  | { readonly kind: 'refused'; readonly why: 'policy' | 'demo_trunk' }
  /** No line may be shown: to this person at this number, or to nobody of the campaign. */
  | { readonly kind: 'barred'; readonly block: DialBlock; readonly reach: 'contact' | 'campaign' }
  | { readonly kind: 'no_server' | 'no_phone' | 'no_route' | 'unready' };

/** What the gate said to a call that did not leave. */
export interface DialBlock extends Verdict {
  readonly contact: Contact;
  readonly phone: E164;
}

/** One phone of a contact, for whom it is dialled, and on which server. */
interface Turn {
  readonly contact: Contact;
  readonly phone: E164;
  readonly lane: DialMode;
  readonly agent: AgentSupervisor | null;
  readonly server: MediaServer;
  /** The row of a carrier that failed at this very call, whose try goes on with another one; null at first. */
  readonly failed: AttemptOpening | null;
}

/** A turn the gate allowed. */
interface Allowed {
  readonly wish: DialWish;
  readonly route: Route;
  readonly known: KnownFacts;
  readonly policy: CompiledPolicy;
  readonly decisionId: string;
}

/** From a contact to a row on the disk to an originate: facts, route, gate, ledger, write, dial. */
export class Dialer {
  readonly #deps: DialerDeps;
  readonly #campaign: DialingCampaign;
  readonly #gate: GateDesk;

  constructor(deps: DialerDeps, campaign: DialingCampaign) {
    this.#deps = deps;
    this.#gate = new GateDesk(deps);
    this.#campaign = campaign;
  }

  /** Dials for whoever is free, or for `agent` alone (preview): the contact's phone in turn, or the next one allowed. */
  dial(contact: Contact, lane: DialMode, agent: AgentSupervisor | null): DialResult {
    const server = this.#serverFor(agent);
    if (server === null) {
      return 'no_route';
    }
    let rule: string = 'no_phone';
    for (let step = 0; step < contact.phones.length; step += 1) {
      const phoneIndex = (contact.phoneIndex + step) % contact.phones.length;
      const phone = contact.phones[phoneIndex];
      if (phone !== undefined && !phone.dropped) {
        const turned = step === 0 ? contact : { ...contact, phoneIndex };
        const asked = this.#ask({ contact: turned, phone: phone.number, lane, agent, server, failed: null });
        const result = this.#settle(contact, asked);
        if (result !== 'next_phone') {
          return result;
        }
        rule = '';
      }
    }
    return this.#giveBack(contact, this.#deps.clock.now() + HOPELESS_AGAIN_MS, rule);
  }

  /**
   * Dials by hand for `agent` alone: the contact's phone in turn, or, unless it is to be `only` that one, the next one
   * allowed. Whatever comes of it, the contact stays the caller's until it is placed.
   */
  dialByHand(contact: Contact, agent: AgentSupervisor, only: boolean): Asked {
    const server = this.#serverFor(agent);
    if (server === null) {
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
          server,
          failed: null,
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
    const server = this.#serverFor(agent);
    if (server === null) {
      return null;
    }
    const { opening: failed, contact, lane } = subject;
    const asked = this.#ask({ contact, phone: failed.phone, lane, agent, server, failed });
    return asked.kind === 'placed' ? asked.attemptId : null;
  }

  /** `next_phone`: this one may never be dialled as things stand. */
  #settle(contact: Contact, asked: Asked): DialResult | 'next_phone' {
    switch (asked.kind) {
      case 'placed':
      case 'no_route':
      case 'unready':
        return asked.kind;
      case 'blocked':
        return this.#afterBlock(contact, asked.block.decision);
      case 'refused':
        return this.#giveBack(contact, this.#deps.clock.now() + OPERATION_AGAIN_MS);
      case 'barred':
        return asked.reach === 'campaign'
          ? 'no_route'
          : this.#giveBack(contact, this.#deps.clock.now() + BLOCKED_AGAIN_MS);
      case 'no_server':
      case 'no_phone':
        return 'no_route';
      default:
        return assertNever(asked, 'what was asked');
    }
  }

  /** Finds a way out, asks the gate, and places the call where it may leave. */
  #ask(turn: Turn): Asked {
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
      const committed = this.#place(turn, { wish, route, known, decisionId, policy });
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
  #withoutRoute({ contact, phone, lane, failed }: Turn, why: NoRoute, ask: () => Verdict | null): Asked {
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

  #wishOf({ contact, phone, lane, agent, failed }: Turn): DialWish {
    const { clock, rng } = this.#deps;
    const atMs = clock.now();
    const attemptId = parseAttemptId(newTimeOrderedId(atMs, rng));
    const mode = callModeOf(contact, lane, atMs);
    return {
      atMs,
      attemptId,
      attemptGroup: failed?.attemptId ?? attemptId,
      campaign: this.#campaign.settings,
      contact,
      phone,
      mode,
      agreedCallback: mode === 'callback',
      agentReserved: agent !== null,
    };
  }

  #afterBlock(contact: Contact, { blockedBy, hold, nextAllowedMs }: DialDecision): DialResult | 'next_phone' {
    const nowMs = this.#deps.clock.now();
    if (blockedBy !== null && ROUTE_RULES.has(blockedBy)) {
      return 'no_route';
    }
    switch (hold) {
      case 'phone':
        return 'next_phone';
      case 'contact':
        return this.#giveBack(contact, nowMs + HOPELESS_AGAIN_MS);
      case 'operation':
        return this.#giveBack(contact, nowMs + OPERATION_AGAIN_MS);
      case 'time':
      case null:
        return this.#giveBack(contact, nextAllowedMs ?? nowMs + BLOCKED_AGAIN_MS);
      default:
        return assertNever(hold, 'hold of a block');
    }
  }

  #giveBack(contact: Contact, nextAtMs: number, rule = ''): DialResult {
    if (rule !== '') {
      this.#gate.countBlock(this.#campaign.settings.id, rule);
    }
    void this.#campaign.hopper.giveBack([{ id: contact.id, nextAtMs }]);
    return 'blocked';
  }

  /** Calls go where their agents' phones are bound, the least loaded server first. */
  #serverFor(agent: AgentSupervisor | null): MediaServer | null {
    const { fleet, floor } = this.#deps;
    if (agent !== null) {
      return agent.serverId !== null && fleet.isUp(agent.serverId) ? fleet.get(agent.serverId) : null;
    }
    let best: MediaServer | null = null;
    let most = 0;
    for (const server of fleet.up()) {
      const calls = this.#campaign.callsOn(server.id);
      const agents = floor.agentsOn(server.id, this.#campaign.settings.id) / (1 + calls);
      if (agents > most) {
        best = server;
        most = agents;
      }
    }
    return best;
  }

  #place({ contact, phone, lane, agent, server, failed }: Turn, allowed: Allowed): Promise<void> {
    const { engineId, persons, trunks, facts } = this.#deps;
    const { wish, route, known, policy, decisionId } = allowed;
    const { attemptId, attemptGroup, campaign, mode } = wish;
    const { cpfHash, debtId } = contact;
    persons.take(contact, phone);
    trunks.spend(route);
    facts.forget({ phone, cpfHash, debtId });
    const reservedAgentId = agent?.profile.id ?? null;
    const where = { engineId, mediaServerId: server.id, nowMs: wish.atMs };
    const proof = { dncSnapshot: known.dncSnapshot, policyVersion: policy.version, decisionId };
    const question = { attemptId, attemptGroup, contact, phone, campaign, route, ...where, ...proof };
    const opening = openAttempt(question, mode, reservedAgentId);
    const duties = dutiesOf(opening, policy.policy.rules, wish.atMs);
    const plan = planCall(campaign, server.capabilities.amd, { reservedAgentId, lane }, duties);
    const subject = { opening, contact, campaign, serverId: server.id, lane };
    const call = new CallSupervisor({ ...this.#deps, host: this.#campaign }, subject, newCall(plan));
    this.#campaign.add(call);
    if (agent !== null) {
      agent.card = { attemptId, campaignId: campaign.id, contact, decideByMs: null };
      agent.input({ kind: failed === null ? 'reserve' : 'reserveAgain', attemptId });
    }
    return this.#write(call, known.guards(attemptId));
  }

  /** No dial without a committed row, nor on a decision of a while ago: windows close and debts are paid meanwhile. */
  #write(call: CallSupervisor, guards: readonly OpeningGuard[]): Promise<void> {
    const { journal, bus, clock } = this.#deps;
    const { opening } = call.subject;
    const committed = journal.open(opening, guards).then(() => {
      if (clock.now() - opening.tQueuedMs > LONGEST_WRITE_MS) {
        throw new CadenciaError('DLR_FACTS_MOVED', {
          detail: `Writing attempt '${opening.attemptId}' took so long that it has to be decided anew.`,
        });
      }
    });
    committed.then(
      () => {
        const { attemptId, campaignId, trunkId, mode } = opening;
        bus.emit('call:dialed', { attemptId, campaignId, trunkId, mode, atMs: clock.now() });
        call.input({ kind: 'committed' });
      },
      () => call.input({ kind: 'commitFailed' }),
    );
    return committed;
  }
}

/** What the trunk book has to know of a dial. */
function wayWish({ contact: { cpfHash }, phone, failed }: Turn, { seenLines }: KnownFacts): RouteWish {
  const ddd = dddOf(phone);
  const ufs = DDD_TABLE[ddd]?.ufs ?? [];
  const wish = { phone, ddd, ufs, personKey: cpfHash === '' ? phone : cpfHash, seenLines };
  return failed === null ? wish : { ...wish, notCarrier: parseCarrierId(failed.carrier) };
}

/**
 * How the row says it was called: a callback the person asked for is one whichever lane places it, but by hand only once
 * its time has come.
 */
function callModeOf({ agreedCallbackMs }: Contact, lane: DialMode, atMs: number): CallMode {
  if (lane !== 'paused') {
    return agreedCallbackMs === null ? lane : 'callback';
  }
  return agreedCallbackMs !== null && agreedCallbackMs <= atMs ? 'callback' : 'manual';
}
