import { CadenciaError, messageOf } from '../../core/kernel/errors.js';
import { SECOND } from '../../core/kernel/time.js';
import type { Webhook } from '../../ports/webhook.js';

/** A receiver answers within this, or the try has failed. */
const ANSWER_MS = 15 * SECOND;

/** Webhooks by HTTP. */
export const fetchWebhook: Webhook = {
  async post(url, body, headers) {
    try {
      const response = await fetch(url, {
        method: 'POST',
        body,
        headers,
        redirect: 'manual',
        signal: AbortSignal.timeout(ANSWER_MS),
      });
      // Nobody reads what a receiver says; the connection is let go.
      await response.body?.cancel();
      return response.status;
    } catch (cause) {
      throw new CadenciaError('DLR_DEADLINE_PASSED', {
        detail: `The receiver does not answer: ${messageOf(cause instanceof Error && cause.cause ? cause.cause : cause)}`,
        cause,
      });
    }
  },
};
