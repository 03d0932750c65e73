import { performance } from 'node:perf_hooks';
import type { LegId, TrunkId } from '../../src/core/kernel/ids.js';
import type { LegSound } from '../../src/core/test-call/test-call-report.js';
import type {
  LiveLeg,
  LocalHangupCause,
  MediaCapabilities,
  MediaEvent,
  MediaServer,
  OriginateCommand,
  SnoopWay,
} from '../../src/ports/media.js';

/**
 * Stands between the engine and a media server and measures the engine alone: from the event that calls for something
 * (a person or a machine is known to have answered) until the command for that leg leaves (bridge, play or hangup).
 */
export class TimedMediaServer implements MediaServer {
  readonly id: MediaServer['id'];
  readonly capabilities: MediaCapabilities;
  /** Milliseconds from event to effect. */
  readonly effects: number[] = [];
  /** Milliseconds from the event to both legs bridged, the switch's part included. */
  readonly bridged: number[] = [];
  /** Says whether an effect may be expected at once: false while no agent is free. */
  expectsEffect: () => boolean = () => true;
  readonly #inner: MediaServer;
  readonly #decisive: 'amd' | 'answered';
  readonly #since = new Map<LegId, number>();

  constructor(inner: MediaServer, decisive: 'amd' | 'answered') {
    this.#inner = inner;
    this.#decisive = decisive;
    this.id = inner.id;
    this.capabilities = inner.capabilities;
  }

  clear(): void {
    this.effects.length = 0;
    this.bridged.length = 0;
    this.#since.clear();
  }

  carries(trunkId: TrunkId): boolean {
    return this.#inner.carries(trunkId);
  }

  start(): Promise<void> {
    return this.#inner.start();
  }

  close(): Promise<void> {
    return this.#inner.close();
  }

  isUp(): boolean {
    return this.#inner.isUp();
  }

  ownsPhone(endpoint: string): boolean {
    return this.#inner.ownsPhone(endpoint);
  }

  get estate(): string | null {
    return this.#inner.estate;
  }

  inherit(estate: string): Promise<readonly LiveLeg[]> {
    return this.#inner.inherit(estate);
  }

  isInheriting(estate: string): boolean {
    return this.#inner.isInheriting(estate);
  }

  onEvent(listener: (event: MediaEvent) => void): void {
    this.#inner.onEvent((event) => {
      if (event.kind === this.#decisive && this.expectsEffect()) {
        this.#since.set(event.legId, performance.now());
      } else if (event.kind === 'hungUp') {
        this.#since.delete(event.legId);
      }
      listener(event);
    });
  }

  originate(command: OriginateCommand): Promise<void> {
    return this.#inner.originate(command);
  }

  answer(legId: LegId): Promise<void> {
    return this.#inner.answer(legId);
  }

  stopPlay(legId: LegId, playId: string): Promise<void> {
    return this.#inner.stopPlay(legId, playId);
  }

  hangup(legId: LegId, cause: LocalHangupCause): Promise<void> {
    this.#effect(legId);
    return this.#inner.hangup(legId, cause);
  }

  async bridge(agentLegId: LegId, legId: LegId): Promise<void> {
    const since = this.#effect(legId);
    await this.#inner.bridge(agentLegId, legId);
    if (since !== undefined) {
      this.bridged.push(performance.now() - since);
    }
  }

  invite(agentLegId: LegId, legId: LegId): Promise<void> {
    return this.#inner.invite(agentLegId, legId);
  }

  unbridge(legId: LegId): Promise<void> {
    return this.#inner.unbridge(legId);
  }

  play(legId: LegId, sound: string, playId: string): Promise<void> {
    this.#effect(legId);
    return this.#inner.play(legId, sound, playId);
  }

  hold(legId: LegId, on: boolean): Promise<void> {
    return this.#inner.hold(legId, on);
  }

  record(legId: LegId, name: string, on: boolean): Promise<void> {
    return this.#inner.record(legId, name, on);
  }

  pauseRecording(legId: LegId, name: string, paused: boolean): Promise<void> {
    return this.#inner.pauseRecording(legId, name, paused);
  }

  sendDtmf(legId: LegId, digits: string): Promise<void> {
    return this.#inner.sendDtmf(legId, digits);
  }

  snoop(earLegId: LegId, legId: LegId, way: SnoopWay): Promise<void> {
    return this.#inner.snoop(earLegId, legId, way);
  }

  endSnoop(earLegId: LegId): Promise<void> {
    return this.#inner.endSnoop(earLegId);
  }

  soundOf(legId: LegId): Promise<LegSound> {
    return this.#inner.soundOf(legId);
  }

  list(): Promise<readonly LiveLeg[]> {
    return this.#inner.list();
  }

  #effect(legId: LegId): number | undefined {
    const since = this.#since.get(legId);
    if (since !== undefined) {
      this.#since.delete(legId);
      this.effects.push(performance.now() - since);
    }
    return since;
  }
}
