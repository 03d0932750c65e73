import type { RecordedTalk } from './simulated-recording.js';

const RATE = 8000;
const CHANNELS = 2;
const BYTES_A_FRAME = 2 * CHANNELS;
const HEAD_BYTES = 44;
/** A hum apiece; the client's is on the first channel. */
const HERTZ = [180, 260] as const;
/** How loud a second is, one after the other: a voice is never even. */
const LOUDNESS = [9000, 4000, 12_000, 6500, 10_500] as const;
const SYLLABLES_A_SECOND = 4;

/** One second of one of the two, while the other one is silent. */
function second(channel: number, size: number): Buffer {
  const bytes = Buffer.alloc(RATE * BYTES_A_FRAME);
  const hertz = HERTZ[channel] ?? 0;
  for (let frame = 0; frame < RATE; frame += 1) {
    const turn = (2 * Math.PI * frame) / RATE;
    const value = size * Math.sin(hertz * turn) * (1 - Math.cos(SYLLABLES_A_SECOND * turn)) * 0.5;
    bytes.writeInt16LE(Math.round(value), frame * BYTES_A_FRAME + 2 * channel);
  }
  return bytes;
}

const SECONDS = HERTZ.map((_, channel) => LOUDNESS.map((size) => second(channel, size)));

function head(dataBytes: number): Buffer {
  const bytes = Buffer.alloc(HEAD_BYTES);
  bytes.write('RIFF', 0, 'latin1');
  bytes.writeUInt32LE(HEAD_BYTES - 8 + dataBytes, 4);
  bytes.write('WAVEfmt ', 8, 'latin1');
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(CHANNELS, 22);
  bytes.writeUInt32LE(RATE, 24);
  bytes.writeUInt32LE(RATE * BYTES_A_FRAME, 28);
  bytes.writeUInt16LE(BYTES_A_FRAME, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36, 'latin1');
  bytes.writeUInt32LE(dataBytes, 40);
  return bytes;
}

/** A number that is always the same for a name. */
function seedOf(name: string): number {
  return [...name].reduce((sum, letter) => (Math.imul(sum, 31) + letter.charCodeAt(0)) >>> 0, 7);
}

/** The WAV file of a talk on a line without sound: two hums that take turns, silence where it was paused. */
export function soundOf({ name, lengthMs, pauses }: RecordedTalk): Buffer {
  const frames = Math.floor((lengthMs * RATE) / 1000);
  const sound = Buffer.alloc(frames * BYTES_A_FRAME);
  let seed = seedOf(name);
  let speaker = 1;
  let left = 0;
  for (let at = 0; at < sound.length; at += RATE * BYTES_A_FRAME) {
    if (left === 0) {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      left = 1 + (seed >>> 30);
      speaker = 1 - speaker;
    }
    left -= 1;
    const loud = (at / (RATE * BYTES_A_FRAME) + seed) % LOUDNESS.length;
    SECONDS[speaker]?.[loud]?.copy(sound, at);
  }
  const placeOf = (ms: number): number => Math.floor((ms * RATE) / 1000) * BYTES_A_FRAME;
  for (const { fromMs, toMs } of pauses) {
    sound.fill(0, placeOf(fromMs), placeOf(toMs));
  }
  return Buffer.concat([head(sound.length), sound]);
}
