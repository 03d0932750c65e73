import type { Clock, Timer } from '../../ports/clock.js';

interface Play {
  readonly playId: string;
  readonly lengthMs: number;
}

/** What is played to one leg: a sound after the other. It owns the timer of the one that sounds. */
export class SimulatedSpeaker {
  readonly #clock: Clock;
  /** Told when a sound is over, when it was cut short too. */
  readonly #finished: (playId: string) => void;
  /** Told when what is heard may be something else. */
  readonly #changed: () => void;
  /** The one that sounds now first; more wait behind it. */
  readonly #plays: Play[] = [];
  #timer: Timer | null = null;

  constructor(clock: Clock, finished: (playId: string) => void, changed: () => void) {
    this.#clock = clock;
    this.#finished = finished;
    this.#changed = changed;
  }

  get isSounding(): boolean {
    return this.#plays.length > 0;
  }

  play(playId: string, lengthMs: number): void {
    this.#plays.push({ playId, lengthMs });
    if (this.#plays.length === 1) {
      this.#sound();
      this.#changed();
    }
  }

  stop(playId: string): void {
    const index = this.#plays.findIndex((play) => play.playId === playId);
    if (index === -1) {
      return;
    }
    this.#plays.splice(index, 1);
    if (index === 0 && this.#timer !== null) {
      this.release();
      this.#sound();
      this.#changed();
    }
    this.#finished(playId);
  }

  /** The leg is over: nothing more is told. */
  release(): void {
    if (this.#timer !== null) {
      this.#clock.clearTimer(this.#timer);
      this.#timer = null;
    }
  }

  #sound(): void {
    const [play] = this.#plays;
    if (play === undefined) {
      return;
    }
    this.#timer = this.#clock.setTimer(play.lengthMs, () => {
      this.#timer = null;
      this.#plays.shift();
      this.#sound();
      this.#changed();
      this.#finished(play.playId);
    });
  }
}
