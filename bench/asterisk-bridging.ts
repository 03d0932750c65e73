/*
 * How long a person waits on a real Asterisk between the answer and the agent: from the `answered` event to both legs
 * in one bridge, through AsteriskMediaServer. Customers answer at once; agents' legs stand ready.
 *
 * Usage: npm run bench:bridging [-- calls [calls a second]]. Prints, asserts nothing.
 */
import { performance } from 'node:perf_hooks';
import type { TransportChoice } from '../src/adapters/asterisk/asterisk-options.js';
import {
  agentLegId,
  customerLegId,
  type LegId,
  parseAgentId,
  parseAttemptId,
  parseE164,
} from '../src/core/kernel/ids.js';
import { LAB_TRUNK, makeLabServer } from '../test/support/asterisk-harness.js';
import { MediaEventLog } from '../test/support/media-event-log.js';
import { startTelephonyLab, type TelephonyLab } from '../test/support/telephony-lab.js';

const AGENTS = 16;
/** Long enough for the talk's sound to flow, short enough for the agents to be free again. */
const TALK_MS = 700;

function percentile(sorted: readonly number[], share: number): string {
  return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN).toFixed(1);
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function measure(lab: TelephonyLab, transport: TransportChoice, calls: number, perSecond: number) {
  const server = makeLabServer(lab, { transport });
  const log = new MediaEventLog(server);
  await server.start();
  await log.next('resync');
  const free: LegId[] = [];
  const common = { ringTimeoutMs: 8000, amd: false };
  for (let i = 0; i < AGENTS; i++) {
    const legId = agentLegId(parseAgentId(`${2001 + i}`), `${transport}${i}`);
    const target = { kind: 'agent', endpoint: `PJSIP/${2001 + i}` } as const;
    await server.originate({ ...common, legId, target, callerId: '', tags: {} });
    await log.next('answered', (event) => event.legId === legId);
    free.push(legId);
  }
  const waits: number[] = [];
  let failed = 0;
  const oneCall = async (i: number): Promise<void> => {
    const attempt = parseAttemptId(`bench-${transport}-${i}`);
    const legId = customerLegId(attempt);
    const number = parseE164('+5511987650025');
    const target = { kind: 'phone', number, trunkId: LAB_TRUNK } as const;
    await server.originate({ ...common, legId, target, callerId: '551130304040', tags: { attempt } });
    await log.next('answered', (event) => event.legId === legId);
    const agent = free.shift();
    if (agent === undefined) throw new Error('no agent is free');
    const answeredMs = performance.now();
    await server.bridge(agent, legId);
    waits.push(performance.now() - answeredMs);
    await pause(TALK_MS);
    await server.hangup(legId, 'normal');
    await log.next('hungUp', (event) => event.legId === legId);
    free.push(agent);
  };
  const under: Promise<void>[] = [];
  for (let i = 0; i < calls; i++) {
    under.push(
      oneCall(i).catch((error: unknown) => {
        failed += 1;
        console.error(String(error).slice(0, 300));
      }),
    );
    await pause(1000 / perSecond);
  }
  await Promise.all(under);
  for (const leg of await server.list()) await server.hangup(leg.legId, 'normal');
  await server.close();
  waits.sort((a, b) => a - b);
  console.log(
    `${transport}: ${waits.length} calls at ${perSecond}/s, ${failed} failed; answered → both bridged ` +
      `p50 ${percentile(waits, 0.5)} ms, p95 ${percentile(waits, 0.95)} ms, max ${percentile(waits, 1)} ms`,
  );
}

/** Measures both transports, one after the other, on one laboratory. */
async function benchAsteriskBridging(calls: number, perSecond: number): Promise<void> {
  const agents = Array.from({ length: AGENTS }, (_, i) => `${2001 + i}`);
  const lab = await startTelephonyLab({ agents });
  try {
    for (const transport of ['websocket', 'http'] as const) {
      await measure(lab, transport, calls, perSecond);
    }
  } finally {
    await lab.stop();
  }
}

const [calls = '100', perSecond = '10'] = process.argv.slice(2);
await benchAsteriskBridging(Number(calls), Number(perSecond));
