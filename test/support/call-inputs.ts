import { CALL_TIMERS, type CallInput } from '../../src/core/call/call-input.js';
import type { CallPlan } from '../../src/core/call/call-state.js';
import { parseAgentId, parseAttemptId, parseQueueId } from '../../src/core/kernel/ids.js';

export const ANA = parseAgentId('ana');
export const RUI = parseAgentId('rui');

export const CALL_PLAN: CallPlan = {
  amd: true,
  amdDeadlineMs: 3500,
  onMachine: 'hangup',
  ringTimeoutMs: 25_000,
  minimumRingMs: 15_000,
  connectDeadlineMs: 2000,
  wrapUpLimitMs: 30_000,
  defaultDisposition: 'sem_tabulacao',
  reservedAgentId: null,
  recording: { record: true, notice: true, operator: false, ufs: ['SP'] },
};

/** At least one input of each kind, with the variants that make a difference. */
export const CALL_INPUTS: readonly CallInput[] = [
  { kind: 'committed' },
  { kind: 'commitFailed' },
  { kind: 'originateRefused' },
  { kind: 'progress', code: 180 },
  { kind: 'progress', code: 183 },
  { kind: 'announced', says: 'nonexistent' },
  { kind: 'answered' },
  { kind: 'screened', verdict: 'human' },
  { kind: 'screened', verdict: 'machine' },
  { kind: 'screened', verdict: 'unknown' },
  { kind: 'agentGranted', agentId: ANA },
  { kind: 'agentGranted', agentId: RUI },
  { kind: 'recorded', recordingId: '20260310-a1' },
  { kind: 'recordFailed' },
  { kind: 'noticed' },
  { kind: 'bridged' },
  { kind: 'bridgeFailed' },
  { kind: 'agentLost' },
  { kind: 'agentAway' },
  { kind: 'agentBack', agentId: ANA },
  { kind: 'agentBack', agentId: RUI },
  { kind: 'handedOver', agentId: RUI },
  { kind: 'queued', queueId: parseQueueId('vendas'), waitMs: 120_000 },
  { kind: 'handedOut', partnerId: parseAttemptId('a2') },
  { kind: 'partnerGone' },
  { kind: 'agentHangup' },
  { kind: 'disposed', disposition: 'promessa' },
  { kind: 'dtmf', digit: '9' },
  { kind: 'dtmf', digit: '1' },
  { kind: 'playFinished' },
  { kind: 'playFailed' },
  { kind: 'hungUp', by: 'remote', q850: 16, sipCode: null },
  { kind: 'hungUp', by: 'network', q850: 17, sipCode: 486 },
  { kind: 'hungUp', by: 'local', q850: 16, sipCode: 487 },
  { kind: 'legLost' },
  { kind: 'cancel', exemption: null },
  { kind: 'cancel', exemption: 'second_stop' },
  { kind: 'cancel', exemption: 'agent_cancel' },
  ...CALL_TIMERS.map((timer) => ({ kind: 'timer', timer }) as const),
];
