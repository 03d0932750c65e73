import type { LegId } from '../../core/kernel/ids.js';
import type { Timer } from '../../ports/clock.js';
import type { LegTarget, LiveLeg, OriginateCommand } from '../../ports/media.js';
import type { FarEnd, Hearing } from './far-end.js';

interface Play {
  readonly playId: string;
  readonly lengthMs: number;
}

/** One channel of a simulated switch. The switch owns it; it owns its far end. */
export class SimulatedLeg {
  readonly legId: LegId;
  readonly target: LegTarget;
  readonly tags: Readonly<Record<string, string>>;
  readonly createdAtMs: number;
  state: LiveLeg['state'] = 'dialing';
  answeredAtMs: number | null = null;
  bridgedWith: SimulatedLeg | null = null;
  held = false;
  /** The one that sounds now first; more wait behind it. */
  readonly plays: Play[] = [];
  playTimer: Timer | null = null;
  readonly recordings = new Set<string>();
  farEnd: FarEnd | null = null;

  constructor(command: OriginateCommand, createdAtMs: number) {
    this.legId = command.legId;
    this.target = command.target;
    this.tags = command.tags;
    this.createdAtMs = createdAtMs;
  }

  /** Tells the far end what it hears now. */
  updateHearing(): void {
    this.farEnd?.hears(this.#hearing());
  }

  toLiveLeg(): LiveLeg {
    return {
      legId: this.legId,
      state: this.state,
      bridgedWith: this.bridgedWith?.legId ?? null,
      createdAtMs: this.createdAtMs,
    };
  }

  #hearing(): Hearing {
    if (this.held) {
      return 'music';
    }
    if (this.bridgedWith !== null) {
      return 'voice';
    }
    return this.plays.length > 0 ? 'message' : 'silence';
  }
}
