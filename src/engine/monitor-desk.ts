import { isPagePhone } from '../core/agent/page-phone.js';
import { CadenciaError } from '../core/kernel/errors.js';
import type { AgentId, AttemptId, LegId, MediaServerId } from '../core/kernel/ids.js';
import type { Rng } from '../core/kernel/rng.js';
import { isMonitorPage } from '../core/monitor/monitor-page.js';
import type { MonitorMode } from '../core/monitor/monitor-state.js';
import type { TalkStateName } from '../core/talk/talk-state.js';
import type { Clock } from '../ports/clock.js';
import type { AgentFloor } from './agent-floor.js';
import type { AgentSupervisor } from './agent-supervisor.js';
import type { MonitorControl, MonitorView } from './engine-control.js';
import type { EventBus } from './event-bus.js';
import type { Fleet } from './fleet.js';
import { MonitorLine } from './monitor-line.js';

export interface MonitorDeskDeps {
  readonly floor: AgentFloor;
  readonly fleet: Fleet;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly bus: EventBus;
  /** The leg of the person in a call, or null when it is over. */
  readonly personLeg: (id: AttemptId) => LegId | null;
  /** What the agent does with the person on his line. */
  readonly talkOf: (id: AgentId) => TalkStateName;
}

/** Supervisors beside the talks of agents: one phone a person, one person an agent. */
export class MonitorDesk implements MonitorControl {
  readonly #deps: MonitorDeskDeps;
  readonly #lines = new Map<string, MonitorLine>();
  readonly #unlisten: () => void;

  constructor(deps: MonitorDeskDeps) {
    this.#deps = deps;
    this.#unlisten = deps.bus.on('agent:moved', ({ agentId, from, to }) =>
      this.#agentMoved(agentId, from, to),
    );
  }

  close(): void {
    this.#unlisten();
    for (const line of this.#lines.values()) {
      line.close();
    }
  }

  views(): readonly MonitorView[] {
    return [...this.#lines.values()].map((line) => viewOf(line));
  }

  view(person: string): MonitorView | null {
    const line = this.#lines.get(person);
    return line === undefined ? null : viewOf(line);
  }

  watch(person: string, id: AgentId, mode: MonitorMode, endpoint: string): MonitorView {
    const agent = this.#deps.floor.get(id);
    const { serverId, legId } = agent;
    if (legId === null || serverId === null) {
      throw conflict(`Agent '${id}' has no phone on the line now: there is nothing to hear.`);
    }
    if (!this.#deps.fleet.get(serverId).capabilities.snoop) {
      throw conflict(`Media server ${serverId} cannot let anybody listen.`);
    }
    this.#checkPhone(endpoint, serverId);
    const other = [...this.#lines.values()].find(
      (line) => line.seat.person !== person && line.state.agentId === id,
    );
    if (other !== undefined) {
      throw conflict(`${other.seat.person} listens to agent '${id}' already; one at a time.`);
    }
    const line = this.#lineOf({ person, endpoint, serverId });
    const talk = talkOf(agent);
    const refused = line.input({ kind: 'watch', agentId: id, mode, talk });
    if (refused !== null) {
      this.#forgetIdle(line);
      throw conflict(refused);
    }
    return viewOf(line);
  }

  /** Who rings an agent's page takes his telephone from him; a page is known to one server alone. */
  #checkPhone(endpoint: string, serverId: MediaServerId): void {
    if (isPagePhone(endpoint)) {
      throw conflict(`'${endpoint}' is an agent's own page; listen by your own page or by a desk telephone.`);
    }
    if (isMonitorPage(endpoint) && this.#deps.fleet.serverForPage()?.id !== serverId) {
      throw conflict(
        `The agent's phone is on media server ${serverId}, which pages are no telephones of; listen by a desk telephone.`,
      );
    }
  }

  leave(person: string): MonitorView | null {
    this.#lines.get(person)?.input({ kind: 'leave' });
    return this.view(person);
  }

  hangUp(person: string): void {
    this.#lines.get(person)?.input({ kind: 'hangUp' });
  }

  /** The agent's phone is gone. */
  agentGone({ profile }: AgentSupervisor): void {
    for (const line of this.#watching(profile.id)) {
      line.input({ kind: 'agentGone' });
    }
  }

  #agentMoved(agentId: AgentId, from: string, to: string): void {
    for (const line of this.#watching(agentId)) {
      const talk = talkOf(this.#deps.floor.get(agentId));
      if (to === 'talking' && talk !== null) {
        line.input({ kind: 'talkBegan', attemptId: talk });
      } else if (to === 'offline' || to === 'connection_lost') {
        line.input({ kind: 'agentGone' });
      } else if (from === 'talking') {
        line.input({ kind: 'talkEnded' });
      }
    }
  }

  #watching(agentId: AgentId): readonly MonitorLine[] {
    return [...this.#lines.values()].filter((line) => line.state.agentId === agentId);
  }

  /** His line; a new one where he has none, or sits at another phone, or the agent is on another server. */
  #lineOf(seat: MonitorLine['seat']): MonitorLine {
    const present = this.#lines.get(seat.person);
    if (present?.seat.endpoint === seat.endpoint && present.seat.serverId === seat.serverId) {
      return present;
    }
    present?.input({ kind: 'hangUp' });
    const line = new MonitorLine(
      {
        ...this.#deps,
        agentLeg: (id) => this.#deps.floor.find(id)?.legId ?? null,
        onOff: (ended) => this.#forgetIdle(ended),
      },
      seat,
    );
    this.#lines.set(seat.person, line);
    return line;
  }

  #forgetIdle(line: MonitorLine): void {
    if (line.state.phase === 'off' && this.#lines.get(line.seat.person) === line) {
      this.#lines.delete(line.seat.person);
    }
  }
}

function talkOf({ state }: AgentSupervisor): AttemptId | null {
  return state.name === 'talking' ? state.attemptId : null;
}

function viewOf({ seat, state }: MonitorLine): MonitorView {
  const { phase, agentId, mode, talk, sinceMs } = state;
  return {
    person: seat.person,
    endpoint: seat.endpoint,
    byPage: isMonitorPage(seat.endpoint),
    phase,
    agentId,
    mode,
    talk,
    sinceMs,
  };
}

function conflict(detail: string): CadenciaError {
  return new CadenciaError('DLR_STATE_CONFLICT', { detail });
}
