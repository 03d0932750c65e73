import { SECOND } from '../../core/kernel/time.js';
import type { Clock, Timer } from '../../ports/clock.js';
import type { FarEnd, FarEndReports, Hearing } from './far-end.js';

/** From an INVITE, its answer or its end to the other switch. */
const WAY_MS = 20;

/**
 * One end of a SIP call between two switches: what its leg hears the other end says. The leg owns it. A switch that dies
 * says no BYE: the other end stands on, and says nothing.
 */
export class SimulatedTieEnd implements FarEnd {
  readonly #clock: Clock;
  readonly #reports: FarEndReports;
  /** Places the call on the other switch; null where nobody takes it. Of the far end there is nothing to place. */
  readonly #place: (() => SimulatedTieEnd | null) | null;
  readonly #ringMs: number;
  #peer: SimulatedTieEnd | null = null;
  #heard: Hearing = 'silence';
  #timer: Timer | null = null;
  #over = false;

  constructor(
    clock: Clock,
    reports: FarEndReports,
    {
      place = null,
      ringMs = 30 * SECOND,
    }: { place?: (() => SimulatedTieEnd | null) | null; ringMs?: number } = {},
  ) {
    this.#clock = clock;
    this.#reports = reports;
    this.#place = place;
    this.#ringMs = ringMs;
  }

  ring(): void {
    if (this.#place === null) {
      return;
    }
    const place = this.#place;
    this.#after(WAY_MS, () => {
      this.#peer = place();
      if (this.#peer === null) {
        this.#end('network', 21, 403);
        return;
      }
      this.#peer.#peer = this;
      this.#after(this.#ringMs, () => this.#end('network', 19, 480));
    });
  }

  /** The far end is picked up: so is the near one, a way later. */
  pickedUp(): void {
    this.#reports.answered();
    const peer = this.#peer;
    if (peer !== null) {
      peer.#after(WAY_MS, () => peer.#reports.answered());
    }
  }

  hears(hearing: Hearing): void {
    this.#heard = hearing;
    if (this.#peer !== null) {
      this.#peer.#reports.spoke?.();
    }
  }

  /** What the leg's partner hears of it: a voice only where one is at the other end. */
  says(): Hearing {
    return this.#peer === null ? 'silence' : this.#peer.#heard;
  }

  vanish(): void {
    this.#stop();
    const peer = this.#peer;
    if (peer !== null) {
      peer.#peer = null;
      peer.#reports.spoke?.();
    }
  }

  release(): void {
    const peer = this.#peer;
    this.#stop();
    if (peer !== null) {
      peer.#after(WAY_MS, () => peer.#end('remote', 16, null));
    }
  }

  #end(by: 'remote' | 'network', q850: number, sipCode: number | null): void {
    if (!this.#over) {
      this.#stop();
      this.#reports.ended(by, q850, sipCode);
    }
  }

  #stop(): void {
    this.#over = true;
    if (this.#timer !== null) {
      this.#clock.clearTimer(this.#timer);
      this.#timer = null;
    }
  }

  /** One thing is ahead at a time: the next takes the place of the last. */
  #after(ms: number, run: () => void): void {
    if (this.#timer !== null) {
      this.#clock.clearTimer(this.#timer);
    }
    if (!this.#over) {
      this.#timer = this.#clock.setTimer(ms, () => {
        this.#timer = null;
        if (!this.#over) {
          run();
        }
      });
    }
  }
}
