import { CadenciaError, type ErrorCode } from '../../core/kernel/errors.js';
import type { LegId, MediaServerId, TrunkId } from '../../core/kernel/ids.js';
import type { LegSound } from '../../core/test-call/test-call-report.js';
import type { Timer } from '../../ports/clock.js';
import type {
  LiveLeg,
  LocalHangupCause,
  MediaCapabilities,
  MediaEvent,
  MediaServer,
  OriginateCommand,
  SnoopWay,
} from '../../ports/media.js';
import type { Fate } from './fate.js';
import type { SimulatedNetwork } from './simulated-network.js';
import type { SimulatedSwitch } from './simulated-switch.js';
import type { SwitchLink, SwitchReport } from './switch-link.js';

export interface SimulatorMediaServerOptions {
  readonly network: SimulatedNetwork;
  readonly id: MediaServerId;
  /** From a command to its effect and reply. @default 2 */
  readonly commandLatencyMs?: number;
  /** After this a command without a reply fails. @default 5000 */
  readonly commandDeadlineMs?: number;
  /** A server that answers no ping for so long is taken for down. @default 10000 */
  readonly pingDeadlineMs?: number;
  /** From a link that could hold to one that does. @default 250 */
  readonly reconnectDelayMs?: number;
  /** Of several engines on one switch: under what name its legs live there. @default the engine has the switch alone */
  readonly estate?: string;
  /** The trunks it has. @default all */
  readonly carries?: (trunkId: TrunkId) => boolean;
  /** The phones it has. @default all */
  readonly phones?: (endpoint: string) => boolean;
}

interface Pending {
  fail(code: ErrorCode, detail: string): void;
}

/** A media server of the simulated network, seen through a connection that can fail as real ones do. */
export class SimulatorMediaServer implements MediaServer {
  readonly id: MediaServerId;
  readonly capabilities: MediaCapabilities = {
    amd: true,
    ear: false,
    earlyMediaEvents: true,
    snoop: true,
    inbound: true,
  };
  readonly #options: Required<Omit<SimulatorMediaServerOptions, 'estate'>>;
  readonly estate: string | null;
  readonly #network: SimulatedNetwork;
  readonly #switch: SimulatedSwitch;
  readonly #link: SwitchLink;
  readonly #pending = new Set<Pending>();
  readonly #timers = new Set<Timer>();
  /** What the server says or should do while it is frozen. */
  #held: (() => void)[] = [];
  #listener: ((event: MediaEvent) => void) | null = null;
  #state: 'closed' | 'connecting' | 'up' = 'closed';
  #connectTimer: Timer | null = null;
  #pingTimer: Timer | null = null;
  /** Nothing is delivered before this, once something was held back. */
  #notBeforeMs = Number.NEGATIVE_INFINITY;
  /** Events of an earlier connection are worth nothing. */
  #connection = 0;
  #listenerErrors = 0;

  constructor(options: SimulatorMediaServerOptions) {
    this.#options = {
      commandLatencyMs: 2,
      commandDeadlineMs: 5000,
      pingDeadlineMs: 10_000,
      reconnectDelayMs: 250,
      carries: () => true,
      phones: () => true,
      ...options,
    };
    this.id = options.id;
    this.estate = options.estate ?? null;
    this.#network = options.network;
    this.#switch = options.network.switchOf(options.id);
    this.#link = {
      estate: this.estate ?? '',
      connected: () => this.#connectSoon(this.#options.reconnectDelayMs),
      disconnected: (reason) => this.#goDown(reason),
      report: (report) => this.#report(report),
      frozen: () => this.#freeze(),
      thawed: () => this.#thaw(),
    };
  }

  /** Errors thrown by the listener; each was kept from the server. */
  get listenerErrors(): number {
    return this.#listenerErrors;
  }

  /** Who that leg's call met; for demo agents, who must know what they were told. */
  fateOfLeg(legId: LegId): Fate | null {
    return this.#network.fateOfLeg(legId);
  }

  async start(): Promise<void> {
    if (this.#state === 'closed') {
      this.#state = 'connecting';
      this.#switch.attach(this.#link);
      if (this.#switch.isReachable) {
        this.#connectSoon(0);
      }
    }
  }

  async close(): Promise<void> {
    if (this.#state === 'closed') {
      return;
    }
    this.#state = 'closed';
    this.#switch.detach(this.#link);
    this.#forgetConnection('the connection was closed here');
  }

  isUp(): boolean {
    return this.#state === 'up';
  }

  inherit(estate: string): Promise<readonly LiveLeg[]> {
    return this.#send('inherit', () => this.#switch.inherit(estate, this.estate ?? ''));
  }

  isInheriting(): boolean {
    return false;
  }

  ownsPhone(endpoint: string): boolean {
    return this.#options.phones(endpoint);
  }

  carries(trunkId: TrunkId): boolean {
    return this.#options.carries(trunkId);
  }

  onEvent(listener: (event: MediaEvent) => void): void {
    this.#listener = listener;
  }

  originate(command: OriginateCommand): Promise<void> {
    const fault = this.#network.faults.linkFault(this.id);
    const { rng } = this.#network;
    if (fault?.loseOriginateShare !== undefined && rng.next() < fault.loseOriginateShare) {
      return this.#send('originate', () => {}, true);
    }
    const loseReply =
      fault?.loseOriginateReplyShare !== undefined && rng.next() < fault.loseOriginateReplyShare;
    return this.#send('originate', () => this.#switch.originate(command, this.estate ?? ''), loseReply);
  }

  answer(legId: LegId): Promise<void> {
    return this.#send('answer', () => this.#switch.answer(legId));
  }

  hangup(legId: LegId, cause: LocalHangupCause): Promise<void> {
    return this.#send('hangup', () => this.#switch.hangup(legId, cause));
  }

  bridge(agentLegId: LegId, legId: LegId): Promise<void> {
    return this.#send('bridge', () => this.#switch.bridge(agentLegId, legId));
  }

  invite(agentLegId: LegId, legId: LegId): Promise<void> {
    return this.#send('invite', () => this.#switch.invite(agentLegId, legId));
  }

  unbridge(legId: LegId): Promise<void> {
    return this.#send('unbridge', () => this.#switch.unbridge(legId));
  }

  play(legId: LegId, sound: string, playId: string): Promise<void> {
    return this.#send('play', () => this.#switch.play(legId, sound, playId));
  }

  stopPlay(legId: LegId, playId: string): Promise<void> {
    return this.#send('stopPlay', () => this.#switch.stopPlay(legId, playId));
  }

  hold(legId: LegId, on: boolean): Promise<void> {
    return this.#send('hold', () => this.#switch.hold(legId, on));
  }

  record(legId: LegId, name: string, on: boolean): Promise<void> {
    return this.#send('record', () => this.#switch.record(legId, name, on));
  }

  pauseRecording(legId: LegId, name: string, paused: boolean): Promise<void> {
    return this.#send('pauseRecording', () => this.#switch.pauseRecording(legId, name, paused));
  }

  sendDtmf(legId: LegId, _digits: string): Promise<void> {
    return this.#send('sendDtmf', () => this.#switch.sendDtmf(legId));
  }

  snoop(earLegId: LegId, legId: LegId, way: SnoopWay): Promise<void> {
    return this.#send('snoop', () => this.#switch.snoop(earLegId, legId, way));
  }

  endSnoop(earLegId: LegId): Promise<void> {
    return this.#send('endSnoop', () => this.#switch.endSnoop(earLegId));
  }

  soundOf(legId: LegId): Promise<LegSound> {
    return this.#send('soundOf', () => this.#switch.soundOf(legId));
  }

  list(): Promise<readonly LiveLeg[]> {
    return this.#send('list', () => this.#switch.list(this.estate ?? ''));
  }

  /** The effect comes one latency from now even when the link breaks meanwhile: the command had left. */
  #send<Reply>(what: string, act: () => Reply, loseReply = false): Promise<Reply> {
    if (this.#state !== 'up') {
      return Promise.reject(
        mediaError('DLR_MEDIA_DOWN', `${what}: media server ${this.id} is not connected.`),
      );
    }
    return new Promise<Reply>((resolve, reject) => {
      const pending: Pending = {
        fail: (code, detail) => {
          this.#pending.delete(pending);
          reject(mediaError(code, `${what} on ${this.id}: ${detail}`));
        },
      };
      this.#pending.add(pending);
      const { incarnation } = this.#switch;
      const arrive = (): void => {
        if (incarnation !== this.#switch.incarnation) {
          return;
        }
        try {
          const reply = act();
          if (!loseReply && this.#pending.delete(pending)) {
            resolve(reply);
          }
        } catch (thrown) {
          if (!loseReply && this.#pending.delete(pending)) {
            reject(thrown);
          }
        }
      };
      this.#network.clock.setTimer(this.#options.commandLatencyMs, () => this.#whenAwake(arrive));
      if (loseReply || this.#switch.isFrozen) {
        this.#giveUpAfterDeadline(pending);
      }
    });
  }

  #giveUpAfterDeadline(pending: Pending): void {
    this.#after(this.#options.commandDeadlineMs, () => {
      if (this.#pending.has(pending)) {
        pending.fail('DLR_MEDIA_TIMEOUT', `no reply within ${this.#options.commandDeadlineMs} ms.`);
      }
    });
  }

  #whenAwake(run: () => void): void {
    if (this.#switch.isFrozen) {
      this.#held.push(run);
    } else {
      run();
    }
  }

  #connectSoon(delayMs: number): void {
    if (this.#connectTimer !== null || this.#state !== 'connecting') {
      return;
    }
    this.#connectTimer = this.#network.clock.setTimer(delayMs, () => {
      this.#connectTimer = null;
      if (this.#state === 'connecting' && this.#switch.isReachable) {
        this.#goUp();
      }
    });
  }

  #goUp(): void {
    this.#state = 'up';
    this.#connection += 1;
    this.#notBeforeMs = Number.NEGATIVE_INFINITY;
    const atMs = this.#network.clock.now();
    this.#tell({ kind: 'serverUp', serverId: this.id, atMs });
    this.#tell({ kind: 'resync', serverId: this.id, atMs, legs: this.#switch.list(this.estate ?? '') });
  }

  #goDown(reason: string): void {
    const wasUp = this.#state === 'up';
    if (this.#state !== 'closed') {
      this.#state = 'connecting';
    }
    this.#forgetConnection(reason);
    if (wasUp) {
      this.#tell({ kind: 'serverDown', serverId: this.id, atMs: this.#network.clock.now(), reason });
    }
  }

  #forgetConnection(reason: string): void {
    const { clock } = this.#network;
    this.#connection += 1;
    if (this.#connectTimer !== null) {
      clock.clearTimer(this.#connectTimer);
      this.#connectTimer = null;
    }
    for (const timer of this.#timers) {
      clock.clearTimer(timer);
    }
    this.#timers.clear();
    for (const pending of [...this.#pending]) {
      pending.fail('DLR_MEDIA_DOWN', reason);
    }
  }

  #freeze(): void {
    for (const pending of this.#pending) {
      this.#giveUpAfterDeadline(pending);
    }
    this.#pingTimer = this.#after(this.#options.pingDeadlineMs, () => this.#missPing());
  }

  #missPing(): void {
    if (this.#switch.isFrozen) {
      this.#goDown(`no answer to a ping within ${this.#options.pingDeadlineMs} ms`);
    }
  }

  #thaw(): void {
    if (this.#pingTimer !== null) {
      this.#network.clock.clearTimer(this.#pingTimer);
      this.#timers.delete(this.#pingTimer);
      this.#pingTimer = null;
    }
    const held = this.#held;
    this.#held = [];
    for (const run of held) {
      run();
    }
    this.#connectSoon(this.#options.reconnectDelayMs);
  }

  #report(report: SwitchReport): void {
    const { clock, rng, faults } = this.#network;
    const fault = faults.linkFault(this.id);
    const event = { ...report, serverId: this.id, atMs: clock.now() } as MediaEvent;
    if (fault !== null) {
      if (rng.next() < (fault.loseShare ?? 0)) {
        return;
      }
      if (rng.next() < (fault.delayShare ?? 0)) {
        this.#notBeforeMs = Math.max(
          this.#notBeforeMs,
          clock.now() + Math.ceil(rng.next() * (fault.delayMs ?? 0)),
        );
      }
      if (rng.next() < (fault.repeatShare ?? 0)) {
        this.#deliver(event);
      }
    }
    this.#deliver(event);
  }

  #deliver(event: MediaEvent): void {
    const connection = this.#connection;
    const tell = (): void => {
      if (connection === this.#connection && this.#state === 'up') {
        this.#tell(event);
      }
    };
    const waitMs = this.#notBeforeMs - this.#network.clock.now();
    if (this.#switch.isFrozen) {
      this.#held.push(tell);
    } else if (waitMs >= 0) {
      this.#after(waitMs, tell);
    } else {
      tell();
    }
  }

  #tell(event: MediaEvent): void {
    try {
      this.#listener?.(event);
    } catch {
      this.#listenerErrors += 1;
    }
  }

  /** A timer that ends with the connection. */
  #after(delayMs: number, run: () => void): Timer {
    const timer = this.#network.clock.setTimer(delayMs, () => {
      this.#timers.delete(timer);
      run();
    });
    this.#timers.add(timer);
    return timer;
  }
}

function mediaError(code: ErrorCode, detail: string): CadenciaError {
  return new CadenciaError(code, { detail });
}
