import { useFormats } from '../shell/texts/formats.js';

/** From when to when, as nobody plans to the second: `08:00–14:20`. */
export function useMinuteSpan(): (startMs: number, endMs: number) => string {
  const { time } = useFormats();
  const minute = (atMs: number): string => time(atMs).slice(0, 5);
  return (startMs, endMs) => `${minute(startMs)}–${minute(endMs)}`;
}
