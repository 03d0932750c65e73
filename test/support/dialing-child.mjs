// One engine's book of quotas in a process of its own: uses the units of one line until there are none, and says each
// call in one byte, `c`, the moment it leaves; after `most` calls it stops by itself, cleanly. Says `r` when it is ready,
// and begins at the first byte it is sent. It can be killed at any instant.
import { once } from 'node:events';
import { writeSync } from 'node:fs';

const [, , dist, url, line, most = 'Infinity'] = process.argv;
let calls = 0;
const load = (file) => import(`${dist}/${file}`);
const { PostgresCoordination } = await load('adapters/postgres/postgres-coordination.js');
const { SystemClock } = await load('adapters/clock/system-clock.js');
const { EventBus } = await load('engine/event-bus.js');
const { UsageBook } = await load('engine/usage-book.js');
const { companyOf } = await load('engine/company.js');

let answered = () => undefined;
const coordination = new PostgresCoordination({ url });
const usage = new UsageBook({
  coordination,
  clock: new SystemClock(),
  bus: new EventBus(),
  holder: `child-${process.pid}`,
  onAnswer: () => answered(),
});
const subject = {
  line: { number: line, authenticated: false },
  company: companyOf('11444777000161', 'oper', 'STFC'),
  limits: {
    // The figures of the law, with a margin as small as a policy can make it.
    line: { calls: 100_000, stopShare: 1, warnShare: 0.7 },
    shortCalls: null,
    monthly: null,
    persists: null,
    code0303: 'optional',
    rotation: null,
  },
};

writeSync(1, 'r');
await once(process.stdin, 'data');
process.stdin.destroy();

for (;;) {
  const readiness = usage.readiness(subject);
  if (readiness === 'stopped' || calls >= Number(most)) break;
  if (readiness === 'ready') {
    usage.spend(subject);
    calls += 1;
    writeSync(1, 'c');
    await new Promise(setImmediate);
  } else {
    await new Promise((resolve) => {
      answered = resolve;
    });
  }
}
await usage.close();
await coordination.close();
