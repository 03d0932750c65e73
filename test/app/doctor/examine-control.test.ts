import { createServer, type Server } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { examineControl, examinePasswords } from '../../../src/app/doctor/examine-control.js';
import { examineTime } from '../../../src/app/doctor/examine-time.js';
import { chartOf, type Symptom } from '../../../src/app/doctor/symptom.js';
import { checkConfig } from '../../../src/config/check-config.js';
import type { Config } from '../../../src/config/config.js';

let server: Server | null = null;
afterEach(() => server?.close());

function configWith(port: number, password: string): Config {
  const env = {
    CADENCIA_FREESWITCH_SERVERS: `[{ id: fs-1, host: 127.0.0.1, port: ${port} }]`,
    CADENCIA_FREESWITCH_FS_1_PASSWORD: password,
  };
  const { config, findings } = checkConfig({ file: null, env, cwd: '/' });
  expect(findings).toEqual([]);
  return config!;
}

async function said(look: (chart: ReturnType<typeof chartOf>) => unknown): Promise<readonly string[]> {
  const symptoms: Symptom[] = [];
  await look(chartOf('exposure', symptoms));
  return symptoms.map(({ state, what }) => `${state}: ${what}`);
}

test('an event socket that answers at an outer address is an error, one that does not is none', async () => {
  server = createServer();
  await new Promise((resolve) => server?.listen(0, '127.0.0.1', () => resolve(null)));
  const { port } = server.address() as { port: number };
  const config = configWith(port, 'x'.repeat(20));
  // Every address of 127/8 is this machine; the socket listens on one of them.
  expect(await said((chart) => examineControl(config, chart, ['127.0.0.1']))).toContain(
    `error: The event socket of FreeSWITCH 'fs-1' answers at 127.0.0.1:${port}, not on this machine alone`,
  );
  expect(await said((chart) => examineControl(config, chart, ['127.0.0.2']))).toEqual([
    'good: 1 doors of control were knocked at from 1 outer addresses',
  ]);
});

test('a password out of the documents is an error and a short one a warning, and neither is told', async () => {
  const of = (password: string) => said((chart) => examinePasswords(configWith(8021, password), chart));
  expect(await of('Cadencia')).toEqual([
    "error: The password of FreeSWITCH 'fs-1' is one that everybody tries",
  ]);
  expect(await of('k3Jx9')).toEqual(["warning: The password of FreeSWITCH 'fs-1' has only 5 characters"]);
  expect(await of('8f2a61c09d7e4b35')).toEqual([]);
});

test('a clock that nobody keeps is told, and the zones of the country are looked at', async () => {
  const kept = (answer: string | null) => said((chart) => examineTime(chart, async () => answer));
  expect((await kept('yes'))[0]).toBe('good: The clock of this machine is kept by NTP');
  expect((await kept('no'))[0]).toBe('warning: The clock of this machine is not kept by NTP');
  expect((await kept(null))[0]).toContain('warning: Nobody here says');
  expect((await kept('yes'))[1]).toMatch(/^good: The zones of the country are right/);
});
