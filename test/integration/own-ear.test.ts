import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AsteriskMediaServer } from '../../src/adapters/asterisk/asterisk-media-server.js';
import { AnnouncementLibrary, learnRecording } from '../../src/core/ear/announcement-library.js';
import { decodeG711 } from '../../src/core/ear/g711.js';
import { Spectrum } from '../../src/core/ear/spectrum.js';
import {
  agentLegId,
  customerLegId,
  type LegId,
  parseAgentId,
  parseAttemptId,
  parseE164,
} from '../../src/core/kernel/ids.js';
import { LAB_TRUNK, makeLabServer } from '../support/asterisk-harness.js';
import { MediaEventLog } from '../support/media-event-log.js';
import { CACHE_FOLDER, startTelephonyLab, type TelephonyLab } from '../support/telephony-lab.js';
import { until } from '../support/until.js';

let lab: TelephonyLab;
let server: AsteriskMediaServer;
let log: MediaEventLog;

beforeAll(async () => {
  lab = await startTelephonyLab({ agents: ['2001'] });
  const announcement = decodeG711(await readFile(join(CACHE_FOLDER, 'audio', 'anuncio.al')), 'alaw');
  const known = learnRecording(announcement, { says: 'nonexistent', name: 'operadora' }, new Spectrum());
  server = makeLabServer(lab, { announcements: new AnnouncementLibrary([known]) });
  log = new MediaEventLog(server);
  await server.start();
  await log.next('resync');
});

afterAll(async () => {
  await server?.close();
  await lab?.stop();
});

async function dial(code: string, earDeadlineMs?: number): Promise<LegId> {
  const legId = customerLegId(parseAttemptId(`ear-${code}`));
  await server.originate({
    legId,
    target: { kind: 'phone', number: parseE164(`+55119876500${code}`), trunkId: LAB_TRUNK },
    callerId: '551130304040',
    ringTimeoutMs: 12_000,
    amd: earDeadlineMs !== undefined,
    ...(earDeadlineMs === undefined ? {} : { earDeadlineMs }),
    tags: {},
  });
  return legId;
}

/** Everything that listened is gone from the Asterisk. */
async function nobodyListens(): Promise<void> {
  await until(async () => {
    const [channels, bridges] = await Promise.all([
      lab.asterisk.run('core show channels concise'),
      lab.asterisk.run('bridge show all'),
    ]);
    const left = [...channels.split('\n'), ...bridges.split('\n')].filter((line) =>
      /Snoop|WebSocket|^h-/.test(line),
    );
    return left.length === 0 || `still there: ${left.join(' | ')}`;
  });
}

test('a person and an answering machine are told apart by our own ear', async () => {
  const [person, machine] = await Promise.all([dial('00', 6000), dial('30', 6000)]);
  const [who, what] = await Promise.all([
    log.next('amd', (event) => event.legId === person),
    log.next('amd', (event) => event.legId === machine),
  ]);
  expect(who).toMatchObject({ verdict: 'human', cause: 'EAR-HUMAN' });
  expect(what).toMatchObject({ verdict: 'machine' });
  await nobodyListens();
  await Promise.all([person, machine].map((legId) => server.hangup(legId, 'normal')));
});

test('an agent is joined with the person at once, however long the ear would listen on', async () => {
  const agent = agentLegId(parseAgentId('2001'), 'ear1');
  const target = { kind: 'agent', endpoint: 'PJSIP/2001' } as const;
  await server.originate({ legId: agent, target, callerId: '', ringTimeoutMs: 8000, amd: false, tags: {} });
  await log.next('answered', (event) => event.legId === agent);
  const silent = await dial('29', 60_000);
  await log.next('answered', (event) => event.legId === silent);
  await server.bridge(agent, silent);
  expect(log.kindsOf(silent)).not.toContain('amd');
  await server.hangup(silent, 'normal');
  await log.next('hungUp', (event) => event.legId === silent);
  await server.hangup(agent, 'normal');
  await nobodyListens();
});

test('a recording that the network plays before it gives up is known', async () => {
  const legId = await dial('93');
  await log.next('hungUp', (event) => event.legId === legId);
  const said = log.events.filter((event) => event.kind === 'announced' && event.legId === legId);
  expect(said.at(-1)).toMatchObject({ says: 'nonexistent', recording: 'operadora' });
  await nobodyListens();
});
