import { CadenciaError } from '../kernel/errors.js';
import { type E164, parseE164 } from '../kernel/ids.js';
import { parseBrazilianNumber } from '../numbering/brazilian-number.js';
import { applyDialRule, type DialledCall, type DialRule } from './dial-rule.js';

/** Of the example; a real call has its own. */
const TAGS = { attempt: 'ATTEMPT', campaign: 'CAMPAIGN' };

/**
 * A number as a rule would write it, without a call. Brazilian numbers as people write them, of other countries in E.164.
 * @throws DLR_INPUT_INVALID for what is no number.
 */
export function rehearseDial(
  rule: DialRule,
  written: string,
  line: string,
): DialledCall & { readonly number: E164 } {
  const number = readNumber(written);
  return { number, ...applyDialRule(rule, { number, line, ...TAGS }) };
}

function readNumber(written: string): E164 {
  const verdict = parseBrazilianNumber(written);
  if (verdict.ok) {
    return verdict.number.e164;
  }
  try {
    return parseE164(written);
  } catch (cause) {
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail: `'${written}' is no number: write it as in (11) 98765-4321, or with its country's code as in +351211234567.`,
      cause,
    });
  }
}
