import { HOUR, MINUTE } from '../../src/core/kernel/time.js';
import { CAMPAIGN, type World } from './world.js';

/**
 * NR-17, Anexo II: a shift has at most six hours with two pauses of 10 minutes and one of 20, none in the first or the
 * last hour. Half of the seats work the first six hours, the other half the last six of an eight-hour day.
 */
export class DayShifts {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  plan(): void {
    const { profiles } = this.#world;
    for (const [index, profile] of profiles.entries()) {
      const startMs = index % 2 === 0 ? 0 : 2 * HOUR;
      // Pauses are staggered, so that the floor never empties.
      const turn = (Math.floor(index / 2) % 20) * 3 * MINUTE;
      this.#at(startMs, () => this.#world.crew.enter(profile.id, [CAMPAIGN]));
      this.#pause(profile.id, startMs + 65 * MINUTE + turn, 10 * MINUTE, 'descanso');
      this.#pause(profile.id, startMs + 150 * MINUTE + turn, 20 * MINUTE, 'refeicao');
      this.#pause(profile.id, startMs + 230 * MINUTE + turn, 10 * MINUTE, 'descanso');
      this.#at(startMs + 6 * HOUR, () => this.#world.crew.leave(profile.id));
    }
  }

  #pause(agentId: World['profiles'][number]['id'], atMs: number, forMs: number, reason: string): void {
    this.#at(atMs, () => this.#world.crew.pause(agentId, reason));
    this.#at(atMs + forMs, () => this.#world.crew.ready(agentId));
  }

  #at(delayMs: number, run: () => void): void {
    this.#world.clock.setTimer(delayMs, run);
  }
}
