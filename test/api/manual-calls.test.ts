import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runProgram } from '../../src/app/program.js';
import { parseAgentId, parseCampaignId, parseGroupId } from '../../src/core/kernel/ids.js';
import { type ApiBench, startApiBench } from '../support/api-bench.js';
import { BLOCKED_NUMBER } from '../support/engine-double.js';

const C1 = parseCampaignId('c1');
let bench: ApiBench;
beforeEach(async () => {
  bench = await startApiBench();
  const id = parseAgentId('ana');
  bench.engine.profiles.set(id, {
    id,
    name: 'Ana',
    groupId: parseGroupId('g1'),
    endpoint: 'SIM/ana',
    demo: false,
    active: true,
  });
  await bench.engine.agents.login(id, [C1]);
});
afterEach(() => bench.close());

async function json(method: string, path: string, body?: unknown) {
  const response = await bench.call(method, path, body);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** What the command line prints, and its exit. */
async function cli(...args: readonly string[]) {
  let out = '';
  let err = '';
  const sink = (take: (text: string) => void): Writable =>
    new Writable({
      write(chunk, _encoding, done) {
        take(String(chunk));
        done();
      },
    });
  const deps = {
    stdout: sink((text) => {
      out += text;
    }),
    stderr: sink((text) => {
      err += text;
    }),
    terminal: false,
    env: { CADENCIA_TOKEN: bench.secret },
    stdin: (async function* () {})(),
  };
  const code = await runProgram(['--url', bench.base, ...args], deps);
  return { code, out, err };
}

describe('a call by hand over HTTP', () => {
  const dial = (body: object) => json('POST', '/v1/agents/ana/dial', body);

  it('answers with the attempt, for a contact or for a number as people write it', async () => {
    const answer = await dial({ campaignId: 'c1', contactId: '7' });
    expect(answer).toMatchObject({ status: 200, body: { id: 'ana', state: 'reserved', attemptId: 'a1' } });
    expect((await dial({ campaignId: 'c1', phone: '(11) 98765-4321' })).status).toBe(200);
    expect(bench.engine.asked).toEqual([
      'dial ana {"campaignId":"c1","contactId":"7"}',
      'dial ana {"campaignId":"c1","phone":"+5511987654321"}',
    ]);
  });

  it('says which rule does not allow it', async () => {
    expect(await dial({ campaignId: 'c1', phone: BLOCKED_NUMBER })).toMatchObject({
      status: 409,
      body: {
        code: 'DLR_DIAL_BLOCKED',
        fields: { rule: 'R13', act: 'Lei 1', article: 'art. 2', decisionId: 'd1' },
      },
    });
  });

  it('takes one of contact and number, and a number that can be dialled', async () => {
    expect((await dial({ campaignId: 'c1' })).status).toBe(400);
    expect((await dial({ campaignId: 'c1', contactId: '7', phone: '+5511987654321' })).status).toBe(400);
    const foreign = await dial({ campaignId: 'c1', phone: '+14155550100' });
    expect(foreign).toMatchObject({ status: 400, body: { code: 'DLR_INPUT_INVALID' } });
    expect(foreign.body['detail']).not.toContain('4155550100');
  });
});

describe('callbacks over HTTP', () => {
  it('are agreed by the clock of the person and called off', async () => {
    const agreed = await json('PUT', '/v1/contacts/7/callback', { at: '2099-03-02T15:00:00-03:00' });
    expect(agreed).toMatchObject({
      status: 200,
      body: {
        contactId: '7',
        agreedFor: '2099-03-02T18:00:00.000Z',
        agreedLocal: '2099-03-02 15:00:00',
        zone: 'America/Sao_Paulo',
      },
    });
    expect(await json('DELETE', '/v1/contacts/7/callback')).toMatchObject({
      status: 200,
      body: { contactId: '7', agreedFor: null, agreedLocal: '' },
    });
    expect((await json('PUT', '/v1/contacts/7/callback', { at: 'amanhã' })).status).toBe(400);
    expect(bench.engine.asked).toEqual([
      `callback 7 ${Date.parse('2099-03-02T18:00:00Z')}`,
      "anybody's callback 7",
      'no callback 7',
    ]);
  });
});

describe('calls by hand and callbacks on the command line', () => {
  it('dials and says the attempt; a block is an error that names the rule', async () => {
    const dialed = await cli('agent', 'dial', 'ana', '--campaign', 'c1', '--contact', '7');
    expect(dialed).toMatchObject({ code: 0, out: 'ana is reserved. Attempt a1.\n' });
    const blocked = await cli('agent', 'dial', 'ana', '--campaign', 'c1', '--phone', BLOCKED_NUMBER);
    expect(blocked.code).not.toBe(0);
    expect(blocked.err).toContain('DLR_DIAL_BLOCKED');
    expect(blocked.err).toContain('R13');
    expect((await cli('agent', 'dial', 'ana', '--campaign', 'c1')).err).toContain('one of the two');
  });

  it('sets and cancels a callback', async () => {
    const set = await cli('callback', 'set', '7', '--at', '2099-03-02T15:00:00');
    expect(set).toMatchObject({ code: 0, out: expect.stringContaining('2099-03-02 15:00:00') });
    expect(await cli('callback', 'cancel', '7')).toMatchObject({
      code: 0,
      out: expect.stringContaining('no callback any more'),
    });
  });
});
