import { type HelpInput, type HelpState, stepHelp } from '../core/help/help-state.js';
import { CadenciaError } from '../core/kernel/errors.js';
import type { AgentId } from '../core/kernel/ids.js';
import type { Clock } from '../ports/clock.js';
import type { AgentFloor } from './agent-floor.js';
import type { HelpControl } from './engine-control.js';
import type { EventBus } from './event-bus.js';

export interface HelpDeskDeps {
  readonly floor: AgentFloor;
  readonly clock: Clock;
  readonly bus: EventBus;
}

const NONE: HelpState = { name: 'none' };

/** Agents who ask their supervisors for help, until one of them is there. */
export class HelpDesk implements HelpControl {
  readonly #deps: HelpDeskDeps;
  readonly #asked = new Map<AgentId, HelpState>();
  readonly #offs: readonly (() => void)[];

  constructor(deps: HelpDeskDeps) {
    this.#deps = deps;
    this.#offs = [
      deps.bus.on('monitor:moved', ({ agentId, phase, person }) => {
        if (agentId !== null && phase === 'watching') {
          this.#step(agentId, { kind: 'served' }, person);
        }
      }),
      deps.bus.on('agent:moved', ({ agentId, to }) => {
        if (to === 'offline') {
          this.#step(agentId, { kind: 'left' }, agentId);
        }
      }),
    ];
  }

  close(): void {
    for (const off of this.#offs) {
      off();
    }
  }

  sinceMs(id: AgentId): number | null {
    const state = this.#asked.get(id) ?? NONE;
    return state.name === 'asked' ? state.sinceMs : null;
  }

  ask(id: AgentId): void {
    const { name } = this.#deps.floor.get(id).state;
    if (name === 'offline' || name === 'connecting') {
      throw new CadenciaError('DLR_STATE_CONFLICT', {
        detail: `Agent '${id}' is not logged in; log in first.`,
      });
    }
    this.#step(id, { kind: 'ask' }, id);
  }

  withdraw(id: AgentId): void {
    this.#deps.floor.get(id);
    this.#step(id, { kind: 'withdrawn' }, id);
  }

  #step(agentId: AgentId, input: HelpInput, by: string): void {
    const { clock, bus } = this.#deps;
    const [before, atMs] = [this.#asked.get(agentId) ?? NONE, clock.now()];
    const state = stepHelp(before, input, atMs);
    if (state === before) {
      return;
    }
    if (state.name === 'asked') {
      this.#asked.set(agentId, state);
    } else {
      this.#asked.delete(agentId);
    }
    const waitedMs = before.name === 'asked' ? atMs - before.sinceMs : 0;
    bus.emit('help:moved', { agentId, what: input.kind, by, waitedMs, atMs });
  }
}
