#!/usr/bin/env node
// make-audio.mjs FOLDER: writes what the people, machines and phones of sipp/*.xml say, as raw A-law (8 kHz, no
// header: what SIPp's rtp_stream reads), and the music on hold. Pure JavaScript, the same bytes on every machine.
//
// The voices are not meant to be understood. They carry what detectors look at: level, voiced spectrum with formants,
// syllables, and above all the lengths of words and silences (Asterisk's app_amd decides by these alone).
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

const RATE = 8000;
const VOICE_LEVEL = 9000;
const ROOM_NOISE_LEVEL = 18; // Below app_amd's silence_threshold, above digital silence.

/** First three formants in Hz of the Brazilian vowels used (rounded means of adult speakers). */
const FORMANTS = {
  a: [700, 1300, 2500],
  e: [430, 2000, 2650],
  i: [300, 2250, 2900],
  o: [440, 850, 2500],
  u: [330, 760, 2400],
};

/** A small linear congruential generator: the noise is the same in every run. */
function makeNoise(seed) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}

/** A two-pole resonator, the building block of a formant. */
function makeResonator(frequency, bandwidth) {
  const radius = Math.exp((-Math.PI * bandwidth) / RATE);
  const b1 = 2 * radius * Math.cos((2 * Math.PI * frequency) / RATE);
  const b2 = -radius * radius;
  let y1 = 0;
  let y2 = 0;
  return (x) => {
    const y = x * (1 - b1 - b2) + b1 * y1 + b2 * y2;
    y2 = y1;
    y1 = y;
    return y;
  };
}

function samplesOf(ms) {
  return Math.round((ms * RATE) / 1000);
}

function quiet(ms, seed = 7) {
  const noise = makeNoise(seed);
  return Array.from({ length: samplesOf(ms) }, () => noise() * ROOM_NOISE_LEVEL);
}

function tone(frequencies, ms, level = 8000) {
  return Array.from({ length: samplesOf(ms) }, (_, n) => {
    let sum = 0;
    for (const frequency of frequencies) sum += Math.sin((2 * Math.PI * frequency * n) / RATE);
    return (level * sum) / frequencies.length;
  });
}

/** One word: its vowels follow one another without a gap, so that detectors count one word. */
function word(vowels, syllableMs, pitch) {
  const noise = makeNoise(vowels.length * 7919 + pitch);
  const perSyllable = samplesOf(syllableMs);
  const total = perSyllable * vowels.length;
  const out = [];
  let phase = 0;
  for (const [index, vowel] of [...vowels].entries()) {
    const formants = FORMANTS[vowel].map((frequency, k) => makeResonator(frequency, 80 + 40 * k));
    for (let n = 0; n < perSyllable; n += 1) {
      const at = (index * perSyllable + n) / total;
      phase += (pitch * (1.08 - 0.16 * at)) / RATE; // Pitch falls through the word.
      if (phase >= 1) phase -= 1;
      const source = (phase < 0.6 ? phase / 0.6 : (1 - phase) / 0.4) * 2 - 1 + noise() * 0.05;
      const shaped = formants.reduce((sum, resonator, k) => sum + resonator(source) / (k + 1), 0);
      const inSyllable = n / perSyllable;
      const syllableEnvelope = 0.45 + 0.55 * Math.sin(Math.PI * Math.min(1, inSyllable + 0.1));
      const edge = Math.min(1, (Math.min(at, 1 - at) * total) / samplesOf(15));
      out.push(shaped * syllableEnvelope * edge);
    }
  }
  const peak = out.reduce((max, value) => Math.max(max, Math.abs(value)), 1e-9);
  return out.map((value) => (value / peak) * VOICE_LEVEL);
}

/** Words as 'vowels', and numbers as milliseconds of quiet between them. */
function speech(parts, { pitch = 130, syllableMs = 160 } = {}) {
  return parts.flatMap((part) => (typeof part === 'number' ? quiet(part) : word(part, syllableMs, pitch)));
}

/** ITU-T G.711 A-law of a 16-bit sample. */
function encodeAlaw(sample) {
  let value = Math.max(-32768, Math.min(32767, Math.round(sample)));
  const sign = value >= 0 ? 0x80 : 0;
  if (value < 0) value = -value - 1;
  value >>= 3;
  let exponent = 7;
  for (let mask = 0x800; exponent > 0 && (value & mask) === 0; mask >>= 1) exponent -= 1;
  const mantissa = (value >> (exponent === 0 ? 1 : exponent)) & 0x0f;
  return (sign | (exponent << 4) | mantissa) ^ 0x55;
}

/** A client's side of a talk: spurts and listening, so that meters and recordings have something to show. */
const TALK = [
  ...speech(['eo', 60, 'aei', 900, 'i', 1400, 'oae', 70, 'iao', 80, 'ea'], { pitch: 125 }),
  ...quiet(3500),
];

const ALO = speech(['ao']); // "Alô?": 320 ms of voice.
const MACHINE_GREETING = [
  ...speech(['oe', 60, 'iou', 70, 'aa', 60, 'aia', 50, 'oa', 80, 'eo', 60, 'uiao', 70, 'ea', 60, 'ao'], {
    pitch: 180,
  }),
  ...speech([350, 'eie', 60, 'eu', 70, 'eao', 60, 'ao', 50, 'ia'], { pitch: 180 }),
];
const SPECIAL_INFORMATION_TONE = [...tone([950], 330), ...tone([1400], 330), ...tone([1800], 330)]; // ITU-T E.180.
const ANNOUNCEMENT = speech(['oueo', 60, 'iao', 70, 'ao', 60, 'eie', 250, 'eiiu', 60, 'aeo'], { pitch: 190 });

const RECORDINGS = {
  'pessoa.al': [...quiet(350), ...ALO, ...quiet(4500), ...TALK, ...TALK],
  'pessoa-saudacao.al': [...quiet(300), ...speech(['ao', 250, 'oa', 120, 'ae']), ...quiet(4500), ...TALK],
  'pessoa-demora.al': [...quiet(1800), ...ALO, ...quiet(4500), ...TALK],
  'maquina.al': [...quiet(500), ...MACHINE_GREETING, ...quiet(300), ...tone([1000], 400), ...quiet(30_000)],
  'maquina-curta.al': [
    ...quiet(400),
    ...speech(['oa', 60, 'aoe', 60, 'oe', 60, 'aeeo', 60, 'eeao'], { pitch: 180 }),
    ...quiet(300),
    ...tone([1000], 400),
    ...quiet(20_000),
  ],
  'maquina-minima.al': [...quiet(400), ...speech(['oi', 150, 'eao'], { pitch: 180 }), ...quiet(20_000)],
  'fax.al': [...quiet(200), ...tone([2100], 3300), ...quiet(900)],
  'silencio.al': quiet(10_000),
  'anuncio.al': [...SPECIAL_INFORMATION_TONE, ...quiet(200), ...ANNOUNCEMENT, ...quiet(600)],
  'chamando.al': [...tone([425], 1000, 4000), ...quiet(4000)], // Brazilian ringing tone, by Anatel's plan of tones.
  'agente.al': [
    ...quiet(1500),
    ...speech(['oa', 60, 'ia', 400, 'aou', 60, 'ea'], { pitch: 210 }),
    ...quiet(4000),
  ],
  'espera.alaw': [
    [262, 330, 392],
    [220, 262, 330],
    [175, 220, 262],
    [196, 247, 294],
  ].flatMap((chord) => tone(chord, 1500, 2500)),
};

const folder = process.argv[2];
if (folder === undefined) {
  console.error('usage: make-audio.mjs FOLDER');
  process.exit(2);
}
mkdirSync(folder, { recursive: true });
for (const [name, samples] of Object.entries(RECORDINGS)) {
  // SIPp sends whole 20 ms packets (160 bytes); a rest would be read past the end of the file.
  const whole = samples.length - (samples.length % 160);
  const partial = join(folder, `${name}.${process.pid}`);
  writeFileSync(
    partial,
    Uint8Array.from({ length: whole }, (_, n) => encodeAlaw(samples[n])),
  );
  renameSync(partial, join(folder, name));
}
