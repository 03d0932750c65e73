import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findAsterisk } from '../../../src/adapters/asterisk-process/asterisk-installation.js';
import { SystemClock } from '../../../src/adapters/clock/system-clock.js';
import { chooseDemoTelephony, type TelephonyMakers } from '../../../src/app/telephony/choose-telephony.js';
import { ownAsteriskTelephony } from '../../../src/app/telephony/own-asterisk-telephony.js';
import type { Telephony } from '../../../src/app/telephony/telephony.js';
import { checkConfig } from '../../../src/config/check-config.js';
import { CadenciaError } from '../../../src/core/kernel/errors.js';
import { makeSeededRng } from '../../../src/core/kernel/rng.js';
import { until } from '../../support/until.js';

const ROOT_FOLDER = join(import.meta.dirname, '../../..');
const LOCAL = 'asterisk: { servers: [{ id: pbx, url: "http://127.0.0.1:8088", user: cadencia }] }\n';
const REMOTE = LOCAL.replace('127.0.0.1', '10.0.0.5');

let folder = '';
let said: string[] = [];
let made: string[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cadencia-choice-'));
  said = [];
  made = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function madeOf(name: string): Telephony {
  made.push(name);
  return { description: name } as Telephony;
}

const MISSING = new CadenciaError('DLR_PROGRAM_MISSING', { detail: 'apt names no mirror.' });

/** Each kind works, unless told otherwise. */
function makersOf(change: Partial<TelephonyMakers> = {}): TelephonyMakers {
  return {
    configured: async (_options, server) => madeOf(`configured ${server.id}`),
    own: async () => madeOf('own'),
    simulator: (why) => madeOf(`simulator: ${why}`),
    ...change,
  };
}

function choose(yaml: string, makers?: TelephonyMakers, rootFolder = folder) {
  const file = join(folder, 'cadencia.yaml');
  writeFileSync(file, yaml);
  const env = { CADENCIA_ASTERISK_PBX_PASSWORD: 'segredo' };
  const { config, findings } = checkConfig({ file, env, cwd: folder });
  if (config === null) {
    throw new Error(JSON.stringify(findings));
  }
  return chooseDemoTelephony(
    {
      config,
      clock: new SystemClock(),
      rng: makeSeededRng('choice'),
      rootFolder,
      say: (text) => said.push(text),
      signal: new AbortController().signal,
    },
    makers,
  );
}

const refuses = (error: unknown) => () => Promise.reject(error);

describe('--switch auto', () => {
  test('a configured Asterisk on this machine comes first', async () => {
    expect((await choose(LOCAL, makersOf())).description).toBe('configured pbx');
    expect(made).toEqual(['configured pbx']);
    expect(said).toEqual([]);
  });

  test('a configured Asterisk on another machine is passed over for one of our own, with the reason', async () => {
    expect((await choose(REMOTE, makersOf())).description).toBe('own');
    expect(said).toEqual([expect.stringMatching(/Not your Asterisk 'pbx' .*on another machine/)]);
  });

  test('a configured Asterisk that is down is passed over for one of our own, with the reason', async () => {
    const down = new CadenciaError('DLR_MEDIA_DOWN', { detail: 'connect ECONNREFUSED 127.0.0.1:8088.' });
    expect((await choose(LOCAL, makersOf({ configured: refuses(down) }))).description).toBe('own');
    expect(said).toEqual([expect.stringMatching(/Not your Asterisk 'pbx' .*ECONNREFUSED/)]);
  });

  test('a mistake of our own with the configured Asterisk is not covered up', async () => {
    const defect = new TypeError('x is undefined');
    await expect(choose(LOCAL, makersOf({ configured: refuses(defect) }))).rejects.toBe(defect);
  });

  test('without an Asterisk to be had the simulator runs and says why', async () => {
    const { description } = await choose('', makersOf({ own: refuses(MISSING) }));
    expect(description).toBe('simulator: no Asterisk here: apt names no mirror.');
  });

  test('an Asterisk that was had and does not start is an error, not a reason for the simulator', async () => {
    const broken = new CadenciaError('DLR_START_TIMEOUT', { detail: 'Asterisk did not come up.' });
    await expect(choose('', makersOf({ own: refuses(broken) }))).rejects.toBe(broken);
  });
});

test('--switch asterisk never ends at the simulator', async () => {
  await expect(choose('switch: asterisk\n', makersOf({ own: refuses(MISSING) }))).rejects.toBe(MISSING);
  expect((await choose(`switch: asterisk\n${LOCAL}`, makersOf())).description).toBe('configured pbx');
});

test('--switch simulator asks nothing else', async () => {
  expect((await choose(`switch: simulator\n${LOCAL}`, makersOf())).description).toBe('simulator: asked for');
  expect(made).toHaveLength(1);
});

describe('the fetching script decides what is said', () => {
  const usual: Pick<TelephonyMakers, 'own'> = { own: ownAsteriskTelephony };

  function scriptThat(text: string): void {
    mkdirSync(join(folder, 'scripts'));
    const file = join(folder, 'scripts/fetch-asterisk.sh');
    writeFileSync(file, `#!/bin/bash\n${text}\n`);
    chmodSync(file, 0o755);
  }

  test.each([
    ['the platform', 3],
    ['the mirror', 4],
    ['the packages', 5],
  ])(
    'a failure by %s (exit code %i) leads to the simulator with the words of the script',
    async (_why, code) => {
      scriptThat(`echo 'fetch-asterisk: because of ${code}' >&2; exit ${code}`);
      const { description } = await choose('', makersOf(usual));
      expect(description).toBe(`simulator: no Asterisk here: fetch-asterisk: because of ${code}`);
      expect(said).toEqual(['Fetching Asterisk 22 (kept for the next start)']);
    },
  );

  test('on another processor the message names the simulator and docker compose', async () => {
    cpSync(join(ROOT_FOLDER, 'scripts'), join(folder, 'scripts'), { recursive: true });
    mkdirSync(join(folder, 'bin'));
    writeFileSync(join(folder, 'bin/uname'), '#!/bin/sh\necho aarch64\n', { mode: 0o755 });
    const path = process.env['PATH'] ?? '';
    process.env['PATH'] = `${join(folder, 'bin')}:${path}`;
    try {
      const { description } = await choose('', makersOf(usual));
      expect(description).toMatch(/simulator: .*on aarch64.*--switch simulator.*docker compose/);
    } finally {
      process.env['PATH'] = path;
    }
  });

  test('on a Debian whose apt names no mirror the message says where to add one', async () => {
    cpSync(join(ROOT_FOLDER, 'scripts'), join(folder, 'scripts'), { recursive: true });
    mkdirSync(join(folder, 'empty'));
    mkdirSync(join(folder, 'bin'));
    // apt as it answers on a machine without any source.
    const answer = `parts='${join(folder, 'empty')}/'\\nmain='${join(folder, 'empty/none')}'\\n`;
    writeFileSync(join(folder, 'bin/apt-config'), `#!/bin/sh\nprintf "${answer}"\n`, { mode: 0o755 });
    const path = process.env['PATH'] ?? '';
    process.env['PATH'] = `${join(folder, 'bin')}:${path}`;
    try {
      const { description } = await choose('', makersOf(usual));
      expect(description).toMatch(
        /simulator: .*(names no mirror of Debian|ready-made packages exist for Debian)/,
      );
    } finally {
      process.env['PATH'] = path;
    }
  });

  test('giving the start up ends the script with all it started, and nothing is fallen back to', async () => {
    scriptThat(`sleep 600 & echo "$$ $!" > "${folder}/pids"; wait`);
    const controller = new AbortController();
    const fetching = findAsterisk({
      rootFolder: folder,
      cacheFolder: join(folder, 'cache'),
      signal: controller.signal,
    });
    const read = (): number[] => readFileSync(join(folder, 'pids'), 'utf8').trim().split(' ').map(Number);
    await until(() => {
      try {
        return read().length === 2 || 'two process ids';
      } catch {
        return 'the script';
      }
    });
    controller.abort();
    await expect(fetching).rejects.toThrow(/DLR_PROGRAM_MISSING.*SIGTERM/);
    for (const pid of read()) {
      await until(() => !isAlive(pid) || `the end of process ${pid}`);
    }
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
