import { IN_FLIGHT_PHASES } from '../core/call/call-phase.js';
import type { TieWay as OpenTie } from '../core/fleet/choose-switch.js';
import { linesWanted, type TieSetting } from '../core/fleet/tie.js';
import type { MediaServerId } from '../core/kernel/ids.js';
import type { Rng } from '../core/kernel/rng.js';
import type { Clock, Timer } from '../ports/clock.js';
import type { AgentFloor } from './agent-floor.js';
import type { CallSupervisor } from './call-supervisor.js';
import type { EventBus } from './event-bus.js';
import type { ArrivedLeg, Fleet } from './fleet.js';
import type { TieLine } from './tie-line.js';
import { TieWay } from './tie-way.js';

/** While calls are on their way across their lines are counted this often, besides at each that is placed. */
const LOOK_MS = 500;
const AT_WORK: ReadonlySet<string> = new Set(['available', 'reserved', 'talking', 'wrap_up']);

export interface TieDeskDeps {
  readonly settings: readonly TieSetting[];
  readonly fleet: Fleet;
  readonly floor: Pick<AgentFloor, 'all'>;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly bus: EventBus;
  /** A line stands ready: somebody may be waiting for it. */
  readonly onReady: () => void;
  /** What may be dialled across has changed. */
  readonly onChange: () => void;
}

/** A tie with the most calls it takes, and its two ways. */
interface Tie {
  readonly lines: number;
  readonly ways: readonly TieWay[];
}

/**
 * The ties between the switches: how many lines stand ready, and whose they are. Owned by the engine; `close` ends the
 * lines that nobody talks over.
 */
export class TieDesk {
  readonly #deps: TieDeskDeps;
  readonly #ties: readonly Tie[];
  /** Calls dialled, or waiting, on one switch for agents of another. */
  readonly #across = new Map<CallSupervisor, TieWay>();
  readonly #unlisten: readonly (() => void)[];
  #beat: Timer | null = null;

  constructor(deps: TieDeskDeps) {
    this.#deps = deps;
    const parts = { ...deps, onProof: () => deps.onChange(), onReady: () => deps.onReady() };
    this.#ties = deps.settings.map(({ lines, ends: [one, other] }) => ({
      lines,
      ways: [
        new TieWay(parts, { from: one.serverId, to: other.serverId, endpoint: one.endpoint }),
        new TieWay(parts, { from: other.serverId, to: one.serverId, endpoint: other.endpoint }),
      ],
    }));
    deps.fleet.onTie((leg) => this.#arrived(leg));
    const { bus } = deps;
    this.#unlisten = [bus.on('media:down', () => this.#look()), bus.on('switch:moved', () => this.#look())];
  }

  /** Where there is none nothing of ties has to be asked. */
  get any(): boolean {
    return this.#ties.length > 0;
  }

  close(): void {
    for (const off of this.#unlisten) {
      off();
    }
    if (this.#beat !== null) {
      this.#deps.clock.clearTimer(this.#beat);
      this.#beat = null;
    }
    this.#across.clear();
    for (const { ways } of this.#ties) {
      for (const way of ways) {
        way.close();
      }
    }
  }

  /** The ways to a switch, and whether one call more may be dialled by each; a line is asked for where none has stood. */
  to(home: MediaServerId): readonly OpenTie[] {
    return this.#ties.flatMap(({ ways, lines }) =>
      ways
        .filter(({ whither }) => whither.to === home)
        .map((way) => {
          const { from, to } = way.whither;
          return { from, to, open: way.open && way.isProved() && lines > this.#taken(ways) };
        }),
    );
  }

  /** Of the ways from these switches to that one: how many talks more the ties bear; 0 where none is known to stand. */
  room(from: readonly MediaServerId[], home: MediaServerId): number {
    let room = 0;
    for (const { ways, lines } of this.#ties) {
      const stands = ways.some(
        (way) => way.whither.to === home && from.includes(way.whither.from) && way.open && way.isProved(),
      );
      room += stands ? Math.max(0, lines - this.#taken(ways)) : 0;
    }
    return room;
  }

  /** Switches that could dial for agents of that one, whether or not they can now. */
  neighbours(home: MediaServerId): readonly MediaServerId[] {
    return this.#ties.flatMap(({ ways }) =>
      ways.filter(({ whither }) => whither.to === home).map(({ whither }) => whither.from),
    );
  }

  isReady(from: MediaServerId, to: MediaServerId): boolean {
    return this.#ways(from, to).some((way) => way.ready > 0);
  }

  /** A line for a person of `from` and an agent of `to`; null where none stands ready. */
  take(from: MediaServerId, to: MediaServerId, lost: (line: TieLine) => void): TieLine | null {
    for (const way of this.#ways(from, to)) {
      const line = way.take(lost);
      if (line !== null) {
        return line;
      }
    }
    return null;
  }

  /** A call is on its way, or waits, for agents of another switch: lines are set up while it rings. */
  expect(call: CallSupervisor, to: MediaServerId): void {
    const [way] = this.#ways(call.subject.serverId, to);
    if (way !== undefined) {
      this.#across.set(call, way);
      this.#look();
    }
  }

  #look(): void {
    const inFlight = new Map<TieWay, number>();
    for (const [call, way] of this.#across) {
      if (IN_FLIGHT_PHASES.has(call.state.phase)) {
        inFlight.set(way, (inFlight.get(way) ?? 0) + 1);
      } else {
        this.#across.delete(call);
      }
    }
    for (const { ways, lines } of this.#ties) {
      const left = lines - this.#taken(ways);
      for (const way of ways) {
        const agents = this.#atWork(way.whither.to);
        way.keep(linesWanted({ inFlight: inFlight.get(way) ?? 0, agents, taken: way.taken, left }));
      }
    }
    this.#lookSoon();
  }

  #lookSoon(): void {
    if (this.#across.size > 0) {
      this.#beat ??= this.#deps.clock.setTimer(LOOK_MS, () => {
        this.#beat = null;
        this.#look();
      });
    }
  }

  #arrived({ legId, serverId, inbound }: ArrivedLeg): boolean {
    return this.#ties.some(({ ways }) =>
      ways.some((way) => way.whither.to === serverId && way.arrived(legId, inbound.called)),
    );
  }

  #ways(from: MediaServerId, to: MediaServerId): readonly TieWay[] {
    return this.#ties.flatMap(({ ways }) =>
      ways.filter(({ whither }) => whither.from === from && whither.to === to),
    );
  }

  #taken(ways: readonly TieWay[]): number {
    return ways.reduce((sum, way) => sum + way.taken, 0);
  }

  #atWork(serverId: MediaServerId): number {
    let count = 0;
    for (const agent of this.#deps.floor.all()) {
      count += agent.serverId === serverId && AT_WORK.has(agent.state.name) ? 1 : 0;
    }
    return count;
  }
}
