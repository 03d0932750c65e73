/*
 * What the server's events, lists and silences mean for the legs.
 *
 * 1. A leg that was opened always ends in `hungUp`: by ChannelDestroyed, by the next resync, or, where a reply was
 *    lost or nothing was heard in its time, by asking for the channel.
 * 2. Screening runs in the dialplan, since AMD() is a dialplan application: the answered leg is sent there with
 *    `continue` and comes back into Stasis with the verdict. ARI cannot fetch it back earlier (every channel request
 *    but hang-up is refused with 409 or 422), so a command for such a leg waits for its return, which
 *    `total_analysis_time` of amd.conf bounds.
 */
import { isCadenciaError } from '../../core/kernel/errors.js';
import { agentOfLeg, isTieLeg, type LegId } from '../../core/kernel/ids.js';
import type { Timer } from '../../ports/clock.js';
import type { OriginateCommand } from '../../ports/media.js';
import { type AriEvent, parseVariable } from './ari-codec.js';
import { AMD_RETURN, inboundOf, type LegDuty, mapLegEvent } from './ari-event-map.js';
import { httpStatusOf } from './ari-failure.js';
import type { AsteriskBridging } from './asterisk-bridging.js';
import type { Resumption } from './asterisk-connection.js';
import type { AsteriskEars } from './asterisk-ears.js';
import { type AsteriskLeg, inboundLegOf, standingBridgeOf } from './asterisk-leg-table.js';
import type { AsteriskRecording } from './asterisk-recording.js';
import { type AsteriskSession, legGone, legNotAnswered } from './asterisk-session.js';
import type { FoundLeg } from './asterisk-snapshot.js';
import type { AsteriskSnooping } from './asterisk-snooping.js';

/** Time for the last event of a leg to arrive before its channel is asked for. */
const SETTLE_AFTER_MS = 2000;
/** How often legs that are silent beyond their ringing time are looked for. */
const SWEEP_EVERY_MS = 10_000;
/** What a leg may be late beyond its ringing time. */
const SILENCE_MS = 10_000;

export interface LegLifeOptions {
  readonly amdContext: string;
  readonly amdMaximumMs: number;
}

/** What hangs on legs and ends with them. */
export interface LegParts {
  readonly recording: AsteriskRecording;
  readonly snooping: AsteriskSnooping;
  readonly ears: AsteriskEars;
}

/** Follows each leg from its originate to its end. */
export class AsteriskLegLife {
  readonly #session: AsteriskSession;
  readonly #bridging: AsteriskBridging;
  readonly #recording: AsteriskRecording;
  readonly #snooping: AsteriskSnooping;
  readonly #ears: AsteriskEars;
  readonly #options: LegLifeOptions;
  readonly #ringUntilMs = new Map<LegId, number>();
  readonly #settling = new Set<Timer>();
  #onEnded: (legId: LegId) => void = () => undefined;
  #sweepTimer: Timer | null = null;

  constructor(
    session: AsteriskSession,
    bridging: AsteriskBridging,
    parts: LegParts,
    options: LegLifeOptions,
  ) {
    this.#session = session;
    this.#bridging = bridging;
    this.#recording = parts.recording;
    this.#snooping = parts.snooping;
    this.#ears = parts.ears;
    this.#options = options;
  }

  /** One listener, told of each leg that is over. */
  onEnded(listener: (legId: LegId) => void): void {
    this.#onEnded = listener;
  }

  open(command: OriginateCommand): AsteriskLeg {
    const nowMs = this.#session.clock.now();
    this.#ringUntilMs.set(command.legId, nowMs + command.ringTimeoutMs);
    // The near leg of a tie stands ready as an agent's does: it has a bridge of its own.
    const isAgent = command.target.kind !== 'phone';
    const { legId, amd, earDeadlineMs = null } = command;
    return this.#session.legs.open(legId, nowMs, { amd, earDeadlineMs, isAgent, inbound: null });
  }

  /** The leg never came to be: the engine knows by the refusal. */
  forget(leg: AsteriskLeg): void {
    this.#session.legs.remove(leg);
    this.#ringUntilMs.delete(leg.legId);
  }

  /** Nobody knows what became of it: it is asked for, once its events have had time to arrive. */
  settleLater(leg: AsteriskLeg): void {
    const timer = this.#session.clock.setTimer(SETTLE_AFTER_MS, () => {
      this.#settling.delete(timer);
      void this.#settle(leg);
    });
    this.#settling.add(timer);
  }

  /** Resolves once the leg is under our control: at once, or when its screening is over. */
  async controlled(legId: LegId): Promise<AsteriskLeg> {
    const { legs, waiter } = this.#session;
    const leg = legs.get(legId);
    if (leg === undefined) {
      throw legGone(legId, 'The command');
    }
    if (leg.amd === 'running') {
      const isBack = (): boolean => {
        if (legs.get(legId) !== leg) {
          throw legGone(legId, 'The command');
        }
        return leg.inStasis;
      };
      await waiter.until(isBack, this.#options.amdMaximumMs, `the end of the screening of ${legId}`);
    }
    if (!leg.inStasis) {
      throw legNotAnswered(legId, 'The command');
    }
    return leg;
  }

  /** Tells what lives, then what was said meanwhile, then what died or was answered unheard. */
  resume({ found, held, announce }: Resumption): void {
    const before = this.#session.legs.all();
    const living = new Set(found.map((one) => one.legId));
    const catchUps = found.map((one) => this.#adopt(one));
    announce();
    for (const event of held) {
      this.onEvent(event);
    }
    for (const leg of before) {
      if (!living.has(leg.legId)) {
        this.#endUnheard(leg);
      }
    }
    for (const catchUp of catchUps) {
      catchUp?.();
    }
    this.#scheduleSweep();
    void this.#ears.sweep();
  }

  /** Legs of another engine that are ours from now on. */
  inherit(found: readonly FoundLeg[]): void {
    for (const one of found) {
      this.#adopt(one);
    }
  }

  /** The link is lost; the next resync settles everything. */
  stop(): void {
    const { clock } = this.#session;
    for (const timer of this.#settling) {
      clock.clearTimer(timer);
    }
    this.#settling.clear();
    this.#ears.stop();
    if (this.#sweepTimer !== null) {
      clock.clearTimer(this.#sweepTimer);
      this.#sweepTimer = null;
    }
  }

  onEvent(event: AriEvent): void {
    switch (event.type) {
      case 'ApplicationReplaced':
      case 'other':
        return;
      case 'PlaybackFinished': {
        const leg = this.#session.legs.hearerOf(event.targetChannelId, event.playbackId);
        if (leg !== undefined) {
          this.#session.emit({ kind: 'playFinished', ...this.#moment(leg), playId: event.playbackId });
        }
        return;
      }
      case 'Dial':
        this.#onChannelEvent(event.peer.id, event);
        break;
      default:
        this.#onChannelEvent(event.channel.id, event);
    }
    this.#session.waiter.poke();
  }

  #onChannelEvent(channelId: string, event: AriEvent): void {
    const leg = this.#session.legs.get(channelId);
    if (leg !== undefined) {
      this.#onLegEvent(leg, event);
    } else if (event.type === 'StasisStart') {
      this.#onUnknownChannel(event);
    } else if (event.type === 'ChannelDestroyed' || event.type === 'StasisEnd') {
      this.#recording.channelEnded(channelId);
      this.#snooping.channelEnded(channelId);
    }
  }

  /** The channel of a recording or of somebody who listens, or a call that came in. */
  #onUnknownChannel({ channel, args }: Extract<AriEvent, { type: 'StasisStart' }>): void {
    if (this.#ears.channelStarted(channel.id)) {
      return;
    }
    const inbound = inboundOf(channel, args);
    const legId = inbound === null ? null : inboundLegOf(channel.id);
    if (inbound === null || legId === null) {
      this.#recording.channelStarted(channel.id);
      this.#snooping.channelStarted(channel.id);
      return;
    }
    const leg = this.#session.legs.open(legId, this.#session.clock.now(), {
      amd: false,
      isAgent: false,
      inbound,
    });
    leg.state = 'ringing';
    leg.saidRinging = true;
    this.#session.emit({ kind: 'offered', ...this.#moment(leg), inbound });
    // A channel that we did not make is ours to hear of only while it is in Stasis: its end comes after that.
    const subscription = { eventSource: `channel:${legId}` };
    const path = ['applications', this.#session.app, 'subscription'];
    this.#session.call({ method: 'POST', path, query: subscription }).catch(() => undefined);
    // The caller hears that it rings until somebody answers; the call does not depend on it.
    this.#session.call({ method: 'POST', path: ['channels', legId, 'ring'] }).catch(() => undefined);
  }

  #onLegEvent(leg: AsteriskLeg, event: AriEvent): void {
    if (event.type === 'ChannelEnteredBridge') {
      this.#bridging.entered(leg, event.bridgeId);
      return;
    }
    if (event.type === 'ChannelLeftBridge') {
      this.#bridging.left(leg, event.bridgeId);
      return;
    }
    const change = mapLegEvent(this.#session.serverId, leg, event, this.#session.clock.now());
    Object.assign(leg, change.set);
    if (change.ended) {
      this.#bridging.ended(leg);
      this.#snooping.ended(leg);
      this.#ears.ended(leg);
      this.forget(leg);
      this.#onEnded(leg.legId);
    }
    this.#fulfil(leg, change.duty);
    for (const said of change.events) {
      this.#session.emit(said);
    }
    if (event.type === 'StasisEnd' && leg.inbound !== null) {
      // Who gave up before the subscription stood ends without another word.
      this.settleLater(leg);
    }
  }

  #fulfil(leg: AsteriskLeg, duty: LegDuty): void {
    switch (duty) {
      case 'screen':
        this.#ears.answered(leg);
        this.#screen(leg);
        return;
      case 'listen':
        this.#ears.listen(leg);
        return;
      case 'listenEarly':
        this.#ears.listenEarly(leg);
        return;
      case 'standBy':
        this.#ears.answered(leg);
        if (leg.isAgent) {
          this.#bridging.standBy(leg.legId).catch(() => undefined);
        }
        return;
      case 'none':
        return;
    }
  }

  /** Brings a leg of ours up to what the server shows; what it missed to say is returned, to be said later. */
  #adopt(found: FoundLeg): (() => void) | null {
    const { legs } = this.#session;
    const { channel, legId, live } = found;
    const known = legs.get(legId);
    const isHost = agentOfLeg(legId) !== null || isTieLeg(legId);
    const isAgent = isHost || found.bridgeId === standingBridgeOf(legId);
    const inbound = live.inbound ?? null;
    const leg = known ?? legs.open(legId, live.createdAtMs, { amd: false, isAgent, inbound });
    const isUp = live.state === 'up';
    leg.state = live.state;
    leg.inStasis = isUp && channel.application === 'Stasis';
    leg.onHold = leg.onHold || this.#bridging.isHolding(found.bridgeId);
    if (found.bridgeId === null) {
      legs.leaveBridge(leg);
    } else {
      legs.enterBridge(leg, found.bridgeId);
    }
    if (known === undefined) {
      leg.saidRinging = live.state !== 'dialing';
      leg.saidAnswered = isUp;
      leg.amd = channel.application === 'AMD' ? 'running' : 'off';
      return null;
    }
    if (leg.inStasis && !leg.saidAnswered && leg.inbound !== null) {
      return () => this.onEvent({ type: 'ChannelStateChange', channel });
    }
    if (leg.inStasis && !leg.saidAnswered) {
      return () => this.onEvent({ type: 'StasisStart', channel, args: [] });
    }
    if (leg.inStasis && leg.amd === 'running') {
      return () => void this.#fetchVerdict(leg, channel);
    }
    return null;
  }

  /** The screening ended while nobody listened: its verdict still stands in the channel's variables. */
  async #fetchVerdict(leg: AsteriskLeg, channel: FoundLeg['channel']): Promise<void> {
    const read = async (variable: string): Promise<string> => {
      const path = ['channels', leg.legId, 'variable'];
      return parseVariable(await this.#session.call({ method: 'GET', path, query: { variable } }));
    };
    const [status, cause] = await Promise.all(
      ['AMDSTATUS', 'AMDCAUSE'].map((variable) => read(variable).catch(() => '')),
    );
    if (this.#session.legs.get(leg.legId) === leg) {
      this.onEvent({ type: 'StasisStart', channel, args: [AMD_RETURN, status ?? '', cause ?? ''] });
    }
  }

  /** Sends an answered leg through the dialplan's detector; when that is refused nobody waits for a verdict. */
  #screen(leg: AsteriskLeg): void {
    const query = { context: this.#options.amdContext, extension: 's', priority: '1' };
    this.#session
      .call({ method: 'POST', path: ['channels', leg.legId, 'continue'], query })
      .catch((error: unknown) => {
        if (this.#session.legs.get(leg.legId) === leg && httpStatusOf(error) !== null) {
          leg.amd = 'done';
          leg.inStasis = true;
          this.#session.emit({
            kind: 'amd',
            ...this.#moment(leg),
            verdict: 'unknown',
            cause: 'NOTSCREENED',
          });
          this.#session.waiter.poke();
        }
      });
  }

  #moment(leg: AsteriskLeg) {
    return { serverId: this.#session.serverId, legId: leg.legId, atMs: this.#session.clock.now() };
  }

  /** Without an answer here, the sweep or the resync asks again. */
  async #settle(leg: AsteriskLeg): Promise<void> {
    if (this.#session.legs.get(leg.legId) !== leg) {
      return;
    }
    try {
      await this.#session.call({ method: 'GET', path: ['channels', leg.legId] });
    } catch (error) {
      if (isCadenciaError(error, 'DLR_MEDIA_GONE')) {
        this.#endUnheard(leg);
      }
    }
  }

  /** Its end was never told, so its cause is unknown. */
  #endUnheard(leg: AsteriskLeg): void {
    if (this.#session.legs.get(leg.legId) === leg) {
      const channel = {
        id: leg.legId,
        state: '',
        createdAtMs: null,
        application: '',
        applicationData: '',
        callerNumber: '',
      };
      this.onEvent({ type: 'ChannelDestroyed', channel, cause: null, techCause: null });
    }
  }

  #scheduleSweep(): void {
    const { clock, legs } = this.#session;
    if (this.#sweepTimer !== null) {
      clock.clearTimer(this.#sweepTimer);
    }
    this.#sweepTimer = clock.setTimer(SWEEP_EVERY_MS, () => {
      const nowMs = clock.now();
      for (const leg of legs.all()) {
        const ringUntilMs = this.#ringUntilMs.get(leg.legId) ?? leg.createdAtMs;
        if (!leg.saidAnswered && ringUntilMs + SILENCE_MS < nowMs) {
          void this.#settle(leg);
        }
      }
      this.#scheduleSweep();
    });
  }
}
