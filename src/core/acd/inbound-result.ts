import type { AttemptResult, EndedBy } from '../call-log/call-log-row.js';
import type { AgentId } from '../kernel/ids.js';
import { DISPOSITIONS, type Disposition } from '../outcome/disposition.js';
import type { OutcomeAndReason } from '../outcome/outcome.js';

/** How a caller left with whom nobody spoke: he hung up, took a callback, or was sent away with a message. */
export type Unserved = 'hung_up' | 'callback' | 'message';

/** What a call that came in was, told at its end. */
export interface InboundStory {
  readonly arrivedMs: number;
  readonly answeredMs: number | null;
  /** Since when he waited for an agent. */
  readonly waitingMs: number | null;
  readonly agentMs: number | null;
  readonly endMs: number;
  readonly wrapEndMs: number | null;
  /** null: nobody saw it end (the server that held it died, or we did). */
  readonly endedBy: EndedBy | null;
  readonly sipCode: number | null;
  readonly q850: number | null;
  /** Who talked with him last. */
  readonly agentId: AgentId | null;
  readonly disposition: Disposition | null;
  readonly label: string;
  readonly optedOut: boolean;
  readonly unserved: Unserved | null;
  /** Who hangs up sooner is no abandonment (contracts: 2 s). */
  readonly shortMs: number;
  readonly recordingId: string;
  readonly noticed: boolean;
}

/** He waited for an agent for longer than counts for nothing, and hung up. */
function isAbandoned({ agentMs, waitingMs, endMs, unserved, shortMs }: InboundStory): boolean {
  return agentMs === null && unserved === 'hung_up' && waitingMs !== null && endMs - waitingMs > shortMs;
}

/** The class of a call that came in: only an agent's word makes it more than no contact. */
function inboundOutcome(story: InboundStory): OutcomeAndReason {
  const nobody = (reason: OutcomeAndReason['reason']): OutcomeAndReason => ({
    outcome: 'nao_contato',
    reason,
  });
  if (story.agentMs !== null) {
    return story.disposition === null ? nobody('line_dropped') : DISPOSITIONS[story.disposition];
  }
  if (story.optedOut) {
    return nobody('opt_out');
  }
  switch (story.unserved) {
    case 'callback':
      return nobody('callback_agreed');
    case 'message':
      return nobody('cancelled');
    case 'hung_up':
    case null:
      break;
  }
  if (story.endedBy === null) {
    return nobody('lost');
  }
  if (story.endedBy === 'system' || story.endedBy === 'agent') {
    return nobody('cancelled');
  }
  return nobody(isAbandoned(story) ? 'abandoned' : 'hung_up_before_agent');
}

/** The result columns of its row. Nothing was dialled, so `t_dial` is null. */
export function inboundResult(story: InboundStory): AttemptResult {
  return {
    tDialMs: null,
    tRingMs: story.arrivedMs,
    tAnswerMs: story.answeredMs,
    tAmdMs: null,
    tAgentMs: story.agentMs,
    tMessageMs: null,
    tEndMs: story.endMs,
    tWrapEndMs: story.wrapEndMs,
    endedBy: story.endedBy ?? 'system',
    sipCode: story.sipCode,
    q850: story.q850,
    amd: 'off',
    voicemail: false,
    agentId: story.agentMs === null ? null : story.agentId,
    disposition: story.agentMs === null ? '' : (story.disposition ?? ''),
    dispositionLabel: story.label,
    ...inboundOutcome(story),
    abandoned: isAbandoned(story),
    recordingId: story.recordingId,
    recordingNotice: story.noticed,
  };
}
