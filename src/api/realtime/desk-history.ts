import type { DeskState } from '../../contract/desk-message.js';
import type { CallLogRow } from '../../core/call-log/call-log-row.js';
import { BRASILIA, dayStartMs } from '../../core/kernel/civil-time.js';
import type { AgentId } from '../../core/kernel/ids.js';
import { maskPhone } from '../../core/privacy/mask-person.js';
import type { CallLogReader } from '../../ports/call-log-reader.js';
import type { Clock } from '../../ports/clock.js';
import type { EngineEvents } from '../../ports/engine-events.js';

type HistoryCall = DeskState['history'][number];

const MOST_CALLS = 12;

export interface DeskHistoryDeps {
  readonly events: EngineEvents;
  readonly clock: Clock;
  readonly callLog: Pick<CallLogReader, 'lastOf'>;
}

/** The last calls of each agent: today's are read from the call log when he comes, later ones as they close. */
export class DeskHistory {
  readonly #deps: DeskHistoryDeps;
  readonly #byAgent = new Map<AgentId, readonly HistoryCall[]>();
  readonly #read = new Set<AgentId>();
  readonly #off: () => void;

  constructor(deps: DeskHistoryDeps) {
    this.#deps = deps;
    this.#off = deps.events.on('call:closed', ({ row }) => {
      const { agentId } = row.result;
      if (agentId !== null) {
        this.#keep(agentId, [callOf(row), ...this.of(agentId)]);
      }
    });
  }

  /** Reads what he did today before this server started; once an agent, again where the log did not answer. */
  async recall(id: AgentId): Promise<void> {
    if (this.#read.has(id)) {
      return;
    }
    this.#read.add(id);
    const { clock, callLog } = this.#deps;
    try {
      const rows = await callLog.lastOf(id, dayStartMs(clock.now(), BRASILIA), MOST_CALLS);
      const seen = new Set(this.of(id).map(({ attemptId }) => attemptId));
      const before = rows.filter(({ opening }) => !seen.has(opening.attemptId)).map(callOf);
      this.#keep(id, [...this.of(id), ...before]);
    } catch {
      // Without its past the desk works all the same; a page that comes later asks again.
      this.#read.delete(id);
    }
  }

  #keep(id: AgentId, calls: readonly HistoryCall[]): void {
    this.#byAgent.set(id, calls.slice(0, MOST_CALLS));
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
