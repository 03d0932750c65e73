import { callerNumber } from '../core/acd/caller-number.js';
import type { InboundLine } from '../core/acd/inbound-line.js';
import type { ReturnCall } from '../core/acd/return-call.js';
import type { CallLogRow } from '../core/call-log/call-log-row.js';
import type { CampaignSettings, Line } from '../core/campaign/campaign.js';
import { CAMPAIGN_DEFAULTS } from '../core/campaign/campaign.js';
import { talkRecording } from '../core/compliance/recording-duty.js';
import type { Contact } from '../core/contact/contact.js';
import { type CampaignId, type LegId, type MediaServerId, parseAttemptId } from '../core/kernel/ids.js';
import { newTimeOrderedId, type Rng } from '../core/kernel/rng.js';
import { SECOND } from '../core/kernel/time.js';
import type { OpenAttempt } from '../ports/attempt-store.js';
import type { Clock, Timer } from '../ports/clock.js';
import type { ContactStore } from '../ports/contact-store.js';
import type { InboundLeg, LiveLeg } from '../ports/media.js';
import type { AttemptJournal } from './attempt-journal.js';
import { dutiesOf } from './attempt-opening.js';
import type { EventBus } from './event-bus.js';
import type { FactBook } from './fact-book.js';
import { inboundGroup, openInbound } from './inbound-opening.js';
import { InboundRecord, type RecordSubject } from './inbound-record.js';
import type { PolicyBook } from './policy-book.js';

/** A caller does not ring for longer than this because our disk is slow: he is answered, and the row comes after. */
const PATIENCE_MS = 1.5 * SECOND;

export interface RecordsDeps {
  readonly clock: Clock;
  readonly rng: Rng;
  readonly bus: EventBus;
  readonly engineId: string;
  readonly journal: AttemptJournal;
  readonly facts: FactBook;
  readonly policies: PolicyBook;
  readonly contacts: Pick<ContactStore, 'find'>;
  readonly campaignOf: (id: CampaignId) => CampaignSettings | null;
  readonly lines: () => readonly Line[];
}

/** A call as it arrives. */
export interface ArrivedCall {
  readonly legId: LegId;
  readonly serverId: MediaServerId;
  readonly inbound: InboundLeg;
  readonly line: Pick<InboundLine, 'number' | 'campaignId'>;
}

/** Rows of calls that came in: begun, found again after a restart, closed when nobody is left to. */
export class InboundRecords {
  readonly #deps: RecordsDeps;
  /** Rows that were open when the engine before us died, by media server and leg. */
  readonly #left = new Map<string, OpenAttempt>();

  constructor(deps: RecordsDeps) {
    this.#deps = deps;
  }

  /** The row of a call; null where its line's campaign is not there, so that no row could say whose it is. */
  begin(call: ArrivedCall): InboundRecord | null {
    const { clock, rng } = this.#deps;
    const group = inboundGroup(call.serverId, call.legId);
    const left = this.#left.get(group);
    if (left !== undefined) {
      this.#left.delete(group);
      return this.#adopt(left, call.legId);
    }
    const campaign = this.#deps.campaignOf(call.line.campaignId);
    if (campaign === null) {
      return null;
    }
    const attemptId = parseAttemptId(newTimeOrderedId(clock.now(), rng));
    return this.#record(call.legId, this.#subject({ ...call, attemptId }, campaign, null));
  }

  /** Writes the row with whoever was recognised. Resolves within the patience of a phone that rings. */
  async open(record: InboundRecord, call: ArrivedCall, known: Promise<ReturnCall>): Promise<ReturnCall> {
    const { clock } = this.#deps;
    let timer: Timer | null = null;
    let taken: ReturnCall = { kind: 'unknown' };
    const patience = new Promise<void>((resolve) => {
      timer = clock.setTimer(PATIENCE_MS, resolve);
    });
    const work = async (): Promise<void> => {
      taken = await known.catch((): ReturnCall => ({ kind: 'unknown' }));
      await this.#recognise(record, call, taken).catch(() => undefined);
      await record.open();
    };
    await Promise.race([work(), patience]);
    if (timer !== null) {
      clock.clearTimer(timer);
    }
    return taken;
  }

  /** The row of a call that lived through a restart: written where it was not, with its contact for the agent's card. */
  async reopen(record: InboundRecord): Promise<void> {
    const { contactId } = record.subject.opening;
    const found = contactId === '' ? null : await this.#deps.contacts.find(contactId).catch(() => null);
    if (found !== null) {
      record.contact = found;
    }
    await record.open();
  }

  /** Rows wait for their servers' word. */
  get waiting(): boolean {
    return this.#left.size > 0;
  }

  /** What the engine before us left open. */
  left(rows: readonly OpenAttempt[]): void {
    for (const row of rows) {
      this.#left.set(row.opening.attemptGroup, row);
    }
  }

  /** A server says what lives on it: rows whose call is gone are closed. */
  listed(serverId: MediaServerId, legs: readonly LiveLeg[], configured: ReadonlySet<string>): void {
    const alive = new Set(legs.map(({ legId }) => inboundGroup(serverId, legId)));
    this.#closeLost(
      ({ opening: { attemptGroup, mediaServerId } }) =>
        (mediaServerId === serverId || !configured.has(mediaServerId)) && !alive.has(attemptGroup),
    );
  }

  /** Servers that did not come back in time hold nobody any more. */
  giveUp(): void {
    this.#closeLost(() => true);
  }

  #closeLost(isLost: (row: OpenAttempt) => boolean): void {
    for (const [group, row] of [...this.#left]) {
      if (isLost(row)) {
        this.#left.delete(group);
        const record = this.#adopt(row, '' as LegId);
        record.ended({ by: null, sipCode: null, q850: null });
        // Who talked was not asked any more what it was.
        record.close(row.mark?.tAgentMs != null);
      }
    }
  }

  #adopt({ opening, mark }: OpenAttempt, legId: LegId): InboundRecord {
    const settings = this.#deps.campaignOf(opening.campaignId);
    const campaign = settings ?? { ...CAMPAIGN_DEFAULTS, id: opening.campaignId, dispositions: [] };
    const recording = this.#recordingOf(campaign as CampaignSettings, opening);
    const subject = { opening, campaign: campaign as CampaignSettings, contact: null, recording };
    const record = new InboundRecord(this.#recordDeps(), legId, subject, mark);
    record.adopt();
    return record;
  }

  async #recognise(record: InboundRecord, call: ArrivedCall, known: ReturnCall): Promise<void> {
    const contact = known.kind === 'contact' ? await this.#deps.contacts.find(known.contactId) : null;
    const campaign = contact === null ? null : this.#deps.campaignOf(contact.campaignId);
    if (contact !== null && campaign !== null) {
      record.know(this.#subject({ ...call, attemptId: record.id }, campaign, contact));
    }
  }

  #record(legId: LegId, subject: RecordSubject): InboundRecord {
    return new InboundRecord(this.#recordDeps(), legId, subject);
  }

  #recordDeps() {
    const { bus, clock, journal, facts } = this.#deps;
    return {
      clock,
      journal,
      facts,
      closed: (row: CallLogRow): void => {
        const { attemptId: callId, campaignId } = row.opening;
        bus.emit('inbound:closed', { callId, campaignId, row });
      },
    };
  }

  #subject(
    { attemptId, legId, serverId, inbound, line }: ArrivedCall & { readonly attemptId: InboundRecord['id'] },
    campaign: CampaignSettings,
    contact: Contact | null,
  ): RecordSubject {
    const { clock, rng, engineId, policies, lines } = this.#deps;
    const opening = openInbound(
      {
        attemptId,
        legId,
        serverId,
        engineId,
        caller: callerNumber(inbound.caller),
        number: line.number,
        line: lines().find(({ number }) => number === line.number) ?? null,
        campaign,
        contact,
        policyVersion: policies.find(campaign.policyId, clock.now())?.version ?? '',
        arrivedMs: clock.now(),
      },
      rng,
    );
    return { opening, campaign, contact, recording: this.#recordingOf(campaign, opening) };
  }

  #recordingOf(campaign: CampaignSettings, opening: RecordSubject['opening']) {
    const { clock, policies } = this.#deps;
    const nowMs = clock.now();
    const policy = policies.find(campaign.policyId, nowMs) ?? policies.of(CAMPAIGN_DEFAULTS.policyId, nowMs);
    return talkRecording(campaign, dutiesOf(opening, policy.policy.rules, nowMs).recording);
  }
}
