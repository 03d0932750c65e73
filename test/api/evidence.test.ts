import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CallEvidenceOut, DecisionEvidenceOut } from '../../src/contract/ledger-wire.js';
import { parseAgentId, parseAttemptId, parseGroupId } from '../../src/core/kernel/ids.js';
import { type ApiBench, startApiBench } from '../support/api-bench.js';
import { runCommand } from '../support/command-run.js';
import { aDecision, aLedger } from '../support/ledger-samples.js';
import { aBatch, aChain, anOpening, CAMPAIGN, NOON } from '../support/samples.js';

let bench: ApiBench;
beforeEach(async () => {
  bench = await startApiBench();
});
afterEach(() => bench.close());

const ATTEMPT = parseAttemptId('t1');
const LISTS = { sp: '2026-03-09', pa: 'not_applicable' };

async function keep({ tamper = false, otherLine = false } = {}): Promise<void> {
  const opening = anOpening('t1', {
    decisionId: 'd2',
    policyVersion: 'brasil-2026@1',
    dncSnapshot: LISTS,
    ...(otherLine ? { line: '+551149999999' } : {}),
  });
  const rows = aChain([anOpening('t0'), opening], {
    agentId: parseAgentId('ana'),
    recordingId: 'rec-1',
    recordingNotice: true,
  });
  const decisions = aLedger([
    aDecision('d1', { blockedBy: 'R13', atMs: NOON - 5000 }),
    aDecision('d2', { attemptId: ATTEMPT, atMs: NOON - 2 }),
    aDecision('d3', { blockedBy: 'R03' }),
    aDecision('d4', { blockedBy: 'R13', atMs: NOON + 86_400_000 }),
  ]);
  const kept = rows.map((row) =>
    tamper && row.opening.attemptId === 't1'
      ? { ...row, result: { ...row.result, recordingNotice: false } }
      : row,
  );
  await bench.stores.attempts.commit(
    aBatch({ decisions, closings: kept.map((row) => ({ row, contact: null })) }),
  );
}

async function get<Answer>(path: string): Promise<Answer> {
  return (await (await bench.call('GET', path)).json()) as Answer;
}

test('one address tells everything that proves a call', async () => {
  await keep();
  bench.engine.profiles.set(parseAgentId('ana'), {
    id: parseAgentId('ana'),
    name: 'Ana Souza',
    groupId: parseGroupId('g'),
    endpoint: 'PJSIP/ana',
    demo: false,
    active: true,
  });
  const evidence = await get<CallEvidenceOut>('/v1/attempts/t1/evidence');
  expect(evidence).toMatchObject({
    attemptId: 't1',
    holds: true,
    agent: { id: 'ana', name: 'Ana Souza' },
    recording: { id: 'rec-1', notice: true },
    lists: LISTS,
    callProof: { chainId: 'chain-1', seq: 2, contentHolds: true, linkHolds: true },
  });
  expect(evidence.call).toMatchObject({ attempt_id: 't1', decision_id: 'd2', phone: '+5511987654321' });
  expect(evidence.callProof?.recomputed).toBe(evidence.callProof?.hash);
  expect(evidence.decisions).toHaveLength(1);
  const [decision] = evidence.decisions;
  expect(decision).toMatchObject({
    decisionId: 'd2',
    allowed: true,
    allowsTheCall: true,
    policyVersion: 'brasil-2026@1',
    proof: { seq: 2, contentHolds: true, linkHolds: true },
    limits: [{ rule: 'R03', inputs: { calls: 12, limit: 100_000 } }],
  });
  expect(decision?.policyTitle).not.toBeNull();
  expect(decision?.rules[0]).toMatchObject({ rule: 'R13', title: 'Hours of collection', verdict: 'pass' });
});

test('what was asked and answered by the script stands beside, and nothing where none was gone through', async () => {
  await keep();
  expect(await get('/v1/attempts/t1/evidence')).toMatchObject({ holds: true, script: null });
  const agentId = parseAgentId('ana');
  const steps = [
    {
      id: 'quem',
      text: 'Falo com {nome}?',
      confirms: false,
      branches: [{ label: 'Sim', to: 'oferta' }],
      disposition: null,
    },
    { id: 'oferta', text: 'Temos uma proposta.', confirms: true, branches: [], disposition: null },
  ];
  const script = { campaignId: CAMPAIGN, version: 1, steps, popUrl: '', savedBy: 'rui', savedMs: NOON };
  await bench.stores.scripts.save(script);
  const way = [
    { step: 'quem', answer: 'Sim' },
    { step: 'oferta', answer: null },
  ];
  const run = { attemptId: ATTEMPT, campaignId: CAMPAIGN, agentId, atMs: NOON + 9, way };
  await bench.stores.scripts.keepRun({ ...run, version: 1 });
  const evidence = await get<CallEvidenceOut>('/v1/attempts/t1/evidence');
  expect(evidence.holds).toBe(true);
  expect(evidence.script).toEqual({
    version: 1,
    atMs: NOON + 9,
    confirmed: true,
    steps: [
      { step: 'quem', text: 'Falo com {nome}?', answer: 'Sim' },
      { step: 'oferta', text: 'Temos uma proposta.', answer: null },
    ],
  });
  const read = await runCommand(['evidence', 't1', '--lang', 'en'], {
    env: { CADENCIA_URL: bench.base, CADENCIA_TOKEN: bench.secret },
  });
  expect(read.out).toContain('Script, version 1 (person confirmed)');
  expect(read.out).toMatch(/quem +Sim/);
});

test('each rule carries the act and article of the provision it was decided by', async () => {
  const results = [{ rule: 'R24', key: 'R24', verdict: 'pass', inputs: { number: 1 } }] as const;
  await bench.stores.attempts.commit(aBatch({ decisions: aLedger([aDecision('d1', { results })]) }));
  const { rules } = await get<DecisionEvidenceOut>('/v1/decisions/d1');
  expect(rules[0]?.provision).toMatchObject({ severity: 'block', basis: 'jurisprudencia' });
  expect(rules[0]?.provision?.act).not.toBe('');
});

test('a row that was changed does not prove the call', async () => {
  await keep({ tamper: true });
  expect(await get('/v1/attempts/t1/evidence')).toMatchObject({
    holds: false,
    callProof: { contentHolds: false, linkHolds: true },
  });
});

test('a decision about another line is not the decision of this call', async () => {
  await keep({ otherLine: true });
  expect(await get('/v1/attempts/t1/evidence')).toMatchObject({
    holds: false,
    callProof: { contentHolds: true },
    decisions: [{ allowsTheCall: false }],
  });
});

test('an attempt nobody knows is not found', async () => {
  const answer = await bench.call('GET', '/v1/attempts/none/evidence');
  expect(answer.status).toBe(404);
});

test('blocked decisions are listed by rule and time, in pages that fit together', async () => {
  await keep();
  const list = await get<{ items: { decisionId: string }[]; next: string | null }>(
    '/v1/decisions?rule=R13&limit=1',
  );
  expect(list.items.map(({ decisionId }) => decisionId)).toEqual(['d1']);
  const rest = await get<typeof list>(`/v1/decisions?rule=R13&limit=1&after=${list.next}`);
  expect(rest.items.map(({ decisionId }) => decisionId)).toEqual(['d4']);
  const from = new Date(NOON).toISOString();
  const later = await get<typeof list>(`/v1/decisions?rule=R13&from=${from}`);
  expect(later).toMatchObject({ items: [{ decisionId: 'd4' }], next: null });
  expect((await bench.call('GET', '/v1/decisions?after=zzz')).status).toBe(400);
  expect((await bench.call('GET', `/v1/decisions?from=${from}&to=${from}`)).status).toBe(400);
});

test('a block is proved by its own decision, with the rule that blocked', async () => {
  await keep();
  expect(await get('/v1/decisions/d1')).toMatchObject({
    allowed: false,
    blockedBy: 'R13',
    attemptId: null,
    allowsTheCall: null,
    proof: { seq: 1, contentHolds: true, linkHolds: true },
  });
  expect((await bench.call('GET', '/v1/decisions/none')).status).toBe(404);
});

test('blocks are counted by rule, campaign and day', async () => {
  await keep();
  expect(await get('/v1/decisions/counts')).toEqual({
    by: 'rule',
    total: 3,
    items: [
      { name: 'R13', blocked: 2 },
      { name: 'R03', blocked: 1 },
    ],
  });
  expect(await get('/v1/decisions/counts?by=day&rule=R13')).toEqual({
    by: 'day',
    total: 2,
    items: [
      { name: '2026-03-10', blocked: 1 },
      { name: '2026-03-11', blocked: 1 },
    ],
  });
});
