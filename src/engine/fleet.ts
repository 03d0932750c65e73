import { chooseHome, type SwitchLoad } from '../core/fleet/choose-switch.js';
import type { SwitchSetting } from '../core/fleet/switch-setting.js';
import { CadenciaError, isCadenciaError, messageOf } from '../core/kernel/errors.js';
import {
  agentOfLeg,
  attemptOfLeg,
  isMonitorLeg,
  isTieLeg,
  type LegId,
  type MediaServerId,
  type TrunkId,
} from '../core/kernel/ids.js';
import { MINUTE, SECOND } from '../core/kernel/time.js';
import type { Clock, Timer } from '../ports/clock.js';
import type { InboundLeg, LiveLeg, LocalHangupCause, MediaEvent, MediaServer } from '../ports/media.js';
import type { EnginePresence } from './engine-presence.js';
import type { EventBus } from './event-bus.js';
import { LegEnds } from './leg-ends.js';
import { ServerLoad } from './server-load.js';
import { SwitchesInService } from './switches-in-service.js';
import { UnansweredDials } from './unanswered-dials.js';

/** A server's list is compared with ours this often, because an event may be lost without the link breaking. */
const AUDIT_MS = 1 * MINUTE;
/** Younger legs are left out: their originate may still be on its way. */
const AUDIT_FROM_AGE_MS = 30 * SECOND;

type LegEvent = Extract<MediaEvent, { readonly legId: LegId }>;

/** Who owns a leg hears its events. */
export interface LegOwner {
  onLegEvent(event: LegEvent): void;
  /** The leg is gone without a word: its server died, or no longer knows it. */
  onLegLost(): void;
}

/** A call that came in and that nobody owns yet. */
export interface ArrivedLeg {
  readonly legId: LegId;
  readonly serverId: MediaServerId;
  readonly inbound: InboundLeg;
  /** Found after a restart of ours: whether it was answered, and whom it talks to. */
  readonly found: Pick<LiveLeg, 'state' | 'bridgedWith'> | null;
}

export interface FleetDeps {
  readonly servers: readonly MediaServer[];
  readonly clock: Clock;
  readonly bus: EventBus;
  /** Whether this engine may act; where left out it may always. */
  readonly presence?: Pick<EnginePresence, 'certain' | 'sure'>;
}

/**
 * All media servers and who owns which leg. After each (re)connect the legs a server lists are compared with the
 * owners: a leg that is not listed is lost; one that nobody owns is an orphan and is hung up, unless the recovery
 * of a start is still to say whose it is.
 */
export class Fleet {
  readonly #deps: FleetDeps;
  readonly #servers = new Map<MediaServerId, MediaServer>();
  readonly #owners = new Map<LegId, { owner: LegOwner; serverId: MediaServerId; sinceMs: number }>();
  readonly #downReasons = new Map<MediaServerId, string>();
  readonly #service = new SwitchesInService();
  readonly #agentLegs = new Map<MediaServerId, number>();
  readonly #load: ServerLoad;
  readonly #dials: UnansweredDials;
  #firstListing: ((serverId: MediaServerId, legs: readonly LiveLeg[]) => void) | null = null;
  #onUp: () => void = () => {};
  #onRoom: () => void = () => {};
  /** Who takes calls that come in; where nobody does they are refused. */
  #onArrived: (leg: ArrivedLeg) => void = (leg) => this.#refuse(leg);
  /** Who knows the far ends of ties: they come in as calls do, and are nobody's callers. */
  #isTie: (leg: ArrivedLeg) => boolean = () => false;
  readonly #ends: LegEnds;
  #auditTimer: Timer | null = null;
  #closed = false;

  constructor(deps: FleetDeps) {
    this.#deps = deps;
    this.#ends = new LegEnds({ ...deps, run: (serverId, op, command) => this.run(serverId, op, command) });
    const onRoom = (): void => this.#onRoom();
    this.#load = new ServerLoad({ ...deps, onRoom });
    this.#dials = new UnansweredDials({
      clock: deps.clock,
      ask: (id) => this.get(id).list(),
      isUp: (id) => !this.#closed && this.isUp(id),
      onAnswer: onRoom,
    });
    for (const server of deps.servers) {
      this.#servers.set(server.id, server);
      this.#downReasons.set(server.id, 'not connected yet');
      server.onEvent((event) => this.#onEvent(event));
    }
  }

  /**
   * `firstListing` hears each listing before the owners do: recovery adopts in it. `onRoom` hears that a server which was
   * given as many calls as it takes may be given one more.
   */
  async start(
    firstListing: (serverId: MediaServerId, legs: readonly LiveLeg[]) => void,
    onUp: () => void,
    onRoom: () => void,
  ): Promise<void> {
    this.#firstListing = firstListing;
    this.#onUp = onUp;
    this.#onRoom = onRoom;
    await Promise.all([...this.#servers.values()].map((server) => server.start()));
    this.#auditSoon();
  }

  onArrived(take: (leg: ArrivedLeg) => void): void {
    this.#onArrived = take;
  }

  /** Is asked first of each call that comes in; true takes it. */
  onTie(take: (leg: ArrivedLeg) => boolean): void {
    this.#isTie = take;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#load.close();
    if (this.#auditTimer !== null) {
      this.#deps.clock.clearTimer(this.#auditTimer);
    }
    this.#ends.close();
    await Promise.all([...this.#servers.values()].map((server) => server.close()));
  }

  servers(): readonly {
    readonly id: MediaServerId;
    readonly up: boolean;
    readonly legs: number;
    readonly reason: string;
  }[] {
    return [...this.#servers.values()].map((server) => ({
      id: server.id,
      up: server.isUp(),
      legs: [...this.#owners.values()].filter((entry) => entry.serverId === server.id).length,
      reason: server.isUp() ? this.#load.reasonOf(server.id) : (this.#downReasons.get(server.id) ?? ''),
    }));
  }

  get anyUp(): boolean {
    for (const server of this.#servers.values()) {
      if (server.isUp()) {
        return true;
      }
    }
    return false;
  }

  /** Under what names our legs live, by server; only of those on which another engine can take over. */
  estates(): Readonly<Record<MediaServerId, string>> {
    const named = [...this.#servers.values()].filter(({ estate }) => estate !== null);
    return Object.fromEntries(named.map(({ id, estate }) => [id, estate ?? '']));
  }

  /** Takes over what another engine left on a server. */
  inherit(serverId: MediaServerId, estate: string): Promise<readonly LiveLeg[]> {
    return this.get(serverId).inherit(estate);
  }

  isInheriting(serverId: MediaServerId, estate: string): boolean {
    return this.get(serverId).isInheriting(estate);
  }

  settingOf(id: MediaServerId): SwitchSetting {
    return this.#service.settingOf(id);
  }

  set(setting: SwitchSetting): void {
    this.#service.set(setting);
  }

  /** True while new calls may leave by it. */
  takesNew(serverId: MediaServerId): boolean {
    return this.#service.takeNew(serverId) && this.isUp(serverId);
  }

  /** The servers that have room, as a call of a campaign finds them. */
  loads(countOf: (id: MediaServerId) => Pick<SwitchLoad, 'agents' | 'calls'>): readonly SwitchLoad[] {
    return [...this.#servers.values()]
      .filter(({ id }) => this.#hasRoom(id))
      .map(({ id }) => this.#loadOf(id, countOf(id)));
  }

  /** What it was told of is lost: calls end, as after a restart of it. Agents keep their place. */
  giveUp(serverId: MediaServerId): void {
    for (const [legId, entry] of [...this.#owners]) {
      const isCall = entry.serverId === serverId && agentOfLeg(legId) === null && !isMonitorLeg(legId);
      if (isCall && this.#owners.get(legId) === entry) {
        entry.owner.onLegLost();
      }
    }
  }

  /** Whether a call may be placed on it now: it takes new ones, and has room. */
  takesCalls(serverId: MediaServerId): boolean {
    return this.takesNew(serverId) && this.#hasRoom(serverId);
  }

  /** It is not full, was not given too many this second, and answers. */
  #hasRoom(serverId: MediaServerId): boolean {
    return this.#load.hasRoom(serverId) && !this.#dials.holds(serverId);
  }

  /** A call to a person is about to be placed on it. */
  give(serverId: MediaServerId): void {
    this.#load.give(serverId);
  }

  /** Whether a trunk is there; of a server that is not configured any more it is not. */
  carries(serverId: MediaServerId, trunkId: TrunkId): boolean {
    return this.#servers.get(serverId)?.carries(trunkId) ?? false;
  }

  isUp(serverId: MediaServerId): boolean {
    return this.#servers.get(serverId)?.isUp() ?? false;
  }

  /** The server for a new agent's leg: of those whose phone it is the one with the fewest agents for its weight. */
  serverForAgent(endpoint: string): MediaServer | null {
    const fits = [...this.#servers.values()].filter((server) => server.ownsPhone(endpoint));
    const home = chooseHome(fits.map(({ id }) => this.#loadOf(id, { agents: this.#agentsOn(id), calls: 0 })));
    return home === null ? null : this.get(home);
  }

  /** The server that agents' pages are telephones of: the first one, or null while it takes none. */
  serverForPage(): MediaServer | null {
    const [first] = this.#servers.values();
    return first !== undefined && this.takesNew(first.id) ? first : null;
  }

  #loadOf(id: MediaServerId, count: Pick<SwitchLoad, 'agents' | 'calls'>): SwitchLoad {
    const { state, weight } = this.settingOf(id);
    return { id, state, weight, up: this.isUp(id) && this.#service.isListed(id), ...count };
  }

  countAgent(serverId: MediaServerId, change: 1 | -1): void {
    this.#agentLegs.set(serverId, Math.max(0, this.#agentsOn(serverId) + change));
  }

  get(serverId: MediaServerId): MediaServer {
    const server = this.#servers.get(serverId);
    if (server === undefined) {
      throw new CadenciaError('DLR_MEDIA_DOWN', {
        detail: `Media server ${serverId} is not configured any more.`,
      });
    }
    return server;
  }

  /** From now on the leg's events go to `owner`; claim before the originate leaves. */
  claim(legId: LegId, serverId: MediaServerId, owner: LegOwner): void {
    this.#owners.set(legId, { owner, serverId, sinceMs: this.#deps.clock.now() });
  }

  disown(legId: LegId): void {
    this.#owners.delete(legId);
  }

  /** Runs a command and tells how long it took; failures are the caller's to handle. */
  async run(
    serverId: MediaServerId,
    op: string,
    command: (server: MediaServer) => Promise<void>,
  ): Promise<void> {
    if (this.#deps.presence?.certain === false) {
      // Stopped, or without an answer, for so long that its calls may be another engine's by now.
      await this.#deps.presence.sure();
    }
    const startedMs = this.#deps.clock.now();
    let ok = false;
    try {
      const done = command(this.get(serverId));
      await (op === 'originate' ? this.#dials.during(serverId, done) : done);
      ok = true;
    } finally {
      this.#deps.bus.emit('media:command', { serverId, op, ms: this.#deps.clock.now() - startedMs, ok });
    }
  }

  /** A command whose failure changes nothing: it is told, and the leg's events decide. */
  tell(serverId: MediaServerId, op: string, command: (server: MediaServer) => Promise<void>): void {
    this.run(serverId, op, command).catch((error: unknown) => {
      if (!isCadenciaError(error)) {
        const atMs = this.#deps.clock.now();
        this.#deps.bus.emit('engine:defect', { where: `media ${op}`, message: messageOf(error), atMs });
      }
    });
  }

  /** Ends a leg, however long its server does not hear of it. */
  hangUp(serverId: MediaServerId, legId: LegId, cause: LocalHangupCause): void {
    if (this.#servers.has(serverId)) {
      this.#ends.hangUp(serverId, legId, cause);
    }
  }

  #agentsOn(serverId: MediaServerId): number {
    return this.#agentLegs.get(serverId) ?? 0;
  }

  #onEvent(event: MediaEvent): void {
    switch (event.kind) {
      case 'serverUp': {
        this.#downReasons.delete(event.serverId);
        this.#deps.bus.emit('media:up', { serverId: event.serverId, atMs: event.atMs });
        break;
      }
      case 'serverFull': {
        this.#load.full(event);
        break;
      }
      case 'serverFree': {
        this.#load.free(event.serverId, event.atMs);
        this.#onUp();
        break;
      }
      case 'serverDown': {
        this.#load.free(event.serverId, event.atMs);
        this.#downReasons.set(event.serverId, event.reason);
        this.#service.lost(event.serverId);
        // Another engine may have taken our place there.
        void this.#deps.presence?.sure();
        this.#deps.bus.emit('media:down', {
          serverId: event.serverId,
          reason: event.reason,
          atMs: event.atMs,
        });
        break;
      }
      case 'resync': {
        this.#resync(event.serverId, event.legs);
        break;
      }
      case 'offered': {
        if (!this.#owners.has(event.legId)) {
          const { legId, serverId, inbound } = event;
          this.#arrived({ legId, serverId, inbound, found: null });
        }
        break;
      }
      default: {
        if (event.kind === 'hungUp') {
          this.#ends.over(event.legId);
        }
        this.#owners.get(event.legId)?.owner.onLegEvent(event);
      }
    }
  }

  #resync(serverId: MediaServerId, legs: readonly LiveLeg[]): void {
    this.#ends.listed(serverId, legs);
    this.#firstListing?.(serverId, legs);
    this.#compare(serverId, legs, Number.POSITIVE_INFINITY);
    this.#service.listed(serverId);
    this.#onUp();
  }

  /** Settles the difference between the server's legs and ours, of those begun before `beforeMs`. */
  #compare(serverId: MediaServerId, legs: readonly LiveLeg[], beforeMs: number): void {
    const alive = new Set(legs.map((leg) => leg.legId));
    const lost = [...this.#owners].filter(
      ([legId, entry]) => entry.serverId === serverId && entry.sinceMs < beforeMs && !alive.has(legId),
    );
    // Customers first: where both legs of a talk are gone nobody is left to be given to another agent.
    const isHost = (legId: LegId): boolean => agentOfLeg(legId) !== null || isTieLeg(legId);
    lost.sort(([a], [b]) => Number(isHost(a)) - Number(isHost(b)));
    for (const [legId, entry] of lost) {
      // Its owner may have let go of it meanwhile, and be bound to another leg by now.
      if (this.#owners.get(legId) === entry) {
        entry.owner.onLegLost();
      }
    }
    this.endOrphans(
      serverId,
      legs.filter(({ createdAtMs }) => createdAtMs < beforeMs),
    );
  }

  /** Of these legs, those that nobody owns: callers are taken on again, all others end. */
  endOrphans(serverId: MediaServerId, legs: readonly LiveLeg[]): void {
    for (const leg of legs) {
      if (!this.#owners.has(leg.legId)) {
        this.#disownedLeg(serverId, leg);
      }
    }
  }

  #auditSoon(): void {
    if (this.#closed) {
      return;
    }
    this.#auditTimer = this.#deps.clock.setTimer(AUDIT_MS, () => {
      const audits = [...this.#servers.values()]
        .filter((server) => server.isUp())
        .map((server) => this.#audit(server));
      void Promise.all(audits).then(() => this.#auditSoon());
    });
  }

  /** Legs that ended, or live on, without our having heard of it. */
  async #audit(server: MediaServer): Promise<void> {
    const beforeMs = this.#deps.clock.now() - AUDIT_FROM_AGE_MS;
    let legs: readonly LiveLeg[];
    try {
      legs = await server.list();
    } catch {
      // The next audit, or the resync after a reconnection, will tell.
      return;
    }
    this.#compare(server.id, legs, beforeMs);
  }

  /** A caller is nobody's orphan: he is taken on again; whatever else is ours and has no owner ends. */
  #disownedLeg(serverId: MediaServerId, leg: LiveLeg): void {
    if (leg.inbound === undefined) {
      this.#hangUpOrphan(serverId, leg.legId);
    } else {
      const { legId, inbound, state, bridgedWith } = leg;
      this.#onArrived({ legId, serverId, inbound, found: { state, bridgedWith } });
    }
  }

  #arrived(leg: ArrivedLeg): void {
    if (this.settingOf(leg.serverId).state === 'maintenance') {
      this.#refuse(leg);
    } else if (!this.#isTie(leg)) {
      this.#onArrived(leg);
    }
  }

  #refuse({ legId, serverId }: ArrivedLeg): void {
    this.hangUp(serverId, legId, 'rejected');
  }

  #hangUpOrphan(serverId: MediaServerId, legId: LegId): void {
    const isOurs = attemptOfLeg(legId) !== null || agentOfLeg(legId) !== null;
    if (!isOurs && !isMonitorLeg(legId) && !isTieLeg(legId)) {
      return;
    }
    this.#deps.bus.emit('media:orphan', { serverId, legId, atMs: this.#deps.clock.now() });
    this.hangUp(serverId, legId, 'normal');
  }
}
