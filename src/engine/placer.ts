import type { DialMode } from '../core/campaign/campaign.js';
import type { Contact } from '../core/contact/contact.js';
import { assertNever } from '../core/kernel/assert-never.js';
import type { AgentSupervisor } from './agent-supervisor.js';
import type { DialResult } from './dial-result.js';
import type { Hopper } from './hopper.js';
import type { WorkTurns } from './work-turns.js';

/** Contacts the gate may block in one go, so that a closing hour does not hold up the calls that are live. */
const MOST_BLOCKED = 100;

export interface PlacingCampaign {
  readonly hopper: Hopper;
  readonly dialing: boolean;
  dial(contact: Contact, mode: DialMode, agent: AgentSupervisor | null): DialResult;
  paceSoon(): void;
}

/** Calls to be placed for a lane, and how far that came. */
interface Placing {
  readonly wanted: number;
  readonly mode: DialMode;
  /** Each waits for a call of his own. */
  readonly owners: readonly AgentSupervisor[];
  /** These contacts and no others; null: the next ones in their order. */
  readonly contacts: Contact[] | null;
  placed: number;
  asked: number;
}

/**
 * Dials contacts for a lane until as many calls are placed as it wants, or no way is left. What takes long goes on in
 * turns, so that nobody who answers waits for calls that are only being placed; calls for owners, who wait, do not.
 * Part of its campaign's runner; `stop` ends it.
 */
export class Placer {
  readonly #campaign: PlacingCampaign;
  readonly #turns: WorkTurns;
  #rest: Placing | null = null;

  constructor(campaign: PlacingCampaign, turns: WorkTurns) {
    this.#campaign = campaign;
    this.#turns = turns;
  }

  /** Calls that are wanted have not been placed yet; no more are to be asked for. */
  get busy(): boolean {
    return this.#rest !== null;
  }

  /** The next `wanted` contacts in their order; with `owners`, each for one of them, who waits for it. */
  next(wanted: number, mode: DialMode, owners: readonly AgentSupervisor[] = []): void {
    this.#place({ wanted, mode, owners, contacts: null, placed: 0, asked: 0 });
  }

  /** These contacts and no others: who is blocked is not made up for, the lane is asked again. */
  chosen(contacts: readonly Contact[], mode: DialMode, owners: readonly AgentSupervisor[] = []): void {
    this.#place({ wanted: contacts.length, mode, owners, contacts: [...contacts], placed: 0, asked: 0 });
  }

  /** Gives up what has not been placed yet. */
  stop(): void {
    const rest = this.#rest;
    this.#rest = null;
    if (rest !== null) {
      this.#putBack(rest);
    }
  }

  #place(placing: Placing): void {
    if (this.#step(placing) === 'later') {
      this.#rest = placing;
      this.#turns.later(() => this.#goOn(placing));
      return;
    }
    this.#putBack(placing);
  }

  #goOn(placing: Placing): void {
    if (this.#rest !== placing) {
      return;
    }
    this.#rest = null;
    if (this.#campaign.dialing) {
      this.#place(placing);
    } else {
      this.#putBack(placing);
    }
  }

  #step(placing: Placing): 'done' | 'later' {
    const { hopper } = this.#campaign;
    const { wanted, mode, owners, contacts } = placing;
    while (placing.placed < wanted && placing.asked < wanted + MOST_BLOCKED) {
      if (owners.length === 0 && this.#turns.over) {
        return 'later';
      }
      placing.asked += 1;
      const contact = contacts === null ? hopper.take() : (contacts.shift() ?? null);
      if (contact === null) {
        break;
      }
      const result = this.#campaign.dial(contact, mode, owners[placing.placed] ?? null);
      switch (result) {
        case 'placed': {
          placing.placed += 1;
          break;
        }
        case 'blocked': {
          break;
        }
        case 'unready': {
          void hopper.refresh(contact);
          break;
        }
        case 'no_route': {
          if (contacts === null) {
            hopper.putBack(contact);
          } else {
            contacts.unshift(contact);
          }
          return 'done';
        }
        default:
          assertNever(result, 'dial result');
      }
    }
    if (placing.placed < wanted && hopper.size > 0) {
      this.#campaign.paceSoon();
    }
    return 'done';
  }

  #putBack({ contacts }: Placing): void {
    for (const contact of [...(contacts ?? [])].reverse()) {
      this.#campaign.hopper.putBack(contact);
    }
  }
}
