import { expect, test } from 'vitest';
import { makeFailureBoard } from '../../src/api/realtime/failure-board.js';
import { parseAttemptId, parseCampaignId } from '../../src/core/kernel/ids.js';
import { DAY } from '../../src/core/kernel/time.js';
import { makeEventBusDouble } from '../support/event-bus-double.js';
import { makeManualClock } from '../support/manual-clock.js';
import { CAMPAIGN, NOON } from '../support/samples.js';

test('recordings and notices that fail are counted for their campaign with the last reason, until the day ends', () => {
  const clock = makeManualClock(NOON);
  const events = makeEventBusDouble();
  const board = makeFailureBoard({ events, clock });
  const fail = (what: 'recording' | 'notice', code: string, atMs: number): void =>
    events.emit('recording:failed', {
      attemptId: parseAttemptId('t1'),
      campaignId: CAMPAIGN,
      what,
      code,
      atMs,
    });
  expect(board.recording(CAMPAIGN)).toEqual({ recordings: 0, notices: 0, lastAtMs: null, lastCode: '' });
  fail('recording', 'DLR_MEDIA_REFUSED', NOON);
  fail('recording', 'DLR_MEDIA_DOWN', NOON + 1);
  fail('notice', 'DLR_MEDIA_REFUSED', NOON + 2);
  expect(board.recording(CAMPAIGN)).toEqual({
    recordings: 2,
    notices: 1,
    lastAtMs: NOON + 2,
    lastCode: 'DLR_MEDIA_REFUSED',
  });
  expect(board.recording(parseCampaignId('other')).lastAtMs).toBeNull();
  clock.advance(DAY);
  expect(board.recording(CAMPAIGN).recordings).toBe(0);
  board.close();
  expect(events.listeners()).toBe(0);
});
