import { newCall } from '../core/call/call-state.js';
import type { CampaignSettings, DialMode } from '../core/campaign/campaign.js';
import type { Contact } from '../core/contact/contact.js';
import { askGate } from '../core/gate/dial-gate.js';
import { type E164, type EngineId, parseAttemptId } from '../core/kernel/ids.js';
import { newTimeOrderedId, type Rng } from '../core/kernel/rng.js';
import { DAY, HOUR } from '../core/kernel/time.js';
import type { Clock } from '../ports/clock.js';
import type { MediaServer } from '../ports/media.js';
import type { AgentFloor } from './agent-floor.js';
import type { AgentSupervisor } from './agent-supervisor.js';
import type { AttemptJournal } from './attempt-journal.js';
import { openAttempt, planCall } from './attempt-opening.js';
import { type CallHost, CallSupervisor } from './call-supervisor.js';
import type { EventBus } from './event-bus.js';
import type { Fleet } from './fleet.js';
import type { Hopper } from './hopper.js';
import type { LivePersons } from './live-persons.js';
import type { Route, TrunkBook } from './trunk-book.js';

/** A contact the gate blocked for now is looked at again after this. */
const BLOCKED_AGAIN_MS = 1 * HOUR;
/** One that no rule can allow as it stands is left alone for this long; its facts may be mended meanwhile. */
const HOPELESS_AGAIN_MS = 30 * DAY;

export interface DialerDeps {
  readonly clock: Clock;
  readonly rng: Rng;
  readonly bus: EventBus;
  readonly fleet: Fleet;
  readonly floor: AgentFloor;
  readonly journal: AttemptJournal;
  readonly trunks: TrunkBook;
  readonly persons: LivePersons;
  readonly engineId: EngineId;
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

/** `blocked`: the contact went back to the list; `no_route`: no trunk has room and the contact is still the caller's. */
export type DialResult = 'placed' | 'blocked' | 'no_route';

/** From a contact to a row on the disk to an originate: person lock, route, gate, write, dial. */
export class Dialer {
  readonly #deps: DialerDeps;
  readonly #campaign: DialingCampaign;

  constructor(deps: DialerDeps, campaign: DialingCampaign) {
    this.#deps = deps;
    this.#campaign = campaign;
  }

  /** Dials for whoever is free, or for `agent` alone (preview). */
  dial(contact: Contact, lane: DialMode, agent: AgentSupervisor | null): DialResult {
    const { persons, trunks } = this.#deps;
    const phone = contact.phones[contact.phoneIndex]?.number;
    if (phone === undefined) {
      return this.#block(contact, 'no_phone', true);
    }
    if (!persons.take(contact, phone)) {
      return this.#block(contact, 'person_busy', false);
    }
    const server = this.#serverFor(agent);
    const route = server === null ? null : trunks.take(this.#campaign.settings);
    if (server === null || route === null) {
      persons.release(contact, phone);
      return 'no_route';
    }
    const verdict = askGate({ campaign: this.#campaign.settings, contact, phone, ...route });
    if (!verdict.allowed) {
      trunks.release(route.trunk.id);
      persons.release(contact, phone);
      return this.#block(contact, verdict.rule, verdict.endsContact);
    }
    this.#place(contact, phone, lane, agent, server, route);
    return 'placed';
  }

  #block(contact: Contact, rule: string, hopeless: boolean): DialResult {
    const { bus, clock } = this.#deps;
    const nowMs = clock.now();
    bus.emit('dial:blocked', { campaignId: this.#campaign.settings.id, rule, atMs: nowMs });
    const nextAtMs = nowMs + (hopeless ? HOPELESS_AGAIN_MS : BLOCKED_AGAIN_MS);
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

  #place(
    contact: Contact,
    phone: E164,
    lane: DialMode,
    agent: AgentSupervisor | null,
    server: MediaServer,
    route: Route,
  ): void {
    const { clock, rng, engineId } = this.#deps;
    const campaign = this.#campaign.settings;
    const nowMs = clock.now();
    const attemptId = parseAttemptId(newTimeOrderedId(nowMs, rng));
    const reservedAgentId = agent?.profile.id ?? null;
    const mode = lane === 'paused' ? 'manual' : lane;
    const facts = { attemptId, contact, phone, campaign, route, engineId, mediaServerId: server.id, nowMs };
    const opening = openAttempt(facts, mode, reservedAgentId);
    const plan = planCall(campaign, server.capabilities.amd, reservedAgentId);
    const subject = { opening, contact, campaign, serverId: server.id, lane };
    const call = new CallSupervisor({ ...this.#deps, host: this.#campaign }, subject, newCall(plan));
    this.#campaign.add(call);
    if (agent !== null) {
      agent.card = { attemptId, campaignId: campaign.id, contact, decideByMs: null };
      agent.input({ kind: 'reserve', attemptId });
    }
    this.#write(call);
  }

  /** No dial without a committed row. */
  #write(call: CallSupervisor): void {
    const { journal, bus, clock } = this.#deps;
    const { opening } = call.subject;
    journal.open(opening, []).then(
      () => {
        const { attemptId, campaignId, trunkId, mode } = opening;
        bus.emit('call:dialed', { attemptId, campaignId, trunkId, mode, atMs: clock.now() });
        call.input({ kind: 'committed' });
      },
      () => call.input({ kind: 'commitFailed' }),
    );
  }
}
