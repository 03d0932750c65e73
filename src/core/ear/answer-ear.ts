/*
 * Who answered: a person or a machine.
 *
 * A model looks at the greeting five times a second, from its first voice on, and speaks when it is sure; tones of answering
 * machines and of fax speak for themselves. In doubt it is a person: the bar for 'machine' is the higher one, and silence
 * is no verdict.
 */
import type { AnswerModel } from './answer-model.js';
import { ANSWER_WEIGHTS } from './answer-weights.js';
import { probabilityOf } from './boosted-trees.js';
import { FrameReader, type SoundFrame } from './frame-reader.js';
import { GreetingFeatures } from './greeting-features.js';
import { FRAME_MS, type Spectrum } from './spectrum.js';
import { type Tone, ToneTrack } from './tone-track.js';

/** What was heard; `silence`: nobody spoke by the deadline; `unsure`: somebody did, and it is not clear who. */
export const ANSWER_SOUNDS = ['human', 'machine', 'beep', 'fax', 'silence', 'unsure'] as const;
export type AnswerSound = (typeof ANSWER_SOUNDS)[number];

export interface AnswerDecision {
  readonly sound: AnswerSound;
  /** Sound heard until it was clear. */
  readonly afterMs: number;
  /** By the model: probability of a machine; null where it was not asked. */
  readonly machine: number | null;
}

export interface AnswerEarOptions {
  /** Then it speaks, sure or not. */
  readonly deadlineMs: number;
  /** @default the one that was measured */
  readonly model?: AnswerModel;
}

/** The model is asked this often. */
export const ASKED_EVERY_MS = 100;
/** Nobody says less. */
export const LEAST_VOICE_MS = 120;

/** ITU-T T.30: the called fax sends 2100 Hz for some three seconds, the calling one 1100 Hz in half seconds. */
const FAX_TONES = [
  { hz: 2100, leastMs: 1000 },
  { hz: 1100, leastMs: 450 },
] as const;
const FAX_WITHIN_HZ = 40;
/** Beeps of answering machines; 425 Hz is the network's own. */
const BEEP = { fromHz: 470, toHz: 2000, leastMs: 160, longestMs: 1500 } as const;

/** Hears one answered call; pure: sound in, decision out. Dropped with its call, it holds nothing else. */
export class AnswerEar {
  readonly #reader: FrameReader;
  readonly #features = new GreetingFeatures();
  readonly #tones = new ToneTrack();
  readonly #deadlineMs: number;
  readonly #model: AnswerModel;
  #decision: AnswerDecision | null = null;

  constructor(spectrum: Spectrum, { deadlineMs, model }: AnswerEarOptions) {
    this.#reader = new FrameReader(spectrum);
    this.#deadlineMs = deadlineMs;
    this.#model = model ?? ANSWER_WEIGHTS;
  }

  /** The decision, once there is one; it stays. */
  get decision(): AnswerDecision | null {
    return this.#decision;
  }

  /** Takes 16-bit samples of what the far end says. */
  hear(samples: Int16Array): AnswerDecision | null {
    if (this.#decision === null) {
      this.#reader.push(samples, (frame) => this.#hear(frame));
    }
    return this.#decision;
  }

  #hear(frame: SoundFrame): void {
    if (this.#decision !== null) {
      return;
    }
    this.#tones.hear(frame);
    this.#features.hear(frame);
    const { heardMs, voicedMs, firstVoiceMs } = this.#features.voice;
    const tone = this.#signal();
    if (tone !== null) {
      this.#decide(tone, null);
      return;
    }
    const isLast = heardMs + FRAME_MS > this.#deadlineMs;
    const asks = (isLast || heardMs % ASKED_EVERY_MS === 0) && voicedMs >= LEAST_VOICE_MS;
    const machine = asks ? probabilityOf(this.#model.trees, this.#features.values()) : null;
    const { bars } = this.#model;
    if (machine !== null && machine >= (isLast ? bars.machineAtDeadline : bars.machine)) {
      this.#decide('machine', machine);
    } else if (machine !== null && machine <= bars.human) {
      this.#decide('human', machine);
    } else if (isLast) {
      this.#decide(firstVoiceMs === null ? 'silence' : 'unsure', machine);
    }
  }

  #decide(sound: AnswerSound, machine: number | null): void {
    this.#decision = { sound, afterMs: this.#features.voice.heardMs, machine };
  }

  #signal(): 'fax' | 'beep' | null {
    const sounding = this.#tones.sounding;
    if (sounding !== null && isFax(sounding)) {
      return 'fax';
    }
    const last = this.#tones.ended.at(-1);
    // A beep has ended: a note that is held on is music, and a fax's is longer.
    return last !== undefined && isBeep(last) ? 'beep' : null;
  }
}

function isFax({ hz, fromMs, toMs }: Tone): boolean {
  return FAX_TONES.some((fax) => Math.abs(hz - fax.hz) <= FAX_WITHIN_HZ && toMs - fromMs >= fax.leastMs);
}

function isBeep({ hz, fromMs, toMs }: Tone): boolean {
  const ms = toMs - fromMs;
  return hz >= BEEP.fromHz && hz <= BEEP.toHz && ms >= BEEP.leastMs && ms <= BEEP.longestMs;
}
