import type { LegId } from '../../core/kernel/ids.js';
import type { Clock } from '../../ports/clock.js';
import type { InboundLeg, LegTarget, LiveLeg, SnoopWay } from '../../ports/media.js';
import type { FarEnd, Hearing } from './far-end.js';
import type { SimulatedRecording } from './simulated-recording.js';
import { SimulatedSpeaker } from './simulated-speaker.js';

/** What a leg is made of: a command of ours, or a call that came in. */
export interface LegOrigin {
  readonly legId: LegId;
  readonly target: LegTarget | ({ readonly kind: 'inbound' } & InboundLeg);
  readonly tags: Readonly<Record<string, string>>;
}

/** One channel of a simulated switch. The switch owns it; it owns its far end. */
export class SimulatedLeg {
  readonly legId: LegId;
  readonly target: LegOrigin['target'];
  readonly tags: Readonly<Record<string, string>>;
  readonly createdAtMs: number;
  /** The name under which the engine whose it is knows its legs. */
  estate = '';
  state: LiveLeg['state'] = 'dialing';
  answeredAtMs: number | null = null;
  bridgedWith: SimulatedLeg | null = null;
  /** Further guests of an agent's leg, beside the one it is bridged with. */
  readonly guests = new Set<SimulatedLeg>();
  held = false;
  readonly speaker: SimulatedSpeaker;
  /** By name. */
  readonly recordings = new Map<string, SimulatedRecording>();
  farEnd: FarEnd | null = null;
  /** Whom it listens to, and how. */
  snooping: { readonly legId: LegId; readonly way: SnoopWay } | null = null;

  /** `played` is told of each sound that is over. */
  constructor(origin: LegOrigin, clock: Clock, played: (playId: string) => void) {
    this.legId = origin.legId;
    this.target = origin.target;
    this.tags = origin.tags;
    this.createdAtMs = clock.now();
    this.speaker = new SimulatedSpeaker(clock, played, () => this.updateHearing());
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
      ...(this.target.kind === 'inbound'
        ? { inbound: { caller: this.target.caller, called: this.target.called } }
        : {}),
    };
  }

  #hearing(): Hearing {
    if (this.held) {
      return 'music';
    }
    const partner = this.bridgedWith;
    const said = partner === null ? null : (partner.farEnd?.says?.() ?? 'voice');
    if (said === 'voice' || this.snooping !== null) {
      return 'voice';
    }
    return this.speaker.isSounding ? 'message' : (said ?? 'silence');
  }
}
