import { describe, expect, it } from 'vitest';
import { parseAttemptId, parseTrunkId } from '../../src/core/kernel/ids.js';
import type { SipLadderStore } from '../../src/ports/sip-ladder-store.js';
import type { SipMessageSeen } from '../../src/ports/sip-watch.js';
import { NOON } from '../support/samples.js';

export function aSipMessage(id: string, change: Partial<SipMessageSeen> = {}): SipMessageSeen {
  return {
    attemptId: parseAttemptId(id),
    trunkId: parseTrunkId('trunk'),
    atMs: NOON,
    callId: `${id}@10.0.0.5`,
    direction: 'out',
    method: 'INVITE',
    status: null,
    phrase: '',
    reason: '',
    q850: null,
    sdp: true,
    ...change,
  };
}

/** What every SipLadderStore keeps. */
export function sipLadderStoreConformance(make: () => Promise<{ readonly ladders: SipLadderStore }>): void {
  describe('sip ladder store', () => {
    it('keeps the messages of an attempt in their order, batch by batch, until they are too old', async () => {
      const { ladders } = await make();
      const busy = { status: 486, phrase: 'Ocupado "1"', reason: 'Q.850;cause=17', q850: 17, sdp: false };
      const [invite, trying, end] = [
        aSipMessage('a'),
        aSipMessage('a', { atMs: NOON + 20, direction: 'in', status: 100, phrase: 'Trying' }),
        aSipMessage('a', { atMs: NOON + 900, direction: 'in', ...busy }),
      ];
      await ladders.keep([trying, invite, aSipMessage('b', { atMs: NOON - 1000 })], 0);
      await ladders.keep([end], 0);
      expect(await ladders.of(invite.attemptId)).toEqual([invite, trying, end]);
      expect(await ladders.of(parseAttemptId('b'))).toHaveLength(1);
      await ladders.keep([], NOON - 10);
      expect(await ladders.of(parseAttemptId('b'))).toEqual([]);
      expect(await ladders.of(invite.attemptId)).toHaveLength(3);
    });
  });
}
