import type { AttemptResult } from '../core/call-log/call-log-row.js';
import type { Trunk } from '../core/campaign/campaign.js';
import { HOUR, SECOND } from '../core/kernel/time.js';
import type { TrunkLoad } from '../core/route/choose-trunk.js';
import {
  afterDelay,
  afterLaunch,
  afterRefusal,
  type BackOff,
  backOffNow,
  channelsNow,
  cpsNow,
  refusalOf,
  type TrunkCapacity,
  UNTRIED,
} from '../core/route/trunk-capacity.js';
import {
  afterDelivery,
  afterFault,
  afterTaking,
  HEALTHY,
  mayCarry,
  type TrunkHealth,
} from '../core/route/trunk-health.js';
import { isScheduled } from '../core/route/trunk-schedule.js';
import type { Clock } from '../ports/clock.js';
import type { TrunkProbed } from '../ports/sip-watch.js';
import { DepartureGate } from './departure-gate.js';
import type { EventBus } from './event-bus.js';

/** At the edge of what the normal trunks carry a contingency trunk comes and goes: it is told of no more often. */
const CONTINGENCY_TOLD_MS = 1 * HOUR;

interface LaneDeps {
  readonly clock: Clock;
  readonly bus: EventBus;
}

/** From the wish for a call to its launch, at most: the gate decides in between. */
const DECIDING_MS = 5;
/** Share of a second's calls that may leave at once where the carrier was found to take less than it sold. */
const BURST_SHARE = 0.2;

/** One trunk at work: channels, calls a second, what its carrier was found to take of both, hours, circuit breaker. */
export class TrunkLane {
  readonly #deps: LaneDeps;
  #trunk: Trunk;
  #inUse = 0;
  /** Token bucket: a trunk of n CPS lets n calls through in any second, and never more at once. */
  #tokens: number;
  #refilledMs: number;
  readonly #departures = new DepartureGate();
  #health: TrunkHealth = HEALTHY;
  /** How its carrier answers by SIP; null where nobody asks. */
  #probed: TrunkProbed | null = null;
  #capacity: TrunkCapacity = UNTRIED;
  /** As it was last said. */
  #inHours = true;
  #contingencyToldMs = Number.NEGATIVE_INFINITY;

  constructor(deps: LaneDeps, trunk: Trunk) {
    this.#deps = deps;
    this.#trunk = trunk;
    this.#tokens = this.#mostTokens;
    this.#refilledMs = deps.clock.now();
  }

  get trunk(): Trunk {
    return this.#trunk;
  }

  setTrunk(trunk: Trunk): void {
    const { carrierId, host, channels, cps } = this.#trunk;
    const { carrierId: carrier, host: where } = trunk;
    if (carrierId !== carrier || host !== where || channels !== trunk.channels || cps !== trunk.cps) {
      this.#capacity = UNTRIED;
    }
    this.#trunk = trunk;
    this.#tokens = Math.min(this.#tokens, this.#mostTokens);
  }

  get freeChannels(): number {
    return Math.max(0, this.#channels - this.#inUse);
  }

  /** Calls at once that may be asked of the carrier now. */
  get #channels(): number {
    return channelsNow(this.#capacity, this.#trunk, this.#deps.clock.now());
  }

  /** Calls a second that may be asked of the carrier now. */
  get #cps(): number {
    return cpsNow(this.#capacity, this.#trunk, this.#deps.clock.now());
  }

  /** Why less than what was sold is asked of the carrier; null where it is all. */
  get backOff(): BackOff | null {
    return backOffNow(this.#capacity, this.#trunk, this.#deps.clock.now());
  }

  /** A trunk of less than one call a second saves up for one; one that backs off spreads its calls over the second. */
  get #mostTokens(): number {
    const { cps } = this.#trunk;
    const now = this.#cps;
    const most = now < cps ? 1 + now * BURST_SHARE : now;
    return cps === 0 ? 0 : Math.max(1, most);
  }

  /** Calls the CPS limit lets through now: what is in the bucket. */
  get cpsRoom(): number {
    const nowMs = this.#deps.clock.now();
    if (nowMs !== this.#refilledMs) {
      const gained = (Math.max(0, nowMs - this.#refilledMs) / SECOND) * this.#cps;
      this.#tokens = Math.min(this.#mostTokens, this.#tokens + gained);
      this.#refilledMs = nowMs;
    }
    return this.#tokens;
  }

  /** Milliseconds until it lets a call through; 0 when it does now. */
  get cpsWaitMs(): number {
    return (Math.max(0, 1 - this.cpsRoom) / this.#cps) * SECOND;
  }

  /** Inside its own schedule. */
  get scheduled(): boolean {
    return isScheduled(this.#trunk.schedule, this.#deps.clock.now());
  }

  /** After faults it rests until then, or null. */
  get restsUntilMs(): number | null {
    const nowMs = this.#deps.clock.now();
    return mayCarry(this.#health, nowMs) ? null : Math.max(nowMs, this.#health.closedUntilMs);
  }

  get probed(): TrunkProbed | null {
    return this.#probed;
  }

  /** The carrier has been asked: one that does not answer gets no call, and one that does again is open at once. */
  setProbed(probed: TrunkProbed): void {
    const wasDown = this.#probed?.state === 'down';
    this.#probed = probed;
    if (wasDown && probed.state === 'up') {
      this.#health = afterDelivery(this.#health);
    }
    if (!wasDown && probed.state === 'down') {
      this.#tellClosed('silent', null);
    }
  }

  /** In its hours, answering, and not closed after faults. Says so when its hours have ended. */
  get open(): boolean {
    const inHours = this.scheduled;
    if (inHours !== this.#inHours) {
      this.#inHours = inHours;
      if (!inHours) {
        this.#tellClosed('schedule', null);
      }
    }
    return inHours && this.#probed?.state !== 'down' && mayCarry(this.#health, this.#deps.clock.now());
  }

  load(): TrunkLoad {
    return {
      trunk: this.#trunk,
      inUse: this.#inUse,
      channels: this.#channels,
      cpsRoom: this.cpsRoom,
      open: this.open,
      deliveryRate: this.#health.deliveryRate,
      backOff: this.backOff,
    };
  }

  /** A call takes a channel and a token. */
  take(): void {
    const { bus, clock } = this.#deps;
    const atMs = clock.now();
    this.#inUse += 1;
    this.#tokens -= 1;
    this.#health = afterTaking(this.#health, atMs);
    if (this.#trunk.role === 'contingency' && atMs - this.#contingencyToldMs >= CONTINGENCY_TOLD_MS) {
      this.#contingencyToldMs = atMs;
      bus.emit('trunk:contingency', { trunkId: this.#trunk.id, atMs });
    }
  }

  /** The gate has let the call that took it go. */
  launched(): void {
    this.#capacity = afterLaunch(this.#capacity, Math.max(0, this.#inUse - 1), this.#deps.clock.now());
  }

  /** Milliseconds until a call whose row is committed may leave; it is counted as leaving then. */
  departIn(): number {
    return this.#departures.take(this.#trunk.cps, this.#deps.clock.now());
  }

  /** A call found after a restart uses a channel. */
  adopt(): void {
    this.#inUse += 1;
  }

  /** The call that took it never left. */
  giveBack(): void {
    this.#tokens = Math.min(this.#mostTokens, this.#tokens + 1);
    this.forgetProbe();
    this.release();
  }

  /** The call has ended: its channel is free. */
  release(): void {
    this.#inUse = Math.max(0, this.#inUse - 1);
  }

  /** The call that tried the closed trunk said nothing of it. */
  forgetProbe(): void {
    this.#health = { ...this.#health, probeSinceMs: null };
  }

  /** The carrier has brought a call to the person's network. */
  delivered(): void {
    this.#health = afterDelivery(this.#health);
  }

  /** The carrier or the media server refused a call, or the carrier let it time out. */
  failed(): void {
    const before = this.#health.closedUntilMs;
    this.#health = afterFault(this.#health, this.#deps.clock.now());
    if (this.#health.closedUntilMs !== before) {
      this.#tellClosed('faults', this.#health.closedUntilMs);
    }
  }

  /** A phone rang that long after its call had left. */
  rangAfter(delayMs: number): void {
    this.#learn(afterDelay(this.#capacity, delayMs, this.#trunk, this.#deps.clock.now()));
  }

  /** What the end of a call that was asked for then says of the carrier's room. */
  heard(queuedMs: number, result: AttemptResult): void {
    const code = refusalOf(result);
    if (code !== null) {
      const nowMs = this.#deps.clock.now();
      const launchedMs = queuedMs + DECIDING_MS;
      this.#learn(afterRefusal(this.#capacity, { launchedMs, code }, this.#trunk, nowMs));
    }
  }

  #learn(capacity: TrunkCapacity): void {
    const { cps, channels } = this.#capacity;
    this.#capacity = capacity;
    this.#tokens = Math.min(this.#tokens, this.#mostTokens);
    const { backOff } = this;
    if (backOff !== null && (capacity.cps !== cps || capacity.channels !== channels)) {
      const { id: trunkId, carrierId } = this.#trunk;
      const { bus, clock } = this.#deps;
      bus.emit('trunk:backedOff', { trunkId, carrierId, backOff, atMs: clock.now() });
    }
  }

  #tellClosed(cause: 'faults' | 'schedule' | 'silent', untilMs: number | null): void {
    const { bus, clock } = this.#deps;
    const { faults } = this.#health;
    bus.emit('trunk:closed', { trunkId: this.#trunk.id, cause, faults, untilMs, atMs: clock.now() });
  }
}
