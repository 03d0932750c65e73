import {
  BRAZILIAN_COLLECTION,
  type PublicNetworkModel,
} from '../../src/adapters/simulator/public-network-model.js';
import { LISTS } from '../../src/core/compliance/rule-parameters.js';
import { SECOND } from '../../src/core/kernel/time.js';
import { DEFAULT_RETRY, FREE_CADENCE } from '../../src/core/retry/retry-presets.js';
import type { RetryRules } from '../../src/core/retry/retry-rules.js';
import type { DncListStore } from '../../src/ports/dnc-list-store.js';

/** The usual rules with their waits cut to seconds, so that a short run sees many attempts. */
export const QUICK_RETRY: RetryRules = {
  ...DEFAULT_RETRY,
  ...FREE_CADENCE,
  maxAttempts: 3,
  maxFreeAttempts: 3,
  byReason: Object.fromEntries(
    Object.entries(DEFAULT_RETRY.byReason).map(([reason, rule]) => [
      reason,
      { ...rule, delayMs: 15 * SECOND },
    ]),
  ) as unknown as RetryRules['byReason'],
};

/** People as everywhere, but with short talks. */
export const QUICK_PEOPLE: PublicNetworkModel = {
  ...BRAZILIAN_COLLECTION,
  clientTalk: { kind: 'uniform', minMs: 2000, maxMs: 20_000 },
  thirdPartyTalk: { kind: 'uniform', minMs: 2000, maxMs: 10_000 },
  pickUpShare: 0.6,
};

/** No list of who is not to be called holds anybody, and that is signed. */
export async function declareLists(lists: DncListStore, nowMs: number): Promise<void> {
  for (const list of LISTS) {
    await lists.declareNotApplicable(list, 'the tests', nowMs);
  }
}
