import type { SwitchSetting } from '../core/fleet/switch-setting.js';
import { CadenciaError } from '../core/kernel/errors.js';
import type { MediaServerId } from '../core/kernel/ids.js';
import { MINUTE, SECOND } from '../core/kernel/time.js';
import type { Clock, Timer } from '../ports/clock.js';
import type { Coordination } from '../ports/coordination.js';
import type { SwitchStore } from '../ports/switch-store.js';
import type { BaseVersion } from '../ports/versioned.js';
import type { AgentFloor } from './agent-floor.js';
import type { AgentSupervisor } from './agent-supervisor.js';
import type { SwitchControl, SwitchView } from './engine-control.js';
import type { EventBus } from './event-bus.js';
import type { Fleet } from './fleet.js';

/** Where servers tell one another that a switch was set otherwise. */
const SWITCHES_CHANNEL = 'switches';
/** A link that breaks for less is no reason to ring anybody's phone again. */
const MOVES_AFTER_MS = 5 * SECOND;
/**
 * A switch that is away for longer has lost its calls, where others go on; should it come back with them, they are ended
 * there. Where it is the only one nobody gains by that, and talks may outlive a broken link.
 */
const LOST_AFTER_MS = 1 * MINUTE;

/** In these states an agent's phone may be rung again without anybody noticing but him. */
const IDLE: ReadonlySet<string> = new Set(['available', 'paused']);

export interface SwitchDeskDeps {
  readonly store: SwitchStore | null;
  readonly coordination: Coordination;
  readonly clock: Clock;
  readonly bus: EventBus;
  readonly fleet: Fleet;
  readonly floor: Pick<AgentFloor, 'all' | 'get'>;
  /** This life of the engine. */
  readonly holder: string;
  /** Where calls may leave, and how many agents they leave for, has changed. */
  readonly onChange: () => void;
}

/**
 * Which switches are in service, as people set it and as they are: takes agents off those that are not, without cutting a
 * talk. Owned by the engine; `close` ends its timers.
 */
export class SwitchDesk implements SwitchControl {
  readonly #deps: SwitchDeskDeps;
  readonly #unlisten: readonly (() => void)[];
  readonly #timers = new Map<string, Timer>();
  #unsubscribe: (() => Promise<void>) | null = null;

  constructor(deps: SwitchDeskDeps) {
    this.#deps = deps;
    const { bus } = deps;
    this.#unlisten = [
      bus.on('media:down', ({ serverId }) => this.#wentDown(serverId)),
      bus.on('media:up', ({ serverId }) => this.#forget(serverId)),
      bus.on('agent:moved', ({ agentId, to }) => {
        if (IDLE.has(to)) {
          // Once the agent's own step is over.
          this.#later(`idle:${agentId}`, 0, () => this.#leave(deps.floor.get(agentId)));
        }
      }),
    ];
  }

  /** Reads what was set; call before the switches are connected. */
  async load(): Promise<void> {
    for (const { version: _, ...setting } of (await this.#deps.store?.list()) ?? []) {
      this.#take(setting);
    }
  }

  async start(): Promise<void> {
    const { coordination, holder } = this.#deps;
    this.#unsubscribe = await coordination.subscribe(SWITCHES_CHANNEL, (from) => {
      if (from !== holder) {
        // What cannot be read now stays as it was: the next change, or the next start, brings it.
        void this.load().catch(() => undefined);
      }
    });
  }

  views(): readonly SwitchView[] {
    const { fleet, floor } = this.#deps;
    const agents = [...floor.all()];
    return fleet.servers().map(({ id, up, legs, reason }) => {
      const mine = agents.filter(({ serverId }) => serverId === id);
      const phones = mine.filter(({ legId }) => legId !== null).length;
      const calls = Math.max(0, legs - mine.length);
      return { ...fleet.settingOf(id), up, reason, calls, agents: phones };
    });
  }

  /** Holds from the next call on, on every server. @returns the new version. */
  async save(wanted: Omit<SwitchSetting, 'sinceMs'>, base: BaseVersion): Promise<number> {
    const { store, fleet, clock, coordination, holder } = this.#deps;
    const present = fleet.servers().find(({ id }) => id === wanted.id);
    if (present === undefined || store === null) {
      throw new CadenciaError('DLR_NOT_FOUND', { detail: `There is no switch '${wanted.id}'.` });
    }
    const { state, sinceMs } = fleet.settingOf(wanted.id);
    const setting = { ...wanted, sinceMs: state === wanted.state ? sinceMs : clock.now() };
    const version = await store.save(setting, base);
    this.#take(setting);
    await coordination.publish(SWITCHES_CHANNEL, holder).catch(() => undefined);
    return version;
  }

  /** Idempotent. */
  async close(): Promise<void> {
    for (const off of this.#unlisten) {
      off();
    }
    for (const timer of this.#timers.values()) {
      this.#deps.clock.clearTimer(timer);
    }
    this.#timers.clear();
    await this.#unsubscribe?.();
    this.#unsubscribe = null;
  }

  #take(setting: SwitchSetting): void {
    const { fleet, floor, bus, clock, onChange } = this.#deps;
    const { id, state } = setting;
    const from = fleet.settingOf(id).state;
    fleet.set(setting);
    if (from !== state) {
      bus.emit('switch:moved', { serverId: id, from, to: state, why: setting.why, atMs: clock.now() });
      for (const agent of floor.all()) {
        this.#leave(agent);
      }
    }
    onChange();
  }

  /** Rings the agent's phone by another switch where his own is to be left, or is gone, and he is between two calls. */
  #leave(agent: AgentSupervisor): void {
    const { fleet } = this.#deps;
    const { serverId, state } = agent;
    if (serverId === null || !IDLE.has(state.name) || fleet.takesNew(serverId)) {
      return;
    }
    const isAway = !fleet.isUp(serverId) || fleet.settingOf(serverId).state === 'maintenance';
    if ((isAway || state.name === 'paused') && fleet.serverForAgent(agent.profile.endpoint) !== null) {
      agent.changeSwitch();
    }
  }

  #wentDown(serverId: MediaServerId): void {
    const { floor, onChange } = this.#deps;
    onChange();
    this.#later(`moves:${serverId}`, MOVES_AFTER_MS, () => {
      for (const agent of [...floor.all()].filter((one) => one.serverId === serverId)) {
        this.#leave(agent);
      }
    });
    this.#giveUpLater(serverId);
  }

  #giveUpLater(serverId: MediaServerId): void {
    const { fleet } = this.#deps;
    this.#later(`lost:${serverId}`, LOST_AFTER_MS, () => {
      if (fleet.servers().some(({ id }) => fleet.takesNew(id))) {
        fleet.giveUp(serverId);
      } else {
        this.#giveUpLater(serverId);
      }
    });
  }

  #forget(serverId: MediaServerId): void {
    for (const name of [`moves:${serverId}`, `lost:${serverId}`]) {
      this.#clear(name);
    }
  }

  #later(name: string, ms: number, act: () => void): void {
    this.#clear(name);
    const timer = this.#deps.clock.setTimer(ms, () => {
      this.#timers.delete(name);
      act();
    });
    this.#timers.set(name, timer);
  }

  #clear(name: string): void {
    const timer = this.#timers.get(name);
    if (timer !== undefined) {
      this.#deps.clock.clearTimer(timer);
      this.#timers.delete(name);
    }
  }
}
