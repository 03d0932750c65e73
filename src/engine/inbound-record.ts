import { type InboundStory, inboundResult, type Unserved } from '../core/acd/inbound-result.js';
import type { CallInput } from '../core/call/call-input.js';
import type { AttemptOpening, CallLogRow, EndedBy } from '../core/call-log/call-log-row.js';
import type { CampaignSettings } from '../core/campaign/campaign.js';
import { factsLeftBy, protocolOf } from '../core/compliance/facts/facts-left-by.js';
import type { RecordingDuty } from '../core/compliance/recording-duty.js';
import type { Contact } from '../core/contact/contact.js';
import type { AgentId, AttemptId, LegId, MediaServerId, QueueId } from '../core/kernel/ids.js';
import type { Disposition } from '../core/outcome/disposition.js';
import type { AttemptMark } from '../ports/attempt-store.js';
import type { Clock } from '../ports/clock.js';
import type { AttemptJournal } from './attempt-journal.js';
import type { RecordedCall } from './call-recorder.js';
import type { FactBook } from './fact-book.js';

/** What an inbound row is written with. */
export interface RecordDeps {
  readonly clock: Clock;
  readonly journal: AttemptJournal;
  readonly facts: FactBook;
  readonly closed: (row: CallLogRow) => void;
}

/** Whose call it is, as its row says. */
export interface RecordSubject {
  readonly opening: AttemptOpening;
  readonly campaign: CampaignSettings;
  readonly contact: Contact | null;
  readonly recording: RecordingDuty;
}

/** How the leg ended. */
export interface LegEnd {
  readonly by: EndedBy | null;
  readonly sipCode: number | null;
  readonly q850: number | null;
}

type Told = Omit<InboundStory, 'arrivedMs' | 'endMs' | 'label' | 'disposition' | 'wrapEndMs'>;

const NOTHING_TOLD: Told = {
  answeredMs: null,
  waitingMs: null,
  agentMs: null,
  endedBy: null,
  sipCode: null,
  q850: null,
  agentId: null,
  optedOut: false,
  unserved: null,
  shortMs: 0,
  recordingId: '',
  noticed: false,
};

/** The row of one call that came in, from before its answer until the agent has said what it was. */
export class InboundRecord implements RecordedCall {
  readonly legId: LegId;
  /** Who was called at that number, for the agent's card. */
  contact: Contact | null;
  readonly #deps: RecordDeps;
  #told: Told = NOTHING_TOLD;
  #subject: RecordSubject;
  #endMs: number | null = null;
  #disposition: Disposition | null = null;
  #queueId: QueueId | null = null;
  #recordingFailed = false;
  #closed = false;
  /** The caller talks with an outside number; `said`: the agent is through with it. */
  #outside: 'no' | 'yes' | 'said' = 'no';
  #opened = false;

  constructor(deps: RecordDeps, legId: LegId, subject: RecordSubject, mark: AttemptMark | null = null) {
    this.#deps = deps;
    this.legId = legId;
    this.#subject = subject;
    this.contact = subject.contact;
    if (mark !== null) {
      const { tAnswerMs, tAgentMs, agentId, recordingId, recordingNotice } = mark;
      this.#told = {
        ...NOTHING_TOLD,
        answeredMs: tAnswerMs,
        agentMs: tAgentMs,
        agentId,
        recordingId,
        noticed: recordingNotice,
      };
    }
  }

  get id(): AttemptId {
    return this.#subject.opening.attemptId;
  }

  /** He chose in the menu that nobody of ours calls him any more. */
  get wantsNoCalls(): boolean {
    return this.#told.optedOut;
  }

  /** Nobody saw it end: its server died under it. */
  get lost(): boolean {
    return this.#endMs !== null && this.#told.endedBy === null;
  }

  get campaign(): CampaignSettings {
    return this.#subject.campaign;
  }

  get protocol(): string {
    return protocolOf(this.#subject.opening);
  }

  get subject(): { readonly opening: AttemptOpening; readonly serverId: MediaServerId } {
    const { opening } = this.#subject;
    return { opening, serverId: opening.mediaServerId as MediaServerId };
  }

  /** What the recording goes by. */
  get state(): RecordedCall['state'] {
    const { recordingId, noticed, agentMs: tAgentMs } = this.#told;
    const recordingFailed = this.#recordingFailed;
    return { plan: { recording: this.#subject.recording }, recordingId, noticed, recordingFailed, tAgentMs };
  }

  /** What the recording tells. */
  input(input: Extract<CallInput, { kind: 'recorded' | 'recordFailed' | 'noticed' }>): void {
    if (input.kind === 'recordFailed') {
      this.#recordingFailed = true;
    } else if (input.kind === 'recorded') {
      this.#tell({ recordingId: input.recordingId });
    } else {
      this.#tell({ noticed: true });
    }
  }

  /** He was recognised before the row was written. */
  know(subject: RecordSubject): void {
    if (!this.#opened && !this.#closed) {
      this.#subject = subject;
      this.contact = subject.contact;
    }
  }

  /** Writes the row; resolves when it is kept, or will be only at the close because the store is away. */
  async open(): Promise<void> {
    if (this.#opened || this.#closed) {
      return;
    }
    this.#opened = true;
    const { journal, facts } = this.#deps;
    const { opening } = this.#subject;
    const kept = journal.open(opening, []);
    facts.change(opening, kept);
    await kept.catch(() => undefined);
  }

  answered(): void {
    this.#tell({ answeredMs: this.#told.answeredMs ?? this.#deps.clock.now() });
  }

  waits(queueId: QueueId, waitingMs: number | null, shortMs: number): void {
    this.#queueId = queueId;
    this.#told = { ...this.#told, waitingMs, shortMs };
  }

  talks(agentId: AgentId): void {
    this.#tell({ agentId, agentMs: this.#told.agentMs ?? this.#deps.clock.now() });
  }

  left(unserved: Unserved): void {
    this.#told = { ...this.#told, unserved };
  }

  optedOut(): void {
    this.#told = { ...this.#told, optedOut: true };
  }

  disposed(disposition: Disposition): void {
    this.#disposition = disposition;
  }

  /** The leg is gone; the row closes now, or at the end of the wrap-up. */
  ended({ by, sipCode, q850 }: LegEnd): void {
    this.#endMs ??= this.#deps.clock.now();
    this.#told = { ...this.#told, endedBy: by, sipCode, q850 };
    if (this.#outside === 'said') {
      this.close(true);
    }
  }

  /** Without an agent: the row closes when the call and the wrap-up are both over. */
  goesOn(): void {
    this.#outside = 'yes';
  }

  /** Gives the row its place in the chain. Once. `wrapped`: an agent had his time to say what it was. */
  close(wrapped: boolean): void {
    if (this.#closed) {
      return;
    }
    if (this.#outside === 'yes' && this.#endMs === null) {
      this.#outside = 'said';
      return;
    }
    this.#closed = true;
    const { clock, journal, facts, closed } = this.#deps;
    const { campaign } = this.#subject;
    const disposition = this.#disposition ?? (wrapped ? campaign.defaultDisposition : null);
    const opening = { ...this.#subject.opening, queue: this.#queueId ?? '' };
    const result = inboundResult({
      ...this.#told,
      arrivedMs: opening.tQueuedMs,
      endMs: this.#endMs ?? clock.now(),
      wrapEndMs: wrapped ? clock.now() : null,
      disposition,
      label: disposition === null ? '' : labelOf(campaign, disposition),
    });
    const known = opening.phone !== '' || opening.cpfHash !== '';
    const left = known ? factsLeftBy(opening, result, this.#told.optedOut) : [];
    const row = journal.close(opening, result, null, left);
    facts.change(opening, journal.closed());
    closed(row);
  }

  #tell(told: Partial<Told>): void {
    this.#told = { ...this.#told, ...told };
    if (this.#opened && !this.#closed) {
      const { answeredMs, agentMs, agentId, recordingId, noticed } = this.#told;
      const { tQueuedMs } = this.#subject.opening;
      this.#deps.journal.mark({
        attemptId: this.id,
        tDialMs: tQueuedMs,
        tRingMs: tQueuedMs,
        tAnswerMs: answeredMs,
        tAmdMs: null,
        amd: 'off',
        tAgentMs: agentMs,
        tMessageMs: null,
        agentId,
        recordingId,
        recordingNotice: noticed,
      });
    }
  }

  /** It was opened by the engine that died. */
  adopt(): void {
    this.#opened = true;
  }
}

/** The operation's own word. */
function labelOf({ dispositions }: CampaignSettings, disposition: Disposition): string {
  return dispositions.find(({ code }) => code === disposition)?.label ?? disposition;
}
