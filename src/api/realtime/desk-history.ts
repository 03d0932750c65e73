import type { DeskState } from '../../contract/desk-message.js';
import type { CallLogRow } from '../../core/call-log/call-log-row.js';
import type { AgentId } from '../../core/kernel/ids.js';
import { maskPhone } from '../../core/privacy/mask-person.js';
import type { EngineEvents } from '../../ports/engine-events.js';

type HistoryCall = DeskState['history'][number];

const MOST_CALLS = 12;

/** The last calls of each agent since the start; the call log has them all. */
export class DeskHistory {
  readonly #byAgent = new Map<AgentId, readonly HistoryCall[]>();
  readonly #off: () => void;

  constructor(events: EngineEvents) {
    this.#off = events.on('call:closed', ({ row }) => {
      const { agentId } = row.result;
      if (agentId !== null) {
        this.#byAgent.set(agentId, [callOf(row), ...this.of(agentId)].slice(0, MOST_CALLS));
      }
    });
  }

  of(id: AgentId): readonly HistoryCall[] {
    return this.#byAgent.get(id) ?? [];
  }

  close(): void {
    this.#off();
  }
}

function callOf({ opening, result }: CallLogRow): HistoryCall {
  const { attemptId, campaignId, phone } = opening;
  const { tAgentMs, tEndMs, dispositionLabel } = result;
  const atMs = tAgentMs ?? tEndMs;
  return {
    attemptId,
    campaignId,
    phone: maskPhone(phone),
    atMs,
    talkMs: tEndMs - atMs,
    label: dispositionLabel,
  };
}
