import { LONGEST_WRITE_MS } from '../../../../src/engine/dial-decision.js';
import type { EngineEventMap, EngineEventName } from '../../../../src/ports/engine-events.js';
import type { FaultCentre } from '../fault-centre.js';
import type { Invariant } from './invariant.js';

const AUTOMATIC: ReadonlySet<string> = new Set(['predictive', 'power']);

interface Stop {
  readonly sinceMs: number;
  /** Calls on the way that left since. */
  readonly calls: Set<string>;
  /** Agents whose phones were lost while a call was dialled for them: back again they are free for another. */
  lost: number;
}

/** While too many people met no agent, an engine has no more calls on the way than agents to take them (R27, R28). */
export class StopOfAbandonment implements Invariant {
  readonly name = 'nothing is dialled ahead once too many met nobody';
  readonly broken: string[] = [];
  readonly #centre: FaultCentre;
  readonly #stops = new Map<string, Stop>();

  constructor(centre: FaultCentre) {
    this.#centre = centre;
  }

  said(engineId: string, name: string, event: unknown): void {
    switch (name as EngineEventName | 'process:died') {
      case 'abandon:stopped':
        this.#stops.set(engineId, { sinceMs: this.#centre.clock.now(), calls: new Set(), lost: 0 });
        break;
      case 'abandon:resumed':
      case 'process:died':
        this.#stops.delete(engineId);
        break;
      case 'call:dialed':
        this.#dialed(engineId, event as EngineEventMap['call:dialed']);
        break;
      case 'agent:moved':
        this.#moved(engineId, event as EngineEventMap['agent:moved']);
        break;
      case 'call:connected':
      case 'call:closed':
        this.#stops.get(engineId)?.calls.delete((event as EngineEventMap['call:closed']).attemptId);
        break;
      default:
    }
  }

  #moved(engineId: string, { from, to }: EngineEventMap['agent:moved']): void {
    const stop = this.#stops.get(engineId);
    if (stop !== undefined && from === 'reserved' && to === 'connection_lost') {
      stop.lost += 1;
    }
  }

  #dialed(engineId: string, { attemptId, mode }: EngineEventMap['call:dialed']): void {
    const { clock, processes } = this.#centre;
    const stop = this.#stops.get(engineId);
    // What was decided before the stop may still be on its way to the disk.
    if (stop === undefined || clock.now() - stop.sinceMs <= LONGEST_WRITE_MS || !AUTOMATIC.has(mode)) {
      return;
    }
    stop.calls.add(attemptId);
    const agents = processes.find(({ id }) => id === engineId)?.profiles.length ?? 0;
    if (stop.calls.size > agents + stop.lost) {
      this.broken.push(`${engineId} has ${stop.calls.size} calls on the way for ${agents} agents`);
    }
  }
}
