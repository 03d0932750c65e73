import type { MediaServerId, TrunkId } from '../../core/kernel/ids.js';

/** A trunk in trouble. */
export interface TrunkFault {
  /** Share of calls refused, 0..1. */
  readonly refusedShare: number;
  /** @default 503 */
  readonly sipCode?: number;
  /** @default 34 */
  readonly q850?: number;
  /** Added to everything the network says on that trunk. @default 0 */
  readonly extraDelayMs?: number;
}

/** A link that loses, repeats or holds back what the server says. Shares are 0..1 of the events. */
export interface LinkFault {
  readonly loseShare?: number;
  readonly repeatShare?: number;
  /** Held back by up to `delayMs`; what comes after waits too, as on any ordered stream. */
  readonly delayShare?: number;
  readonly delayMs?: number;
  /** Originates that reach the server, whose reply is lost. */
  readonly loseOriginateReplyShare?: number;
  /** Originates that never reach the server. */
  readonly loseOriginateShare?: number;
}

/** Faults a test or a scenario sets and takes away while the network runs; none at first. */
export class SimulatorFaults {
  readonly #trunks = new Map<TrunkId, TrunkFault>();
  readonly #links = new Map<MediaServerId, LinkFault>();
  readonly #unregistered = new Set<string>();
  readonly #silent = new Set<string>();

  /** Null heals the trunk. */
  setTrunkFault(trunkId: TrunkId, fault: TrunkFault | null): void {
    setOrDelete(this.#trunks, trunkId, fault);
  }

  trunkFault(trunkId: TrunkId): TrunkFault | null {
    return this.#trunks.get(trunkId) ?? null;
  }

  /** Null heals the link. */
  setLinkFault(serverId: MediaServerId, fault: LinkFault | null): void {
    setOrDelete(this.#links, serverId, fault);
  }

  linkFault(serverId: MediaServerId): LinkFault | null {
    return this.#links.get(serverId) ?? null;
  }

  /** An agent's phone that cannot be reached by new calls. */
  setRegistered(endpoint: string, registered: boolean): void {
    if (registered) {
      this.#unregistered.delete(endpoint);
    } else {
      this.#unregistered.add(endpoint);
    }
  }

  isRegistered(endpoint: string): boolean {
    return !this.#unregistered.has(endpoint);
  }

  /** An agent's phone that rings and answers nothing, as one whose page went while it was rung. */
  setSilent(endpoint: string, silent: boolean): void {
    if (silent) {
      this.#silent.add(endpoint);
    } else {
      this.#silent.delete(endpoint);
    }
  }

  isSilent(endpoint: string): boolean {
    return this.#silent.has(endpoint);
  }
}

function setOrDelete<Key, Value>(map: Map<Key, Value>, key: Key, value: Value | null): void {
  if (value === null) {
    map.delete(key);
  } else {
    map.set(key, value);
  }
}
