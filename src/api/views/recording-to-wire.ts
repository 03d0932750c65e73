import type { RecordingOut } from '../../contract/recording-wire.js';
import { maskPhone } from '../../core/privacy/mask-person.js';
import type { FoundRecording } from '../../ports/recording-store.js';

/** A recording begins before the two are joined, and ends a moment after one of them hung up. */
const TOLERANCE_MS = 2000;

/** A row of the list. Numbers are masked for everybody: who may hear the person says why, and that is noted. */
export function recordingRowToWire(found: FoundRecording) {
  const { waveform: _, recordingId, phone, ...rest } = found;
  const missing = found.talkMs - found.durationMs;
  return {
    ...rest,
    id: recordingId,
    phone: phone === '' ? '' : maskPhone(phone),
    missingMs: missing < TOLERANCE_MS ? 0 : missing,
  };
}

/** A recording with what a player draws. */
export function recordingToWire(found: FoundRecording, keptForMs: number): RecordingOut {
  return {
    ...recordingRowToWire(found),
    // A day goes whole, once it has ended for as long as recordings are kept.
    keptUntilMs: Date.parse(`${found.day}T24:00:00-03:00`) + keptForMs,
    peaks: found.waveform.peaks.map((own) => [...own]),
    silences: found.waveform.silences.map((silence) => ({ ...silence })),
  };
}
