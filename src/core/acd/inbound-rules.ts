import { DAY, HOUR, MINUTE, SECOND } from '../kernel/time.js';
import type { AbandonedRules } from './abandoned-callers.js';
import type { ReturnRules } from './return-call.js';
import { readFlag, readObject, readWhole } from './settings-reader.js';
import type { PriorityStepMs } from './waiting-line.js';

/** What holds for all queues. */
export interface InboundRules {
  readonly priorityStepMs: PriorityStepMs;
  /** Callers with whom nobody spoke are called back, through the gate. Who asked for it is in any case. */
  readonly callsBack: boolean;
  readonly abandoned: AbandonedRules;
  readonly returns: ReturnRules;
}

export const INBOUND_RULES_DEFAULTS: InboundRules = {
  priorityStepMs: MINUTE,
  callsBack: true,
  abandoned: {
    shortMs: 2 * SECOND,
    delayMs: 5 * MINUTE,
    retryMs: HOUR,
    tries: 3,
    keepMs: DAY,
    most: 10_000,
  },
  returns: { lookBackMs: 30 * DAY, stickyMs: 20 * SECOND },
};

/** Reads the rules as they were written; what is absent takes its default. @throws CadenciaError DLR_INPUT_INVALID. */
export function readInboundRules(stored: unknown, where = 'rules'): InboundRules {
  const D = INBOUND_RULES_DEFAULTS;
  const fields = readObject(stored, ['priorityStepMs', 'callsBack', 'abandoned', 'returns'], where);
  const step = fields['priorityStepMs'];
  const abandoned = readObject(fields['abandoned'] ?? {}, Object.keys(D.abandoned), `${where}.abandoned`);
  const returns = readObject(fields['returns'] ?? {}, Object.keys(D.returns), `${where}.returns`);
  const whole = (name: keyof AbandonedRules, bounds: readonly [number, number]): number =>
    readWhole(abandoned[name], bounds, `${where}.abandoned.${name}`, D.abandoned[name]);
  return {
    priorityStepMs:
      step === null ? null : readWhole(step, [1, DAY], `${where}.priorityStepMs`, D.priorityStepMs ?? MINUTE),
    callsBack: readFlag(fields['callsBack'], `${where}.callsBack`, D.callsBack),
    abandoned: {
      shortMs: whole('shortMs', [0, MINUTE]),
      delayMs: whole('delayMs', [SECOND, DAY]),
      retryMs: whole('retryMs', [MINUTE, 7 * DAY]),
      tries: whole('tries', [1, 10]),
      keepMs: whole('keepMs', [MINUTE, 30 * DAY]),
      most: whole('most', [1, 100_000]),
    },
    returns: {
      lookBackMs: readWhole(
        returns['lookBackMs'],
        [HOUR, 365 * DAY],
        `${where}.returns.lookBackMs`,
        D.returns.lookBackMs,
      ),
      stickyMs: readWhole(returns['stickyMs'], [0, HOUR], `${where}.returns.stickyMs`, D.returns.stickyMs),
    },
  };
}
