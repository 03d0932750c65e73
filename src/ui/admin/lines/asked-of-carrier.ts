import type { TrunkOut } from '../../../contract/trunk-wire.js';
import { useFormats } from '../../shell/texts/formats.js';
import { useTexts } from '../../shell/texts/texts.js';
import { LINE_TEXTS } from './line-texts.js';

/** Why less is asked of the carrier than it sold; null where it is all. */
export function useBackOffText(backOff: TrunkOut['backOff']): string | null {
  const say = useTexts(LINE_TEXTS);
  const { number, percent } = useFormats();
  if (backOff === null) {
    return null;
  }
  const { why } = backOff;
  const seconds = (ms: number): string => number(ms / 1000, 1);
  return why.kind === 'refused'
    ? say('backsOff', { code: why.code, share: percent(why.refused / why.of), of: number(why.of) })
    : say('backsOffDelay', { now: seconds(why.nowMs), usual: seconds(why.usualMs) });
}

/** What is asked of a carrier, of what it sold where that is more. */
export function useAskedText(): (learned: number | undefined, sold: number, digits?: number) => string {
  const say = useTexts(LINE_TEXTS);
  const { number } = useFormats();
  return (learned, sold, digits = 0) =>
    learned === undefined || learned >= sold
      ? number(sold, digits)
      : say('askedOf', { now: number(learned, digits), sold: number(sold, digits) });
}
