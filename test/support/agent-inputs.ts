import type { AgentInput } from '../../src/core/agent/step-agent.js';
import { parseAttemptId } from '../../src/core/kernel/ids.js';

/** At least one input of each kind, with the variants that make a difference. */
export const AGENT_INPUTS: readonly AgentInput[] = [
  { kind: 'login' },
  { kind: 'legUp' },
  { kind: 'legDown', reason: 'phone_hung_up' },
  { kind: 'legDown', reason: 'page_gone', keepsCall: true },
  { kind: 'ready' },
  { kind: 'pause', reason: 'descanso' },
  { kind: 'pause', reason: 'refeicao' },
  { kind: 'pause', reason: 'banheiro' },
  { kind: 'logout' },
  { kind: 'previewOffered' },
  { kind: 'previewEnded' },
  { kind: 'reserve', attemptId: parseAttemptId('t1') },
  { kind: 'reserve', attemptId: parseAttemptId('t2') },
  { kind: 'reserveAgain', attemptId: parseAttemptId('t2') },
  { kind: 'unreserve' },
  { kind: 'talk' },
  { kind: 'talkEnded' },
  { kind: 'wrapDone' },
  { kind: 'owesNothing' },
  { kind: 'giveUp' },
];
