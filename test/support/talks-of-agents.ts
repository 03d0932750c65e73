import { parseAgentId, parseAttemptId } from '../../src/core/kernel/ids.js';
import { SECOND } from '../../src/core/kernel/time.js';
import type { AttemptStore } from '../../src/ports/attempt-store.js';
import { aBatch, aChain, anOpening } from './samples.js';

/** So many talks of an agent from `fromMs` on, one a minute, the first of them successes. */
export interface AgentTalks {
  readonly agent: string;
  readonly campaignId: ReturnType<typeof anOpening>['campaignId'];
  readonly fromMs: number;
  readonly talks: number;
  readonly success: number;
  /** @default 'predictive' */
  readonly mode?: ReturnType<typeof anOpening>['mode'];
}

/** Closed attempts as the log of earlier days has them: 30 s of talk and 10 s of wrap-up each. */
export async function keepTalks(attempts: AttemptStore, story: readonly AgentTalks[]): Promise<void> {
  for (const [part, { agent, campaignId, fromMs, talks, success, mode = 'predictive' }] of story.entries()) {
    for (let n = 0; n < talks; n += 1) {
      const tDialMs = fromMs + n * 60 * SECOND;
      const id = parseAttemptId(`${agent}-${part}-${n}`);
      const chainId = `log-${agent}-${part}-${n}`;
      const opening = anOpening(id, { campaignId, mode, chainId, tQueuedMs: tDialMs, tDialMs });
      const [row] = aChain([opening], {
        tDialMs,
        tRingMs: tDialMs + SECOND,
        tAnswerMs: tDialMs + 5 * SECOND,
        tAgentMs: tDialMs + 6 * SECOND,
        tEndMs: tDialMs + 36 * SECOND,
        tWrapEndMs: tDialMs + 46 * SECOND,
        agentId: parseAgentId(agent),
        ...(n < success
          ? { disposition: 'promessa', outcome: 'sucesso', reason: 'promise' }
          : n % 2 === 0
            ? { disposition: 'sem_acordo', outcome: 'concretizada', reason: 'no_agreement' }
            : { disposition: 'recado', outcome: 'efetivada', reason: 'message_left' }),
      });
      if (row !== undefined) {
        await attempts.commit(aBatch({ openings: [opening] }));
        await attempts.commit(aBatch({ closings: [{ row, contact: null }] }));
      }
    }
  }
}
