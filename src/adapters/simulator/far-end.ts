import type { FateProgress } from './fate.js';

/** What a far end hears of us. A bridged voice outweighs a message, a message the music, music the silence. */
export type Hearing = 'silence' | 'music' | 'message' | 'voice';

/** What a far end tells the switch that called it. */
export interface FarEndReports {
  progress(code: FateProgress['code']): void;
  answered(): void;
  amd(verdict: 'human' | 'machine' | 'unknown', cause: string): void;
  dtmf(digit: string): void;
  ended(by: 'remote' | 'network', q850: number, sipCode: number | null): void;
  /** What comes from it has changed. */
  spoke?(): void;
}

/** Whoever is called: a person of the public network, or an agent's phone. The switch's leg owns it. */
export interface FarEnd {
  /** The call arrives. */
  ring(): void;
  hears(hearing: Hearing): void;
  /** We hung up, or the switch died: nothing is reported any more. Idempotent. */
  release(): void;
  /** The switch died under it, and the other side is told nothing. @default as `release` */
  vanish?(): void;
  /** What comes from it. @default a voice */
  says?(): Hearing;
}
