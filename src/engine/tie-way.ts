import { FIRST_TIE_REST_MS, LONGEST_TIE_REST_MS, TIE_IDLE_MS } from '../core/fleet/tie.js';
import type { LegId } from '../core/kernel/ids.js';
import { type Rng, randomInteger } from '../core/kernel/rng.js';
import type { Clock, Timer } from '../ports/clock.js';
import type { Fleet } from './fleet.js';
import { TieLine, type TieWhither } from './tie-line.js';

/** Digits alone, as many as any dialplan takes: it is called as a number is. */
const TOKEN_DIGITS = 20;

export interface TieWayDeps {
  readonly fleet: Fleet;
  readonly clock: Clock;
  readonly rng: Rng;
  /** A line stands ready. */
  readonly onReady: () => void;
  /** From now on calls may be dialled across, or may not any more. */
  readonly onProof: () => void;
}

/**
 * The lines from one switch to another. Nothing is dialled across before a line has stood, nor after one that did not come
 * to stand until another has: a tie that is misconfigured costs no person. Owned by the desk of ties; `close` ends the
 * lines that nobody talks over.
 */
export class TieWay {
  readonly whither: TieWhither;
  readonly #deps: TieWayDeps;
  readonly #lines = new Map<string, TieLine>();
  readonly #idle = new Map<TieLine, Timer>();
  #proved = false;
  #restMs = 0;
  #rest: Timer | null = null;
  #closed = false;

  constructor(deps: TieWayDeps, whither: TieWhither) {
    this.#deps = deps;
    this.whither = whither;
  }

  /** Both switches are there and in service; whoever still talks over it goes on where they are not. */
  get open(): boolean {
    const { fleet } = this.#deps;
    const { from, to } = this.whither;
    return fleet.takesNew(from) && fleet.isUp(to) && fleet.settingOf(to).state === 'in_service';
  }

  get taken(): number {
    return this.#count('taken');
  }

  get ready(): number {
    return this.#count('ready');
  }

  /** Whether a line has stood since the last that did not; where it is not known one is asked for. */
  isProved(): boolean {
    const asks = !this.#proved && this.#rest === null && this.#count('opening') === 0;
    if (asks && this.open && !this.#closed) {
      this.#openLine();
    }
    return this.#proved;
  }

  /** So many are to stand ready, or to be on their way. */
  keep(wanted: number): void {
    if (!this.open || this.#closed) {
      this.endUnused();
      return;
    }
    const standing = this.ready + this.#count('opening') + this.#count('parting');
    for (let missing = wanted - standing; missing > 0 && this.#rest === null; missing -= 1) {
      this.#openLine();
    }
  }

  take(lost: (line: TieLine) => void): TieLine | null {
    for (const line of this.#lines.values()) {
      if (line.state === 'ready') {
        this.#stopIdle(line);
        line.take(lost);
        return line;
      }
    }
    return null;
  }

  /** A call that came in: the far end of a line of ours, or somebody else's. A token is good for one call. */
  arrived(legId: LegId, called: string): boolean {
    const line = this.#lines.get(called);
    if (line === undefined || line.state !== 'opening' || line.farLegId !== null) {
      return false;
    }
    line.arrived(legId);
    return true;
  }

  /** Lines that nobody talks over end. */
  endUnused(): void {
    for (const line of [...this.#lines.values()]) {
      if (line.state !== 'taken') {
        line.end();
      }
    }
  }

  /** Whoever talks goes on talking. Idempotent. */
  close(): void {
    this.#closed = true;
    if (this.#rest !== null) {
      this.#deps.clock.clearTimer(this.#rest);
      this.#rest = null;
    }
    this.endUnused();
  }

  #openLine(): void {
    const { rng } = this.#deps;
    const token = Array.from({ length: TOKEN_DIGITS }, () => randomInteger(rng, 0, 9)).join('');
    const deps = {
      ...this.#deps,
      ready: (line: TieLine) => this.#stands(line),
      ended: (line: TieLine, stood: boolean) => this.#over(line, stood),
    };
    const line = new TieLine(deps, this.whither, token);
    this.#lines.set(token, line);
    line.open();
  }

  #stands(line: TieLine): void {
    if (!this.open || this.#closed) {
      line.end();
      return;
    }
    this.#restMs = 0;
    const isNew = !this.#proved;
    this.#proved = true;
    this.#idle.set(
      line,
      this.#deps.clock.setTimer(TIE_IDLE_MS, () => {
        this.#idle.delete(line);
        line.end();
      }),
    );
    if (isNew) {
      this.#deps.onProof();
    }
    this.#deps.onReady();
  }

  #over(line: TieLine, stood: boolean): void {
    this.#lines.delete(line.token);
    this.#stopIdle(line);
    if (stood || this.#closed || !this.open) {
      return;
    }
    const wasProved = this.#proved;
    this.#proved = false;
    this.#restMs = Math.min(LONGEST_TIE_REST_MS, Math.max(FIRST_TIE_REST_MS, this.#restMs * 2));
    this.#rest ??= this.#deps.clock.setTimer(this.#restMs, () => {
      this.#rest = null;
      this.isProved();
    });
    if (wasProved) {
      this.#deps.onProof();
    }
  }

  #stopIdle(line: TieLine): void {
    const timer = this.#idle.get(line);
    if (timer !== undefined) {
      this.#deps.clock.clearTimer(timer);
      this.#idle.delete(line);
    }
  }

  #count(state: TieLine['state']): number {
    let count = 0;
    for (const line of this.#lines.values()) {
      count += line.state === state ? 1 : 0;
    }
    return count;
  }
}
