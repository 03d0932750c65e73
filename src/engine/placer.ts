import type { DialMode } from '../core/campaign/campaign.js';
import type { Contact } from '../core/contact/contact.js';
import { assertNever } from '../core/kernel/assert-never.js';
import type { AgentSupervisor } from './agent-supervisor.js';
import type { DialResult } from './dial-result.js';
import type { Hopper } from './hopper.js';

/** Contacts the gate may block in one go, so that a closing hour does not hold up the calls that are live. */
const MOST_BLOCKED = 100;

export interface PlacingCampaign {
  readonly hopper: Hopper;
  dial(contact: Contact, mode: DialMode, agent: AgentSupervisor | null): DialResult;
  paceSoon(): void;
}

/** Dials contacts for a lane until as many calls are placed as it wants, or no way is left. */
export class Placer {
  readonly #campaign: PlacingCampaign;

  constructor(campaign: PlacingCampaign) {
    this.#campaign = campaign;
  }

  /** The next `wanted` contacts in their order; with `owners`, each for one of them, who waits for it. */
  next(wanted: number, mode: DialMode, owners: readonly AgentSupervisor[] = []): void {
    const { hopper } = this.#campaign;
    this.#place(wanted, mode, owners, () => hopper.take());
  }

  /** These contacts and no others: who is blocked is not made up for, the lane is asked again. */
  chosen(contacts: readonly Contact[], mode: DialMode, owners: readonly AgentSupervisor[] = []): void {
    const left = [...contacts];
    this.#place(contacts.length, mode, owners, () => left.shift() ?? null);
    for (const contact of left.reverse()) {
      this.#campaign.hopper.putBack(contact);
    }
  }

  #place(
    wanted: number,
    mode: DialMode,
    owners: readonly AgentSupervisor[],
    next: () => Contact | null,
  ): void {
    const { hopper } = this.#campaign;
    let placed = 0;
    for (let asked = 0; placed < wanted && asked < wanted + MOST_BLOCKED; asked += 1) {
      const contact = next();
      if (contact === null) {
        break;
      }
      const result = this.#campaign.dial(contact, mode, owners[placed] ?? null);
      switch (result) {
        case 'placed': {
          placed += 1;
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
          hopper.putBack(contact);
          return;
        }
        default:
          assertNever(result, 'dial result');
      }
    }
    if (placed < wanted && hopper.size > 0) {
      this.#campaign.paceSoon();
    }
  }
}
