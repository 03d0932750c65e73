import type { Announcement } from './announcement.js';
import type { Tone, ToneTrack } from './tone-track.js';

/** The network's tone in Brazil: 425 Hz, give or take the poor clocks of old exchanges. */
const NETWORK_HZ = 425;
const WITHIN_HZ = 25;
/** Lengths are read in frames of 20 ms, with a lost packet here and there. */
const WITHIN_MS = 70;
/** ITU-T E.180: three rising tones of a third of a second. */
const INFORMATION_HZ = [950, 1400, 1800] as const;
const INFORMATION_WITHIN_HZ = 50;

function about(ms: number, wantedMs: number): boolean {
  return Math.abs(ms - wantedMs) <= WITHIN_MS;
}

function isNetworkTone({ hz }: Tone): boolean {
  return Math.abs(hz - NETWORK_HZ) <= WITHIN_HZ;
}

/** Pauses between tones that follow each other, in milliseconds. */
function pausesOf(tones: readonly Tone[]): readonly number[] {
  return tones.slice(1).map((tone, at) => tone.fromMs - (tones[at]?.toMs ?? 0));
}

/** Three beats of 250 ms with pauses as long. */
function isBusy(tones: readonly Tone[]): boolean {
  const last = tones.slice(-3);
  return (
    last.length === 3 &&
    last.every((tone) => isNetworkTone(tone) && about(tone.toMs - tone.fromMs, 250)) &&
    pausesOf(last).every((pauseMs) => about(pauseMs, 250))
  );
}

/** Short and long in turn: 250 ms, 750 ms, with pauses of 250 ms. */
function isInaccessible(tones: readonly Tone[]): boolean {
  const last = tones.slice(-4);
  const lengths = last.map((tone) => tone.toMs - tone.fromMs);
  const inTurn = (first: number): boolean =>
    lengths.every((ms, at) => about(ms, (at + first) % 2 === 0 ? 250 : 750));
  return (
    last.length === 4 &&
    last.every(isNetworkTone) &&
    pausesOf(last).every((pauseMs) => about(pauseMs, 250)) &&
    (inTurn(0) || inTurn(1))
  );
}

function isInformation(tones: readonly Tone[]): boolean {
  const last = tones.slice(-INFORMATION_HZ.length);
  return (
    last.length === INFORMATION_HZ.length &&
    last.every((tone, at) => Math.abs(tone.hz - (INFORMATION_HZ[at] ?? 0)) <= INFORMATION_WITHIN_HZ) &&
    pausesOf(last).every((pauseMs) => pauseMs <= 120)
  );
}

/** A second of tone, then silence that only a ringing has: two seconds at least. */
function isRinging({ ended, heardMs }: ToneTrack): boolean {
  const last = ended.at(-1);
  return (
    last !== undefined &&
    isNetworkTone(last) &&
    about(last.toMs - last.fromMs, 1000) &&
    heardMs - last.toMs >= 2000
  );
}

/** Which of the network's tones these are; null while they may be any. Cadences by Brazil's plan of tones (Anatel). */
export function toneAnnouncement(track: ToneTrack): Announcement | null {
  const tones = track.ended;
  if (isInaccessible(tones)) {
    return 'inaccessible';
  }
  if (isBusy(tones)) {
    return 'busy';
  }
  if (isInformation(tones)) {
    return 'information';
  }
  return isRinging(track) ? 'ringing' : null;
}
