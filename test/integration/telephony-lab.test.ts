import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type AsteriskInstallation,
  findAsterisk,
} from '../../src/adapters/asterisk-process/asterisk-installation.js';
import { AsteriskProcess } from '../../src/adapters/asterisk-process/asterisk-process.js';
import { readStartTicks } from '../../src/adapters/asterisk-process/process-usage.js';
import { LabAriClient } from '../support/lab-ari-client.js';
import {
  type AsteriskCall,
  CACHE_FOLDER,
  ROOT_FOLDER,
  startTelephonyLab,
  type TelephonyLab,
  type TelephonyLabOptions,
} from '../support/telephony-lab.js';
import { until } from '../support/until.js';

const APP = 'cadencia';
/** The announcement before a 404 plays for 5.4 s; a network that is slow to say it must still be heard out. */
const RING_SECONDS = 10;

const installation = (): Promise<AsteriskInstallation> =>
  findAsterisk({ cacheFolder: CACHE_FOLDER, rootFolder: ROOT_FOLDER });

let lab: TelephonyLab;
let ari: LabAriClient;

beforeAll(async () => {
  lab = await startTelephonyLab({ agents: ['2001', '2002'] });
  ari = await LabAriClient.connect(lab, APP);
});

afterAll(async () => {
  await ari?.close();
  await lab?.stop();
});

/** A process that is no child of ours reports its end to nobody: its entry in /proc is watched. */
function untilGone(pid: number): Promise<void> {
  return until(async () => (await readStartTicks(pid)) === undefined || `the end of process ${pid}`);
}

interface LeftBehind {
  readonly asterisk: number;
  readonly customers: number;
  readonly phones: number;
  readonly runFolder: string;
  readonly ariUrl: string;
}

/** Starts a laboratory in a process of its own, and kills that process. */
async function startAndKillOwner(options: TelephonyLabOptions): Promise<LeftBehind> {
  const program = `
    import { runnerImport } from 'vite';
    const { module } = await runnerImport('./test/support/telephony-lab.ts');
    const { asterisk, customers, phones, runFolder, ariUrl } = await module.startTelephonyLab(${JSON.stringify(options)});
    console.log(JSON.stringify({ asterisk: asterisk.pid, customers: customers.pid, phones: phones.pid, runFolder, ariUrl }));
    setInterval(() => {}, 1000);`;
  const owner = spawn(process.execPath, ['--input-type=module', '-e', program], {
    cwd: ROOT_FOLDER,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = (await once(owner.stdout, 'data')) as [Buffer];
  owner.kill('SIGKILL');
  await once(owner, 'exit');
  return JSON.parse(String(said)) as LeftBehind;
}

const numberOf = (code: string): string => `55119876500${code}`;

/** Dials; as soon as it is answered (or not at all), says what the caller sees. */
async function dial(id: string, code: string, prefix = ''): Promise<{ answered: boolean; cause: string }> {
  await ari.originate(id, `PJSIP/${prefix}${numberOf(code)}@operadora`, RING_SECONDS);
  const first = await ari.event(id, ({ type }) => type === 'StasisStart' || type === 'ChannelDestroyed');
  return { answered: first.type === 'StasisStart', cause: `${first.cause}/${first.tech_cause}` };
}

/** Dials, runs the detection, and hangs up after the verdict. */
async function detect(code: string): Promise<string> {
  const id = `amd-${code}`;
  expect((await dial(id, code)).answered).toBe(true);
  await ari.request('POST', `/channels/${id}/continue?context=amd&extension=s&priority=1`);
  const verdict = await ari.event(id, ({ type, args }) => type === 'StasisStart' && args?.[0] === 'amd');
  await ari.request('DELETE', `/channels/${id}`);
  return `${verdict.args?.[1]} ${verdict.args?.[2]}`;
}

describe.concurrent('a call that nobody takes ends with the cause that sipp/README.md promises', () => {
  test.each([
    ['busy', '80', '17/486'],
    ['rings until the caller gives up', '50', '19/480'],
    ['given up by the network', '75', '19/480'],
    ['number does not exist', '85', '1/404'],
    ['announcement in early media, then does not exist', '93', '1/404'],
    ['declined', '95', '21/603'],
    ['congestion', '97', '34/503'],
    ['100 and then silence', '99', '19/480'],
  ])('%s (%s)', async (_fate, code, cause) => {
    expect(await dial(`unanswered-${code}`, code)).toEqual({ answered: false, cause });
  });

  test('the number may be written with a plus sign', async () => {
    expect(await dial('plus', '80', '+')).toEqual({ answered: false, cause: '17/486' });
  });
});

describe.concurrent('a call that is taken is answered once and stays until somebody hangs up', () => {
  test.each([
    ['client', '00'],
    ['not the client', '15'],
    ['client, without ringing', '25'],
    ['early media, then the client', '28'],
    ['silence', '29'],
  ])('%s (%s) stays until the caller hangs up', async (_fate, code) => {
    const id = `taken-${code}`;
    expect((await dial(id, code)).answered).toBe(true);
    await ari.request('DELETE', `/channels/${id}`);
    const end = await ari.event(id, ({ type }) => type === 'ChannelDestroyed');
    expect(end.cause).toBe(16);
  });

  test.each([
    ['at once', '26'],
    ['after three seconds', '27'],
  ])('a client who hangs up %s (%s) ends the call', async (_fate, code) => {
    const id = `leaves-${code}`;
    expect((await dial(id, code)).answered).toBe(true);
    const end = await ari.event(id, ({ type }) => type === 'ChannelDestroyed');
    expect(end.cause).toBe(16);
  });
});

describe.concurrent('answering machine detection', () => {
  test.each([
    ['"alô"', '01', /^HUMAN /],
    ['"alô, boa tarde"', '48', /^HUMAN /],
    ['"alô" after a pause', '49', /^HUMAN /],
    ['a greeting of a machine', '30', /^MACHINE /],
    ['a short greeting of a machine', '42', /^MACHINE /],
    ['a greeting as short as a person’s', '46', /^HUMAN /],
    ['fax', '47', /^MACHINE /],
    ['silence', '29', /^MACHINE INITIALSILENCE/],
  ])('%s (%s)', async (_fate, code, expected) => {
    expect(await detect(code)).toMatch(expected);
  });
});

test('an agent’s telephone answers at once, hears a customer, and stays when the customer leaves', async () => {
  await ari.originate('agent', 'PJSIP/2001', RING_SECONDS);
  await ari.event('agent', ({ type }) => type === 'StasisStart');
  expect((await dial('customer', '27')).answered).toBe(true);
  await ari.request('POST', '/bridges/ring?type=mixing');
  await ari.request('POST', '/bridges/ring/addChannel?channel=agent,customer');
  await ari.event('customer', ({ type }) => type === 'ChannelDestroyed');
  expect(await ari.request('GET', '/channels/agent')).toMatchObject({ state: 'Up' });
  await ari.request('DELETE', '/channels/agent');
  await ari.event('agent', ({ type }) => type === 'ChannelDestroyed');
  expect(await lab.phones.errors()).toBe('');
});

test('the network’s log and Asterisk’s own record tell the same about each call', async () => {
  await dial('record-busy', '81');
  await dial('record-client', '02');
  await ari.request('DELETE', '/channels/record-client');
  await ari.event('record-client', ({ type }) => type === 'ChannelDestroyed');

  const steps = async (code: string): Promise<readonly string[]> =>
    (await lab.customers.events())
      .filter(({ number }) => number === numberOf(code))
      .map(({ event }) => event);
  expect(await steps('81')).toEqual(['INVITE', 'RINGING', 'FINAL 486']);
  expect((await steps('02')).slice(0, 3)).toEqual(['INVITE', 'RINGING', 'ANSWERED']);

  // Asterisk writes both of its records behind the events.
  let calls: ReadonlyMap<string, AsteriskCall> = new Map();
  await until(async () => {
    calls = new Map((await lab.calls()).map((call) => [call.uniqueId, call]));
    const written = ['record-busy', 'record-client'].map((id) => calls.get(id)?.userField);
    return written.every((field) => field !== undefined && field !== '') || 'both records of both calls';
  });
  const busy = calls.get('record-busy');
  expect(busy).toMatchObject({ disposition: 'BUSY', hangupCause: 17, userField: 'record-busy' });
  expect(busy?.answerSeconds).toBeUndefined();
  const client = calls.get('record-client');
  expect(client).toMatchObject({ disposition: 'ANSWERED', hangupCause: 16, userField: 'record-client' });
  expect(client?.answerSeconds).toBeGreaterThan(client?.startSeconds ?? Number.NaN);
  expect(client?.endSeconds).toBeGreaterThan(client?.answerSeconds ?? Number.NaN);
  expect(await lab.customers.errors()).toBe('');
});

test.each(['cadencia-recado', 'aviso-gravacao', 'aviso-fim-ligacao', 'tom-chamando'])(
  'the message %s plays to its end',
  async (message) => {
    const id = `plays-${message}`;
    expect((await dial(id, '25')).answered).toBe(true);
    await ari.request('POST', `/channels/${id}/play?media=sound:${message}`);
    const end = await ari.event(id, ({ type }) => type === 'PlaybackFinished');
    expect(end.playback?.state).toBe('done');
    await ari.request('DELETE', `/channels/${id}`);
  },
);

describe('life and death', () => {
  test('Asterisk and SIPp end when their owner is killed', async () => {
    const left = await startAndKillOwner({});
    for (const pid of [left.asterisk, left.customers, left.phones]) await untilGone(pid);
    await rm(left.runFolder, { recursive: true, force: true });
  });

  test('a detached Asterisk outlives its killed owner, is adopted with its settings, and stopped', async () => {
    const left = await startAndKillOwner({ detached: true });
    await untilGone(left.customers);
    const adopted = await AsteriskProcess.adopt(ROOT_FOLDER, await installation(), left.runFolder);
    expect(adopted).toMatchObject({ pid: left.asterisk, isAdopted: true, ariUrl: left.ariUrl });
    await adopted?.stop();
    expect(await readStartTicks(left.asterisk)).toBeUndefined();
    expect(await AsteriskProcess.adopt(ROOT_FOLDER, await installation(), left.runFolder)).toBeUndefined();
    await rm(left.runFolder, { recursive: true, force: true });
  });

  test('Asterisk killed and started anew answers on the same address and knows no call', async () => {
    const own = await startTelephonyLab();
    await own.asterisk.kill();
    const again = await own.restartAsterisk();
    expect(again.ariUrl).toBe(own.ariUrl);
    expect(await again.run('core show channels count')).toContain('0 active channels');
    await own.stop();
    expect(await readStartTicks(again.pid)).toBeUndefined();
  });

  test('a port that another program holds is reported with the end of the log', async () => {
    const taken = lab.asterisk.settings;
    const settings = { ...taken, runFolder: join(lab.runFolder, 'second'), ariPassword: 'outra-senha' };
    await expect(
      AsteriskProcess.start({ rootFolder: ROOT_FOLDER, installation: await installation(), settings }),
    ).rejects.toThrow(/DLR_START_TIMEOUT.*another program/s);
  });
});
