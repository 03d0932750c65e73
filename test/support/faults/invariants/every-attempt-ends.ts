import { CAMPAIGN } from '../../world.js';
import type { FaultCentre } from '../fault-centre.js';
import type { Invariant } from './invariant.js';

/** Every row that was opened is closed once, nothing of it is left behind, and no contact stays in a call. */
export class EveryAttemptEnds implements Invariant {
  readonly name = 'every attempt ends';
  readonly broken: string[] = [];
  readonly #centre: FaultCentre;

  constructor(centre: FaultCentre) {
    this.#centre = centre;
  }

  async end(): Promise<void> {
    const { stores, processes, clock } = this.#centre;
    for (const { id, engine, switch: own } of processes) {
      for (const { opening } of await stores.attempts.listOpen(id)) {
        this.broken.push(`attempt ${opening.attemptId} of ${id} never ended`);
      }
      const legs = own.list().filter(({ inbound, legId }) => inbound !== undefined || legId.startsWith('c-'));
      this.broken.push(...legs.map(({ legId }) => `leg ${legId} is still alive on ${own.id}`));
      if (engine === null) {
        this.broken.push(`${id} is not there at the end`);
        continue;
      }
      const { openAttempts, unwritten, trunks } = engine.view();
      const inUse = trunks.reduce((sum, trunk) => sum + trunk.inUse, 0);
      if (openAttempts + unwritten + inUse > 0) {
        this.broken.push(`${id} has left: ${openAttempts} calls, ${unwritten} unwritten, ${inUse} channels`);
      }
      const inbound = engine.inbound?.calls() ?? [];
      this.broken.push(...inbound.map((call) => `the call in ${call.id} is still ${call.phase}`));
    }
    const { calling } = await stores.contacts.counts(CAMPAIGN, clock.now());
    if (calling > 0) {
      this.broken.push(`${calling} contacts are still in a call`);
    }
  }
}
