import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  agentLegId,
  customerLegId,
  type LegId,
  parseAgentId,
  parseAttemptId,
  parseE164,
} from '../../src/core/kernel/ids.js';
import type { OriginateCommand } from '../../src/ports/media.js';
import { LAB_TRUNK, makeLabServer } from '../support/asterisk-harness.js';
import { MediaEventLog } from '../support/media-event-log.js';
import { startTelephonyLab, type TelephonyLab } from '../support/telephony-lab.js';
import { until } from '../support/until.js';

let lab: TelephonyLab;

beforeAll(async () => {
  lab = await startTelephonyLab({ agents: ['2001'] });
});

afterAll(async () => {
  await lab?.stop();
});

function to(legId: LegId, target: OriginateCommand['target']): OriginateCommand {
  return { legId, target, callerId: '551130304040', ringTimeoutMs: 20_000, amd: false, tags: {} };
}

test('another engine takes a talk and a ringing call over: heard, commanded and ended by it alone', async () => {
  const [dead, heir] = ['cadencia-e1', 'cadencia-e2'].map((app) => makeLabServer(lab, { app }));
  if (dead === undefined || heir === undefined) {
    throw new Error('two servers');
  }
  const [before, log] = [new MediaEventLog(dead), new MediaEventLog(heir)];
  for (const [server, told] of [
    [dead, before],
    [heir, log],
  ] as const) {
    await server.start();
    await told.next('resync');
  }
  const agent = agentLegId(parseAgentId('2001'), 'x1');
  const [talks, rings] = ['t1', 't2'].map((id) => customerLegId(parseAttemptId(id))) as [LegId, LegId];
  await dead.originate(to(agent, { kind: 'agent', endpoint: 'PJSIP/2001' }));
  await before.next('answered', ({ legId }) => legId === agent);
  const phone = (code: string) =>
    ({ kind: 'phone', number: parseE164(`+55119876500${code}`), trunkId: LAB_TRUNK }) as const;
  await dead.originate(to(talks, phone('00')));
  await before.next('answered', ({ legId }) => legId === talks);
  await dead.bridge(agent, talks);
  await dead.originate(to(rings, phone('00')));
  await before.next('progress', ({ legId }) => legId === rings);
  await dead.close();

  const legs = await heir.inherit('cadencia-e1');
  expect(new Map(legs.map(({ legId, bridgedWith }) => [legId, bridgedWith]))).toEqual(
    new Map([
      [agent, talks],
      [talks, agent],
      [rings, null],
    ]),
  );
  // Answered under the dead engine's name, which is given back then.
  await log.next('answered', ({ legId }) => legId === rings);
  await until(() => !heir.isInheriting('cadencia-e1') || 'the name is held', 10_000);
  expect((await heir.list()).map(({ legId }) => legId).sort()).toEqual([agent, talks, rings].sort());
  expect(log.kindsOf(talks)).toEqual([]);
  await heir.bridge(agent, rings);
  await log.next('bridged', ({ legId }) => legId === rings);
  await heir.hangup(talks, 'normal');
  expect(await log.next('hungUp', ({ legId }) => legId === talks)).toMatchObject({ by: 'local' });

  const back = makeLabServer(lab, { app: 'cadencia-e1' });
  const again = new MediaEventLog(back);
  await back.start();
  expect(await again.next('resync')).toMatchObject({ legs: [] });
  await back.close();
  await heir.hangup(rings, 'normal');
  await log.next('hungUp', ({ legId }) => legId === rings);
  await heir.hangup(agent, 'normal');
  await log.next('hungUp', ({ legId }) => legId === agent);
  await heir.close();
});
