import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { examineSip } from '../../../src/app/doctor/examine-sip.js';
import { chartOf, type Symptom } from '../../../src/app/doctor/symptom.js';
import { checkConfig } from '../../../src/config/check-config.js';
import { FakeDrachtio } from '../../support/fake-drachtio.js';
import { SipCarrier } from '../../support/sip-peer.js';

let fake: FakeDrachtio;
let carrier: SipCarrier;
let folder: string;

beforeEach(async () => {
  [fake, carrier] = [await FakeDrachtio.start(), await SipCarrier.start()];
  folder = mkdtempSync(join(tmpdir(), 'cadencia-sip-'));
  writeFileSync(join(folder, 'segredo'), 'segredo\n');
  writeFileSync(join(folder, 'errado'), 'errado\n');
});
afterEach(async () => {
  carrier.close();
  await fake.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** What the doctor says, as `state: what → fix`. */
async function examine(secretFile = 'segredo'): Promise<string> {
  const env = {
    CADENCIA_SIP_HOST: '127.0.0.1',
    CADENCIA_SIP_PORT: String(fake.port),
    CADENCIA_SIP_SECRET_FILE: secretFile,
    CADENCIA_SIP_THROUGH: '[alfa]',
    CADENCIA_CARRIERS: '[{ id: c1 }]',
    CADENCIA_TRUNKS: `[{ id: alfa, carrier: c1, kind: sip, host: 127.0.0.1, port: ${carrier.port}, channels: 5, cps: 2 }]`,
  };
  const { config, findings } = checkConfig({ file: null, env, cwd: folder });
  expect(findings).toEqual([]);
  const symptoms: Symptom[] = [];
  await examineSip(config!, chartOf('switch', symptoms));
  return symptoms.map(({ state, what, fix }) => `${state}: ${what} → ${fix}`).join('\n');
}

test('a SIP server that is in order is told with its version and what carriers answer', async () => {
  const said = await examine();
  expect(said).toContain('good: drachtio-server v0.9.10 answers');
  expect(said).toContain("good: The carrier of trunk 'alfa' answers OPTIONS with 200");
  expect(said).not.toContain('error');
});

test('the examination takes no calls away from the engine that runs', async () => {
  await examine();
  expect(fake.commands.some((command) => command.startsWith('route|'))).toBe(false);
});

test('a carrier that cannot take calls is told with what it answers', async () => {
  carrier.options = '503 Service Unavailable';
  expect(await examine()).toContain("error: The carrier of trunk 'alfa' answers OPTIONS with 503");
});

test('a wrong secret is told with where to look and which calls do not leave, and is not said', async () => {
  const said = await examine('errado');
  expect(said).toContain('it refuses the secret');
  expect(said).toContain('drachtio.conf.xml');
  expect(said).toContain('no call leaves by alfa');
  expect(said).not.toContain('errado');
});

test('a server that is not there is told with where it was looked for', async () => {
  await fake.kill();
  const said = await examine();
  expect(said).toContain(`error: drachtio-server at 127.0.0.1:${fake.port}: connect ECONNREFUSED`);
  await fake.revive();
});
