import type { Contact } from '../core/contact/contact.js';
import type { PersonalCallback } from '../core/contact/personal-callback.js';
import { isCadenciaError, messageOf } from '../core/kernel/errors.js';
import type { AgentId, CampaignId, ContactId, EngineId } from '../core/kernel/ids.js';
import { MINUTE, SECOND } from '../core/kernel/time.js';
import type { Clock, Timer } from '../ports/clock.js';
import type { ContactStore } from '../ports/contact-store.js';
import type { PersonalCallbackStore } from '../ports/personal-callback-store.js';
import type { AgentFloor } from './agent-floor.js';
import type { AgentSupervisor } from './agent-supervisor.js';
import type { CampaignRunner } from './campaign-runner.js';
import type { PersonalControl } from './engine-control.js';
import type { EventBus } from './event-bus.js';
import type { PreviewDesk } from './preview-desk.js';

const LOOK_MS = 5 * SECOND;
/** Long before its time a contact is taken out of everybody's turn. */
const AHEAD_MS = 1 * MINUTE;
const MOST_AT_ONCE = 500;
const LEASE_MS = 5 * MINUTE;
/** A promise that was said at the end of a call may be kept before its call is. */
const LATE_MS = 10 * MINUTE;
/** Of an agent's list. */
const MOST_LISTED = 100;

export interface PersonalDeps {
  readonly engineId: EngineId;
  readonly clock: Clock;
  readonly bus: EventBus;
  readonly contacts: ContactStore;
  readonly personalCallbacks: PersonalCallbackStore;
  /** After this anybody may call when the agent is not logged in. */
  readonly personalGraceMs: number;
  readonly floor: AgentFloor;
  readonly preview: PreviewDesk;
  readonly runnerOf: (campaignId: CampaignId) => CampaignRunner | null;
  /** This engine has the campaign. */
  readonly owns: (campaignId: CampaignId) => boolean;
}

/**
 * Callbacks that agents make themselves. Until the grace time has passed the contact is in nobody else's turn: its next
 * try stands that much later, and while the agent is logged in it is put off again. Once its hour is open and he is free
 * it is shown to him as in preview, and the gate is asked when he dials.
 */
export class PersonalCallbacks implements PersonalControl {
  readonly #deps: PersonalDeps;
  #timer: Timer | null = null;
  #closed = false;

  constructor(deps: PersonalDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#again();
  }

  /** Idempotent. */
  close(): void {
    this.#closed = true;
    if (this.#timer !== null) {
      this.#deps.clock.clearTimer(this.#timer);
    }
  }

  /** The agent will make the callback himself. */
  async promise(agentId: AgentId, contact: Pick<Contact, 'id' | 'campaignId'>, atMs: number): Promise<void> {
    const savedMs = this.#deps.clock.now();
    const { id: contactId, campaignId } = contact;
    await this.#deps.personalCallbacks.save({ contactId, campaignId, agentId, atMs, savedMs });
  }

  /** Anybody may make it. */
  async release(contactId: ContactId): Promise<void> {
    await this.#deps.personalCallbacks.remove(contactId);
  }

  /** Those the agent still owes, the next one first. */
  async of(agentId: AgentId): Promise<readonly Contact[]> {
    const kept = await this.#deps.personalCallbacks.of(agentId, MOST_LISTED);
    const found = await Promise.all(kept.map(({ contactId }) => this.#deps.contacts.find(contactId)));
    return found.flatMap((contact, at) =>
      contact === null || contact.agreedCallbackMs !== kept[at]?.atMs ? [] : [contact],
    );
  }

  #again(): void {
    if (!this.#closed) {
      this.#timer = this.#deps.clock.setTimer(LOOK_MS, () => void this.#look());
    }
  }

  async #look(): Promise<void> {
    const { clock, personalCallbacks, bus, owns } = this.#deps;
    try {
      for (const callback of await personalCallbacks.due(clock.now() + AHEAD_MS, MOST_AT_ONCE)) {
        if (!this.#closed && owns(callback.campaignId)) {
          await this.#tend(callback);
        }
      }
    } catch (error) {
      const atMs = clock.now();
      if (isCadenciaError(error)) {
        bus.emit('store:failed', { operation: 'personal callbacks', code: error.code, atMs });
      } else {
        bus.emit('engine:defect', { where: 'personal callbacks', message: messageOf(error), atMs });
      }
    }
    this.#again();
  }

  /** Holds it for its agent, shows it to him, or leaves it to everybody. */
  async #tend(callback: PersonalCallback): Promise<void> {
    const { clock, contacts, personalCallbacks, personalGraceMs, runnerOf } = this.#deps;
    const { contactId, atMs, savedMs } = callback;
    const contact = await contacts.find(contactId);
    const runner = runnerOf(callback.campaignId);
    const nowMs = clock.now();
    if (contact?.agreedCallbackMs !== atMs) {
      if (contact === null || nowMs - savedMs > LATE_MS) {
        await personalCallbacks.remove(contactId);
      }
      return;
    }
    const agent = this.#loggedIn(callback);
    const openMs =
      runner?.cadence.timeFrom(contact, Math.max(atMs, agent === null ? atMs : nowMs), true) ?? null;
    if (runner === null || openMs === null) {
      return;
    }
    if (agent !== null && openMs <= nowMs && isFree(agent) && runner.dialing) {
      await this.#show(runner, agent, contact);
    } else if (contact.nextAtMs < openMs + personalGraceMs - (agent === null ? 0 : personalGraceMs / 2)) {
      const nextAtMs = openMs + personalGraceMs;
      // Null where it is in somebody's hands: then it is looked at again.
      await contacts.setCallback({ contactId, agreedCallbackMs: atMs, nextAtMs, state: 'ready' });
    }
  }

  #loggedIn({ agentId, campaignId }: PersonalCallback): AgentSupervisor | null {
    const agent = this.#deps.floor.find(agentId);
    const away = agent === null || agent.state.name === 'offline' || agent.state.name === 'connecting';
    return !away && agent.campaignIds.includes(campaignId) ? agent : null;
  }

  async #show(runner: CampaignRunner, agent: AgentSupervisor, contact: Contact): Promise<void> {
    const { contacts, engineId, clock, preview } = this.#deps;
    const nowMs = clock.now();
    const lease = { contactId: contact.id, owner: engineId, nowMs, leaseUntilMs: nowMs + LEASE_MS };
    const held = runner.hopper.withdraw(contact.id) ?? (await contacts.leaseOne(lease));
    if (held !== null && !preview.present(runner, agent, held)) {
      await contacts.giveBack(engineId, [{ id: held.id, nextAtMs: held.nextAtMs }]);
    }
  }
}

const isFree = ({ state }: AgentSupervisor): boolean => state.name === 'available' && state.pending === null;
