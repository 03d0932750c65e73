import type { AgentId, CampaignId } from '../../src/core/kernel/ids.js';
import { HOUR, MINUTE } from '../../src/core/kernel/time.js';
import type { World } from './world.js';

/** NR-17, Anexo II, 5.3 and 5.4: six hours at most, two pauses of 10 minutes and one of 20, none in the outer hours. */
export const SHIFT_MS = 6 * HOUR;
export const PAUSES_MS: Readonly<Record<string, number>> = {
  descanso_1: 10 * MINUTE,
  refeicao: 20 * MINUTE,
  descanso_2: 10 * MINUTE,
};

/**
 * Half of the seats work the first six hours, the other half the last six of an eight-hour day. A pause begins when
 * the present call is over and is then taken in full.
 */
export class DayShifts {
  readonly #world: World;
  readonly #campaignsOf: (index: number) => readonly CampaignId[];

  constructor(world: World, campaignsOf: (index: number) => readonly CampaignId[]) {
    this.#world = world;
    this.#campaignsOf = campaignsOf;
  }

  /** `scale` shortens everything alike: 1 is the whole day. */
  plan(scale = 1): void {
    const { profiles, engine, crew, clock } = this.#world;
    engine.events.on('agent:moved', ({ agentId, to, reason }) => {
      const pauseMs = to === 'paused' ? PAUSES_MS[reason] : undefined;
      if (pauseMs !== undefined) {
        clock.setTimer(pauseMs * scale, () => crew.ready(agentId));
      }
    });
    for (const [index, { id }] of profiles.entries()) {
      const startMs = index % 2 === 0 ? 0 : 2 * HOUR;
      // Staggered, so that the floor never empties; early enough that nobody has to be told to go (R43).
      const turn = (Math.floor(index / 2) % 20) * 2 * MINUTE;
      this.#at(startMs * scale, () => crew.enter(id, this.#campaignsOf(index)));
      this.#pause(id, 'descanso_1', (startMs + 65 * MINUTE + turn) * scale);
      this.#pause(id, 'refeicao', (startMs + 150 * MINUTE + turn) * scale);
      this.#pause(id, 'descanso_2', (startMs + 230 * MINUTE + turn) * scale);
      this.#at((startMs + SHIFT_MS) * scale, () => crew.leave(id));
    }
  }

  #pause(agentId: AgentId, reason: string, atMs: number): void {
    this.#at(atMs, () => this.#world.crew.pause(agentId, reason));
  }

  #at(delayMs: number, run: () => void): void {
    this.#world.clock.setTimer(delayMs, run);
  }
}
