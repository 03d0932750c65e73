import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { LOCAL_LABEL } from '../../src/api/auth/local-token.js';
import { ROUTE_PERMISSIONS } from '../../src/api/auth/permissions.js';
import { TOKEN_ROLES, type TokenRole, USER_ROLES } from '../../src/core/access/role.js';
import { parseAgentId, parseAttemptId, parseCampaignId, parseGroupId } from '../../src/core/kernel/ids.js';
import { DEFAULT_RETRY } from '../../src/core/retry/retry-presets.js';
import type { JobView } from '../../src/ports/jobs.js';
import { type ApiBench, startApiBench } from '../support/api-bench.js';
import { aDecision, aLedger } from '../support/ledger-samples.js';
import { addPerson, Browser } from '../support/people.js';
import { sampleCampaign } from '../support/sample-campaign.js';
import {
  aBatch,
  aChain,
  aMailingRow,
  anOpening,
  CAMPAIGN,
  ENGINE,
  MAILING,
  NOON,
} from '../support/samples.js';

/** The least role that may ask for each route, written down here once more: a change of the table is a change of two. */
const LEAST: Readonly<Record<TokenRole, readonly string[]>> = {
  viewer: `GET /v1/reports · GET /v1/reports/:pack/periods/:period/files/:name · GET /v1/intake/deliveries
    POST /v1/indicators · GET /v1/contracts/:id/versions/:version · POST /v1/contract-checks
    GET /v1/contracts · GET /v1/contracts/:id/corrections · GET /v1/statements · GET /v1/statements/:id
    GET /v1/statements/:id/lines · GET /v1/statements/:id/lines/:place/calls · GET /v1/statements/:id/forms/:form
    GET /v1/statements/:id/fates · GET /v1/statements/:id/fates/:fate/calls
    GET /v1/session · DELETE /v1/session · POST /v1/session/password · POST /v1/session/second-factor
    POST /v1/session/second-factor/confirm · POST /v1/session/second-factor/remove
    GET /v1/engine · GET /v1/limits · GET /v1/agents · GET /v1/agents/:id
    GET /v1/agents/:id/day
    GET /v1/campaign-form · POST /v1/cadence/rehearsals
    GET /v1/campaigns · GET /v1/campaigns/:id · GET /v1/campaigns/:id/live · GET /v1/campaigns/:id/mailings
    GET /v1/mailings/:id · GET /v1/mailings/:id/rejects · GET /v1/contacts/:id/cadence
    GET /v1/campaigns/:id/readiness · GET /v1/campaigns/:id/pacing · GET /v1/floor · GET /v1/floor/thresholds
    GET /v1/campaigns/:id/script · GET /v1/campaigns/:id/script-versions · POST /v1/script-checks · POST /v1/menu-rehearsals · GET /v1/menu-sounds
    GET /v1/attempts/:id/script
    GET /v1/agents/:id/callbacks · GET /v1/agents/:id/scores · GET /v1/agents/:id/messages · GET /v1/knobs · GET /v1/campaigns/:id/overrides · POST /v1/campaigns/:id/what-if
    GET /v1/campaigns/:id/recyclings · GET /v1/campaigns/:id/consumption · GET /v1/lists · GET /v1/trunks
    GET /v1/carriers · GET /v1/carriers/export · GET /v1/line-reputations
    GET /v1/attempts/:id/sip · GET /v1/test-calls · GET /v1/test-calls/:id
    GET /v1/switches · GET /v1/switches/:id
    GET /v1/trunks/:id · POST /v1/dial-rehearsals · GET /v1/lines/:number · GET /v1/pause-codes/:code
    GET /v1/pause-codes · GET /v1/lines · GET /v1/jobs · GET /v1/jobs/:id · GET /v1/jobs/:id/result · POST /v1/exports
    GET /v1/attempts/:id/evidence · GET /v1/decisions · GET /v1/decisions/:id · GET /v1/decisions/counts
    GET /v1/policies · GET /v1/policies/:id · GET /v1/policies/:id/versions/:version · GET /v1/holidays
    GET /v1/callers · GET /v1/pause-plan · GET /v1/agents/:id/pauses · GET /v1/queue-figures · GET /v1/queue-outlooks · GET /v1/inbound-changes · GET /v1/queues · GET /v1/queues/:id · GET /v1/menus
    GET /v1/menus/:id · GET /v1/inbound-lines · GET /v1/inbound-lines/:number · GET /v1/agent-skills
    GET /v1/agent-skills/:id · GET /v1/inbound-rules
    GET /v1/recordings · GET /v1/recordings/:id · GET /v1/quality/forms · GET /v1/quality/forms/:id/versions · GET /v1/quality/draws
    GET /v1/quality/draws/:id · GET /v1/quality/scores · POST /v1/quality/iqa · GET /v1/quality/calibration/:call`.split(
    / · |\n\s+/,
  ),
  supervisor: `GET /v1/contracts/:id/facts · POST /v1/contracts/:id/facts · POST /v1/contracts/:id/corrections
    POST /v1/corrections/:id/confirm · POST /v1/corrections/:id/reject · POST /v1/statements
    POST /v1/statements/:id/submit · POST /v1/statements/:id/return · POST /v1/statements/:id/contest
    POST /v1/statements/:id/answer · POST /v1/statements/:id/recount · POST /v1/contract-rehearsals · POST /v1/campaigns/:id/intake/contacts
    POST /v1/reports/:pack/runs
    POST /v1/campaigns/:id/intake/withdrawals · POST /v1/intake/debts · POST /v1/contracts/:id/intake/balances
    POST /v1/stop-all · POST /v1/resume · PUT /v1/agents/:id · POST /v1/agents/:id/login
    POST /v1/agents/:id/pause · POST /v1/agents/:id/ready · POST /v1/agents/:id/logout
    POST /v1/agents/:id/accept · POST /v1/agents/:id/hangup · POST /v1/agents/:id/release
    POST /v1/agents/:id/hold · POST /v1/agents/:id/resume · POST /v1/agents/:id/keys
    POST /v1/agents/:id/recording-pause · POST /v1/agents/:id/recording-resume · POST /v1/agents/:id/consult
    POST /v1/agents/:id/consult-end · POST /v1/agents/:id/conference · POST /v1/agents/:id/hand-over
    POST /v1/agents/:id/dial-out · POST /v1/agents/:id/to-queue
    POST /v1/agents/:id/help · POST /v1/agents/:id/help-withdraw
    POST /v1/agents/:id/skip · POST /v1/agents/:id/dispose · PUT /v1/campaigns/:id · PATCH /v1/campaigns/:id
    POST /v1/campaigns/:id/start · POST /v1/campaigns/:id/pause · POST /v1/campaigns/:id/drain
    PUT /v1/campaigns/:id/mode · PUT /v1/campaigns/:id/group-modes/:group
    POST /v1/campaigns/:id/mailings · POST /v1/campaigns/:id/recycle · POST /v1/lists/:list/imports
    POST /v1/agents/:id/dial · PUT /v1/contacts/:id/callback · DELETE /v1/contacts/:id/callback
    POST /v1/facts/imports · GET /v1/jobs/:id/files/:name · POST /v1/policies · PUT /v1/floor/thresholds
    POST /v1/pause-plan/replan · PUT /v1/queues/:id · DELETE /v1/queues/:id · PUT /v1/menus/:id · DELETE /v1/menus/:id
    PUT /v1/agent-skills/:id · DELETE /v1/agent-skills/:id
    GET /v1/recordings/:id/plays · POST /v1/recordings/:id/plays · GET /v1/recordings/:id/audio · PUT /v1/quality/forms/:id
    POST /v1/quality/draws · POST /v1/quality/draws/:id/draw · POST /v1/quality/scores
    POST /v1/quality/scores/:id/contest · POST /v1/quality/scores/:id/decision
    POST /v1/agents/:id/force · POST /v1/messages · GET /v1/messages · POST /v1/agents/:id/messages/read
    POST /v1/agents/:id/scores/:score/contest
    PUT /v1/campaigns/:id/script · POST /v1/agents/:id/script · GET /v1/monitor · POST /v1/monitor/phone · POST /v1/monitor/watch
    POST /v1/monitor/leave · POST /v1/monitor/hang-up · POST /v1/campaigns/:id/overrides
    GET /v1/campaigns/:id/quartiles · POST /v1/overrides/:override/undo`.split(/ · |\n\s+/),
  admin: `PUT /v1/lists/:list/not-applicable · PUT /v1/switches/:id
    PUT /v1/trunks/:id · PUT /v1/pause-codes/:code · PUT /v1/lines/:number
    POST /v1/lines/:number/rest · POST /v1/lines/:number/wake · POST /v1/test-calls · POST /v1/test-calls/:id/cancel
    PUT /v1/inbound-lines/:number · DELETE /v1/inbound-lines/:number · PUT /v1/inbound-rules
    POST /v1/policies/:id/versions/:version/approve · POST /v1/policies/:id/versions/:version/reject
    POST /v1/contracts · POST /v1/statements/:id/approve · GET /v1/feeds · PUT /v1/feeds/:id
    GET /v1/feeds/:id/dead · GET /v1/feeds/:id/deliveries · POST /v1/feeds/:id/replay
    POST /v1/feeds/:id/rotate · POST /v1/feeds/:id/test
    PUT /v1/holidays · POST /v1/persons/export · POST /v1/persons/erase · POST /v1/retention · POST /v1/retention/rows
    GET /v1/archive · POST /v1/archive/verify · POST /v1/archive/restore
    GET /v1/admin-actions · POST /v1/recordings/keys/rotate
    GET /v1/tokens · POST /v1/tokens · POST /v1/tokens/:id/revoke
    GET /v1/users · POST /v1/users · PATCH /v1/users/:id · POST /v1/users/:id/password · GET /v1/access-events
    GET /v1/audit-log · GET /v1/audit-log/verdict · GET /v1/audit-log/file
    GET /v1/teams · PUT /v1/teams/:id · DELETE /v1/teams/:id`.split(/ · |\n\s+/),
};

const PHONE = '+5511987654321';
const SECOND = '+551132654321';
const PERSON = 'ab'.repeat(32);
const ANA = parseAgentId('ana');
const ATTEMPT = parseAttemptId('t1');

let bench: ApiBench;
const secrets = {} as Record<TokenRole, string>;
let contactId: string;

beforeAll(async () => {
  bench = await startApiBench();
  for (const role of TOKEN_ROLES) {
    secrets[role] = (await bench.tokens.issue(role === 'admin' ? LOCAL_LABEL : role, role)).secret;
  }
  const settings = sampleCampaign(CAMPAIGN, { retry: DEFAULT_RETRY });
  bench.engine.stored.set(CAMPAIGN, { settings, state: 'running', version: 1 });
  contactId = await aPersonOnFile();
});
afterAll(() => bench.close());

/** One person with a contact, a call, two decisions and an agent on the line. */
async function aPersonOnFile(): Promise<string> {
  const { mailings, contacts, attempts } = bench.stores;
  const nowMs = Date.now() - 60_000;
  const row = aMailingRow('k', { name: 'Maria Souza', cpfHash: PERSON, debtId: 'CONTRATO-77' });
  await mailings.addRows(MAILING, CAMPAIGN, [row], nowMs);
  const lease = { campaignId: CAMPAIGN, owner: ENGINE, limit: 1, nowMs, leaseUntilMs: nowMs + 60_000 };
  const [contact] = await contacts.lease(lease);
  const who = { contactId: contact!.id, cpfHash: PERSON, debtId: 'CONTRATO-77' };
  const rows = aChain([anOpening('t1', { ...who, decisionId: 'd1', policyVersion: 'brasil-2026@1' })]);
  const decisions = aLedger([
    aDecision('d1', { ...who, attemptId: ATTEMPT, atMs: NOON - 2 }),
    aDecision('d2', { ...who, blockedBy: 'R13' }),
  ]);
  await attempts.commit(aBatch({ decisions, closings: rows.map((one) => ({ row: one, contact: null })) }));
  const groupId = parseGroupId('g');
  const profile = { id: ANA, name: 'Ana Lima', groupId, endpoint: 'PJSIP/1', demo: false, active: true };
  bench.engine.profiles.set(ANA, profile);
  await bench.engine.agents.login(ANA, [parseCampaignId('c')]);
  bench.engine.agentViews.get(ANA)!.card = {
    attemptId: ATTEMPT,
    campaignId: parseCampaignId('c'),
    decideByMs: null,
    recording: 'none',
    contact: contact!,
  };
  return contact!.id;
}

function issuedTo(role: TokenRole): string {
  return role === 'admin' ? LOCAL_LABEL : role;
}

function ask(role: TokenRole, method: string, path: string, body?: unknown): Promise<Response> {
  return bench.call(method, path, body, { authorization: `Bearer ${secrets[role]}` });
}

/** What a person could be known by. */
function tracesIn(text: string): string[] {
  const traces = [PHONE, PHONE.slice(1), PHONE.slice(3), SECOND, PERSON, 'CONTRATO-77', 'Maria', 'Souza'];
  return traces.filter((trace) => text.includes(trace));
}

test('every route is in the table, and the table holds no other', async () => {
  const document = (await bench.server.openApi()) as { paths: Record<string, Record<string, unknown>> };
  const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map(
      (method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, (_, name: string) => `:${name}`)}`,
    ),
  );
  const closed = routes.filter(
    (route) =>
      !['GET /healthz', 'GET /readyz', 'GET /v1/oidc', 'POST /v1/session', 'POST /v1/set-up'].includes(route),
  );
  expect([...ROUTE_PERMISSIONS.keys()].sort()).toEqual(closed.sort());
  expect(Object.values(LEAST).flat().sort()).toEqual(closed.sort());
});

test.each(TOKEN_ROLES)(
  'a %s passes every door of his role and of lesser ones, and no other',
  async (role) => {
    for (const [place, least] of TOKEN_ROLES.entries()) {
      for (const route of LEAST[least]) {
        const [method, path] = route.split(' ') as [string, string];
        const sent = await ask(
          role,
          method,
          path.replace(':number', '%2B551140001000').replace(/:\w+/g, 'x1'),
        );
        const refused = place > TOKEN_ROLES.indexOf(role);
        expect(sent.status === 403, `${role} asks ${route}: ${sent.status}`).toBe(refused);
        if (refused) {
          expect(await sent.json()).toMatchObject({ code: 'DLR_AUTH_FORBIDDEN' });
        }
      }
    }
  },
);

test('who asks for what is not his is on record with the route, once for as long as he goes on', async () => {
  for (let n = 0; n < 3; n += 1) {
    await ask('viewer', 'GET', '/v1/tokens');
  }
  await ask('supervisor', 'GET', '/v1/tokens');
  const events = await bench.stores.users.events(1000);
  const refusals = events.filter(({ detail }) => detail.startsWith('GET /v1/tokens:'));
  expect(refusals.map(({ kind, who, detail }) => [kind, who, detail]).reverse()).toEqual([
    ['refused', 'viewer', 'GET /v1/tokens: role viewer'],
    ['refused', 'supervisor', 'GET /v1/tokens: role supervisor'],
  ]);
});

const READS = [
  '/v1/attempts/t1/evidence',
  '/v1/decisions',
  '/v1/decisions/d2',
  '/v1/agents/ana',
  '/v1/agents',
];

test('a viewer is shown nobody in clear, by no route, and what remains tells rows apart', async () => {
  for (const path of [...READS, `/v1/contacts/${contactId}/cadence`]) {
    const answer = await ask('viewer', 'GET', path);
    expect(answer.status, path).toBe(200);
    expect(tracesIn(await answer.text()), path).toEqual([]);
  }
  const evidence = await (await ask('viewer', 'GET', '/v1/attempts/t1/evidence')).json();
  expect(evidence).toMatchObject({
    holds: true,
    call: { phone: '+55 11 9****-4321', cpf_hash: '****', debt_id: '****' },
    decisions: [{ phone: '+55 11 9****-4321' }],
  });
  const agent = await (await ask('viewer', 'GET', '/v1/agents/ana')).json();
  expect(agent).toMatchObject({ live: { card: { contact: { name: 'M. S.', phone: '+55 11 9****-4321' } } } });
});

test('a supervisor is shown persons in clear, and each such read is noted before it is answered', async () => {
  bench.asked.length = 0;
  await ask('viewer', 'GET', '/v1/attempts/t1/evidence');
  expect(bench.asked).toEqual([]);
  for (const path of ['/v1/attempts/t1/evidence', '/v1/decisions/d2', `/v1/contacts/${contactId}/cadence`]) {
    expect(tracesIn(await (await ask('supervisor', 'GET', path)).text()), path).not.toEqual([]);
  }
  await ask('supervisor', 'GET', '/v1/decisions?limit=2');
  expect(bench.asked).toMatchObject([
    ['noteRead', { action: 'evidence_read', who: 'supervisor', subject: 't1', counts: { attempts: 1 } }],
    ['noteRead', { action: 'evidence_read', who: 'supervisor', subject: 'd2' }],
    ['noteRead', { action: 'contact_read', who: 'supervisor', subject: contactId }],
    ['noteRead', { action: 'decisions_read', who: 'supervisor', counts: { decisions: 2 } }],
  ]);
  expect(tracesIn(JSON.stringify(bench.asked))).toEqual([]);
});

/** Routes whose answer shows persons in clear to those who may see them, with the note each leaves. */
const CLEAR: Readonly<Record<string, string>> = {
  'GET /v1/agents/:id': 'card_read',
  'POST /v1/agents/:id/pause': 'card_read',
  'POST /v1/agents/:id/ready': 'card_read',
  'POST /v1/agents/:id/logout': 'card_read',
  'POST /v1/agents/:id/accept': 'card_read',
  'POST /v1/agents/:id/hangup': 'card_read',
  'POST /v1/agents/:id/release': 'card_read',
  'POST /v1/agents/:id/skip': 'card_read',
  'POST /v1/agents/:id/dial': 'card_read',
  'POST /v1/agents/:id/dispose': 'card_read',
  'GET /v1/attempts/:id/evidence': 'evidence_read',
  'GET /v1/decisions': 'decisions_read',
  'GET /v1/decisions/:id': 'evidence_read',
  'GET /v1/contacts/:id/cadence': 'contact_read',
  'GET /v1/jobs/:id/result': 'export_taken',
  'GET /v1/jobs/:id/files/:name': 'export_taken',
};

/** What each route is asked with; where nothing is said, nothing. */
const BODIES: Readonly<Record<string, object>> = {
  'POST /v1/agents/:id/pause': { reason: 'descanso' },
  'POST /v1/agents/:id/skip': { reason: 'busy' },
  'POST /v1/agents/:id/release': {},
  'POST /v1/agents/:id/dial': { campaignId: 'c', phone: '+5511912345678' },
  'POST /v1/agents/:id/dispose': { disposition: 'sem_acordo' },
  'POST /v1/exports': { kind: 'calls' },
};

test.each(['supervisor', 'admin'] as const)(
  'whatever route of the table shows a %s a person in clear has noted it: who, what and why',
  async (role) => {
    const files = join(bench.dataFolder, 'exports', 'lists-00aa');
    mkdirSync(files, { recursive: true });
    writeFileSync(join(files, 'paid.csv'), `${PHONE}\n`);
    writeFileSync(join(bench.dataFolder, 'exports', 'clear-row.jsonl'), `{"phone":"${PHONE}"}\n`);
    const done = { state: 'completed', progress: null, error: null, createdAtMs: 1 } as const;
    bench.jobs.set('calls', {
      ...done,
      id: 'calls',
      kind: 'export-calls',
      result: { file: 'clear-row.jsonl' },
    });
    const result = { folder: 'lists-00aa', files: 'paid.csv', rows: 1 };
    bench.jobs.set('sides', { ...done, id: 'sides', kind: 'export-lists', result });
    const ids: Readonly<Record<string, string>> = {
      agents: 'ana',
      attempts: 't1',
      contacts: contactId,
      decisions: 'd2',
      campaigns: CAMPAIGN,
      mailings: MAILING,
    };
    const shown: Record<string, string> = {};
    for (const [place, route] of [...ROUTE_PERMISSIONS.keys()].entries()) {
      const [method, pattern] = route.split(' ') as [string, string];
      const kind = pattern.split('/')[2] ?? '';
      const id = ids[kind] ?? (pattern.endsWith('/result') ? 'calls' : 'sides');
      // Each time another call: the same card is noted once.
      const card = bench.engine.agentViews.get(ANA)!.card!;
      bench.engine.agentViews.get(ANA)!.card = { ...card, attemptId: parseAttemptId(`${role}-${place}`) };
      bench.asked.length = 0;
      const path = pattern
        .replace(':id', id)
        .replace(':name', 'paid.csv')
        .replace(':number', '%2B551140001000');
      const text = await (await ask(role, method, path.replace(/:\w+/g, 'x1'), BODIES[route])).text();
      if (tracesIn(text).length > 0) {
        const [asked] = bench.asked as [string, { action: string; who: string; reason: string }][];
        const note = asked?.[0] === 'noteRead' ? asked[1] : null;
        expect(note, `${route} showed ${text.slice(0, 200)}`).toMatchObject({ who: issuedTo(role) });
        expect(note?.reason, route).not.toBe('');
        shown[route] = note?.action ?? '';
      }
    }
    expect(shown).toEqual(CLEAR);
  },
);

test('a viewer orders masked exports alone, and takes no file that was made for others', async () => {
  bench.asked.length = 0;
  for (const kind of ['calls', 'ledger']) {
    expect((await ask('viewer', 'POST', '/v1/exports', { kind })).status).toBe(202);
    expect(bench.enqueued.at(-1)?.data).toMatchObject({ masked: true });
    expect((await ask('supervisor', 'POST', '/v1/exports', { kind })).status).toBe(202);
    expect(bench.enqueued.at(-1)?.data).toMatchObject({ masked: false });
  }
  expect((await ask('viewer', 'POST', '/v1/exports', { kind: 'lists' })).status).toBe(403);
  expect(bench.asked).toMatchObject(
    ['calls', 'ledger'].map((kind) => [
      'noteRead',
      { action: 'export_ordered', reason: `${kind}, from the beginning to now` },
    ]),
  );
  const exported = (id: string, masked: boolean): JobView => ({
    id,
    kind: 'export-calls',
    state: 'completed',
    progress: null,
    result: { file: `${id}.jsonl`, masked },
    error: null,
    createdAtMs: 1,
  });
  mkdirSync(join(bench.dataFolder, 'exports'), { recursive: true });
  for (const [id, masked] of [
    ['clear', false],
    ['masked', true],
  ] as const) {
    bench.jobs.set(id, exported(id, masked));
    writeFileSync(join(bench.dataFolder, 'exports', `${id}.jsonl`), '{}\n');
  }
  expect((await ask('viewer', 'GET', '/v1/jobs/clear/result')).status).toBe(403);
  expect((await ask('viewer', 'GET', '/v1/jobs/masked/result')).status).toBe(200);
  expect((await ask('supervisor', 'GET', '/v1/jobs/clear/result')).status).toBe(200);
  expect(bench.asked.at(-1)).toMatchObject(['noteRead', { action: 'export_taken', subject: 'clear' }]);
});

test('salts, which open the commitments of the chains, are made for and given to admins alone', async () => {
  await ask('supervisor', 'POST', '/v1/exports', { kind: 'lists' });
  expect(bench.enqueued.at(-1)?.data).toMatchObject({ salts: false });
  await ask('admin', 'POST', '/v1/exports', { kind: 'lists' });
  expect(bench.enqueued.at(-1)?.data).toMatchObject({ salts: true });
  const folder = 'lists-00ff';
  mkdirSync(join(bench.dataFolder, 'exports', folder), { recursive: true });
  for (const file of ['salts.csv', 'paid.csv']) {
    writeFileSync(join(bench.dataFolder, 'exports', folder, file), 'x\n');
  }
  bench.jobs.set('lists', {
    id: 'lists',
    kind: 'export-lists',
    state: 'completed',
    progress: null,
    result: { folder, files: 'paid.csv salts.csv', rows: 2 },
    error: null,
    createdAtMs: 1,
  });
  const statusOf = async (role: TokenRole, file: string) =>
    (await ask(role, 'GET', `/v1/jobs/lists/files/${file}`)).status;
  expect(await statusOf('viewer', 'paid.csv')).toBe(403);
  expect(await statusOf('supervisor', 'paid.csv')).toBe(200);
  expect(await statusOf('supervisor', 'salts.csv')).toBe(403);
  expect(await statusOf('admin', 'salts.csv')).toBe(200);
});

test.each([
  ['viewer', []],
  ['supervisor', [PHONE, PHONE.slice(1), PHONE.slice(3), 'CONTRATO-77', 'Maria', 'Souza']],
] as const)('the live page shows a %s no more than his role', async (role, expected) => {
  const socket = new WebSocket(`${bench.base.replace('http', 'ws')}/live`);
  await once(socket, 'open');
  const texts: string[] = [];
  const shown = new Promise<void>((resolve) => {
    socket.on('message', (data) => {
      texts.push(String(data));
      if (String(data).startsWith('{"type":"agent"')) {
        resolve();
      }
    });
  });
  socket.send(JSON.stringify({ type: 'hello', token: secrets[role], agentId: ANA }));
  await shown;
  expect(tracesIn(texts.join('\n'))).toEqual(expected);
  socket.close();
});

const OWN = `GET /v1/session · DELETE /v1/session · POST /v1/session/password · POST /v1/session/second-factor
  POST /v1/session/second-factor/confirm · POST /v1/session/second-factor/remove`;

const CLEAR_READS = `GET /v1/jobs/:id/files/:name · GET /v1/recordings/:id/plays · POST /v1/recordings/:id/plays · GET /v1/recordings/:id/audio
  GET /v1/contracts/:id/facts · GET /v1/campaigns/:id/quartiles · GET /v1/messages`;

/** What people of the other roles may ask, written down once more; an agent of his own agent only. */
const PEOPLE = {
  agent: `${OWN} · GET /v1/agents/:id · GET /v1/agents/:id/day · GET /v1/agents/:id/messages · GET /v1/agents/:id/pauses
    GET /v1/agents/:id/callbacks · GET /v1/agents/:id/scores · POST /v1/agents/:id/scores/:score/contest
    POST /v1/agents/:id/login
    POST /v1/agents/:id/pause · POST /v1/agents/:id/ready · POST /v1/agents/:id/logout · POST /v1/agents/:id/accept
    POST /v1/agents/:id/hangup · POST /v1/agents/:id/release · POST /v1/agents/:id/skip
    POST /v1/agents/:id/dispose · POST /v1/agents/:id/dial · POST /v1/agents/:id/hold · POST /v1/agents/:id/resume
    POST /v1/agents/:id/keys · POST /v1/agents/:id/recording-pause · POST /v1/agents/:id/recording-resume
    POST /v1/agents/:id/consult · POST /v1/agents/:id/consult-end · POST /v1/agents/:id/conference
    POST /v1/agents/:id/hand-over · POST /v1/agents/:id/dial-out · POST /v1/agents/:id/to-queue
    POST /v1/agents/:id/help · POST /v1/agents/:id/help-withdraw
    POST /v1/agents/:id/messages/read · POST /v1/agents/:id/script`,
  supervisor: [...LEAST.viewer, ...LEAST.supervisor].join(' · '),
  telecom: `${LEAST.viewer.join(' · ')} · POST /v1/stop-all · POST /v1/resume · PUT /v1/switches/:id · PUT /v1/trunks/:id
    POST /v1/lines/:number/rest · POST /v1/lines/:number/wake · POST /v1/test-calls · POST /v1/test-calls/:id/cancel
    PUT /v1/lines/:number · PUT /v1/inbound-lines/:number · DELETE /v1/inbound-lines/:number
    POST /v1/campaigns/:id/overrides · POST /v1/overrides/:override/undo`,
  compliance: `${LEAST.viewer.join(' · ')} · POST /v1/stop-all · POST /v1/resume · ${CLEAR_READS}
    POST /v1/policies · POST /v1/policies/:id/versions/:version/approve
    POST /v1/policies/:id/versions/:version/reject · PUT /v1/lists/:list/not-applicable · PUT /v1/holidays
    POST /v1/persons/export · POST /v1/persons/erase · POST /v1/retention · POST /v1/retention/rows
    GET /v1/archive · POST /v1/archive/verify · POST /v1/archive/restore
    GET /v1/admin-actions · GET /v1/tokens · GET /v1/users · GET /v1/teams · GET /v1/access-events · GET /v1/feeds
    GET /v1/audit-log · GET /v1/audit-log/verdict · GET /v1/audit-log/file
    GET /v1/feeds/:id/dead · GET /v1/feeds/:id/deliveries`,
  auditor: `${LEAST.viewer.join(' · ')} · ${CLEAR_READS} · GET /v1/admin-actions · GET /v1/tokens
    GET /v1/audit-log · GET /v1/audit-log/verdict · GET /v1/audit-log/file
    GET /v1/archive · POST /v1/archive/verify
    GET /v1/users · GET /v1/teams · GET /v1/access-events · GET /v1/feeds · GET /v1/feeds/:id/dead
    GET /v1/feeds/:id/deliveries`,
  // Of his own campaigns: test/api/scope.test.ts asks for those of others.
  creditor: `${OWN} · GET /v1/campaigns · GET /v1/campaigns/:id · GET /v1/campaigns/:id/live
    GET /v1/campaigns/:id/consumption · GET /v1/recordings · GET /v1/recordings/:id
    POST /v1/recordings/:id/plays · GET /v1/recordings/:id/audio · GET /v1/attempts/:id/evidence
    GET /v1/decisions · GET /v1/decisions/:id · GET /v1/decisions/counts · GET /v1/reports
    GET /v1/reports/:pack/periods/:period/files/:name · POST /v1/indicators
    GET /v1/statements · GET /v1/statements/:id · GET /v1/statements/:id/lines
    GET /v1/statements/:id/lines/:place/calls · GET /v1/statements/:id/forms/:form
    GET /v1/statements/:id/fates · GET /v1/statements/:id/fates/:fate/calls`,
  // Tokens are revoked on the machine of the server alone.
  admin: Object.values(LEAST)
    .flat()
    .filter((route) => route !== 'POST /v1/tokens/:id/revoke')
    .join(' · '),
} as const;

test.each(USER_ROLES)(
  'a person of the role %s comes in by the routes of his role and by no other',
  async (role) => {
    const agentId = role === 'agent' ? ANA : null;
    const creditorCnpj = role === 'creditor' ? '11222333000181' : '';
    await addPerson(bench, role, role, { agentId, creditorCnpj });
    const browser = new Browser(bench.base);
    await browser.signIn(role);
    const { cookie } = browser;
    const allowed = PEOPLE[role].split(/ · |\n\s+/);
    const wrong: string[] = [];
    for (const route of ROUTE_PERMISSIONS.keys()) {
      const [method, pattern] = route.split(' ') as [string, string];
      // These end the session that asks.
      if (route === 'DELETE /v1/session') {
        continue;
      }
      const own = role === 'agent' && pattern.startsWith('/v1/agents/:id') ? 'ana' : 'x1';
      const path = pattern.replace(':id', own).replace(':number', '%2B551140001000').replace(/:\w+/g, 'x1');
      browser.cookie = cookie;
      const { code } = await browser.ask(method, path, method === 'GET' ? undefined : {});
      if ((code === 'DLR_AUTH_FORBIDDEN' && !pattern.includes('session')) === allowed.includes(route)) {
        wrong.push(`${route}: ${code}`);
      }
    }
    expect(wrong).toEqual([]);
  },
);

test('an auditor reads everything and changes nothing', () => {
  const changes = PEOPLE.auditor.split(/ · |\n\s+/).filter((route) => !route.startsWith('GET '));
  // His own session, why he hears a recording, a check of the archive, and what a viewer may as well: files of what is read, trials on paper.
  const harmless = [...LEAST.viewer, 'POST /v1/recordings/:id/plays', 'POST /v1/archive/verify'];
  expect(changes.filter((route) => !harmless.includes(route))).toEqual([]);
  expect(LEAST.viewer.filter((route) => /^(PUT|PATCH|DELETE) /.test(route))).toEqual(['DELETE /v1/session']);
  // GET /v1/monitor is about the own phone of who listens in.
  const reads = [...ROUTE_PERMISSIONS.keys()].filter(
    (route) => route.startsWith('GET ') && route !== 'GET /v1/monitor',
  );
  expect(PEOPLE.auditor.split(/ · |\n\s+/)).toEqual(expect.arrayContaining(reads));
});
