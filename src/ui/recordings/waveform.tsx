import { useMemo } from 'react';
import type { RecordingOut } from '../../contract/recording-wire.js';
import { duration } from '../shell/texts/formats.js';
import { useTexts } from '../shell/texts/texts.js';
import styles from './recordings.module.css';
import { RECORDINGS_TEXTS } from './recordings-texts.js';

const HIGH = 56;
const LOUDEST = 255;

/** A bar for each stretch, as far up as down. */
function barsOf(peaks: readonly number[]): readonly string[] {
  return peaks.map((peak, at) => {
    const reach = Math.max(0.6, (peak / LOUDEST) * (HIGH / 2 - 2));
    return `M${at + 0.5} ${HIGH / 2 - reach}V${HIGH / 2 + reach}`;
  });
}

interface WaveformProps {
  readonly recording: Pick<RecordingOut, 'peaks' | 'silences' | 'durationMs'>;
  readonly atMs: number;
  /** Null where there is no sound to move in yet. */
  readonly onSeek: ((ms: number) => void) | null;
}

/** The sound as a picture: a strip for each channel, silences shaded, a line where it plays. A click goes there. */
export function Waveform({ recording, atMs, onSeek }: WaveformProps) {
  const say = useTexts(RECORDINGS_TEXTS);
  const { peaks, silences, durationMs } = recording;
  const bins = peaks[0]?.length ?? 1;
  const xOf = (ms: number): number => (durationMs === 0 ? 0 : (ms / durationMs) * bins);
  const bars = useMemo(() => peaks.map(barsOf), [peaks]);
  const names = peaks.length === 2 ? [say('waveClient'), say('waveAgent')] : [say('waveBoth')];
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the slider below is the same for the keyboard
    // biome-ignore lint/a11y/useKeyWithClickEvents: the slider below is the same for the keyboard
    <div
      className={styles['waves']}
      onClick={(event) => {
        const box = event.currentTarget.getBoundingClientRect();
        onSeek?.(((event.clientX - box.left) / box.width) * durationMs);
      }}
    >
      {bars.map((own, channel) => (
        <figure key={names[channel]} className={styles['wave']}>
          <figcaption>{names[channel]}</figcaption>
          <svg viewBox={`0 0 ${bins} ${HIGH}`} preserveAspectRatio="none" aria-hidden="true">
            {silences.map(({ fromMs, toMs }) => (
              <rect
                key={fromMs}
                className={styles['silence']}
                x={xOf(fromMs)}
                width={xOf(toMs) - xOf(fromMs)}
                y="0"
                height={HIGH}
              >
                <title>{say('silence', { from: duration(fromMs), to: duration(toMs) })}</title>
              </rect>
            ))}
            <path className={styles['bars']} d={own.join('')} />
            <path className={styles['heard']} d={own.slice(0, Math.ceil(xOf(atMs))).join('')} />
            <line className={styles['now']} x1={xOf(atMs)} x2={xOf(atMs)} y1="0" y2={HIGH} />
          </svg>
        </figure>
      ))}
    </div>
  );
}
