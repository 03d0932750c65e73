import { choosePlace, type Place, type PlaceLoad } from '../core/fleet/choose-switch.js';
import type { MediaServerId, TrunkId } from '../core/kernel/ids.js';
import type { AgentSupervisor } from './agent-supervisor.js';
import type { CallSupervisor } from './call-supervisor.js';
import type { DialerDeps, DialingCampaign } from './dialing-campaign.js';

/** What ties leave of the dialling. */
export interface TieRoom {
  /** Free agents whom no line could reach. */
  readonly left: number;
  /** Talks more that the ties bear. */
  readonly room: number;
}

/**
 * From which switch a campaign's calls leave, and for the agents of which: their own where it can, another one that a tie
 * leads from where not. Holds nothing that has to be ended.
 */
export class CallPlaces {
  readonly #deps: Pick<DialerDeps, 'fleet' | 'floor' | 'trunks' | 'ties'>;
  readonly #campaign: Pick<DialingCampaign, 'settings' | 'calls'>;

  constructor(
    deps: Pick<DialerDeps, 'fleet' | 'floor' | 'trunks' | 'ties'>,
    campaign: Pick<DialingCampaign, 'settings' | 'calls'>,
  ) {
    this.#deps = deps;
    this.#campaign = campaign;
  }

  /** For whoever will be free, or for that agent alone; null where no call can leave now. */
  choose(agent: AgentSupervisor | null): Place | null {
    const { fleet, floor, ties } = this.#deps;
    const { settings, calls } = this.#campaign;
    const agentsOn = (id: MediaServerId): number =>
      agent === null ? floor.agentsOn(id, settings.id) : Number(agent.serverId === id);
    const loads = fleet
      .loads((id) => ({ agents: agentsOn(id), calls: agent === null ? calls.on(id) : 0 }))
      .map((load): PlaceLoad => ({ ...load, carries: !ties.any || this.#carriesNow(load.id) }));
    const far = loads.filter(({ agents, carries }) => agents > 0 && !carries);
    const weak = loads.filter(({ agents, weight }) => agents > 0 && weight === 0);
    const ways = new Set([...far, ...weak].flatMap(({ id }) => (ties.any ? ties.to(id) : [])));
    return choosePlace(loads, [...ways]);
  }

  /** Where there is no tie, as ever: only by its own switch. */
  reaches(serverId: MediaServerId): boolean {
    return this.#leavesAt(serverId) || this.#neighbours(serverId).length > 0;
  }

  /** Those who are free on a switch that ties alone lead to, beyond what these bear. */
  beyondTies(agents: Iterable<AgentSupervisor>): ReadonlySet<AgentSupervisor> {
    const beyond = new Set<AgentSupervisor>();
    if (!this.#deps.ties.any) {
      return beyond;
    }
    const rooms = new Map<MediaServerId, number>();
    for (const agent of agents) {
      const { serverId, state } = agent;
      if (serverId === null || state.name !== 'available' || this.#leavesAt(serverId)) {
        continue;
      }
      const room = rooms.get(serverId) ?? this.#roomTo(serverId);
      rooms.set(serverId, room - 1);
      if (room <= 0) {
        beyond.add(agent);
      }
    }
    return beyond;
  }

  /** Null where every agent is dialled for by his own switch. */
  tieRoom(agents: Iterable<AgentSupervisor>): TieRoom | null {
    const { ties } = this.#deps;
    if (!ties.any) {
      return null;
    }
    const members = [...agents];
    const far = new Set(
      members.flatMap(({ serverId }) => (serverId === null || this.#leavesAt(serverId) ? [] : [serverId])),
    );
    if (far.size === 0) {
      return null;
    }
    const near = members.some(({ serverId }) => serverId !== null && !far.has(serverId));
    const room = [...far].reduce((sum, id) => sum + this.#roomTo(id), 0);
    return { left: this.beyondTies(members).size, room: near ? Number.POSITIVE_INFINITY : room };
  }

  /** Nobody on its own switch takes it: a line is asked for to where agents of the campaign are. */
  expect(call: CallSupervisor): void {
    const { floor, ties } = this.#deps;
    const { serverId } = call.subject;
    if (!ties.any) {
      return;
    }
    if (call.homeId !== serverId) {
      ties.expect(call, call.homeId);
      return;
    }
    for (const { serverId: home } of floor.membersOf(this.#campaign.settings.id)) {
      if (home !== null && home !== serverId && ties.neighbours(home).includes(serverId)) {
        ties.expect(call, home);
        return;
      }
    }
  }

  /** Calls leave by that switch itself; without ties it is not asked whether its trunks are there. */
  #leavesAt(serverId: MediaServerId): boolean {
    const { fleet, trunks, ties } = this.#deps;
    const { settings } = this.#campaign;
    return (
      fleet.takesNew(serverId) &&
      (!ties.any || ties.neighbours(serverId).length === 0 || trunks.has(settings, this.#carriedBy(serverId)))
    );
  }

  #roomTo(home: MediaServerId): number {
    return this.#deps.ties.room(this.#neighbours(home), home);
  }

  /** Switches that a tie leads from and that the campaign has a trunk on. */
  #neighbours(home: MediaServerId): readonly MediaServerId[] {
    const { ties, trunks } = this.#deps;
    const { settings } = this.#campaign;
    return ties.neighbours(home).filter((id) => trunks.has(settings, this.#carriedBy(id)));
  }

  #carriesNow(serverId: MediaServerId): boolean {
    return this.#deps.trunks.freeChannels(this.#campaign.settings, this.#carriedBy(serverId)) > 0;
  }

  #carriedBy(serverId: MediaServerId): (trunkId: TrunkId) => boolean {
    return (trunkId) => this.#deps.fleet.carries(serverId, trunkId);
  }
}
