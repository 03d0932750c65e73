import type { CampaignSettings } from '../core/campaign/campaign.js';
import type { Contact } from '../core/contact/contact.js';
import { phoneEventOf } from '../core/contact/phone-history.js';
import type { AttemptId } from '../core/kernel/ids.js';
import type { Reason } from '../core/outcome/outcome.js';
import {
  type ContactOdds,
  freshContactOdds,
  type KeptContactOdds,
  keepContactOdds,
  learnContactOdds,
  oddsOfTraits,
  overnight,
  type RatedAttempt,
  readContactOdds,
  tellsApart,
} from '../core/pacing/contact-odds.js';
import { contactTraits } from '../core/pacing/contact-traits.js';
import type { MemoryAge } from '../core/pacing/pacing-strategy.js';
import type { CallSupervisor } from './call-supervisor.js';

/** The part of pacing's memory that is the contacts'. */
export const CONTACTS_PART = 'contacts';

/** Attempts that showed something and are not learned: more than a campaign that chooses has between two paces. */
const MOST_UNLEARNED = 200;

interface OpenTry {
  readonly traits: readonly string[];
  /** What was said of it when it was dialled; null while nothing told contacts apart. */
  readonly estimate: number | null;
}

/** What a campaign has learned of which contacts answer, from every attempt that showed it; silent until it tells. */
export class ContactChooser {
  readonly #settings: () => Pick<CampaignSettings, 'keepsListOrder'>;
  readonly #open = new Map<AttemptId, OpenTry>();
  #odds: ContactOdds = freshContactOdds();
  #ended: RatedAttempt[] = [];

  constructor(settings: () => Pick<CampaignSettings, 'keepsListOrder'>) {
    this.#settings = settings;
  }

  /** True while its odds are nearer to what happens than the base's rate is. */
  get tells(): boolean {
    return !this.#settings().keepsListOrder && tellsApart(this.#odds);
  }

  /**
   * The odds of contacts in their order, or null where they are dialled as they come: while nothing is known, and while a
   * person who asked for a call is among them.
   */
  estimates(contacts: readonly Contact[], nowMs: number): readonly number[] | null {
    this.#learn();
    const promised = contacts.some(({ agreedCallbackMs }) => agreedCallbackMs !== null);
    return this.tells && !promised ? contacts.map((contact) => this.#oddsOf(contact, nowMs)) : null;
  }

  #oddsOf(contact: Contact, nowMs: number): number {
    const phone = contact.phones[contact.phoneIndex];
    return phone === undefined
      ? Number.NaN
      : oddsOfTraits(this.#odds, contactTraits(contact, phone.number, nowMs));
  }

  /** A call is being placed. */
  placed({ attemptId, subject }: CallSupervisor, nowMs: number): void {
    const traits = contactTraits(subject.contact, subject.opening.phone, nowMs);
    this.#open.set(attemptId, { traits, estimate: this.tells ? oddsOfTraits(this.#odds, traits) : null });
  }

  /** What was said of the call's contact, as the strategy is told it; nothing where nothing was. */
  said({ attemptId }: CallSupervisor): { readonly estimate?: number } {
    const estimate = this.#open.get(attemptId)?.estimate ?? null;
    return estimate === null ? {} : { estimate };
  }

  /** A person answered. */
  answered(call: CallSupervisor): void {
    this.#settle(call, true);
  }

  /** It ended without one; what the network or we ourselves did says nothing of the contact. */
  failed(call: CallSupervisor, reason: Reason | null): void {
    if (reason !== null && phoneEventOf(reason) !== null) {
      this.#settle(call, false);
    }
  }

  #settle({ attemptId }: CallSupervisor, person: boolean): void {
    const entry = this.#open.get(attemptId);
    if (entry !== undefined) {
      this.#ended.push({ traits: entry.traits, person });
      // A campaign that never chooses learns all the same, for its next day may; it must not gather them till then.
      if (this.#ended.length >= MOST_UNLEARNED) {
        this.#learn();
      }
    }
  }

  closed({ attemptId }: CallSupervisor): void {
    this.#open.delete(attemptId);
  }

  #learn(): void {
    if (this.#ended.length > 0) {
      this.#odds = learnContactOdds(this.#odds, this.#ended);
      this.#ended = [];
    }
  }

  memory(): KeptContactOdds | null {
    this.#learn();
    return this.#odds.attempts === 0 ? null : keepContactOdds(this.#odds);
  }

  /** Takes up what was kept, unless it has begun to learn by itself. */
  recall(kept: unknown, age: MemoryAge): void {
    const known = this.#odds.attempts === 0 ? readContactOdds(kept) : null;
    if (known !== null) {
      this.#odds = age.sameDay ? known : overnight(known);
    }
  }
}
