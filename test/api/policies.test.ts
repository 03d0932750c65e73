import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ApiBench, startApiBench } from '../support/api-bench.js';

const TIGHTER = {
  id: 'banco-x',
  version: '1',
  base: 'brasil-2026',
  changes: [{ key: 'R13.SP', set: { weekday: '09:00-19:00' } }],
};
const PROPOSAL = { policy: TIGHTER, reason: 'The creditor calls from nine on' };

let bench: ApiBench;
let ana: string;
let bruno: string;

beforeEach(async () => {
  bench = await startApiBench();
  ana = (await bench.tokens.issue('ana', 'admin')).secret;
  bruno = (await bench.tokens.issue('bruno', 'admin')).secret;
});
afterEach(() => bench.close());

async function ask(secret: string, method: string, path: string, body?: unknown) {
  const response = await bench.call(method, path, body, { authorization: `Bearer ${secret}` });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

describe('a policy', () => {
  it('holds once another person than its proposer approved it, and the record says who, when and why', async () => {
    const proposed = await ask(ana, 'POST', '/v1/policies', PROPOSAL);
    expect(proposed).toMatchObject({ status: 201, body: { state: 'proposed', inForce: false } });
    expect(await ask(ana, 'GET', '/v1/policies/banco-x')).toMatchObject({ status: 404 });

    const own = await ask(ana, 'POST', '/v1/policies/banco-x/versions/1/approve', {});
    expect(own).toMatchObject({ status: 403, body: { code: 'DLR_POLICY_FOUR_EYES' } });

    const path = '/v1/policies/banco-x/versions/1/approve';
    const approved = await ask(bruno, 'POST', path, { why: 'checked with the contract' });
    expect(approved).toMatchObject({ status: 200, body: { state: 'approved', inForce: true } });

    const whole = await ask(ana, 'GET', '/v1/policies/banco-x');
    expect(whole.body).toMatchObject({
      version: '1',
      reason: 'The creditor calls from nine on',
      proposedBy: 'ana',
      decidedBy: 'bruno',
      decidedWhy: 'checked with the contract',
      differences: [
        {
          key: 'R13.SP',
          source: 'SP Lei 15.426/2014, art. 2',
          what: 'changed',
          parameters: [{ name: 'weekday', from: '08:00-20:00', to: '09:00-19:00' }],
        },
      ],
    });
    expect(whole.body['proposedAtMs']).toEqual(expect.any(Number));
    expect(whole.body['decidedAtMs']).toEqual(expect.any(Number));
  });

  it('that widens a rule of law is refused with the act and article, and not kept', async () => {
    const changes = [{ key: 'R13.SP', set: { weekday: '07:00-21:00' } }];
    const refused = await ask(ana, 'POST', '/v1/policies', {
      policy: { ...TIGHTER, changes },
      reason: 'More hours',
    });
    expect(refused).toMatchObject({ status: 403, body: { code: 'DLR_POLICY_WIDENED' } });
    expect(refused.body['detail']).toContain('SP Lei 15.426/2014, art. 2');
    const { items } = (await ask(ana, 'GET', '/v1/policies')).body as { items: { id: string }[] };
    expect(items.map(({ id }) => id)).not.toContain('banco-x');
  });

  it('that was rejected never holds, and its version is not taken again', async () => {
    await ask(ana, 'POST', '/v1/policies', PROPOSAL);
    const rejected = await ask(bruno, 'POST', '/v1/policies/banco-x/versions/1/reject', { why: 'too late' });
    expect(rejected.body).toMatchObject({ state: 'rejected', inForce: false, decidedWhy: 'too late' });
    expect(await ask(bruno, 'POST', '/v1/policies/banco-x/versions/1/approve', {})).toMatchObject({
      status: 409,
    });
    expect(await ask(ana, 'POST', '/v1/policies', PROPOSAL)).toMatchObject({ status: 409 });
  });

  it('replaces the version approved last; of two changes of one version the later approval is refused', async () => {
    for (const version of ['1', '2', '3']) {
      await ask(ana, 'POST', '/v1/policies', { ...PROPOSAL, policy: { ...TIGHTER, version } });
    }
    await ask(bruno, 'POST', '/v1/policies/banco-x/versions/1/approve', {});
    const stale = await ask(bruno, 'POST', '/v1/policies/banco-x/versions/2/approve', {});
    expect(stale).toMatchObject({ status: 409, body: { code: 'DLR_STATE_CONFLICT' } });
    expect((await ask(ana, 'GET', '/v1/policies/banco-x')).body).toMatchObject({ version: '1' });
  });

  it('is not changed by the machine’s own token, which is nobody, nor by the name of a preset', async () => {
    const { secret } = await bench.tokens.issue('local', 'admin');
    expect(await ask(secret, 'POST', '/v1/policies', PROPOSAL)).toMatchObject({
      status: 403,
      body: { code: 'DLR_AUTH_FORBIDDEN' },
    });
    const named = { ...PROPOSAL, policy: { ...TIGHTER, id: 'brasil-2026' } };
    expect((await ask(ana, 'POST', '/v1/policies', named)).body).toMatchObject({
      code: 'DLR_POLICY_INVALID',
    });
  });

  it('is one a campaign may name only when it is a preset or approved', async () => {
    const settings = { name: 'Banco X', policyId: 'banco-x' };
    const unknown = await ask(ana, 'PUT', '/v1/campaigns/x', settings);
    expect(unknown).toMatchObject({ status: 400 });
    expect(unknown.body['detail']).toContain('body.policyId');
    await ask(ana, 'POST', '/v1/policies', PROPOSAL);
    await ask(bruno, 'POST', '/v1/policies/banco-x/versions/1/approve', {});
    expect(await ask(ana, 'PUT', '/v1/campaigns/x', settings)).toMatchObject({
      status: 201,
      body: { settings: { policyId: 'banco-x' } },
    });
  });

  it('of the reference pages can be proposed as it is', async () => {
    const url = new URL('../../docs/reference/policy/policy-example.json', import.meta.url);
    const policy: unknown = JSON.parse(readFileSync(url, 'utf8'));
    expect(await ask(ana, 'POST', '/v1/policies', { policy, reason: 'Example' })).toMatchObject({
      status: 201,
    });
  });
});

describe('municipal holidays', () => {
  it('take the place of the table before, with the name of who imported them', async () => {
    const rows = [{ ibge: '3550308', date: '01-25', name: 'Aniversário de São Paulo' }];
    expect(await ask(ana, 'PUT', '/v1/holidays', { rows })).toMatchObject({
      status: 200,
      body: { by: 'ana', rows: 1 },
    });
    expect((await ask(bruno, 'GET', '/v1/holidays')).body).toMatchObject({
      items: rows,
      imports: [{ by: 'ana', rows: 1 }],
    });
  });

  it('with a bad row are refused whole, by the number of the row', async () => {
    const good = { ibge: '3550308', date: '01-25', name: 'Aniversário' };
    await ask(ana, 'PUT', '/v1/holidays', { rows: [good] });
    const refused = await ask(ana, 'PUT', '/v1/holidays', { rows: [good, { ...good, date: '02-30' }] });
    expect(refused).toMatchObject({ status: 400 });
    expect(refused.body['detail']).toContain('row 2');
    expect((await ask(ana, 'GET', '/v1/holidays')).body).toMatchObject({ items: [good] });
  });
});

describe('tokens', () => {
  it('are issued and revoked on the machine of the server only, and never shown again', async () => {
    const { secret: local } = await bench.tokens.issue('local', 'admin');
    expect(await ask(ana, 'POST', '/v1/tokens', { label: 'carla', role: 'supervisor' })).toMatchObject({
      status: 403,
    });

    const issued = await ask(local, 'POST', '/v1/tokens', { label: 'carla', role: 'supervisor' });
    const { token, secret } = issued.body as { token: { id: string }; secret: string };
    expect((await ask(secret, 'GET', '/v1/engine')).status).toBe(200);
    const listed = await ask(ana, 'GET', '/v1/tokens');
    expect(JSON.stringify(listed.body)).toContain('carla');
    expect(JSON.stringify(listed.body)).not.toContain(secret);
    expect(JSON.stringify(listed.body)).not.toContain('hash');

    await ask(local, 'POST', `/v1/tokens/${token.id}/revoke`);
    expect((await ask(secret, 'GET', '/v1/engine')).status).toBe(401);
    expect(await ask(local, 'POST', '/v1/tokens', { label: 'Local', role: 'supervisor' })).toMatchObject({
      status: 400,
    });
  });
});
