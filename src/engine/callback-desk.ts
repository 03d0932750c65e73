import type { Contact } from '../core/contact/contact.js';
import { CadenciaError } from '../core/kernel/errors.js';
import type { CampaignId, ContactId, EngineId } from '../core/kernel/ids.js';
import type { Reason } from '../core/outcome/outcome.js';
import { NEVER_RECYCLED } from '../core/retry/never-recycled.js';
import type { Clock } from '../ports/clock.js';
import type { CallbackChange, ContactStore } from '../ports/contact-store.js';
import type { CampaignRunner } from './campaign-runner.js';
import type { CallbackControl } from './engine-control.js';
import { isByHandOnly, neverByItselfMs } from './manual-mailing.js';

export interface CallbackDeskDeps {
  readonly engineId: EngineId;
  readonly clock: Clock;
  readonly contacts: ContactStore;
  readonly runnerOf: (campaignId: CampaignId) => CampaignRunner | null;
}

/** Callbacks that are agreed, moved or called off outside a call. */
export class CallbackDesk implements CallbackControl {
  readonly #deps: CallbackDeskDeps;

  constructor(deps: CallbackDeskDeps) {
    this.#deps = deps;
  }

  async agree(id: ContactId, atMs: number): Promise<Contact> {
    const { clock, contacts } = this.#deps;
    if (!(atMs > clock.now())) {
      throw new CadenciaError('DLR_INPUT_INVALID', { detail: 'The time of a callback has to be to come.' });
    }
    const { contact, runner } = await this.#find(id);
    const ended = (await contacts.stateOf(id)) === 'done';
    if (ended && NEVER_RECYCLED.has(contact.lastReason as Reason)) {
      throw conflict(`Contact '${id}' has ended for good (${contact.lastReason}); it gets no callback.`);
    }
    if (contact.phones.every(({ dropped }) => dropped)) {
      throw conflict(`Contact '${id}' has no phone left that may be dialled.`);
    }
    // The hour may be closed then: it is kept as agreed and tried at the next open one.
    const nextAtMs = runner.cadence.timeFrom({ ...contact, agreedCallbackMs: atMs }, atMs, true) ?? atMs;
    return this.#keep(runner, { contactId: id, agreedCallbackMs: atMs, nextAtMs, state: 'ready' });
  }

  async cancel(id: ContactId): Promise<Contact> {
    const { contact, runner } = await this.#find(id);
    if (contact.agreedCallbackMs === null) {
      throw conflict(`Contact '${id}' has no callback.`);
    }
    const nowMs = this.#deps.clock.now();
    const plain = { ...contact, agreedCallbackMs: null };
    const nextAtMs = isByHandOnly(contact)
      ? neverByItselfMs(nowMs)
      : runner.cadence.timeFrom(plain, nowMs, false);
    const spent = nextAtMs === null || contact.attempts >= runner.settings.retry.maxAttempts;
    return this.#keep(runner, {
      contactId: id,
      agreedCallbackMs: null,
      nextAtMs: nextAtMs ?? nowMs,
      state: spent ? 'done' : 'ready',
      saidAtMs: nowMs,
    });
  }

  async #find(id: ContactId): Promise<{ readonly contact: Contact; readonly runner: CampaignRunner }> {
    const contact = await this.#deps.contacts.find(id);
    const runner = contact === null ? null : this.#deps.runnerOf(contact.campaignId);
    if (contact === null || runner === null) {
      throw new CadenciaError('DLR_NOT_FOUND', { detail: `There is no contact '${id}'.` });
    }
    return { contact, runner };
  }

  async #keep(runner: CampaignRunner, change: CallbackChange): Promise<Contact> {
    const { contacts, engineId } = this.#deps;
    const { contactId } = change;
    const held = runner.hopper.withdraw(contactId);
    if (held !== null) {
      await contacts.giveBack(engineId, [{ id: contactId, nextAtMs: held.nextAtMs }]);
    }
    const kept = await contacts.setCallback(change);
    if (kept === null) {
      throw conflict(
        `Contact '${contactId}' is in a call, on an agent's screen or about to be dialled; say it with the disposition, or try again.`,
      );
    }
    runner.hopper.poke();
    return kept;
  }
}

function conflict(detail: string): CadenciaError {
  return new CadenciaError('DLR_STATE_CONFLICT', { detail });
}
