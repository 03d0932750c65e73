import type { SimulatedSwitch } from '../../../src/adapters/simulator/simulated-switch.js';
import type { Clock } from '../../../src/ports/clock.js';

/** What befalls one media server: each trouble ends by itself, the later end of two that meet holds. */
export class SwitchTroubles {
  readonly #switch: SimulatedSwitch;
  readonly #clock: Clock;

  constructor(of: SimulatedSwitch, clock: Clock) {
    this.#switch = of;
    this.#clock = clock;
  }

  readonly cut = this.#trouble(
    () => this.#switch.cutLink(),
    () => this.#switch.restoreLink(),
  );
  readonly kill = this.#trouble(
    () => this.#switch.kill(),
    () => this.#switch.restart(),
  );
  /** What is dead meanwhile has come back awake. */
  readonly hang = this.#trouble(
    () => this.#switch.freeze(),
    () => this.#switch.thaw(),
  );

  /** Never in the middle of what the server just does: it is not its own code that breaks. */
  #trouble(begin: () => void, end: () => void): (ms: number) => void {
    let lasting = 0;
    return (ms) => {
      this.#clock.setTimer(0, () => {
        lasting += 1;
        begin();
        this.#clock.setTimer(ms, () => {
          lasting -= 1;
          if (lasting === 0) {
            end();
          }
        });
      });
    };
  }
}
