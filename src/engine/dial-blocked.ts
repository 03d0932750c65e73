import { BRASILIA } from '../core/kernel/civil-time.js';
import { CadenciaError } from '../core/kernel/errors.js';
import { wallClock } from '../core/kernel/wall-clock.js';
import { zonesOf } from '../core/retry/try-time.js';
import type { DialBlock } from './dial-result.js';

/** The refusal of the gate as the person who asked for the call reads it: rule, act, when it may be, and the proof. */
export function dialBlocked({ contact, phone, decision, decisionId, policy }: DialBlock): CadenciaError {
  const { blockedBy, nextAllowedMs, results } = decision;
  const rule = blockedBy ?? '';
  const key = results.find((result) => result.rule === blockedBy)?.key ?? '';
  const provision =
    policy.policy.rules.find((one) => one.id === blockedBy && one.key === key) ??
    policy.policy.rules.find((one) => one.id === blockedBy);
  const { act, article } = provision?.source ?? { act: '', article: '' };
  const zone = zonesOf(phone, contact.municipality)[0] ?? BRASILIA;
  const nextAllowed = nextAllowedMs === null ? '' : wallClock(nextAllowedMs, zone);
  const source = act === '' ? '' : ` (${act}${article === '' ? '' : `, ${article}`})`;
  const when =
    nextAllowed === ''
      ? 'Time alone does not lift it'
      : `It may be allowed from ${nextAllowed}, by the person's clock (${zone})`;
  return new CadenciaError('DLR_DIAL_BLOCKED', {
    detail: `Rule ${rule}${source} does not allow this call now. ${when}. Decision ${decisionId} of the ledger shows why.`,
    fields: {
      rule,
      key,
      act,
      article,
      decisionId,
      nextAllowed,
      zone,
      ...(nextAllowedMs === null ? {} : { nextAllowedMs }),
    },
  });
}
