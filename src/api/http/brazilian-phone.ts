import { CadenciaError } from '../../core/kernel/errors.js';
import type { E164 } from '../../core/kernel/ids.js';
import { parseBrazilianNumber } from '../../core/numbering/brazilian-number.js';

/** The number in a request's `phone`, as people write it; rejects what is none. */
export function brazilianPhone(phone: string): E164 {
  const verdict = parseBrazilianNumber(phone);
  if (!verdict.ok) {
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail: `body.phone: it is no Brazilian number (${verdict.problem}); give it with DDD, such as +5511987654321.`,
    });
  }
  return verdict.number.e164;
}
