import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Trunk } from '../../src/core/campaign/campaign.js';
import { parseTrunkId } from '../../src/core/kernel/ids.js';
import { DIAL_RULE_DEFAULTS } from '../../src/core/route/dial-rule.js';
import { type ApiBench, startApiBench } from '../support/api-bench.js';

let bench: ApiBench;

beforeAll(async () => {
  bench = await startApiBench();
});
afterAll(() => bench.close());

const TRUNK = {
  carrierId: 'alfa',
  kind: 'sip',
  host: 'sbc.alfa.example',
  port: 5060,
  channels: 30,
  cps: 5,
  weight: 1,
};
const LINE = { ownerCnpj: '11444777000161', carrierId: 'alfa', service: 'STFC' };
const PAUSE = {
  labelPtBr: 'Ginástica',
  labelEn: 'Exercise',
  kind: 'other',
  paid: true,
  planned: false,
  active: true,
};
const over = (version: number) => ({ 'if-match': `"${version}"` });

describe.each([
  ['trunks', '/v1/trunks/alfa-sp', TRUNK, { channels: 60 }],
  ['lines', '/v1/lines/%2B551140001000', LINE, { service: 'SMP' }],
  ['pause codes', '/v1/pause-codes/ginastica', PAUSE, { paid: false }],
])('%s', (_, path, thing, change) => {
  it('are changed over the version that was read: who was slower is told, and overwrites nobody', async () => {
    const made = await bench.call('PUT', path, thing, { 'if-none-match': '*' });
    expect([made.status, made.headers.get('etag')]).toEqual([200, '"1"']);
    expect((await bench.call('PUT', path, thing, { 'if-none-match': '*' })).status).toBe(412);
    expect((await bench.call('PUT', path, thing)).status).toBe(428);
    const read = await bench.call('GET', path);
    expect(read.headers.get('etag')).toBe('"1"');
    const changed = await bench.call('PUT', path, { ...thing, ...change }, over(1));
    expect(changed.headers.get('etag')).toBe('"2"');
    const late = await bench.call('PUT', path, thing, over(1));
    expect(await late.json()).toMatchObject({ status: 412, code: 'DLR_PRECONDITION_FAILED' });
    expect(await (await bench.call('GET', path)).json()).toMatchObject({ ...thing, ...change, version: 2 });
  });

  it('that are not there are said not to be', async () => {
    expect((await bench.call('GET', path.replace(/[a-z0-9]$/, '9'))).status).toBe(404);
  });
});

describe('pause codes of the program', () => {
  it('begin at version 0, which the first change of theirs starts from', async () => {
    const path = '/v1/pause-codes/banheiro';
    expect((await bench.call('GET', path)).headers.get('etag')).toBe('"0"');
    const body = { ...PAUSE, labelPtBr: 'Toalete', kind: 'toilet' };
    expect((await bench.call('PUT', path, body, over(1))).status).toBe(412);
    expect((await bench.call('PUT', path, body, over(0))).headers.get('etag')).toBe('"1"');
  });
});

describe('trunks', () => {
  it('of the configuration file are shown as such and refused here', async () => {
    const refused = await bench.call('PUT', '/v1/trunks/do-arquivo', TRUNK);
    expect(await refused.json()).toMatchObject({
      status: 409,
      detail: expect.stringContaining('configuration file'),
    });
    await bench.engine.saveTrunk({ ...(await stored('alfa-sp')), id: parseTrunkId('do-arquivo') });
    expect(await stored('do-arquivo')).toMatchObject({ locked: true });
    expect(await stored('alfa-sp')).toMatchObject({ locked: false, active: true, dial: DIAL_RULE_DEFAULTS });
  });

  it('take a rule of their carrier, but no header that would forge who calls', async () => {
    const dial = { ...DIAL_RULE_DEFAULTS, csp: '21', homeDdds: ['11'] };
    const bad = { ...TRUNK, dial: { ...dial, headers: [{ name: 'From', value: 'x' }] } };
    expect((await bench.call('PUT', '/v1/trunks/beta', bad)).status).toBe(400);
    expect((await bench.call('PUT', '/v1/trunks/beta', { ...TRUNK, dial })).status).toBe(200);
    expect(await stored('beta')).toMatchObject({ dial });
  });

  it('try a number by a rule without a call, and say what made it what it is', async () => {
    const dial = { ...DIAL_RULE_DEFAULTS, csp: '21', homeDdds: ['11'], caller: 'national', prefix: '77' };
    const order = { dial, number: '(21) 3333-4444', line: '+551140001000' };
    expect(await (await bench.call('POST', '/v1/dial-rehearsals', order)).json()).toEqual({
      number: '+552133334444',
      called: '770212133334444',
      caller: '1140001000',
      headers: [],
      codecs: [],
      why: ['long_distance', 'prefixed'],
    });
    const none = await bench.call('POST', '/v1/dial-rehearsals', { dial, number: 'ninguém' });
    expect(none.status).toBe(400);
  });
});

async function stored(id: string) {
  return (await (await bench.call('GET', `/v1/trunks/${id}`)).json()) as Trunk;
}
