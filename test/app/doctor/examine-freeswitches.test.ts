import { afterEach, beforeEach, expect, test } from 'vitest';
import { examineFreeswitches } from '../../../src/app/doctor/examine-freeswitches.js';
import { chartOf, type Symptom } from '../../../src/app/doctor/symptom.js';
import { checkConfig } from '../../../src/config/check-config.js';
import { FakeFreeswitch } from '../../support/fake-freeswitch.js';

let fake: FakeFreeswitch;

beforeEach(async () => {
  fake = await FakeFreeswitch.start(() => ({}));
  fake.gateways.add('tie-ast-1');
});
afterEach(() => fake.close());

const TIES =
  '[{ ends: [{ server: ast-1, endpoint: PJSIP/tie-fs-1 }, { server: fs-1, endpoint: sofia/gateway/tie-ast-1 }] }]';

/** What the doctor says of the fake, as `state: what`. */
async function examine(host = '127.0.0.1', port = fake.esl.port): Promise<readonly string[]> {
  const trunk =
    '{ id: operadora, carrier: c1, kind: sip, host: sbc.example, port: 5060, channels: 5, cps: 2 }';
  const env = {
    CADENCIA_FREESWITCH_SERVERS: `[{ id: fs-1, host: ${host}, port: ${port} }]`,
    CADENCIA_FREESWITCH_FS_1_PASSWORD: 'segredo',
    CADENCIA_ASTERISK_SERVERS: '[{ id: ast-1, url: "http://127.0.0.1:8088", user: u }]',
    CADENCIA_ASTERISK_AST_1_PASSWORD: 'segredo',
    CADENCIA_TIES: TIES,
    CADENCIA_CARRIERS: '[{ id: c1 }]',
    CADENCIA_TRUNKS: `[${trunk}]`,
  };
  const { config, findings } = checkConfig({ file: null, env, cwd: '/' });
  expect(findings).toEqual([]);
  const symptoms: Symptom[] = [];
  await examineFreeswitches(config!, chartOf('switch', symptoms));
  return symptoms.map(({ state, what }) => `${state}: ${what}`);
}

test('a FreeSWITCH that is in order is told with version, clock and gateway', async () => {
  const said = await examine();
  expect(said.filter((line) => !line.startsWith('good: '))).toEqual([]);
  expect(said.join('\n')).toContain("FreeSWITCH 'fs-1' 1.10.12 answers");
  expect(said.join('\n')).toContain("Gateway 'operadora' of FreeSWITCH 'fs-1' answers");
});

test('what is missing, late, paused or down is told, and nothing is changed there', async () => {
  fake.missingModules.add('mod_conference');
  fake.clockAheadMs = 60_000;
  fake.limits.paused = true;
  fake.gatewayStatus = 'DOWN';
  const said = (await examine()).join('\n');
  expect(said).toContain("error: FreeSWITCH 'fs-1' has not loaded mod_conference");
  expect(said).toContain('60.0 s ahead');
  expect(said).toContain("warning: FreeSWITCH 'fs-1' takes no call now");
  expect(said).toContain("error: Gateway 'operadora' of FreeSWITCH 'fs-1' does not answer");
  expect(fake.limits.paused).toBe(true);
});

test('a gateway that nobody asks, or that is not there, is told apart', async () => {
  fake.pingSeconds = 0;
  expect((await examine()).join('\n')).toContain('nobody asks whether it answers');
  fake.gateways.clear();
  const said = (await examine()).join('\n');
  expect(said).toContain("error: Gateway 'operadora' of FreeSWITCH 'fs-1' is not there");
  expect(said).toContain("error: Gateway 'tie-ast-1' of FreeSWITCH 'fs-1' is not there");
});

test('a wrong password and a switch that is not there are errors with their reason, without the password', async () => {
  fake.esl.password = 'outra';
  const refused = (await examine()).join('\n');
  expect(refused).toContain('refuses the password');
  expect(refused).not.toContain('segredo');
  const { port } = fake.esl;
  await fake.esl.close();
  expect((await examine('127.0.0.1', port)).join('\n')).toContain('ECONNREFUSED');
});
