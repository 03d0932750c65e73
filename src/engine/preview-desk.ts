import type { Contact } from '../core/contact/contact.js';
import { CadenciaError } from '../core/kernel/errors.js';
import type { AgentId } from '../core/kernel/ids.js';
import { HOUR, SECOND } from '../core/kernel/time.js';
import type { Clock, Timer } from '../ports/clock.js';
import type { AgentSupervisor } from './agent-supervisor.js';
import type { CampaignRunner } from './campaign-runner.js';

/** A contact an agent skipped comes back after this. */
const SKIPPED_AGAIN_MS = 1 * HOUR;
/** No trunk had room: the dial is tried again after this. */
const NO_ROUTE_AGAIN_MS = 2 * SECOND;

interface Offer {
  readonly runner: CampaignRunner;
  readonly agent: AgentSupervisor;
  readonly contact: Contact;
  /** He promised to call himself: nobody else gets it when he does not decide. */
  readonly personal: boolean;
  timer: Timer;
}

/**
 * Preview: the agent sees the contact first, with a countdown; he accepts (it is dialled for him alone), skips with
 * a reason, or the countdown decides. An offer has one owner, this desk, and ends in exactly one of those ways.
 */
export class PreviewDesk {
  readonly #clock: Clock;
  readonly #offers = new Map<AgentId, Offer>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Shows a free agent the next contact; with none ready he is offered one when the hopper fills. */
  offer(runner: CampaignRunner, agent: AgentSupervisor): void {
    if (agent.state.name !== 'available' || this.#offers.has(agent.profile.id)) {
      return;
    }
    const contact = runner.hopper.show();
    if (contact !== null) {
      this.#begin(runner, agent, contact, false);
    }
  }

  /** Shows a free agent the contact he promised to call himself, which is leased; false when he is free no more. */
  present(runner: CampaignRunner, agent: AgentSupervisor, contact: Contact): boolean {
    const free = agent.state.name === 'available' && !this.#offers.has(agent.profile.id);
    if (free) {
      runner.hopper.keepShown(contact);
      this.#begin(runner, agent, contact, true);
    }
    return free;
  }

  #begin(runner: CampaignRunner, agent: AgentSupervisor, contact: Contact, personal: boolean): void {
    const { previewCountdownMs } = runner.settings;
    const decideByMs = this.#clock.now() + previewCountdownMs;
    agent.card = { attemptId: null, campaignId: runner.id, contact, decideByMs };
    const timer = this.#clock.setTimer(previewCountdownMs, () => this.#timeUp(agent.profile.id));
    this.#offers.set(agent.profile.id, { runner, agent, contact, personal, timer });
    agent.input({ kind: 'previewOffered' });
  }

  accept(agentId: AgentId): void {
    const offer = this.#offers.get(agentId);
    if (offer === undefined) {
      throw nothingOffered(agentId);
    }
    this.#dial(offer);
  }

  skip(agentId: AgentId, _reason: string): void {
    const offer = this.#offers.get(agentId);
    if (offer === undefined) {
      throw nothingOffered(agentId);
    }
    this.#skip(offer);
  }

  /** The agent paused, left or lost his phone: the contact goes back untouched. */
  gone(agent: AgentSupervisor): void {
    const offer = this.#end(agent.profile.id);
    if (offer !== null) {
      returned(offer);
      agent.card = null;
    }
  }

  #timeUp(agentId: AgentId): void {
    const offer = this.#offers.get(agentId);
    if (offer === undefined) {
      return;
    }
    if (offer.runner.settings.onPreviewTimeout === 'skip') {
      this.#skip(offer);
    } else {
      this.#dial(offer);
    }
  }

  #dial(offer: Offer): void {
    const { runner, agent, contact } = offer;
    if (!runner.dialing) {
      this.#end(agent.profile.id);
      returned(offer);
      agent.card = null;
      agent.input({ kind: 'previewEnded' });
      return;
    }
    const result = runner.dial(contact, 'preview', agent);
    if (result === 'unready') {
      // What is on file has changed or is old by now: it is read again, and the agent's wish stands.
      const again = (): void => this.#dialAgain(agent.profile.id);
      runner.prepare(contact).then(again, () => this.#later(offer, agent.profile.id));
      return;
    }
    if (result === 'no_route') {
      this.#later(offer, agent.profile.id);
      return;
    }
    this.#end(agent.profile.id);
    if (result === 'blocked') {
      agent.card = null;
      agent.input({ kind: 'previewEnded' });
    }
  }

  #later(offer: Offer, agentId: AgentId): void {
    this.#clock.clearTimer(offer.timer);
    offer.timer = this.#clock.setTimer(NO_ROUTE_AGAIN_MS, () => this.#dialAgain(agentId));
  }

  #dialAgain(agentId: AgentId): void {
    const offer = this.#offers.get(agentId);
    if (offer !== undefined) {
      this.#dial(offer);
    }
  }

  #skip(offer: Offer): void {
    this.#end(offer.agent.profile.id);
    void offer.runner.hopper.giveBack([
      { id: offer.contact.id, nextAtMs: this.#clock.now() + SKIPPED_AGAIN_MS },
    ]);
    offer.agent.card = null;
    offer.agent.input({ kind: 'previewEnded' });
  }

  #end(agentId: AgentId): Offer | null {
    const offer = this.#offers.get(agentId);
    if (offer === undefined) {
      return null;
    }
    this.#clock.clearTimer(offer.timer);
    this.#offers.delete(agentId);
    offer.runner.hopper.hide(offer.contact);
    return offer;
  }
}

/** Undecided: to the front of the list, or to wait for him again. */
function returned({ runner, contact, personal }: Offer): void {
  if (personal) {
    void runner.hopper.giveBack([{ id: contact.id, nextAtMs: contact.nextAtMs }]);
  } else {
    runner.hopper.putBack(contact);
  }
}

function nothingOffered(agentId: AgentId): CadenciaError {
  return new CadenciaError('DLR_STATE_CONFLICT', {
    detail: `Agent '${agentId}' has no contact to decide on; wait for the next one.`,
  });
}
