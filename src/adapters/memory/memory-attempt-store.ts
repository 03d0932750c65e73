import { type CallLogRow, isCampaignCall } from '../../core/call-log/call-log-row.js';
import { type AbandonHour, abandonKindOf } from '../../core/compliance/abandonment.js';
import { dialKeysOf } from '../../core/compliance/facts/dial-key.js';
import { planOpenings } from '../../core/compliance/facts/plan-openings.js';
import type { AttemptId, CampaignId, ContactId, EngineId } from '../../core/kernel/ids.js';
import { HOUR } from '../../core/kernel/time.js';
import type { Outcome, Reason } from '../../core/outcome/outcome.js';
import type {
  AttemptBatch,
  AttemptStore,
  CampaignDayCounts,
  CommitResult,
  OpenAttempt,
  OpeningGuard,
} from '../../ports/attempt-store.js';
import type { AttemptShelf } from './attempt-shelf.js';
import type { ContactShelf } from './contact-shelf.js';
import type { FactShelf } from './fact-shelf.js';
import type { FaultGate } from './memory-faults.js';
import { OutboxShelf } from './outbox-shelf.js';

/** Attempts in memory, for tests and for the twin. */
export class MemoryAttemptStore implements AttemptStore {
  readonly #attempts: AttemptShelf;
  readonly #contacts: ContactShelf;
  readonly #facts: FactShelf;
  readonly #gate: FaultGate;

  readonly #outbox: OutboxShelf;

  constructor(
    attempts: AttemptShelf,
    contacts: ContactShelf,
    facts: FactShelf,
    gate: FaultGate,
    outbox: OutboxShelf = new OutboxShelf(),
  ) {
    this.#outbox = outbox;
    this.#attempts = attempts;
    this.#contacts = contacts;
    this.#facts = facts;
    this.#gate = gate;
  }

  commit(batch: AttemptBatch): Promise<CommitResult> {
    return this.#gate.write('attempts.commit', () => ({ refused: this.#keep(batch) }));
  }

  claim(campaignId: CampaignId, engineId: EngineId): Promise<number> {
    return this.#gate.write('attempts.claim', () => {
      const fence = (this.#attempts.fences.get(campaignId) ?? 0) + 1;
      this.#attempts.fences.set(campaignId, fence);
      for (const shelved of this.#contacts.ofCampaign(campaignId)) {
        if (shelved.state === 'leased' && shelved.owner !== engineId && !shelved.withdrawn) {
          this.#contacts.giveBack(shelved, shelved.contact.nextAtMs);
        }
      }
      return fence;
    });
  }

  listOpen(engineId: EngineId): Promise<readonly OpenAttempt[]> {
    return this.#gate.read('attempts.listOpen', () =>
      [...this.#attempts.open.values()]
        .filter(({ opening }) => opening.engineId === engineId)
        .map(({ opening, mark }) => ({ opening, mark }))
        .sort(
          (a, b) =>
            a.opening.tQueuedMs - b.opening.tQueuedMs || (a.opening.attemptId < b.opening.attemptId ? -1 : 1),
        ),
    );
  }

  lastHash(chainId: string): Promise<string | null> {
    return this.#gate.read(
      'attempts.lastHash',
      () => this.#attempts.chains.get(chainId)?.at(-1)?.hash ?? null,
    );
  }

  lastDecisionHash(chainId: string): Promise<string | null> {
    return this.#gate.read(
      'attempts.lastDecisionHash',
      () => this.#attempts.ledger.get(chainId)?.at(-1)?.hash ?? null,
    );
  }

  countsSince(campaignId: CampaignId, sinceMs: number): Promise<CampaignDayCounts> {
    return this.#gate.read('attempts.countsSince', () => {
      const counts = { attempts: 0, answered: 0, connected: 0, abandoned: 0 };
      const outcomes: Partial<Record<Outcome, number>> = {};
      const reasons: Partial<Record<Reason, number>> = {};
      const add = (
        dialMs: number | null,
        answerMs: number | null,
        agentMs: number | null,
        abandoned: boolean,
      ) => {
        if (dialMs !== null && dialMs >= sinceMs) {
          counts.attempts += 1;
          counts.answered += answerMs === null ? 0 : 1;
          counts.connected += agentMs === null ? 0 : 1;
          counts.abandoned += abandoned ? 1 : 0;
        }
      };
      for (const { opening, mark } of this.#attempts.open.values()) {
        if (opening.campaignId === campaignId) {
          add(opening.tDialMs, mark?.tAnswerMs ?? null, mark?.tAgentMs ?? null, false);
        }
      }
      for (const { opening, result } of this.#attempts.closed.values()) {
        if (opening.campaignId === campaignId) {
          add(result.tDialMs, result.tAnswerMs, result.tAgentMs, result.abandoned);
          if (result.tDialMs !== null && result.tDialMs >= sinceMs) {
            outcomes[result.outcome] = (outcomes[result.outcome] ?? 0) + 1;
            reasons[result.reason] = (reasons[result.reason] ?? 0) + 1;
          }
        }
      }
      return { ...counts, outcomes, reasons };
    });
  }

  abandonHours(campaignId: CampaignId, sinceMs: number): Promise<readonly AbandonHour[]> {
    return this.#gate.read('attempts.abandonHours', () => {
      const hours = new Map<number, AbandonHour>();
      for (const { result } of this.#attempts.reached.get(campaignId) ?? []) {
        const counted = abandonKindOf(result);
        if ((result.tDialMs ?? 0) >= sinceMs && counted !== null) {
          const startMs = Math.floor(counted.atMs / HOUR) * HOUR;
          const hour = hours.get(startMs) ?? { startMs, abandoned: 0, given: 0, earlyHangups: 0 };
          hours.set(startMs, {
            startMs,
            abandoned: hour.abandoned + Number(counted.kind === 'abandoned'),
            given: hour.given + Number(counted.kind === 'given'),
            earlyHangups: hour.earlyHangups + Number(counted.kind === 'early_hangup'),
          });
        }
      }
      return [...hours.values()].sort((a, b) => a.startMs - b.startMs);
    });
  }

  #keep(batch: AttemptBatch): ReadonlySet<AttemptId> {
    const attempts = this.#attempts;
    const refused = new Set(this.#open(batch));
    for (const mark of batch.marks) {
      const open = attempts.open.get(mark.attemptId);
      if (open !== undefined) {
        open.mark = mark;
      }
    }
    for (const { row, contact } of batch.closings) {
      const { attemptId, engineId } = row.opening;
      if ((attempts.open.get(attemptId)?.opening.engineId ?? engineId) !== engineId) {
        refused.add(attemptId);
      } else if (!attempts.closed.has(attemptId)) {
        attempts.close(row);
        for (const key of dialKeysOf(row.opening)) {
          this.#facts.release(key, attemptId);
        }
        if (contact !== null && this.#isLeftBy(row, contact.contactId)) {
          this.#contacts.update(contact);
        }
        const { contactId, mode } = row.opening;
        const left =
          isCampaignCall(mode) && contact !== null && this.#contacts.find(contactId)?.state === 'done';
        if (mode !== 'test') {
          this.#outbox.put({ what: 'attempt', row, contactDone: contact?.state === 'done' || left });
        }
      }
    }
    for (const fact of batch.facts) {
      this.#facts.note(fact);
    }
    for (const row of batch.decisions) {
      attempts.keepDecision(row);
    }
    for (const stretch of batch.agentStates) {
      attempts.keepStretch(stretch);
    }
    return refused;
  }

  /** Not where another engine has the contact by now, nor, for a call that never left, where its own has it no more. */
  #isLeftBy({ opening, result }: CallLogRow, contactId: ContactId): boolean {
    const owner = this.#contacts.find(contactId)?.owner ?? null;
    return owner === opening.engineId || (owner === null && result.reason !== 'not_sent');
  }

  /** All guards are compared before the first opening is kept; what closes in this batch is not opened first. */
  #open(batch: AttemptBatch): ReadonlySet<AttemptId> {
    const { open, closed } = this.#attempts;
    const closing = new Set(batch.closings.map(({ row }) => row.opening.attemptId));
    const absent = planOpenings(
      batch.openings.filter(({ attemptId }) => !closing.has(attemptId)),
      batch.guards,
    ).filter(({ opening: { attemptId } }) => !open.has(attemptId) && !closed.has(attemptId));
    const kept = absent.filter(({ guards, rival }) => !rival && guards.every((guard) => this.#holds(guard)));
    for (const { opening, moves } of kept) {
      this.#attempts.begin(opening);
      if (isCampaignCall(opening.mode)) {
        this.#contacts.startCalling(opening.contactId, opening.engineId);
      }
      for (const [key, holds] of moves) {
        this.#facts.move(key, holds ? opening.attemptId : null);
      }
    }
    const refused = new Set(absent.map(({ opening }) => opening.attemptId));
    for (const { opening } of kept) {
      refused.delete(opening.attemptId);
    }
    return refused;
  }

  #holds({ key, version, use }: OpeningGuard): boolean {
    if (use === 'contact') {
      const revision = this.#contacts.find(key.slice(2) as ContactId)?.contact.revision;
      return revision === undefined || revision === version;
    }
    if (use === 'fence') {
      return (this.#attempts.fences.get(key.slice(2)) ?? 0) === version;
    }
    const now = this.#facts.key(key);
    return now.version === version && (use !== 'hold' || now.liveAttemptId === null);
  }
}
