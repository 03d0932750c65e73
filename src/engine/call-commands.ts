import { isCadenciaError, messageOf } from '../core/kernel/errors.js';
import type { MediaServerId } from '../core/kernel/ids.js';
import type { Clock } from '../ports/clock.js';
import type { MediaServer } from '../ports/media.js';
import type { EventBus } from './event-bus.js';
import type { Fleet } from './fleet.js';

type Command = (server: MediaServer) => Promise<void>;

/** The commands of one call to the server it lives on. Holds nothing that has to be ended. */
export class CallCommands {
  readonly #fleet: Fleet;
  readonly #clock: Clock;
  readonly #bus: EventBus;
  readonly #serverId: MediaServerId;

  constructor(
    deps: { readonly fleet: Fleet; readonly clock: Clock; readonly bus: EventBus },
    serverId: MediaServerId,
  ) {
    this.#fleet = deps.fleet;
    this.#clock = deps.clock;
    this.#bus = deps.bus;
    this.#serverId = serverId;
  }

  /** Rejects as the server refuses, or when it does not answer in time. */
  run(op: string, command: Command): Promise<void> {
    return this.#fleet.run(this.#serverId, op, command);
  }

  /** Sends a command that nobody waits for; `failed` hears how it came to nothing. */
  send(op: string, command: Command, failed: (error: unknown) => void): void {
    this.run(op, command).catch((error: unknown) => {
      this.tellDefect(op, error);
      failed(error);
    });
  }

  /** Sends a command whose failure changes nothing. */
  tell(op: string, command: Command): void {
    this.#fleet.tell(this.#serverId, op, command);
  }

  /** What no server said is a mistake of ours. */
  tellDefect(op: string, error: unknown): void {
    if (!isCadenciaError(error)) {
      const atMs = this.#clock.now();
      this.#bus.emit('engine:defect', { where: `call ${op}`, message: messageOf(error), atMs });
    }
  }
}
