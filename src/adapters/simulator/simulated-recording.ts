/** A stretch of a recording, from its beginning. */
export interface RecordedStretch {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What a simulated switch has recorded of a leg. */
export interface RecordedTalk {
  readonly name: string;
  readonly lengthMs: number;
  /** Where it was paused. */
  readonly pauses: readonly RecordedStretch[];
}

/** A recording under way: nothing is heard on a simulated line, so its times are all there is of it. */
export class SimulatedRecording {
  readonly #name: string;
  readonly #startedAtMs: number;
  readonly #pauses: RecordedStretch[] = [];
  #pausedSinceMs: number | null = null;

  constructor(name: string, nowMs: number) {
    this.#name = name;
    this.#startedAtMs = nowMs;
  }

  pause(paused: boolean, nowMs: number): void {
    const atMs = nowMs - this.#startedAtMs;
    if (paused) {
      this.#pausedSinceMs ??= atMs;
    } else if (this.#pausedSinceMs !== null) {
      this.#pauses.push({ fromMs: this.#pausedSinceMs, toMs: atMs });
      this.#pausedSinceMs = null;
    }
  }

  finish(nowMs: number): RecordedTalk {
    this.pause(false, nowMs);
    return { name: this.#name, lengthMs: nowMs - this.#startedAtMs, pauses: this.#pauses };
  }
}
