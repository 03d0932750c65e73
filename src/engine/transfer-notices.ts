import type { AttemptId } from '../core/kernel/ids.js';
import type { TransferNotice } from '../core/talk/transfer-notice.js';
import type { EngineEvents } from '../ports/engine-events.js';

/** What agents read of persons whom somebody was to take and did not; forgotten with the call. */
export class TransferNotices {
  readonly #notices = new Map<AttemptId, TransferNotice>();
  /** Whom each was given to last: said only when nobody takes him. */
  readonly #given = new Map<AttemptId, TransferNotice>();
  readonly #offs: readonly (() => void)[];

  constructor(events: EngineEvents) {
    this.#offs = [
      events.on('talk:returned', ({ attemptId, atMs }) => {
        const given = this.#given.get(attemptId);
        if (given !== undefined) {
          this.#notices.set(attemptId, { ...given, atMs });
        }
      }),
      events.on('call:closed', ({ attemptId }) => this.#over(attemptId)),
      events.on('inbound:closed', ({ callId }) => this.#over(callId)),
    ];
  }

  close(): void {
    for (const off of this.#offs) {
      off();
    }
  }

  of(attemptId: AttemptId): TransferNotice | null {
    return this.#notices.get(attemptId) ?? null;
  }

  tell(attemptId: AttemptId, notice: TransferNotice): void {
    this.#notices.set(attemptId, notice);
  }

  /** On his way there; nobody has taken him yet. */
  given(attemptId: AttemptId, to: TransferNotice): void {
    this.#notices.delete(attemptId);
    this.#given.set(attemptId, to);
  }

  forget(attemptId: AttemptId): void {
    this.#notices.delete(attemptId);
  }

  #over(attemptId: AttemptId): void {
    this.#notices.delete(attemptId);
    this.#given.delete(attemptId);
  }
}
