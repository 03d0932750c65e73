import { expect, it } from 'vitest';
import { VirtualClock } from '../../src/adapters/clock/virtual-clock.js';
import { MemoryStores } from '../../src/adapters/memory/memory-stores.js';
import { EventBus } from '../../src/engine/event-bus.js';
import { SipLadderKeeper } from '../../src/engine/sip-ladder-keeper.js';
import { aSipMessage } from '../conformance/sip-ladder-store.js';
import { NOON } from '../support/samples.js';

it('keeps the SIP that is seen, together and soon, also over a failure of the store and at the end', async () => {
  const { ladders } = new MemoryStores();
  const clock = new VirtualClock(NOON);
  const bus = new EventBus();
  let down = true;
  const failures: string[] = [];
  bus.on('store:failed', ({ operation }) => failures.push(operation));
  const store = {
    of: ladders.of.bind(ladders),
    keep: (...batch: Parameters<typeof ladders.keep>) =>
      down ? Promise.reject(new Error('down')) : ladders.keep(...batch),
  };
  const keeper = new SipLadderKeeper({ store, clock, bus });
  keeper.start();
  const [invite, ringing, answer] = [0, 700, 9000].map((afterMs) =>
    aSipMessage('a', { atMs: NOON + afterMs }),
  );
  bus.emit('sip:seen', invite!);
  await clock.runFor(3000);
  expect(failures).toEqual(['keep sip']);
  expect(await ladders.of(invite!.attemptId)).toEqual([]);
  down = false;
  bus.emit('sip:seen', ringing!);
  await clock.runFor(3000);
  expect(await ladders.of(invite!.attemptId)).toEqual([invite, ringing]);
  bus.emit('sip:seen', answer!);
  await keeper.close();
  expect(await ladders.of(invite!.attemptId)).toEqual([invite, ringing, answer]);
});
