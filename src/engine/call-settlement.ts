import { attemptResult, retryReasonOf } from '../core/call/attempt-result.js';
import type { AttemptResult, CallLogRow } from '../core/call-log/call-log-row.js';
import type { CampaignSettings } from '../core/campaign/campaign.js';
import { factsLeftBy } from '../core/compliance/facts/facts-left-by.js';
import type { Contact, ContactUpdate } from '../core/contact/contact.js';
import type { CallSupervisor } from './call-supervisor.js';
import type { CampaignCadence } from './campaign-cadence.js';
import type { DialerDeps } from './dialing-campaign.js';
import type { Failover } from './failover.js';
import { isByHandOnly, neverByItselfMs } from './manual-mailing.js';

/** What a call came to, on its row and on its contact. */
export interface SettledCall {
  readonly result: AttemptResult;
  readonly update: ContactUpdate;
  readonly row: CallLogRow;
}

/** The campaign whose calls are settled. */
export interface SettlingCampaign {
  readonly settings: CampaignSettings;
  readonly cadence: CampaignCadence;
}

/** Called for somebody else's sake: nothing is learned of him, and nothing follows. */
function asItWas(contact: Contact, nowMs: number): ContactUpdate {
  const { id, phoneIndex, agreedCallbackMs, restReason } = contact;
  const { attempts, freeAttempts, sameReasonAttempts, lastReason } = contact;
  return {
    contactId: id,
    state: 'ready',
    nextAtMs: isByHandOnly(contact) ? neverByItselfMs(nowMs) : contact.nextAtMs,
    phoneIndex,
    droppedPhone: null,
    dialedPhone: null,
    agreedCallbackMs,
    restReason,
    attempts,
    freeAttempts,
    sameReasonAttempts,
    lastReason,
  };
}

/** Closes the rows of calls that have ended and gives back what each held. Holds nothing that has to be ended. */
export class CallSettlement {
  readonly #deps: DialerDeps;
  readonly #campaign: SettlingCampaign;
  readonly #failover: Failover;

  constructor(deps: DialerDeps, campaign: SettlingCampaign, failover: Failover) {
    this.#deps = deps;
    this.#campaign = campaign;
    this.#failover = failover;
  }

  /** Row, contact, trunk, person and facts of a call that is over. */
  settle(call: CallSupervisor, nowMs: number): SettledCall {
    const { journal, trunks, persons, facts } = this.#deps;
    const { opening, contact } = call.subject;
    const { sipCallId } = call;
    const told = attemptResult(call.state, this.#labelOf(call), nowMs);
    const result = sipCallId === '' ? told : { ...told, sipCallId };
    const reason = retryReasonOf(call.state);
    const finished = { reason, callbackAtMs: call.callbackAtMs, dialedAtMs: result.tDialMs };
    const update = call.subject.beside
      ? asItWas(contact, nowMs)
      : this.#failover.leftBy(call, result, this.#campaign.cadence.after(contact, finished));
    const row = journal.close(opening, result, update, factsLeftBy(opening, result, call.state.optedOut));
    trunks.release(opening.trunkId);
    trunks.ended(opening, result);
    persons.release(contact, opening.phone);
    facts.change(opening, journal.closed());
    return { result, update, row };
  }

  /** The operation's own word for how the call went. */
  #labelOf({ state: { disposition } }: CallSupervisor): string {
    const { dispositions } = this.#campaign.settings;
    return disposition === null
      ? ''
      : (dispositions.find(({ code }) => code === disposition)?.label ?? disposition);
  }
}
