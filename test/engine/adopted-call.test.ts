import { expect, test } from 'vitest';
import type { CallPlan } from '../../src/core/call/call-state.js';
import { stepCall } from '../../src/core/call/step-call.js';
import {
  agentLegId,
  customerLegId,
  type LegId,
  parseAgentId,
  parseAttemptId,
} from '../../src/core/kernel/ids.js';
import { restoredAgent } from '../../src/engine/adopted-agent.js';
import { adoptedCall } from '../../src/engine/adopted-call.js';
import type { AgentSession } from '../../src/ports/agent-store.js';
import type { AttemptMark } from '../../src/ports/attempt-store.js';
import type { LiveLeg } from '../../src/ports/media.js';
import { anOpening } from '../support/samples.js';

const NOW = 100_000;
const ANA = parseAgentId('ana');
const RUI = parseAgentId('rui');
const ATTEMPT = parseAttemptId('t1');
const PLAN: CallPlan = {
  amd: true,
  amdDeadlineMs: 3000,
  onMachine: 'hangup',
  ringTimeoutMs: 25_000,
  connectDeadlineMs: 2000,
  wrapUpLimitMs: 60_000,
  defaultDisposition: 'queda',
  reservedAgentId: null,
  minimumRingMs: 15_000,
  recording: { record: false, notice: false, operator: false, ufs: [] },
};

function mark(change: Partial<AttemptMark>): AttemptMark {
  return {
    attemptId: ATTEMPT,
    tDialMs: 80_000,
    tRingMs: 81_000,
    tAnswerMs: 90_000,
    tAmdMs: null,
    amd: change.tAmdMs === undefined ? 'off' : 'human',
    tAgentMs: null,
    tMessageMs: null,
    agentId: null,
    recordingId: '',
    recordingNotice: false,
    ...change,
  };
}

function leg(state: LiveLeg['state'], bridgedWith: LegId | null = null): LiveLeg {
  return { legId: customerLegId(ATTEMPT), state, bridgedWith, createdAtMs: 80_000 };
}

const adopt = (known: AttemptMark | null, live: LiveLeg | null, hears: typeof ANA | null, plan = PLAN) =>
  adoptedCall({ opening: anOpening(ATTEMPT), mark: known }, live, hears, plan, NOW);

test.each([
  ['rings', null, leg('ringing'), 'ringing'],
  ['was only dialled', null, leg('dialing'), 'dialing'],
  ['was being screened', mark({}), leg('up'), 'screening'],
  ['was heard to be a person', mark({ tAmdMs: 99_000 }), leg('up'), 'waiting'],
  ['heard the message', mark({ tAmdMs: 95_000, tMessageMs: 97_000 }), leg('up'), 'messaging'],
  ['talked, and the leg is gone', mark({ tAgentMs: 95_000, agentId: ANA }), null, 'talking'],
  ['rang, and the leg is gone', null, null, 'dialing'],
] as const)('a call that %s goes on as %4$s', (_, known, live, phase) => {
  expect(adopt(known, live, null).phase).toBe(phase);
});

test('who heard the message and is gone is abandoned all the same, so that his number is locked', () => {
  const known = adopt(mark({ tAmdMs: 95_000, tMessageMs: 97_000 }), null, null);
  const { state } = stepCall(known, { kind: 'legLost' }, NOW);
  expect(state).toMatchObject({ phase: 'closed', abandoned: true, reason: 'abandoned' });
});

test.each([
  ['answered, and nobody is known to have spoken with him, is', mark({}), true],
  ['was heard to be a machine is not', mark({ tAmdMs: 91_000, amd: 'machine' }), false],
  ['never answered is not', null, false],
])('who died with his engine and %s abandoned', (_, known, abandoned) => {
  const { state } = stepCall(adopt(known, null, null), { kind: 'legLost' }, NOW);
  expect(state).toMatchObject({ phase: 'closed', abandoned, reason: 'lost' });
});

test.each(['hangup', 'message'] as const)(
  'a machine stays one where machines get %s: no agent is sought for it, and nobody was abandoned',
  (onMachine) => {
    const known = mark({
      tAmdMs: 91_000,
      amd: 'machine',
      tMessageMs: onMachine === 'message' ? 91_000 : null,
    });
    expect(adopt(known, leg('up'), null, { ...PLAN, onMachine })).toMatchObject({
      phase: 'messaging',
      amd: 'machine',
      voicemail: true,
      abandoned: false,
      reason: 'machine',
    });
  },
);

test('who heard the message for people is no machine where machines get a message too', () => {
  const known = mark({ tAmdMs: 91_000, tMessageMs: 93_000 });
  expect(adopt(known, leg('up'), null, { ...PLAN, onMachine: 'message' })).toMatchObject({
    phase: 'messaging',
    amd: 'human',
    abandoned: true,
  });
});

test('a person whom no verdict told apart stays unknown, as the row will say', () => {
  expect(adopt(mark({ tAmdMs: 93_000, amd: 'unknown' }), leg('up'), null)).toMatchObject({
    phase: 'waiting',
    amd: 'unknown',
  });
});

test('who hears the person is the word of the switch, whoever the row names', () => {
  const call = adopt(mark({ tAgentMs: 95_000, agentId: ANA }), leg('up', agentLegId(RUI, 's1')), RUI);
  expect(call).toMatchObject({ phase: 'talking', agentId: RUI, talkedWith: RUI, tAgentMs: 95_000 });
});

test('two who were joined before anybody could write it down are talking', () => {
  const call = adopt(null, leg('up', agentLegId(ANA, 's1')), ANA);
  expect(call).toMatchObject({ phase: 'talking', agentId: ANA, tAnswerMs: NOW, tAgentMs: NOW });
});

test('a person who waited through the restart has waited already; one who lost the agent begins to wait', () => {
  expect(adopt(mark({ tAmdMs: 91_000 }), leg('up'), null).connectByMs).toBe(93_000);
  const lost = adopt(mark({ tAmdMs: 91_000, tAgentMs: 92_000, agentId: ANA }), leg('up'), null);
  expect(lost).toMatchObject({ phase: 'waiting', connectByMs: NOW + 2000, agentId: null });
});

test('since when a phone rings that was found ringing nobody saw, and no row says it', () => {
  expect(adopt(null, leg('ringing'), null)).toMatchObject({ phase: 'ringing', tRingMs: null, rangByMs: NOW });
});

test('an unfinished message is one for an abandoned person', () => {
  const call = adopt(mark({ tAmdMs: 91_000, tMessageMs: 94_000 }), leg('up'), null);
  expect(call).toMatchObject({ phase: 'messaging', abandoned: true, reason: 'abandoned' });
});

function session(state: string, reason = ''): AgentSession {
  return {
    agentId: ANA,
    engineId: null,
    campaignIds: [],
    legId: agentLegId(ANA, 's1'),
    state,
    reason,
    sinceMs: 70_000,
  };
}

test.each([
  ['paused', 'lanche', null, 'paused', 70_000],
  ['connecting', '', null, 'paused', NOW],
  ['available', '', null, 'available', 70_000],
  ['previewing', '', null, 'available', NOW],
  ['reserved', '', null, 'available', NOW],
  ['talking', '', 'talking', 'talking', 70_000],
  ['talking', '', null, 'available', NOW],
  ['wrap_up', '', 'ended', 'wrap_up', 70_000],
  ['talking', '', 'ended', 'talking', 70_000],
  ['available', '', 'reserved', 'reserved', NOW],
] as const)(
  'an agent who was %s (%s) with the call %s goes on as %s since %d',
  (state, reason, call, name, sinceMs) => {
    const claim = call === null ? null : { attemptId: ATTEMPT, name: call, byHand: false };
    expect(restoredAgent(session(state, reason), claim, NOW)).toMatchObject({ name, sinceMs, legUp: true });
  },
);
