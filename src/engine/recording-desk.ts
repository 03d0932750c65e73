import type { CallLogRow } from '../core/call-log/call-log-row.js';
import { recordingPathOf } from '../core/compliance/recording-name.js';
import { CadenciaError } from '../core/kernel/errors.js';
import { isSafeId, parseAttemptId } from '../core/kernel/ids.js';
import { HOUR, MINUTE, SECOND } from '../core/kernel/time.js';
import type { CallLogReader } from '../ports/call-log-reader.js';
import type { Clock, Timer } from '../ports/clock.js';
import type { EngineEvents } from '../ports/engine-events.js';
import type { RecordingStore } from '../ports/recording-store.js';
import type { OpenedRecording, RecordingVault } from '../ports/recording-vault.js';
import type { RecordingShelf } from '../ports/retention-store.js';

export interface RecordingDeskDeps {
  readonly vault: RecordingVault;
  readonly store: RecordingStore;
  readonly callLog: Pick<CallLogReader, 'find'>;
  readonly events: EngineEvents;
  readonly clock: Clock;
  /** A recording could not be sealed yet; it is tried again. */
  readonly onTrouble: (recordingId: string, error: unknown) => void;
}

/** The switch closes the file a moment after the call; each wait is twice the one before. */
const FIRST_WAIT_MS = SECOND;
const LONGEST_WAIT_MS = 5 * MINUTE;
/** A file that nobody has written to for so long is not being recorded any more, whatever its header says. */
const UNTOUCHED_MS = 10 * MINUTE;
/** Looks for clear files that no end of a call told of: of other engines, of crashes. */
const SWEEP_MS = HOUR;
/** A recording of a call that is not in the log stays clear for as long: its call may be open. */
const UNKNOWN_MS = 12 * HOUR;

/**
 * Seals recordings as soon as their calls are over, and finds at the start and every hour those that were left in clear.
 * One at a time: talks are recorded by the hundred, and end by a few a second.
 */
export class RecordingDesk implements RecordingShelf {
  readonly #deps: RecordingDeskDeps;
  readonly #timers = new Map<string, Timer>();
  #sweepTimer: Timer | null = null;
  #working: Promise<void> = Promise.resolve();
  #stopListening: (() => void) | null = null;
  #closed = false;

  constructor(deps: RecordingDeskDeps) {
    this.#deps = deps;
  }

  /** Begins to listen, and seals in the background what is left from before. */
  start(): void {
    this.#stopListening = this.#deps.events.on('call:closed', ({ row }) => {
      const { recordingId } = row.result;
      if (recordingId !== '') {
        this.#later(recordingId, FIRST_WAIT_MS);
      }
    });
    void this.sweep();
  }

  /** Ends the timers and waits for the recording in hand; what is left is found at the next start. Idempotent. */
  async close(): Promise<void> {
    const { clock } = this.#deps;
    this.#closed = true;
    this.#stopListening?.();
    for (const timer of [
      ...this.#timers.values(),
      ...(this.#sweepTimer === null ? [] : [this.#sweepTimer]),
    ]) {
      clock.clearTimer(timer);
    }
    this.#timers.clear();
    await this.#working;
  }

  /** Looks through the folder of clear recordings and seals those whose calls are over. */
  sweep(): Promise<void> {
    return this.#inTurn('', async () => {
      try {
        for (const { recordingId, idleMs } of await this.#deps.vault.clear()) {
          if (this.#closed) {
            return;
          }
          await this.#sealQuietly(recordingId, idleMs);
        }
      } finally {
        this.#sweepAgain();
      }
    });
  }

  /** Null where there is none of that name. */
  open(recordingId: string): Promise<OpenedRecording | null> {
    return this.#deps.vault.open(recordingId);
  }

  rotateKey(): Promise<number> {
    return this.#deps.vault.rotateKey();
  }

  daysBefore(beforeMs: number): Promise<readonly string[]> {
    return this.#deps.vault.daysBefore(beforeMs);
  }

  /** Files first: a crash in between leaves entries without files, which the next run removes. */
  async remove(day: string): Promise<void> {
    await this.#deps.vault.remove(day);
    await this.#deps.store.removeDay(day);
  }

  #sweepAgain(): void {
    const { clock } = this.#deps;
    if (this.#sweepTimer !== null) {
      clock.clearTimer(this.#sweepTimer);
    }
    this.#sweepTimer = this.#closed ? null : clock.setTimer(SWEEP_MS, () => void this.sweep());
  }

  #later(recordingId: string, waitMs: number): void {
    if (this.#closed || this.#timers.has(recordingId)) {
      return;
    }
    const timer = this.#deps.clock.setTimer(waitMs, () => {
      this.#timers.delete(recordingId);
      void this.#inTurn(
        recordingId,
        async () => {
          const sealed = await this.#sealOne(recordingId, waitMs >= LONGEST_WAIT_MS);
          if (!sealed) {
            this.#again(recordingId, waitMs);
          }
        },
        () => this.#again(recordingId, waitMs),
      );
    });
    this.#timers.set(recordingId, timer);
  }

  /** After the longest wait it is the sweep's. */
  #again(recordingId: string, waitMs: number): void {
    if (waitMs < LONGEST_WAIT_MS) {
      this.#later(recordingId, Math.min(LONGEST_WAIT_MS, 2 * waitMs));
    }
  }

  async #sealQuietly(recordingId: string, idleMs: number): Promise<void> {
    try {
      await this.#sealOne(recordingId, idleMs > UNTOUCHED_MS, idleMs);
    } catch (error) {
      this.#deps.onTrouble(recordingId, error);
    }
  }

  /** False while the call or its file is not closed. A recording that is not there any more is sealed already. */
  async #sealOne(recordingId: string, evenUnclosed: boolean, idleMs = 0): Promise<boolean> {
    const { vault, store, clock } = this.#deps;
    const row = await this.#rowOf(recordingId);
    if (row === null && idleMs < UNKNOWN_MS) {
      return false;
    }
    const sealed = await vault.seal(recordingId, evenUnclosed);
    if (sealed === null) {
      return (await store.find(recordingId)) !== null;
    }
    await store.keep({
      ...sealed,
      ...callOf(recordingId, row, clock.now() - idleMs),
      sealedAtMs: clock.now(),
    });
    await vault.dropClear(recordingId);
    return true;
  }

  async #rowOf(recordingId: string): Promise<CallLogRow | null> {
    const attempt = attemptOf(recordingId);
    return attempt === null ? null : ((await this.#deps.callLog.find(attempt))?.row ?? null);
  }

  #inTurn(recordingId: string, work: () => Promise<void>, onFailed = (): void => undefined): Promise<void> {
    this.#working = this.#working.then(work).catch((error: unknown) => {
      this.#deps.onTrouble(recordingId, error);
      onFailed();
    });
    return this.#working;
  }
}

function attemptOf(recordingId: string) {
  const id = recordingId.slice(recordingId.indexOf('-') + 1);
  return isSafeId(id) ? parseAttemptId(id) : null;
}

/** What the log says of the call; of one that never came to the log only what the name says. */
function callOf(recordingId: string, row: CallLogRow | null, writtenMs: number) {
  const attemptId = attemptOf(recordingId);
  if (attemptId === null) {
    throw new CadenciaError('DLR_INPUT_INVALID', { detail: 'The name of a recording ends in its attempt.' });
  }
  const day = recordingPathOf(recordingId).slice(0, 10);
  const startedAtMs = row?.result.tAgentMs ?? row?.result.tAnswerMs ?? writtenMs;
  return {
    recordingId,
    attemptId,
    campaignId: row?.opening.campaignId ?? ('' as CallLogRow['opening']['campaignId']),
    agentId: row?.result.agentId ?? null,
    day,
    startedAtMs,
    talkMs: row?.result.tAgentMs == null ? 0 : row.result.tEndMs - row.result.tAgentMs,
  };
}
