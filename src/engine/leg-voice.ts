import type { LegId, MediaServerId } from '../core/kernel/ids.js';
import type { Fleet } from './fleet.js';

export interface VoicedLeg {
  readonly legId: LegId;
  readonly serverId: MediaServerId;
  /** What its sounds go by, whoever else plays to the leg. */
  readonly name: string;
}

/** What one leg hears without an agent: sounds one after the other, and music. Holds nothing that has to be ended. */
export class LegVoice {
  readonly #fleet: Fleet;
  readonly #leg: VoicedLeg;
  /** The last sound is over. */
  readonly #over: () => void;
  #sounds: readonly string[] = [];
  #sounding = false;
  #plays = 0;
  #music: boolean;

  /** `music`: it hears some already. */
  constructor(fleet: Fleet, leg: VoicedLeg, over: () => void, music = false) {
    this.#fleet = fleet;
    this.#leg = leg;
    this.#over = over;
    this.#music = music;
  }

  get isSounding(): boolean {
    return this.#sounding;
  }

  /** These instead of what sounds now. */
  say(sounds: readonly string[]): void {
    this.silence();
    this.#sounds = sounds;
    this.#next();
  }

  silence(): void {
    this.#sounds = [];
    if (this.#sounding) {
      const playId = this.#playId();
      this.#sounding = false;
      this.#tell('stopPlay', (server) => server.stopPlay(this.#leg.legId, playId));
    }
  }

  music(on: boolean): void {
    if (this.#music !== on) {
      this.#music = on;
      this.#tell('hold', (server) => server.hold(this.#leg.legId, on));
    }
  }

  /** It is joined with somebody now, which ends its music too. */
  leave(): void {
    this.silence();
    this.#music = false;
  }

  /** A sound of somebody's is over. */
  finished(playId: string): void {
    if (this.#sounding && playId === this.#playId()) {
      this.#sounding = false;
      this.#next();
    }
  }

  #next(): void {
    const [next, ...rest] = this.#sounds;
    if (next === undefined) {
      this.#over();
      return;
    }
    this.#sounds = rest;
    this.#plays += 1;
    this.#sounding = true;
    this.music(false);
    const playId = this.#playId();
    this.#tell('play', (server) => server.play(this.#leg.legId, next, playId));
  }

  #playId(): string {
    return `${this.#leg.name}-${this.#plays}`;
  }

  #tell(op: string, command: Parameters<Fleet['tell']>[2]): void {
    this.#fleet.tell(this.#leg.serverId, op, command);
  }
}
