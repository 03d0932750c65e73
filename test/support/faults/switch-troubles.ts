import type { SimulatedSwitch } from '../../../src/adapters/simulator/simulated-switch.js';
import type { SimulatorFaults } from '../../../src/adapters/simulator/simulator-faults.js';
import type { Clock } from '../../../src/ports/clock.js';
import type { MediaEvent, OriginateCommand } from '../../../src/ports/media.js';

/** What befalls one media server: each trouble ends by itself, the later end of two that meet holds. */
export class SwitchTroubles {
  readonly #switch: SimulatedSwitch;
  readonly #clock: Clock;

  readonly #network: SimulatorFaults;
  #ear: (event: MediaEvent) => void = () => {};
  #full = false;

  constructor(of: SimulatedSwitch, network: SimulatorFaults, clock: Clock) {
    this.#switch = of;
    this.#network = network;
    this.#clock = clock;
  }

  get isFull(): boolean {
    return this.#full;
  }

  /** Whoever drives the switch now. */
  sayTo(ear: (event: MediaEvent) => void): void {
    this.#ear = ear;
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

  /** It is up and takes no call. */
  readonly fill = this.#trouble(
    () => {
      this.#full = true;
      this.sayFull();
    },
    () => {
      this.#full = false;
      this.#ear({ kind: 'serverFree', serverId: this.#switch.id, atMs: this.#clock.now() });
    },
  );

  /** Said again to each call that is refused: who asks may be new. */
  sayFull(): void {
    const [serverId, atMs] = [this.#switch.id, this.#clock.now()];
    this.#ear({ kind: 'serverFull', serverId, atMs, why: 'sessions', reason: 'full', mostPerSecond: null });
  }

  /** Whom the call is for takes none: a carrier as it does on overload, a phone that is away. */
  refuse(target: OriginateCommand['target'], ms: number): void {
    const network = this.#network;
    if (target.kind !== 'phone') {
      network.setRegistered(target.endpoint, false);
      this.#clock.setTimer(ms, () => network.setRegistered(target.endpoint, true));
    } else if (target.kind === 'phone') {
      network.setTrunkFault(target.trunkId, { refusedShare: 0.8 });
      this.#clock.setTimer(ms, () => network.setTrunkFault(target.trunkId, null));
    }
  }

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
