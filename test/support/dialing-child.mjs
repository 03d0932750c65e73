// One engine's book of quotas in a process of its own: uses the units of one line until there are none, and says each
// call in one byte, `c`, the moment it leaves. Says `r` when it is ready, and begins at the first byte it is sent. After
// `most` calls it does what `then` says: `stop` gives back what it holds and ends, `die` kills itself with whatever is on
// the way, `wait` makes no further call until it is sent another byte.
import { writeSync } from 'node:fs';

const [, , dist, url, line, most, then] = process.argv;
let calls = 0;
// Words are counted as they come: one that is said before it is waited for is not lost.
let said = 0;
let heard = () => undefined;
process.stdin.on('data', (bytes) => {
  said += bytes.length;
  heard();
});
async function word(which) {
  while (said < which) {
    await new Promise((resolve) => {
      heard = resolve;
    });
  }
}
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
await word(1);

let hasHalted = false;
for (;;) {
  if (!hasHalted && calls === Number(most)) {
    hasHalted = true;
    if (then === 'stop') break;
    if (then === 'die') process.kill(process.pid, 'SIGKILL');
    await word(2);
  }
  // Asked right before it is heeded: an answer that came while it waited would not come again.
  const readiness = usage.readiness(subject);
  if (readiness === 'stopped') break;
  if (readiness === 'ready') {
    usage.spend(subject);
    calls += 1;
    writeSync(1, 'c');
    await new Promise(setImmediate);
  } else {
    // As the pacer, which looks again each second: after the store refused, no answer is on its way.
    await new Promise((resolve) => {
      const again = setTimeout(resolve, 1000);
      answered = () => {
        clearTimeout(again);
        resolve();
      };
    });
  }
}
process.stdin.destroy();
await usage.close();
await coordination.close();
