import { expect, test } from 'vitest';
import { makeBlockedBoard } from '../../src/api/realtime/blocked-board.js';
import { DAY } from '../../src/core/kernel/time.js';
import { makeEventBusDouble } from '../support/event-bus-double.js';
import { makeManualClock } from '../support/manual-clock.js';
import { CAMPAIGN, NOON } from '../support/samples.js';

test('blocks of the day are those of the ledger and those that come, and a new day begins at none', async () => {
  const clock = makeManualClock(NOON);
  const bus = makeEventBusDouble();
  const asked: object[] = [];
  const board = makeBlockedBoard({
    events: bus,
    clock,
    campaigns: () => [CAMPAIGN],
    ledger: {
      async countBlocked(query) {
        asked.push(query);
        return [{ name: 'R13', blocked: 4 }];
      },
    },
  });
  bus.emit('dial:blocked', { campaignId: CAMPAIGN, rule: 'R13', atMs: NOON });
  bus.emit('dial:blocked', { campaignId: CAMPAIGN, rule: 'R24', atMs: NOON });
  await Promise.resolve();
  await Promise.resolve();
  expect(board.of(CAMPAIGN)).toEqual({ R13: 5, R24: 1 });
  expect(asked).toEqual([{ campaignId: CAMPAIGN, fromMs: Date.UTC(2026, 2, 10, 3), toMs: NOON }]);
  clock.advance(DAY);
  expect(board.of(CAMPAIGN)).toEqual({});
  board.close();
});
