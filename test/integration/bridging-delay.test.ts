import { afterAll, beforeAll, expect, test } from 'vitest';
import { customerLegId, parseAttemptId, parseE164 } from '../../src/core/kernel/ids.js';
import { soundWays, testCallTimes } from '../../src/core/test-call/test-call-report.js';
import type { MediaEvent } from '../../src/ports/media.js';
import { LAB_TRUNK } from '../support/asterisk-harness.js';
import { CAMPAIGN, CollectionCentre } from '../support/collection-centre.js';
import { fatedMailing, importFiguresOf } from '../support/fated-mailing.js';
import { ScriptedCrew } from '../support/scripted-crew.js';
import { until } from '../support/until.js';

const CALLS = 100;
const ANSWERS_PER_SECOND = 10;
const AGENTS = 25;
/** Answers without ringing, stays. */
const ANSWERS_AT_ONCE = 25;

let centre: CollectionCentre;
let crew: ScriptedCrew;
/** The engine's own figure of each call. */
const bridgeMs: number[] = [];

beforeAll(async () => {
  centre = await CollectionCentre.start({
    groups: Array.from({ length: AGENTS }, () => 'g1'),
    campaign: { mode: 'power', amd: false },
    callsPerSecond: ANSWERS_PER_SECOND,
  });
  centre.engine.events.on('call:connected', (event) => bridgeMs.push(event.bridgeMs));
  crew = new ScriptedCrew(centre.engine, centre.engine.events, centre.clock, {
    onCall: () => ({ disposition: 'promessa', talkMs: 1000 }),
    onPreview: () => 'accept',
    wrapUpMs: 200,
    previewMs: 100,
  });
  for (const agentId of centre.agentIds) {
    await crew.enter(agentId, CAMPAIGN);
  }
});

afterAll(async () => {
  crew?.close();
  await centre?.stop();
});

function shareOf(sorted: readonly number[], share: number): string {
  return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN).toFixed(1);
}

function percentiles(name: string, values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  const figures = `p50 ${shareOf(sorted, 0.5)} ms, p95 ${shareOf(sorted, 0.95)} ms, max ${shareOf(sorted, 1)} ms`;
  return `${name.padEnd(58)} ${figures} (${sorted.length} calls)`;
}

/** When the first event of a kind came for a leg, by the monotonic clock. */
function heardMs(kind: MediaEvent['kind'], legId: string): number {
  const heard = centre.heard.find(
    ({ event }) => event.kind === kind && 'legId' in event && event.legId === legId,
  );
  return heard?.monotonicMs ?? Number.NaN;
}

test(`all of ${CALLS} people who answer, ${ANSWERS_PER_SECOND} a second, are joined with an agent`, async () => {
  const mailing = fatedMailing(
    1,
    Array.from({ length: CALLS }, () => ANSWERS_AT_ONCE),
  );
  const imported = await centre.importMailing(mailing.name, mailing.header, mailing.lines);
  expect(imported).toMatchObject(importFiguresOf(mailing));
  await centre.engine.campaigns.start(CAMPAIGN);
  await centre.closedCalls(CALLS);
  const rows = await centre.rows();
  const legs = rows.map(({ opening }) => customerLegId(opening.attemptId));
  await until(async () => {
    const ended = new Set((await centre.lab.calls()).map((call) => call.uniqueId));
    return legs.every((leg) => ended.has(leg)) || 'Asterisk’s records of all calls';
  });
  const records = (await centre.lab.calls()).filter(({ channel }) => channel.includes('operadora'));
  const inAsterisk = records.map(
    ({ answerSeconds, bridgeSeconds }) =>
      ((bridgeSeconds ?? Number.NaN) - (answerSeconds ?? Number.NaN)) * 1000,
  );
  const atEngine = legs.map((leg) => heardMs('bridged', leg) - heardMs('answered', leg));
  const answers = legs.map((leg) => heardMs('answered', leg));
  const spanSeconds = (Math.max(...answers) - Math.min(...answers)) / 1000;
  const lines = [
    `Answer to both legs joined, ${((CALLS - 1) / spanSeconds).toFixed(1)} answers a second, ${AGENTS} agents:`,
    percentiles('by Asterisk’s channel events (answered, entered bridge)', inAsterisk),
    percentiles('by the media server’s events, monotonic clock', atEngine),
    percentiles('of which the bridge command, by the engine', bridgeMs),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);

  expect(rows.map(({ result }) => result.outcome)).toEqual(Array.from({ length: CALLS }, () => 'sucesso'));
  expect(bridgeMs).toHaveLength(CALLS);
  expect([...inAsterisk, ...atEngine].filter((ms) => !Number.isFinite(ms))).toEqual([]);
  expect(centre.defects).toEqual([]);
  expect(crew.troubles).toEqual([]);
}, 310_000);

test('beside them a test call over the same trunk tells delay, ringing, codec and packets both ways', async () => {
  const { tests } = centre.engine;
  const [line] = await centre.stores.campaigns.listLines();
  const phone = parseE164('+5511987000000');
  const wish = {
    trunkId: LAB_TRUNK,
    line: line?.number ?? phone,
    phone,
    mediaServerId: null,
    ringTimeoutMs: 15_000,
  };
  const placed = await tests?.place(wish, 'rui');
  const id = placed?.opening.attemptId ?? parseAttemptId('none');
  await until(async () => (await tests?.find(id))?.state === 'closed' || 'the end of the test');
  const report = await tests?.find(id);
  const { pddMs, ringMs, talkMs } = testCallTimes(report?.result ?? null);
  const { codec, packetsIn, packetsOut } = report?.sound ?? {};
  process.stdout.write(
    `PDD ${pddMs} ms, ringing ${ringMs} ms, ${codec}, ${packetsIn} in, ${packetsOut} out\n`,
  );
  expect(talkMs).toBeGreaterThan(5000);
  expect(codec).toMatch(/law/);
  expect(soundWays(report?.sound ?? null)).toBe('both');
  expect(report?.result).toMatchObject({ endedBy: 'system', reason: 'cancelled' });
  const rows = await centre.rows();
  expect(new Set([report, ...rows].map((row) => row?.result?.sipCallId)).size).toBe(CALLS + 1);
  expect(report?.result?.sipCallId).toMatch(/\S{8}/);
}, 60_000);
