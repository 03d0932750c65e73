import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { WebSocket } from 'ws';
import { ROUTE_PERMISSIONS } from '../../src/api/auth/permissions.js';
import {
  parseAgentId,
  parseAttemptId,
  parseCampaignId,
  parseE164,
  parseGroupId,
  parseMailingId,
} from '../../src/core/kernel/ids.js';
import { aStatement } from '../conformance/billing-store.js';
import { aScore } from '../conformance/quality-store.js';
import { aRecording } from '../conformance/recording-store.js';
import { type ApiBench, startApiBench } from '../support/api-bench.js';
import { aDecision, aLedger } from '../support/ledger-samples.js';
import { addPerson, Browser } from '../support/people.js';
import { sampleCampaign } from '../support/sample-campaign.js';
import { aBatch, aChain, aMailingRow, anOpening, ENGINE, NOON } from '../support/samples.js';

const OURS = { side: 'ours', agent: 'ana', cnpj: '11222333000181', phone: '+5511987650001' } as const;
/** Whatever is theirs bears the word. */
const THEIRS = {
  side: 'theirs',
  agent: 'bia-theirs',
  cnpj: '99888777000166',
  phone: '+5521987659999',
} as const;
const TRACES = ['theirs', 'score-bbb', THEIRS.cnpj, THEIRS.phone.slice(3)];

let bench: ApiBench;
const contacts: Record<string, string> = {};

beforeAll(async () => {
  bench = await startApiBench();
  for (const [place, one] of [OURS, THEIRS].entries()) {
    await fill(one, place);
  }
  await commitCalls();
  const team = { name: 'North', agentIds: ['ana'], campaignIds: ['ours'] };
  expect((await bench.call('PUT', '/v1/teams/north', team)).status).toBe(200);
  await addPerson(bench, 'sara', 'supervisor', { teamIds: ['north'] });
  await addPerson(bench, 'banco', 'creditor', { creditorCnpj: OURS.cnpj });
});
afterAll(() => bench.close());

/** A campaign with everything that hangs on it. */
async function fill({ side, agent, cnpj }: typeof OURS | typeof THEIRS, place: number): Promise<void> {
  const campaignId = parseCampaignId(side);
  const agentId = parseAgentId(agent);
  const { engine, stores } = bench;
  const settings = sampleCampaign(side, { creditorCnpj: cnpj, contractId: `k-${side}` });
  await engine.campaigns.save(settings, 0);
  const groupId = parseGroupId('g');
  engine.profiles.set(agentId, {
    id: agentId,
    name: agent,
    groupId,
    endpoint: 'PJSIP/1',
    demo: false,
    active: true,
  });
  await engine.agents.login(agentId, [campaignId]);
  const mailingId = parseMailingId(`m-${side}`);
  const row = aMailingRow(`k-${side}`, { name: side, debtId: `D-${side}` });
  await stores.mailings.addRows(mailingId, campaignId, [row], NOON + place);
  const lease = { campaignId, owner: ENGINE, limit: 1, nowMs: NOON + 10, leaseUntilMs: NOON + 20 };
  contacts[side] = (await stores.contacts.lease(lease))[0]!.id;
  const figures = {
    rows: 1,
    added: 1,
    duplicates: 0,
    rejected: 0,
    createdAtMs: NOON,
    state: 'loaded',
  } as const;
  bench.mailings.set(mailingId, { mailingId, campaignId, name: side, ...figures });
  const attemptId = parseAttemptId(`t-${side}`);
  await stores.recordings.keep(
    aRecording(attemptId, { campaignId, agentId, startedAtMs: NOON + place, recordingId: recordingOf(side) }),
  );
  await stores.quality.addScore(aScore(side, { id: scoreOf(side), attemptId, agentId }));
  const contractId = `k-${side}`;
  for (const [version, state, id] of [
    [1, 'review', statementOf(side)],
    [2, 'draft', draftOf(side)],
  ] as const) {
    const jobId = `j${version}-${side}`;
    await stores.billing.addStatement(aStatement(version, { id, contractId, jobId, state }), null);
  }
}

async function commitCalls(): Promise<void> {
  const sides = [OURS, THEIRS];
  const openings = sides.map(({ side, cnpj, phone }) =>
    anOpening(`t-${side}`, {
      campaignId: parseCampaignId(side),
      creditorCnpj: cnpj,
      contractId: `k-${side}`,
      debtId: `D-${side}`,
      phone: parseE164(phone),
      decisionId: `d-${side}`,
    }),
  );
  const [ours] = aChain(openings.slice(0, 1), { agentId: parseAgentId(OURS.agent) });
  const [theirs] = aChain(openings.slice(1), { agentId: parseAgentId(THEIRS.agent) }, ours!.hash);
  const decisions = aLedger(
    sides.flatMap(({ side, phone }, place) => {
      const of = { campaignId: parseCampaignId(side), debtId: `D-${side}`, phone, atMs: NOON - 5 + place };
      return [
        aDecision(`d-${side}`, { ...of, attemptId: parseAttemptId(`t-${side}`) }),
        aDecision(`b-${side}`, { ...of, blockedBy: 'R13' }),
      ];
    }),
  );
  const closings = [ours!, theirs!].map((row) => ({ row, contact: null }));
  await bench.stores.attempts.commit(aBatch({ decisions, closings }));
}

const recordingOf = (side: string): string => `20260310-${side}`;
const statementOf = (side: string): string => `k-${side}_2026-10_v1`;
const draftOf = (side: string): string => `k-${side}_2026-10_v2`;
const scoreOf = (side: string): string => `score-${(side === 'ours' ? 'a' : 'b').repeat(20)}`;

/** The thing a route's `:id` names, of one side. */
function idOf(pattern: string, side: 'ours' | 'theirs'): string {
  const kind = pattern
    .split('/')
    .slice(2, pattern.startsWith('/v1/quality') ? 4 : 3)
    .join('/');
  const ids: Readonly<Record<string, string>> = {
    campaigns: side,
    agents: side === 'ours' ? OURS.agent : THEIRS.agent,
    'agent-skills': side === 'ours' ? OURS.agent : THEIRS.agent,
    attempts: `t-${side}`,
    decisions: `d-${side}`,
    recordings: recordingOf(side),
    mailings: `m-${side}`,
    contacts: contacts[side] ?? '',
    statements: statementOf(side),
    contracts: `k-${side}`,
    'quality/scores': scoreOf(side),
    'quality/calibration': `t-${side}`,
  };
  return ids[kind] ?? 'x1';
}

function pathOf(pattern: string, side: 'ours' | 'theirs'): string {
  return pattern
    .replace(/:(id|call)(?=\/|$)/, idOf(pattern, side))
    .replace(':number', '%2B551140001000')
    .replace(':place', '0')
    .replace(':form', 'html')
    .replace(':fate', 'billed')
    .replace(/:\w+/g, 'x1');
}

const SPAN = 'from=2020-01-01T00:00:00Z&to=2030-01-01T00:00:00Z';
const QUERIES: Readonly<Record<string, string>> = {
  'GET /v1/decisions/counts': '?by=campaign',
  'GET /v1/quality/scores': `?${SPAN}`,
};
const BODIES: Readonly<Record<string, object>> = {
  'POST /v1/indicators': { day: '2026-03-10', plan: {} },
  'POST /v1/quality/iqa': {
    from: '2020-01-01T00:00:00Z',
    to: '2030-01-01T00:00:00Z',
    leastPerAgent: 1,
    startedOn: {},
  },
  'POST /v1/recordings/:id/plays': { reason: 'monitoria' },
  'POST /v1/exports': { kind: 'calls' },
  'PUT /v1/contacts/:id/callback': { at: '2026-11-30T10:00' },
  'POST /v1/quality/scores': { attemptId: 't-theirs', formId: 'f', side: 'own', marks: {} },
  'POST /v1/quality/scores/:id/contest': { periodEnd: '2030-01-01T00:00:00Z', reason: 'discordo' },
  'POST /v1/quality/scores/:id/decision': { decision: 'upheld', why: 'concordo' },
  'POST /v1/contracts/:id/intake/balances': { rows: [{ a: '1' }] },
  'POST /v1/contracts/:id/facts': { facts: {}, why: 'teste' },
  'POST /v1/contracts/:id/corrections': { attemptId: 't-theirs', disposition: 'recado', reason: 'teste' },
  'POST /v1/statements': { contractId: 'k-theirs', month: '2026-10', why: 'teste' },
};
for (const move of ['submit', 'return', 'contest', 'answer']) {
  Object.assign(BODIES, { [`POST /v1/statements/:id/${move}`]: { why: 'teste' } });
}

const READ_BY_POST = ['POST /v1/indicators', 'POST /v1/quality/iqa', 'POST /v1/exports'];

async function browserOf(user: string): Promise<Browser> {
  const browser = new Browser(bench.base);
  expect((await browser.signIn(user)).status).toBe(200);
  return browser;
}

/** Whether a route's `:id` is a thing that one side has. */
const isOfASide = (pattern: string): boolean =>
  /:(id|call)(\/|$)/.test(pattern) && idOf(pattern, 'ours') !== 'x1';

describe.each(['sara', 'banco'])('%s, whose house is one side of two', (user) => {
  it('asks every route for what is the others’, and is told that there is no such thing', async () => {
    const browser = await browserOf(user);
    const wrong: string[] = [];
    let asked = 0;
    for (const route of ROUTE_PERMISSIONS.keys()) {
      const [method, pattern] = route.split(' ') as [string, string];
      if (!isOfASide(pattern)) {
        continue;
      }
      asked += 1;
      const body = method === 'GET' || method === 'DELETE' ? undefined : (BODIES[route] ?? {});
      const path = pathOf(pattern, 'theirs').replace('/audio', '/audio?play=x');
      const { status, code } = await browser.ask(method, path, body);
      // The ticket of a recording is asked for before the recording is.
      const isTicket = pattern.endsWith('/audio') && status === 403;
      if (status !== 404 && code !== 'DLR_AUTH_FORBIDDEN' && !isTicket) {
        wrong.push(`${route}: ${status} ${code}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(asked).toBeGreaterThan(70);
  });

  it('is shown no trace of the others by any route that shows something', async () => {
    const browser = await browserOf(user);
    const shown: string[] = [];
    for (const route of ROUTE_PERMISSIONS.keys()) {
      const [method, pattern] = route.split(' ') as [string, string];
      if (method !== 'GET' && !READ_BY_POST.includes(route)) {
        continue;
      }
      const path = pathOf(pattern, 'ours') + (QUERIES[route] ?? '');
      const body = method === 'GET' ? undefined : BODIES[route];
      const { status, text } = await heard(browser, method, path, body);
      if (status < 400 && TRACES.some((trace) => text.includes(trace))) {
        shown.push(`${route}: ${text.slice(0, 300)}`);
      }
    }
    expect(shown).toEqual([]);
  });
});

async function heard(browser: Browser, method: string, path: string, body: unknown) {
  const answer = await fetch(bench.base + path, {
    method,
    headers: {
      origin: bench.base,
      cookie: browser.cookie,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, text: await answer.text() };
}

const OWN_READS = [
  '/v1/campaigns/ours',
  '/v1/campaigns/ours/live',
  '/v1/attempts/t-ours/evidence',
  '/v1/decisions/d-ours',
  '/v1/recordings/20260310-ours',
  '/v1/statements/k-ours_2026-10_v1',
];

test('a supervisor is shown what his teams work on', async () => {
  const browser = await browserOf('sara');
  for (const path of [...OWN_READS.slice(0, 5), '/v1/mailings/m-ours']) {
    const { status, text } = await heard(browser, 'GET', path, undefined);
    expect([path, status < 400 || text]).toEqual([path, true]);
  }
  const scores = await browser.ask('GET', `/v1/quality/scores?${SPAN}`);
  expect(scores.json).toMatchObject({ items: [{ agentId: 'ana' }] });
});

test('a supervisor is given no file of the whole house', async () => {
  const browser = await browserOf('sara');
  expect((await browser.ask('POST', '/v1/exports', { kind: 'calls' })).code).toBe('DLR_AUTH_FORBIDDEN');
});

test('a creditor reads his campaigns, calls masked, recordings and statements, and no draft', async () => {
  const browser = await browserOf('banco');
  for (const path of OWN_READS.slice(0, 5)) {
    const { status, text } = await heard(browser, 'GET', path, undefined);
    expect([path, status < 400 || text]).toEqual([path, true]);
    expect(text).not.toContain(OURS.phone);
  }
  const { json } = await browser.ask('GET', '/v1/campaigns');
  expect((json['items'] as { settings: { id: string } }[]).map(({ settings }) => settings.id)).toEqual([
    'ours',
  ]);
  const statements = await browser.ask('GET', '/v1/statements');
  expect((statements.json['items'] as { id: string }[]).map(({ id }) => id)).toEqual([statementOf('ours')]);
  expect((await browser.ask('GET', `/v1/statements/${draftOf('ours')}`)).status).toBe(404);
});

test('what was answered by the script stands in the evidence for who may read scripts of calls, not for a creditor', async () => {
  const way = [{ step: 'abertura', answer: null }];
  const run = { attemptId: parseAttemptId('t-ours'), agentId: parseAgentId(OURS.agent), atMs: NOON, way };
  await bench.stores.scripts.keepRun({ ...run, campaignId: parseCampaignId('ours'), version: 0 });
  const path = '/v1/attempts/t-ours/evidence';
  const answer = await bench.call('GET', path);
  expect(await answer.json()).toMatchObject({ script: { steps: [{ step: 'abertura', answer: null }] } });
  const { json } = await (await browserOf('banco')).ask('GET', path);
  expect(json).toMatchObject({ attemptId: 't-ours', script: null });
});

test('what a creditor hears is on record with its reason, although he is shown nobody in clear', async () => {
  const browser = await browserOf('banco');
  bench.asked.length = 0;
  const play = await browser.ask('POST', '/v1/recordings/20260310-ours/plays', { reason: 'reclamação 4711' });
  expect(play.status).toBe(201);
  expect(bench.asked).toMatchObject([
    [
      'noteRead',
      { action: 'recording_play', who: 'banco', subject: '20260310-ours', reason: 'reclamação 4711' },
    ],
  ]);
});

test('a campaign that goes to another creditor is gone from the first one’s list at once', async () => {
  const stored = (await bench.engine.campaigns.find(parseCampaignId('ours')))!;
  const browser = await browserOf('banco');
  await bench.engine.campaigns.save({ ...stored.settings, creditorCnpj: THEIRS.cnpj }, stored.version);
  try {
    expect((await browser.ask('GET', '/v1/campaigns/ours')).status).toBe(404);
    expect((await browser.ask('GET', '/v1/campaigns')).json).toEqual({ items: [] });
  } finally {
    const now = (await bench.engine.campaigns.find(parseCampaignId('ours')))!;
    await bench.engine.campaigns.save(stored.settings, now.version);
  }
});

test('the live stream sends a supervisor the rows of his campaigns alone, and a creditor none at all', async () => {
  const texts: string[] = [];
  const open = async (user: string) => {
    const { cookie } = await browserOf(user);
    const socket = new WebSocket(`${bench.base.replace('http', 'ws')}/live`, {
      headers: { cookie, origin: bench.base },
    });
    await once(socket, 'open');
    socket.send('{"type":"hello"}');
    return socket;
  };
  const live = await open('sara');
  const [snapshot] = await once(live, 'message');
  texts.push(String(snapshot));
  live.close();
  expect(texts[0]).toContain('"ours"');
  expect(texts[0]).not.toContain('theirs');
  const [closed] = await once(await open('banco'), 'close');
  expect(closed).toBe(4401);
});
