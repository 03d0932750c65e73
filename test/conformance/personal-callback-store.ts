import { describe, expect, it } from 'vitest';
import { parseAgentId, parseContactId } from '../../src/core/kernel/ids.js';
import type { PersonalCallbackStore } from '../../src/ports/personal-callback-store.js';
import { CAMPAIGN, NOON } from '../support/samples.js';

/** What every PersonalCallbackStore keeps. */
export function personalCallbackStoreConformance(
  make: () => Promise<{ personalCallbacks: PersonalCallbackStore }>,
): void {
  const aCallback = (contact: string, agent: string, atMs: number) => ({
    ...{ contactId: parseContactId(contact), campaignId: CAMPAIGN, agentId: parseAgentId(agent) },
    ...{ atMs, savedMs: NOON },
  });

  describe('personal callback store', () => {
    it('keeps one a contact, tells those that are due, and those of an agent', async () => {
      const { personalCallbacks } = await make();
      const [late, soon, his] = [
        aCallback('1', 'ana', NOON + 50),
        aCallback('2', 'ana', NOON + 10),
        aCallback('3', 'rui', NOON + 20),
      ];
      await personalCallbacks.save(aCallback('1', 'rui', NOON));
      for (const one of [late, soon, his]) {
        await personalCallbacks.save(one);
      }
      expect(await personalCallbacks.due(NOON + 20, 9)).toEqual([soon, his]);
      expect(await personalCallbacks.due(NOON + 90, 1)).toEqual([soon]);
      expect(await personalCallbacks.of(parseAgentId('ana'), 9)).toEqual([soon, late]);
      await personalCallbacks.remove(soon.contactId);
      expect(await personalCallbacks.of(parseAgentId('ana'), 9)).toEqual([late]);
    });
  });
}
