/*
 * Proves that feeds lose nothing and do nothing twice: a demo at work whose server, PostgreSQL and receiver are killed at
 * random, and then the effects at the receiver held against the call log. Usage:
 * npm run prove:feeds [-- --seconds 180 --agents 20 --seed X]
 */
import { parseArgs } from 'node:util';
import { makeSeededRng } from '../src/core/kernel/rng.js';
import { proveFeeds, type Victim } from '../test/support/feed-proof.js';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '180' },
    agents: { type: 'string', default: '20' },
    seed: { type: 'string', default: 'prova' },
  },
});
const endMs = performance.now() + Number(values.seconds) * 1000;
const rng = makeSeededRng(values.seed);
const VICTIMS: readonly Victim[] = ['server', 'database', 'receiver'];

function* kills() {
  while (performance.now() < endMs) {
    const victim = VICTIMS[Math.floor(rng.next() * VICTIMS.length)] ?? 'server';
    yield { victim, afterMs: Math.floor(rng.next() * 8000) };
  }
}

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const proof = await proveFeeds({ kills: kills(), agents: Number(values.agents), say });
const { kills: killed, calls, events, effects, suppressed, lost, twice, forged, seconds } = proof;
say(
  `${seconds} s: killed ${killed.server} times the server, ${killed.database} times PostgreSQL, ${killed.receiver} times the receiver`,
);
say(
  `${calls} calls closed, ${events} events, ${effects} effects; ${suppressed} deliveries more, suppressed by the key`,
);
say(`lost ${lost.length}, twice or unknown ${twice.length}, with a wrong signature ${forged}`);
const holds = lost.length === 0 && twice.length === 0 && forged === 0 && events > 0;
say(holds ? 'HOLDS' : `DOES NOT HOLD: ${[...lost, ...twice].slice(0, 10).join(' ')}`);
process.exitCode = holds ? 0 : 1;
