import { describe, expect, it } from 'vitest';
import { parseAgentId, parseGroupId } from '../../src/core/kernel/ids.js';
import type { MessageStore } from '../../src/ports/message-store.js';
import { NOON } from '../support/samples.js';

const [ANA, RUI, EVA] = [parseAgentId('ana'), parseAgentId('rui'), parseAgentId('eva')];

/** What every MessageStore keeps. */
export function messageStoreConformance(make: () => Promise<{ messages: MessageStore }>): void {
  describe('message store', () => {
    const first = { atMs: NOON, from: 'rita', to: { kind: 'all' }, text: 'Reunião às 15h' } as const;
    const toGroup = { kind: 'group', id: parseGroupId('g1') } as const;
    const second = { atMs: NOON + 10, from: 'lia', to: toGroup, text: 'Meta da tarde' } as const;

    it('keeps what an agent has not read, and that he read it only the first time', async () => {
      const { messages } = await make();
      const one = await messages.send({ ...first, agentIds: [RUI, ANA] });
      const two = await messages.send({ ...second, agentIds: [ANA] });
      expect(two).toBeGreaterThan(one);
      const unread = await messages.unread([ANA, RUI, EVA], NOON);
      expect(unread.get(ANA)?.map(({ id, from, text }) => [id, from, text])).toEqual([
        [one, 'rita', first.text],
        [two, 'lia', second.text],
      ]);
      expect([unread.get(RUI)?.length, unread.get(EVA)]).toEqual([1, undefined]);
      expect((await messages.unread([ANA], NOON + 1)).get(ANA)?.map(({ id }) => id)).toEqual([two]);
      expect(await messages.read(ANA, [one], NOON + 20)).toBe(1);
      expect(await messages.read(ANA, [one, two + 9], NOON + 30)).toBe(0);
      expect(await messages.read(EVA, [one], NOON + 30)).toBe(0);
      expect((await messages.of(ANA, 9)).map(({ id, readMs }) => [id, readMs])).toEqual([
        [one, NOON + 20],
        [two, null],
      ]);
      expect((await messages.of(ANA, 1)).map(({ id }) => id)).toEqual([two]);
      expect((await messages.unread([RUI], NOON)).get(RUI)).toHaveLength(1);
    });

    it('tells of what was sent, newest first, and who of whom has read it', async () => {
      const { messages } = await make();
      const one = await messages.send({ ...first, agentIds: [RUI, ANA] });
      const two = await messages.send({ ...second, agentIds: [ANA] });
      await messages.read(RUI, [one], NOON + 5);
      const [unread, read] = [null, NOON + 5];
      expect(await messages.sent(9)).toEqual([
        { ...second, id: two, recipients: [{ agentId: ANA, readMs: unread }] },
        {
          ...{ ...first, id: one },
          recipients: [
            { agentId: ANA, readMs: unread },
            { agentId: RUI, readMs: read },
          ],
        },
      ]);
      expect(await messages.sent(1)).toHaveLength(1);
    });
  });
}
