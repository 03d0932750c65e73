import type { AgentSupervisor } from './agent-supervisor.js';
import type { Fleet } from './fleet.js';
import { LegVoice, type VoicedLeg } from './leg-voice.js';

/** One second of 425 Hz and four of silence, as Brazilian exchanges ring (Anatel's plan of tones). */
const RINGING = 'tom-chamando';

/** The ringing tone in an agent's ear while a number rings that he called for the person on his line. */
export class Ringback {
  readonly #fleet: Fleet;
  readonly #agent: AgentSupervisor;
  readonly #name: string;
  #voice: LegVoice | null = null;

  constructor(fleet: Fleet, agent: AgentSupervisor, name: string) {
    this.#fleet = fleet;
    this.#agent = agent;
    this.#name = name;
  }

  start(): void {
    const { legId, serverId } = this.#agent;
    if (legId === null || serverId === null || this.#voice !== null) {
      return;
    }
    const leg: VoicedLeg = { legId, serverId, name: this.#name };
    const voice = new LegVoice(this.#fleet, leg, () => voice.say([RINGING]));
    this.#voice = voice;
    this.#agent.listener = (event) => {
      if (event.kind === 'playFinished') {
        voice.finished(event.playId);
      }
    };
    voice.say([RINGING]);
  }

  /** Before anybody else is heard. Idempotent. */
  stop(): void {
    if (this.#voice !== null) {
      this.#agent.listener = null;
      this.#voice.silence();
      this.#voice = null;
    }
  }
}
