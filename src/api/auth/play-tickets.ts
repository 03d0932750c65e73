import { randomBytes } from 'node:crypto';
import { HOUR } from '../../core/kernel/time.js';
import type { Clock } from '../../ports/clock.js';

interface Play {
  readonly recordingId: string;
  readonly tokenId: string;
  readonly untilMs: number;
}

const MOST_PLAYS = 10_000;
const PLAY_MS = HOUR;

/** Who said why he listens gets a ticket for that recording; players ask for a file in many parts. */
export class PlayTickets {
  readonly #clock: Clock;
  readonly #plays = new Map<string, Play>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  issue(recordingId: string, tokenId: string): { readonly play: string; readonly untilMs: number } {
    const play = randomBytes(18).toString('base64url');
    const untilMs = this.#clock.now() + PLAY_MS;
    this.#plays.set(play, { recordingId, tokenId, untilMs });
    for (const oldest of this.#plays.keys()) {
      if (this.#plays.size <= MOST_PLAYS) {
        break;
      }
      this.#plays.delete(oldest);
    }
    return { play, untilMs };
  }

  /** True for a ticket of this holder and recording that has not run out. */
  fits(play: string, recordingId: string, tokenId: string): boolean {
    const found = this.#plays.get(play);
    return (
      found !== undefined &&
      found.recordingId === recordingId &&
      found.tokenId === tokenId &&
      found.untilMs > this.#clock.now()
    );
  }
}
