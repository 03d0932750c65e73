/*
 * Answered calls as they might sound. Made audio is not real callers: espeak-ng speaks evenly and breathes never. What it
 * does have is what the ear goes by: lengths of words and pauses, noise, a television, codecs, levels.
 */
import type { Rng } from '../../src/core/kernel/rng.js';
import { PHRASES } from './phrases.js';
import {
  asSound,
  between,
  companded,
  gainOf,
  levelOf,
  mix,
  music,
  noise,
  pick,
  samplesOf,
  tone,
} from './sound-lab.js';
import { type Utterance, VOICES, type VoiceMaker } from './voices.js';

export const ANSWER_TRUTHS = ['human', 'machine', 'fax', 'silence'] as const;
export type AnswerTruth = (typeof ANSWER_TRUTHS)[number];

export interface AnswerClip {
  readonly truth: AnswerTruth;
  readonly text: string;
  readonly voice: string;
  readonly samples: Int16Array;
}

export type Half = keyof typeof PHRASES;

const CLIP_MS = 5500;
/** "Alô?" and the like. */
const SHORT_SAMPLES = samplesOf(900);
/** Each sentence by each voice is heard this often, each time in another room. */
const COPIES = 4;

/** Every sentence of a half by every voice of it, and by some twice. */
async function utterances(
  half: Half,
  of: 'human' | 'machine',
  maker: VoiceMaker,
  rng: Rng,
): Promise<Utterance[]> {
  const made: Utterance[] = [];
  for (const text of PHRASES[half][of]) {
    for (const voice of VOICES[half]) {
      made.push(await maker.say(text, voice, rng));
    }
  }
  return made;
}

interface Room {
  readonly rng: Rng;
  /** Others who can be heard in the background. */
  readonly others: readonly Utterance[];
}

/** Noise, a television, other people, music: what is around whoever answers. `voiceDb` is how loud he is. */
function addRoom(clip: Float32Array, voiceDb: number, { rng, others }: Room): void {
  const drawn = rng.next();
  if (drawn < 0.5) {
    mix(clip, noise(rng, clip.length, between(rng, 0, 0.95)), 0, gainOf(between(rng, -75, voiceDb - 18)));
    return;
  }
  if (drawn < 0.72) {
    return;
  }
  mix(clip, noise(rng, clip.length, 0.8), 0, gainOf(between(rng, -70, voiceDb - 25)));
  const gainDb = voiceDb - between(rng, 15, 28);
  if (drawn < 0.78) {
    const song = music(rng, clip.length);
    mix(clip, song, 0, gainOf(gainDb - levelOf(song)));
    return;
  }
  const voices = drawn < 0.92 ? 1 : 4;
  for (let n = 0; n < voices; n += 1) {
    let atMs = -between(rng, 0, 2000);
    while (atMs < CLIP_MS) {
      const other = asSound(pick(rng, others).samples);
      const cut = atMs < 0 ? other.subarray(samplesOf(-atMs)) : other;
      mix(clip, cut, Math.max(0, atMs), gainOf(gainDb - levelOf(other)) / Math.sqrt(voices));
      atMs += (other.length * 1000) / 8000 + between(rng, 50, 600);
    }
  }
}

/** What the line does: level, echo of the call's own sound, a packet lost here and there, companding. */
function overLine(clip: Float32Array, rng: Rng): Int16Array {
  if (rng.next() < 0.25) {
    mix(clip, clip.slice(), between(rng, 40, 180), gainOf(between(rng, -30, -14)));
  }
  const lost = rng.next() < 0.3 ? between(rng, 0, 0.03) : 0;
  for (let from = 0; from < clip.length; from += 160) {
    if (rng.next() < lost) {
      clip.fill(0, from, from + 160);
    }
  }
  return companded(clip, rng.next() < 0.8 ? 'alaw' : 'ulaw');
}

/** From picking up to the first word. */
function leadInMs(rng: Rng): number {
  return rng.next() < 0.8 ? between(rng, 60, 1100) : between(rng, 1100, 2600);
}

function speak(clip: Float32Array, { samples }: Utterance, atMs: number, levelDb: number): number {
  const sound = asSound(samples);
  mix(clip, sound, atMs, gainOf(levelDb - levelOf(sound)));
  return atMs + (sound.length * 1000) / 8000;
}

function humanClip(said: Utterance, again: Utterance, room: Room): Float32Array {
  const { rng } = room;
  const clip = new Float32Array(samplesOf(CLIP_MS));
  const levelDb = between(rng, -34, -13);
  let atMs = speak(clip, said, leadInMs(rng), levelDb);
  // Who hears nobody waits, and asks again in a word or two.
  for (let times = 0; times < 2 && rng.next() < 0.6; times += 1) {
    atMs = speak(clip, again, atMs + between(rng, 700, 2200), levelDb + between(rng, -2, 3));
  }
  addRoom(clip, levelDb, room);
  return clip;
}

function machineClip(said: Utterance, room: Room): Float32Array {
  const { rng } = room;
  const clip = new Float32Array(samplesOf(CLIP_MS));
  const levelDb = between(rng, -32, -12);
  const endMs = speak(
    clip,
    said,
    rng.next() < 0.9 ? between(rng, 60, 1100) : between(rng, 1100, 2000),
    levelDb,
  );
  if (rng.next() < 0.7) {
    const beep = tone([pick(rng, [480, 620, 800, 950, 1000, 1300, 1400])], between(rng, 180, 900));
    mix(clip, beep, endMs + between(rng, 100, 900), gainOf(levelDb + between(rng, -4, 6)));
  }
  if (rng.next() < 0.15) {
    const song = music(rng, clip.length);
    mix(clip, song, 0, gainOf(levelDb - between(rng, 8, 18) - levelOf(song)));
  } else if (rng.next() < 0.5) {
    addRoom(clip, levelDb, room);
  }
  return clip;
}

function faxClip(rng: Rng): Float32Array {
  const clip = new Float32Array(samplesOf(CLIP_MS));
  const gain = gainOf(between(rng, -30, -10));
  if (rng.next() < 0.7) {
    mix(clip, tone([2100 + between(rng, -12, 12)], 3200), between(rng, 200, 1500), gain);
  } else {
    const hz = 1100 + between(rng, -30, 30);
    mix(clip, tone([hz], 500), between(rng, 100, 600), gain);
    mix(clip, tone([hz], 500), 4100, gain);
  }
  return clip;
}

/** Answered calls of one half, the same for the same seed. */
export async function makeAnswerClips(
  half: Half,
  maker: VoiceMaker,
  rng: Rng,
): Promise<readonly AnswerClip[]> {
  const humans = await utterances(half, 'human', maker, rng);
  const machines = await utterances(half, 'machine', maker, rng);
  const room: Room = { rng, others: machines };
  const clips: AnswerClip[] = [];
  const add = (truth: AnswerTruth, { text, voice }: Pick<Utterance, 'text' | 'voice'>, clip: Float32Array) =>
    clips.push({ truth, text, voice, samples: overLine(clip, rng) });
  for (const said of humans) {
    const others = humans.filter(
      ({ voice, samples }) => voice === said.voice && samples.length <= SHORT_SAMPLES,
    );
    for (let copy = 0; copy < COPIES; copy += 1) {
      add('human', said, humanClip(said, pick(rng, others), room));
    }
  }
  for (const said of machines) {
    for (let copy = 0; copy < COPIES; copy += 1) {
      add('machine', said, machineClip(said, room));
    }
  }
  const nobody = { text: '', voice: '' };
  for (let copy = 0; copy < 120; copy += 1) {
    const quiet = new Float32Array(samplesOf(CLIP_MS));
    mix(quiet, noise(rng, quiet.length, between(rng, 0, 0.95)), 0, gainOf(between(rng, -90, -45)));
    add('silence', nobody, quiet);
    add('fax', nobody, faxClip(rng));
  }
  return clips;
}
