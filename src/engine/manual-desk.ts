import { CALLING_PAUSES } from '../core/agent/manual-pause.js';
import type { CampaignState } from '../core/campaign/campaign.js';
import { isCalendarOpen } from '../core/campaign/campaign-calendar.js';
import type { Contact } from '../core/contact/contact.js';
import { assertNever } from '../core/kernel/assert-never.js';
import { CadenciaError, messageOf } from '../core/kernel/errors.js';
import type { AgentId, AttemptId, CampaignId, ContactId, E164, EngineId } from '../core/kernel/ids.js';
import type { Rng } from '../core/kernel/rng.js';
import { MINUTE } from '../core/kernel/time.js';
import type { Clock } from '../ports/clock.js';
import type { ContactStore } from '../ports/contact-store.js';
import type { MailingStore } from '../ports/mailing-store.js';
import type { AgentDuties } from './agent-duties.js';
import type { AgentFloor } from './agent-floor.js';
import type { AgentSupervisor } from './agent-supervisor.js';
import type { CampaignRunner } from './campaign-runner.js';
import { dialBlocked } from './dial-blocked.js';
import type { Asked } from './dial-result.js';
import type { BesideTalk } from './dial-turn.js';
import type { EngineView, ManualWish } from './engine-control.js';
import type { EventBus } from './event-bus.js';
import { addTypedNumber } from './manual-mailing.js';

/** A contact is held for a call by hand for this long at most, whatever becomes of the engine. */
const LEASE_MS = 1 * MINUTE;
/** A line's calls may have to be asked for, and a channel may come free: looked for again so often, so long. */
const ROUTE_AGAIN_MS = 200;
const ROUTE_TRIES = 15;
/** Facts that move while they are read are read again this often. */
const FACT_TRIES = 3;
/** Automatic dialling rests in a paused campaign; its agents may call by hand. */
const CALLING_STATES: ReadonlySet<CampaignState> = new Set(['running', 'paused']);

/** A call that leaves once its row is kept. */
export type Placed = Extract<Asked, { kind: 'placed' }>;

export interface ManualDeskDeps {
  readonly engineId: EngineId;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly bus: EventBus;
  readonly floor: AgentFloor;
  readonly duties: AgentDuties;
  readonly contacts: ContactStore;
  readonly mailings: Pick<MailingStore, 'create' | 'addRows' | 'finish' | 'find'>;
  readonly runnerOf: (campaignId: CampaignId) => CampaignRunner | null;
  /** This engine has the campaign. */
  readonly owns: (campaignId: CampaignId) => boolean;
  readonly dialing: () => EngineView['dialing'];
}

/**
 * Calls by hand: one contact is leased, its facts are read, and the gate is asked as for any other call, with the agent
 * reserved. A block comes back as an error and the contact as it was.
 */
export class ManualDesk {
  readonly #deps: ManualDeskDeps;
  readonly #busy = new Set<AgentId>();

  constructor(deps: ManualDeskDeps) {
    this.#deps = deps;
  }

  /** The attempt, once its row is kept. Rejects with DLR_DIAL_BLOCKED when the gate says no. */
  async dial(agentId: AgentId, wish: ManualWish): Promise<AttemptId> {
    const { floor, runnerOf } = this.#deps;
    const agent = floor.get(agentId);
    const runner = runnerOf(wish.campaignId);
    if (runner === null) {
      throw notFound(`There is no campaign '${wish.campaignId}'.`);
    }
    this.#check(agent, runner);
    if (this.#busy.has(agentId)) {
      throw conflict(`Agent '${agentId}' has asked for a call already; wait for its answer.`);
    }
    this.#busy.add(agentId);
    try {
      const { contact, only } = await this.#lease(runner, wish);
      const placed = await this.#place(agent, runner, contact, () => {
        // Meanwhile he may have got a call, gone to a pause, or all dialling may have been stopped.
        this.#check(agent, runner);
        return runner.dialByHand(contact, agent, only);
      });
      await placed.committed;
      return placed.attemptId;
    } finally {
      this.#busy.delete(agentId);
    }
  }

  /** Calls another number for the person an agent talks with: the same gate, lines and rows. */
  async dialBeside(
    agent: AgentSupervisor,
    campaignId: CampaignId,
    phone: E164,
    beside: (runner: CampaignRunner) => BesideTalk,
  ): Promise<Placed> {
    const runner = this.#deps.runnerOf(campaignId);
    if (runner === null) {
      throw notFound(`There is no campaign '${campaignId}'.`);
    }
    this.#checkEngine(runner);
    const { contact } = await this.#lease(runner, { campaignId, phone });
    return await this.#place(agent, runner, contact, () => {
      this.#checkEngine(runner);
      return runner.dialByHand(contact, agent, true, beside(runner));
    });
  }

  /** Throws, with what to do, when the agent may not call by hand now. */
  #check(agent: AgentSupervisor, runner: CampaignRunner): void {
    this.#checkEngine(runner);
    const { id } = agent.profile;
    const { name, reason } = agent.state;
    if (!agent.campaignIds.includes(runner.id)) {
      throw conflict(`Agent '${id}' is not logged in on campaign '${runner.id}'; log in to it first.`);
    }
    if (name === 'paused' && !CALLING_PAUSES.has(reason)) {
      const pauses = [...CALLING_PAUSES].join(', ');
      throw conflict(
        `Agent '${id}' rests (${reason}); be ready, or paused by one of ${pauses}, to call by hand.`,
      );
    }
    if (name !== 'paused' && name !== 'available') {
      throw conflict(`Agent '${id}' is ${name}; a call by hand needs an agent who is free.`);
    }
    this.#deps.duties.checkReady(agent);
  }

  #checkEngine(runner: CampaignRunner): void {
    const { owns, dialing } = this.#deps;
    const state = dialing();
    switch (state) {
      case 'on':
        break;
      case 'stopped':
        throw conflict('Dialling is stopped for all, calls by hand too; resume it first.');
      case 'draining':
        throw conflict('The server is about to stop; no call is begun.');
      case 'store_down':
        throw new CadenciaError('DLR_DATABASE_DOWN', {
          detail: 'No call is placed until it takes rows again.',
        });
      case 'media_down':
        throw new CadenciaError('DLR_MEDIA_DOWN', {
          detail: 'No call is placed until one is connected again.',
        });
      default:
        assertNever(state, 'dialling');
    }
    if (runner.problem !== null) {
      throw conflict(runner.problem);
    }
    if (!CALLING_STATES.has(runner.state)) {
      throw conflict(`Campaign '${runner.id}' is ${runner.state}; calls by hand need it running or paused.`);
    }
    if (!isCalendarOpen(runner.settings.calendar, this.#deps.clock.now())) {
      throw conflict(`Campaign '${runner.id}' rests by its own calendar now; calls by hand wait for it too.`);
    }
    if (!owns(runner.id)) {
      throw conflict(`Another engine has campaign '${runner.id}' now; ask there, or wait a minute.`);
    }
  }

  /** The contact in our hands; `only`: the phone in its turn and no other. */
  async #lease(
    runner: CampaignRunner,
    wish: ManualWish,
  ): Promise<{ readonly contact: Contact; readonly only: boolean }> {
    const byPhone = 'phone' in wish;
    const found = byPhone
      ? await this.#contactOf(runner, wish.phone)
      : await this.#find(runner, wish.contactId);
    const phoneIndex = byPhone
      ? found.phones.findIndex(({ number }) => number === wish.phone)
      : found.phoneIndex;
    if (byPhone && found.phones[phoneIndex]?.dropped !== false) {
      throw conflict(
        'That number was found not to be this person, or not to exist; it is not dialled any more.',
      );
    }
    const { contacts, engineId, clock } = this.#deps;
    const nowMs = clock.now();
    const leased =
      runner.hopper.withdraw(found.id) ??
      (await contacts.leaseOne({
        contactId: found.id,
        owner: engineId,
        nowMs,
        leaseUntilMs: nowMs + LEASE_MS,
      }));
    if (leased === null) {
      throw await this.#whyNot(found.id);
    }
    return { contact: byPhone ? { ...leased, phoneIndex } : leased, only: byPhone };
  }

  async #find(runner: CampaignRunner, id: ContactId): Promise<Contact> {
    const contact = await this.#deps.contacts.find(id);
    if (contact === null || contact.campaignId !== runner.id) {
      throw notFound(`Campaign '${runner.id}' has no contact '${id}'.`);
    }
    return contact;
  }

  /** The contact whose phone it is; a number of nobody becomes one. */
  async #contactOf(runner: CampaignRunner, phone: E164): Promise<Contact> {
    const { contacts, mailings, clock, rng } = this.#deps;
    const known = await contacts.findByPhone(runner.id, phone);
    if (known !== null) {
      return known;
    }
    await addTypedNumber(mailings, runner.id, phone, { nowMs: clock.now(), rng });
    const added = await contacts.findByPhone(runner.id, phone);
    if (added === null) {
      throw conflict('The contact with that number was erased just now; dial again.');
    }
    return added;
  }

  async #whyNot(id: ContactId): Promise<CadenciaError> {
    const state = await this.#deps.contacts.stateOf(id);
    switch (state) {
      case 'done':
        return conflict(
          `Contact '${id}' has ended; agree a callback with it, or recycle it, to call it again.`,
        );
      case 'calling':
        return conflict(`Contact '${id}' is in a call now.`);
      case 'leased':
      case 'ready':
      case null:
        return conflict(`Contact '${id}' is with an agent or about to be dialled; try again in a minute.`);
      default:
        return assertNever(state, 'state of a contact');
    }
  }

  async #place(
    agent: AgentSupervisor,
    runner: CampaignRunner,
    contact: Contact,
    dial: () => Asked,
  ): Promise<Placed> {
    try {
      return await this.#ask(agent, runner, contact, dial);
    } catch (error) {
      await this.#giveBack(contact);
      throw error;
    }
  }

  /** Asks until the call is placed or something says no. */
  async #ask(
    agent: AgentSupervisor,
    runner: CampaignRunner,
    contact: Contact,
    dial: () => Asked,
  ): Promise<Placed> {
    await runner.prepare(contact);
    let unready = 0;
    for (let tries = 0; ; ) {
      const asked = dial();
      if (asked.kind === 'placed') {
        return asked;
      }
      if (asked.kind === 'unready' && unready < FACT_TRIES) {
        unready += 1;
        await runner.prepare(contact);
      } else if (asked.kind === 'no_route' && tries < ROUTE_TRIES) {
        tries += 1;
        await this.#pause();
      } else {
        throw refusal(asked, agent, runner);
      }
    }
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      this.#deps.clock.setTimer(ROUTE_AGAIN_MS, resolve);
    });
  }

  /** As it was; a failure is survived, the lease runs out. */
  async #giveBack({ id, nextAtMs }: Contact): Promise<void> {
    const { contacts, engineId, bus, clock } = this.#deps;
    try {
      await contacts.giveBack(engineId, [{ id, nextAtMs }]);
    } catch (error) {
      const code = error instanceof CadenciaError ? error.code : messageOf(error);
      bus.emit('store:failed', { operation: 'give back', code, atMs: clock.now() });
    }
  }
}

function refusal(
  asked: Exclude<Asked, { kind: 'placed' }>,
  agent: AgentSupervisor,
  runner: CampaignRunner,
): CadenciaError {
  switch (asked.kind) {
    case 'blocked':
    case 'barred':
      return dialBlocked(asked.block);
    case 'refused':
      return conflict(
        asked.why === 'policy'
          ? `Campaign '${runner.id}' names policy '${runner.settings.policyId}', which is not there.`
          : `Campaign '${runner.id}' is a demo and the trunk is not; nothing was dialled.`,
      );
    case 'no_server':
      return new CadenciaError('DLR_MEDIA_DOWN', {
        detail: `The media server of agent '${agent.profile.id}' is not connected.`,
      });
    case 'no_phone':
      return conflict('The contact has no phone left that may be dialled.');
    case 'no_route':
      return conflict('No trunk with a line has room for the call now; try again in a moment.');
    case 'unready':
      return new CadenciaError('DLR_FACTS_MOVED', {
        detail: 'What is on file of the person changes right now; dial again.',
      });
    default:
      return assertNever(asked, 'what was asked');
  }
}

function conflict(detail: string): CadenciaError {
  return new CadenciaError('DLR_STATE_CONFLICT', { detail });
}

function notFound(detail: string): CadenciaError {
  return new CadenciaError('DLR_NOT_FOUND', { detail });
}
