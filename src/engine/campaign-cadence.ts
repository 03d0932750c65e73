import type { CampaignSettings } from '../core/campaign/campaign.js';
import type { Contact, ContactUpdate } from '../core/contact/contact.js';
import type { CampaignId } from '../core/kernel/ids.js';
import {
  decideRetry,
  type FinishedAttempt,
  NO_SURROUNDINGS,
  type RetrySurroundings,
} from '../core/retry/decide-retry.js';
import { type Rest, restOf } from '../core/retry/rest-of.js';
import { retryWindow } from '../core/retry/retry-window.js';
import { timeOfTry } from '../core/retry/try-time.js';
import type { Clock } from '../ports/clock.js';
import { isByHandOnly, neverByItselfMs } from './manual-mailing.js';
import type { PolicyBook } from './policy-book.js';
import type { YieldBook } from './yield-book.js';

export interface CadenceDeps {
  readonly clock: Clock;
  readonly policies: PolicyBook;
  /** What the campaign's bases yield, or null when nothing tells. */
  readonly yields: YieldBook | null;
}

/** When contacts of a campaign are tried: its retry rules, with the hours of its policy and the yields of its bases. */
export class CampaignCadence {
  readonly #deps: CadenceDeps;
  readonly #id: CampaignId;
  readonly #settings: () => CampaignSettings;

  constructor(deps: CadenceDeps, settings: () => CampaignSettings) {
    this.#deps = deps;
    this.#id = settings().id;
    this.#settings = settings;
  }

  /** What an attempt leaves on its contact. A number an agent typed is not called by itself later on. */
  after(contact: Contact, attempt: FinishedAttempt): ContactUpdate {
    const nowMs = this.#deps.clock.now();
    const { retry } = this.#settings();
    const update = decideRetry(contact, attempt, retry, nowMs, this.#surroundings(contact));
    return isByHandOnly(contact) && update.state === 'ready' && update.agreedCallbackMs === null
      ? { ...update, nextAtMs: neverByItselfMs(nowMs) }
      : update;
  }

  /** Why a contact is left alone although it may be called, or null. */
  restOf(contact: Contact): Rest | null {
    const { retry } = this.#settings();
    const { leastPerThousand } = retry;
    return leastPerThousand > 0
      ? restOf(contact, retry, this.#deps.clock.now(), this.#surroundings(contact))
      : null;
  }

  /**
   * When a contact is tried next from `fromMs` on, were that a callback or not; null when no hour of its phones is open
   * or there is none.
   */
  timeFrom(contact: Contact, fromMs: number, callback: boolean): number | null {
    const { retry } = this.#settings();
    const inTurn = contact.phones[contact.phoneIndex];
    const phone = inTurn?.dropped === false ? inTurn : contact.phones.find(({ dropped }) => !dropped);
    if (phone === undefined) {
      return null;
    }
    const { window, baseHours } = this.#surroundings(contact);
    const question = { contact, phone, limits: retry, window, callback, baseHours: baseHours(contact) };
    return timeOfTry(question, fromMs, Number.POSITIVE_INFINITY)?.atMs ?? null;
  }

  /** What beside the contact decides its next try. */
  #surroundings(contact: Contact): RetrySurroundings {
    const settings = this.#settings();
    const { leastPerThousand, bestHours } = settings.retry;
    const asked = leastPerThousand > 0 || bestHours;
    const policy = this.#deps.policies.find(settings.policyId, this.#deps.clock.now());
    return {
      ...NO_SURROUNDINGS,
      ...(policy === null ? {} : { window: retryWindow(policy, settings, contact) }),
      ...(asked ? this.#deps.yields?.of(this.#id) : {}),
    };
  }
}
