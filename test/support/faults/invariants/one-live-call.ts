import type { SimulatedCallRecord } from '../../../../src/adapters/simulator/simulated-network.js';
import { type AgentId, agentOfLeg, attemptOfLeg, type E164 } from '../../../../src/core/kernel/ids.js';
import type { Engine } from '../../../../src/engine/engine.js';
import type { FaultCentre } from '../fault-centre.js';
import type { Invariant } from './invariant.js';

const IN_CALL = ['talking'];

/** An agent asks a colleague, who sees the card, or the three speak with one another. */
function areTogether(engine: Engine | null, one: AgentId, other: AgentId): boolean {
  const colleagues = [one, other].map((id) => engine?.talks.view(id)?.colleagueId ?? null);
  return colleagues.includes(one) || colleagues.includes(other);
}

/** At most one live call a number, a person and an agent, over all engines. */
export class OneLiveCall implements Invariant {
  readonly name = 'one live call a number, a person and an agent';
  readonly broken: string[] = [];
  readonly #centre: FaultCentre;
  readonly #live = new Map<E164, number>();
  readonly #livePersons = new Map<string, number>();
  readonly #dialled = new Set<string>();

  constructor(centre: FaultCentre) {
    this.#centre = centre;
  }

  called(number: E164): void {
    const live = (this.#live.get(number) ?? 0) + 1;
    this.#live.set(number, live);
    if (live > 1) {
      this.broken.push(`${number} is on ${live} calls at once at ${this.#at()}`);
    }
    const person = this.#centre.persons.get(number);
    if (person !== undefined) {
      const calls = (this.#livePersons.get(person) ?? 0) + 1;
      this.#livePersons.set(person, calls);
      if (calls > 1 && live <= 1) {
        this.broken.push(`${person} is on ${calls} calls at once at ${this.#at()}`);
      }
    }
  }

  over({ number, legId }: SimulatedCallRecord): void {
    this.#live.set(number, (this.#live.get(number) ?? 1) - 1);
    const person = this.#centre.persons.get(number);
    if (person !== undefined) {
      this.#livePersons.set(person, (this.#livePersons.get(person) ?? 1) - 1);
    }
    if (this.#dialled.has(legId)) {
      this.broken.push(`leg ${legId} was dialled twice`);
    }
    this.#dialled.add(legId);
  }

  look(): void {
    for (const { engine, switch: own } of this.#centre.processes) {
      const phones = new Map<string, number>();
      for (const { legId, bridgedWith } of own.list()) {
        const agentId = agentOfLeg(legId);
        if (agentId !== null && bridgedWith !== null && attemptOfLeg(bridgedWith) !== null) {
          phones.set(agentId, (phones.get(agentId) ?? 0) + 1);
        }
      }
      for (const [agentId, calls] of phones) {
        if (calls > 1) {
          this.broken.push(`agent ${agentId} hears ${calls} persons at ${this.#at()}`);
        }
      }
      const seen = new Map<string, AgentId>();
      for (const { id, state, card } of engine?.agents.views() ?? []) {
        const attemptId = card?.attemptId ?? null;
        if (IN_CALL.includes(state) && attemptId !== null) {
          const other = seen.get(attemptId);
          if (other !== undefined && !areTogether(engine, other, id)) {
            this.broken.push(`agents ${other} and ${id} both have call ${attemptId} at ${this.#at()}`);
          }
          seen.set(attemptId, id);
        }
      }
    }
  }

  #at(): string {
    const { clock, startMs } = this.#centre;
    return `${((clock.now() - startMs) / 1000).toFixed(3)} s`;
  }
}
