/*
 * Proves that no order of events leaves an agent stuck or gives him two calls: the agents' table alone, over millions of
 * random orders with double clicks, races and lost messages. Usage: npm run prove:agents [-- --orders 2000000 --seed X]
 */
import { parseArgs } from 'node:util';
import { runAgentOrders } from '../test/support/agent-orders.js';

const { values } = parseArgs({
  options: { orders: { type: 'string', default: '2000000' }, seed: { type: 'string', default: 'prova' } },
});
const ROUND = 100_000;
const wanted = Number(values.orders);
const totals = { orders: 0, events: 0, moves: 0, refused: 0 };
const met = new Set<string>();
const faults: string[] = [];
const startMs = performance.now();
for (let round = 0; totals.orders < wanted && faults.length === 0; round++) {
  const seen = runAgentOrders(Math.min(ROUND, wanted - totals.orders), `${values.seed}-${round}`);
  totals.orders += seen.orders;
  totals.events += seen.events;
  totals.moves += seen.moves;
  totals.refused += seen.refused;
  for (const move of seen.met) {
    met.add(move);
  }
  faults.push(...seen.faults);
}
const seconds = (performance.now() - startMs) / 1000;
process.stdout.write(
  `${totals.orders} orders, ${totals.events} events, ${totals.moves} moves (${met.size} kinds), ` +
    `${totals.refused} refused, ${seconds.toFixed(1)} s: ${faults.length} faults\n`,
);
for (const fault of faults) {
  process.stdout.write(`  ${fault}\n`);
}
process.exitCode = faults.length === 0 ? 0 : 1;
