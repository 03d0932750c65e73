import type { ShiftRules, ShiftSpan, ShiftState } from '../core/compliance/nr17.js';
import { parametersOf } from '../core/compliance/policy.js';
import { BRASIL_2026 } from '../core/compliance/presets/brasil-2026.js';
import { BRASILIA, dayStartMs } from '../core/kernel/civil-time.js';
import { CadenciaError, messageOf } from '../core/kernel/errors.js';
import type { AgentId, AttemptId } from '../core/kernel/ids.js';
import { HOUR, MINUTE, SECOND } from '../core/kernel/time.js';
import type { AgentHold, AgentRelease, AgentStore } from '../ports/agent-store.js';
import type { CallLogReader } from '../ports/call-log-reader.js';
import type { Clock, Timer } from '../ports/clock.js';
import type { AgentDayView, DutyReason } from './agent-day-view.js';
import { AgentDays, LAST_CALL_MS } from './agent-days.js';
import type { AgentFloor } from './agent-floor.js';
import type { AgentSupervisor } from './agent-supervisor.js';
import type { EventBus } from './event-bus.js';
import type { WorkTurns } from './work-turns.js';

/** Who idles is looked at this often; who works, whenever he comes free. */
const BEAT_MS = 15 * SECOND;
/**
 * A pause begins this long before the last moment: the call at hand takes as long as the last of the day, which is not
 * given so long before the hours are full and so ends the shift sooner, and nobody comes back to the second.
 */
const PAUSE_AHEAD_MS = 2 * LAST_CALL_MS + 5 * MINUTE;
/** The agent is told this long before. */
const WARN_MS = 15 * MINUTE;

export interface DutiesDeps {
  readonly clock: Clock;
  readonly bus: EventBus;
  readonly floor: AgentFloor;
  /** Where every agent is looked at, a few at a time. */
  readonly turns: WorkTurns;
  readonly store: Pick<AgentStore, 'listHolds' | 'hold' | 'release'>;
  readonly log: Pick<CallLogReader, 'readAgentStates'>;
  /** The rules of an agent's shift; null: the shipped ones. */
  readonly rulesOf: (agent: AgentSupervisor) => ShiftRules | null;
}

const SHIPPED = shiftRulesOf(BRASIL_2026);

/** The shift's rules of a policy, or null when it lacks them. */
export function shiftRulesOf(policy: Parameters<typeof parametersOf>[0]): ShiftRules | null {
  const activeTime = parametersOf(policy, 'active_time');
  const pauses = parametersOf(policy, 'pauses');
  return activeTime === null || pauses === null ? null : { activeTime, pauses };
}

/**
 * What is owed to agents (R42, R43, R44): six hours, two pauses and a meal, and rest after an abuse until released.
 * Whoever may not get a call is paused with the reason; the present call is always finished, and no wish for a pause is
 * ever refused.
 */
export class AgentDuties {
  readonly #deps: DutiesDeps;
  readonly #days = new AgentDays();
  readonly #held = new Map<AgentId, AgentHold>();
  /** What each agent was told and is still so. */
  readonly #told = new Map<AgentId, Set<string>>();
  readonly #unlisten: () => void;
  #beat: Timer | null = null;

  constructor(deps: DutiesDeps) {
    this.#deps = deps;
    this.#unlisten = deps.bus.on('agent:moved', ({ agentId, to, reason, atMs }) => {
      this.#days.begin(agentId, to, reason, atMs);
      this.#wake();
    });
  }

  /** Reads the day and the holds as they were kept. */
  async start(): Promise<void> {
    const { clock, store, log } = this.#deps;
    for (const hold of await store.listHolds()) {
      this.#held.set(hold.agentId, hold);
    }
    const nowMs = clock.now();
    const rows = [];
    // What began before midnight may last into the day.
    for await (const row of log.readAgentStates({ fromMs: dayStartMs(nowMs, BRASILIA) - 12 * HOUR })) {
      rows.push(row);
    }
    this.#days.load(rows, nowMs);
    this.#wake();
  }

  close(): void {
    this.#unlisten();
    if (this.#beat !== null) {
      this.#deps.clock.clearTimer(this.#beat);
      this.#beat = null;
    }
  }

  /** Why the agent may not be given a call now, or null. */
  blockOf(agent: AgentSupervisor): DutyReason | null {
    if (this.#held.has(agent.profile.id)) {
      return 'pos_abuso';
    }
    const nowMs = this.#deps.clock.now();
    const shift = this.#shiftOf(agent, nowMs);
    if (shift.remainingMs <= LAST_CALL_MS) {
      return 'nr17_jornada';
    }
    return shift.nextPauseByMs !== null && nowMs >= shift.nextPauseByMs - PAUSE_AHEAD_MS
      ? 'nr17_pausa'
      : null;
  }

  /** Sends an agent who came free, and may get no call, into the pause that says why. True when he was. */
  restInstead(agent: AgentSupervisor): boolean {
    const reason = agent.state.pending === null ? this.blockOf(agent) : null;
    if (reason === null) {
      return false;
    }
    agent.input({ kind: 'pause', reason });
    return true;
  }

  /** Throws, with the reason, when the agent asks for calls and may not have them yet. */
  checkReady(agent: AgentSupervisor): void {
    const reason = this.blockOf(agent);
    if (reason !== null) {
      throw new CadenciaError('DLR_STATE_CONFLICT', { detail: this.#sentence(agent, reason) });
    }
  }

  /** After an abusive call: paused from its end on, until released. */
  hold(agent: AgentSupervisor, attemptId: AttemptId): void {
    const { clock, store } = this.#deps;
    const hold = { agentId: agent.profile.id, sinceMs: clock.now(), attemptId };
    this.#held.set(hold.agentId, hold);
    agent.input({ kind: 'pause', reason: 'pos_abuso' });
    store.hold(hold).catch((error: unknown) => this.#tellStore('agent hold', error));
  }

  /** Ends the hold, by the agent himself or by somebody for him; he stays paused until he says that he is ready. */
  async release(agent: AgentSupervisor, by: string): Promise<AgentRelease> {
    const hold = this.#held.get(agent.profile.id);
    if (hold === undefined) {
      throw new CadenciaError('DLR_STATE_CONFLICT', {
        detail: `Agent '${agent.profile.id}' is not held after an abusive call.`,
      });
    }
    const { agentId, sinceMs, attemptId } = hold;
    const release = { agentId, atMs: this.#deps.clock.now(), by, heldSinceMs: sinceMs, attemptId };
    await this.#deps.store.release(release);
    this.#held.delete(agentId);
    if (agent.state.name === 'paused' && agent.state.reason === 'pos_abuso') {
      agent.input({ kind: 'pause', reason: 'liberado' });
    }
    return release;
  }

  /** How long the agent may still work today. */
  hoursLeftMs(agent: AgentSupervisor): number {
    return this.#shiftOf(agent, this.#deps.clock.now()).remainingMs;
  }

  view(agent: AgentSupervisor): AgentDayView {
    const nowMs = this.#deps.clock.now();
    return {
      agentId: agent.profile.id,
      atMs: nowMs,
      ...this.#shiftOf(agent, nowMs),
      blockedBy: this.blockOf(agent),
      heldSinceMs: this.#held.get(agent.profile.id)?.sinceMs ?? null,
      spans: this.spansOf(agent),
    };
  }

  /** What he did today, in order. */
  spansOf(agent: AgentSupervisor): readonly ShiftSpan[] {
    return this.#days.spans(agent.profile.id, this.rulesOf(agent), this.#deps.clock.now());
  }

  rulesOf(agent: AgentSupervisor): ShiftRules {
    const rules = this.#deps.rulesOf(agent) ?? SHIPPED;
    if (rules === null) {
      throw new Error('The shipped policy has no rules of shifts');
    }
    return rules;
  }

  #shiftOf(agent: AgentSupervisor, nowMs: number): ShiftState {
    return this.#days.assess(agent.profile.id, this.rulesOf(agent), nowMs);
  }

  #sentence(agent: AgentSupervisor, reason: DutyReason): string {
    const { id } = agent.profile;
    const minutes = Math.round((this.#shiftOf(agent, this.#deps.clock.now()).nextPauseMs ?? 0) / MINUTE);
    switch (reason) {
      case 'pos_abuso': {
        return `Agent '${id}' is held after an abusive call; release him first.`;
      }
      case 'nr17_jornada': {
        return `Agent '${id}' has worked the six hours of the day (NR-17); he takes calls again tomorrow.`;
      }
      case 'nr17_pausa': {
        return `Agent '${id}' is due a pause of ${minutes} minutes (NR-17); he takes calls after it.`;
      }
    }
  }

  #wake(): void {
    if (this.#beat === null) {
      this.#beat = this.#deps.clock.setTimer(BEAT_MS, () => {
        this.#beat = null;
        const all = [...this.#deps.floor.all()].reverse();
        if (all.some(({ state }) => state.name !== 'offline')) {
          this.#wake();
        }
        this.#deps.turns.run(() => this.#look(all));
      });
    }
  }

  /** Takes them from the end. */
  #look(agents: AgentSupervisor[]): void {
    for (let agent = agents.pop(); agent !== undefined; agent = agents.pop()) {
      if (agent.state.name === 'offline') {
        this.#told.delete(agent.profile.id);
        continue;
      }
      this.#tellDue(agent);
      if (agent.state.name === 'available' || agent.state.name === 'previewing') {
        this.restInstead(agent);
      }
      if (this.#deps.turns.over) {
        this.#deps.turns.later(() => this.#look(agents));
        return;
      }
    }
  }

  #tellDue(agent: AgentSupervisor): void {
    const nowMs = this.#deps.clock.now();
    const shift = this.#shiftOf(agent, nowMs);
    const lastMs =
      shift.nextPauseByMs === null ? Number.POSITIVE_INFINITY : shift.nextPauseByMs - PAUSE_AHEAD_MS;
    const hoursLeftMs = shift.remainingMs - LAST_CALL_MS;
    const due = [
      ...(hoursLeftMs <= 0 ? (['hours'] as const) : hoursLeftMs <= WARN_MS ? (['hours_soon'] as const) : []),
      ...(nowMs >= lastMs
        ? (['pause'] as const)
        : nowMs >= lastMs - WARN_MS
          ? (['pause_soon'] as const)
          : []),
    ];
    const told = this.#told.get(agent.profile.id) ?? new Set();
    this.#told.set(agent.profile.id, new Set(due));
    for (const what of due) {
      if (!told.has(what)) {
        const leftMs = what === 'hours' || what === 'hours_soon' ? hoursLeftMs : lastMs - nowMs;
        this.#deps.bus.emit('agent:due', {
          agentId: agent.profile.id,
          what,
          leftMs: Math.max(0, leftMs),
          atMs: nowMs,
        });
      }
    }
  }

  #tellStore(operation: string, error: unknown): void {
    const { bus, clock } = this.#deps;
    const code = error instanceof CadenciaError ? error.code : messageOf(error);
    bus.emit('store:failed', { operation, code, atMs: clock.now() });
  }
}
