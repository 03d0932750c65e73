import type { FaultCentre } from '../fault-centre.js';
import type { PeopleStorm } from '../people-storm.js';
import type { Invariant } from './invariant.js';

/** Nothing that the engine itself calls a defect, nothing that a dead process still does, no effect beyond the table. */
export class NoDefects implements Invariant {
  readonly name = 'no defects';
  readonly broken: string[] = [];
  readonly #centre: FaultCentre;
  readonly #storm: PeopleStorm;

  constructor(centre: FaultCentre, storm: PeopleStorm) {
    this.#centre = centre;
    this.#storm = storm;
  }

  end(): void {
    this.broken.push(...this.#centre.processes.flatMap(({ defects }) => defects), ...this.#storm.defects);
    this.broken.push(
      ...[...this.#centre.injector.unknown].map((effect) => `the effect ${effect} is in no table of faults`),
    );
  }
}
