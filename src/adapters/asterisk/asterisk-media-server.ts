/*
 * Asterisk 22 by ARI.
 *
 * 1. A leg's id is its channel's id, chosen before the originate leaves: a lost reply, a restart of ours or of
 *    Asterisk's never leaves a channel that nobody can name.
 * 2. After each connection the server is `down` until the lists of channels and bridges are read. Events that come
 *    meanwhile wait, and follow `serverUp` and `resync`; ARI does not repeat what was said to nobody.
 * 3. An originate leaves only on a link that holds: for an application without a socket Asterisk takes it and kills
 *    the channel without a word.
 * 4. A leg that was opened always ends in `hungUp`: by ChannelDestroyed, by the next resync, or, where a reply was
 *    lost or nothing was heard in its time, by asking for the channel (`#settle`).
 * 5. Screening runs in the dialplan, since AMD() is a dialplan application: the answered leg is sent there with
 *    `continue` and comes back into Stasis with the verdict. ARI cannot fetch it back earlier (every channel request
 *    but hang-up is refused with 409 or 422), so a command for such a leg waits for its return, which
 *    `total_analysis_time` of amd.conf bounds.
 */
import { CadenciaError, isCadenciaError, messageOf } from '../../core/kernel/errors.js';
import { agentOfLeg, type LegId, type MediaServerId } from '../../core/kernel/ids.js';
import type { Timer } from '../../ports/clock.js';
import type {
  LiveLeg,
  LocalHangupCause,
  MediaCapabilities,
  MediaEvent,
  MediaServer,
  OriginateCommand,
} from '../../ports/media.js';
import { AriAutoTransport } from './ari-auto-transport.js';
import { type AriEvent, parseStartupTime, parseVariable } from './ari-codec.js';
import { AMD_RETURN, mapLegEvent } from './ari-event-map.js';
import { httpStatusOf, linkDown } from './ari-failure.js';
import { AriHttpTransport } from './ari-http-transport.js';
import { type AriLinkOptions, DEFAULT_LINK_TIMING } from './ari-link.js';
import type { AriIntake, AriRequest, AriSignal, AriTransport } from './ari-transport.js';
import { AriWebSocketTransport } from './ari-websocket-transport.js';
import { AsteriskBridging } from './asterisk-bridging.js';
import { type AsteriskLeg, AsteriskLegTable, standingBridgeOf } from './asterisk-leg-table.js';
import { type AsteriskMediaServerOptions, formatNumber } from './asterisk-options.js';
import { AsteriskRecording } from './asterisk-recording.js';
import {
  type AsteriskSession,
  callAllowing,
  callForLeg,
  legGone,
  legNotAnswered,
} from './asterisk-session.js';
import { type FoundLeg, readSnapshot } from './asterisk-snapshot.js';
import { EventWaiter } from './event-waiter.js';

const DEFAULTS = {
  amdContext: 'amd',
  amdMaximumMs: 6000,
  commandDeadlineMs: 4000,
} as const;

/** Events that are of no use here; ChannelVarset alone comes six times a call. */
const UNWANTED_EVENTS = ['ChannelVarset', 'ChannelDialplan', 'ChannelCallerId', 'ChannelConnectedLine'];

/** Time for the last event of a leg to arrive before its channel is asked for. */
const SETTLE_AFTER_MS = 2000;
/** How often legs that are silent beyond their ringing time are looked for. */
const SWEEP_EVERY_MS = 10_000;
/** What a leg may be late beyond its ringing time. */
const SILENCE_MS = 10_000;

/** ITU-T Q.850 causes of our own hang-ups. */
const Q850_OF_CAUSE: Readonly<Record<LocalHangupCause, number>> = {
  normal: 16,
  busy: 17,
  no_answer: 19,
  rejected: 21,
};

function makeTransport(options: AsteriskMediaServerOptions): AriTransport {
  const link: AriLinkOptions = {
    server: options,
    clock: options.clock,
    rng: options.rng,
    timing: { ...DEFAULT_LINK_TIMING, ...options.timing },
  };
  switch (options.transport ?? 'auto') {
    case 'auto':
      return new AriAutoTransport(link);
    case 'websocket':
      return new AriWebSocketTransport(link);
    case 'http':
      return new AriHttpTransport(link);
  }
}

/** One Asterisk as a media server of the engine. */
export class AsteriskMediaServer implements MediaServer {
  readonly id: MediaServerId;
  readonly capabilities: MediaCapabilities = { amd: true, earlyMediaEvents: true, snoop: true };
  readonly #options: AsteriskMediaServerOptions;
  readonly #transport: AriTransport;
  readonly #legs = new AsteriskLegTable();
  readonly #waiter: EventWaiter;
  readonly #session: AsteriskSession;
  readonly #bridging: AsteriskBridging;
  readonly #recording: AsteriskRecording;
  readonly #ringUntilMs = new Map<LegId, number>();
  #listener: (event: MediaEvent) => void = () => undefined;
  #ready = false;
  #closed = false;
  /** Events that wait for the resync; null while none is due. */
  #held: AriEvent[] | null = [];
  #lastReason = '';
  #startupTime = '';
  #sweepTimer: Timer | null = null;

  constructor(options: AsteriskMediaServerOptions) {
    this.id = options.id;
    this.#options = options;
    this.#waiter = new EventWaiter(options.clock);
    this.#transport = makeTransport(options);
    this.#transport.onSignal((signal) => this.#onSignal(signal));
    this.#session = {
      serverId: options.id,
      app: options.app,
      clock: options.clock,
      legs: this.#legs,
      waiter: this.#waiter,
      commandDeadlineMs: options.commandDeadlineMs ?? DEFAULTS.commandDeadlineMs,
      call: (request) => this.#call(request),
      emit: (event) => this.#emit(event),
      controlled: (legId) => this.#controlled(legId),
    };
    this.#bridging = new AsteriskBridging(this.#session);
    this.#recording = new AsteriskRecording(this.#session);
  }

  /** Returns at once; `serverUp` tells when the connection holds, `serverDown` why it does not. */
  async start(): Promise<void> {
    if (!this.#closed) {
      this.#transport.start();
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#ready = false;
    this.#stopSweep();
    this.#transport.close();
    this.#waiter.failAll(linkDown('The command', 'the media server was closed by us'));
  }

  isUp(): boolean {
    return this.#ready;
  }

  onEvent(listener: (event: MediaEvent) => void): void {
    this.#listener = listener;
  }

  /** Which road is in use, and what came in on it that was not understood. */
  intake(): AriIntake & { readonly transport: 'websocket' | 'http' } {
    return { ...this.#transport.intake(), transport: this.#transport.name };
  }

  originate(command: OriginateCommand): Promise<void> {
    return this.#command('originate', async () => {
      const request = this.#originateRequest(command);
      if (this.#legs.get(command.legId) !== undefined) {
        throw new CadenciaError('DLR_MEDIA_REFUSED', {
          detail: `Leg ${command.legId} is alive already; every originate needs a leg id of its own.`,
        });
      }
      const { clock } = this.#options;
      const leg = this.#legs.open(command.legId, clock.now(), {
        amd: command.amd,
        isAgent: command.target.kind === 'agent',
      });
      this.#ringUntilMs.set(command.legId, clock.now() + command.ringTimeoutMs);
      try {
        await this.#call(request);
      } catch (error) {
        if (isCadenciaError(error, 'DLR_MEDIA_TIMEOUT')) {
          this.#settleLater(leg);
        } else if (!isCadenciaError(error, 'DLR_MEDIA_DOWN')) {
          this.#forget(leg);
        }
        throw isCadenciaError(error, 'DLR_MEDIA_GONE')
          ? new CadenciaError('DLR_MEDIA_REFUSED', { detail: messageOf(error), cause: error })
          : error;
      }
    });
  }

  hangup(legId: LegId, cause: LocalHangupCause): Promise<void> {
    return this.#command('hangup', async () => {
      const leg = this.#legs.get(legId);
      if (leg !== undefined) {
        leg.hangupAsked = true;
      }
      const query = { reason_code: String(Q850_OF_CAUSE[cause]) };
      const reply = await callAllowing(
        { call: async (request) => ({ done: await this.#call(request) }) },
        { method: 'DELETE', path: ['channels', legId], query },
        [404],
      );
      if (reply === undefined && leg !== undefined) {
        this.#settleLater(leg);
      }
    });
  }

  bridge(agentLegId: LegId, legId: LegId): Promise<void> {
    return this.#command('bridge', () => this.#bridging.join(agentLegId, legId));
  }

  unbridge(legId: LegId): Promise<void> {
    return this.#command('unbridge', () => this.#bridging.part(legId));
  }

  play(legId: LegId, sound: string, playId: string): Promise<void> {
    return this.#command('play', async () => {
      await this.#controlled(legId);
      await callForLeg(this.#session, legId, {
        method: 'POST',
        path: ['channels', legId, 'play', playId],
        query: { media: `sound:${sound}` },
      });
    });
  }

  hold(legId: LegId, on: boolean): Promise<void> {
    return this.#command('hold', () => this.#bridging.hold(legId, on));
  }

  record(legId: LegId, name: string, on: boolean): Promise<void> {
    return this.#command('record', () =>
      on ? this.#recording.start(legId, name) : this.#recording.stop(legId, name),
    );
  }

  sendDtmf(legId: LegId, digits: string): Promise<void> {
    return this.#command('sendDtmf', async () => {
      await this.#controlled(legId);
      await callForLeg(this.#session, legId, {
        method: 'POST',
        path: ['channels', legId, 'dtmf'],
        query: { dtmf: digits },
      });
    });
  }

  list(): Promise<readonly LiveLeg[]> {
    return this.#command('list', async () => (await this.#readLegs()).map((found) => found.live));
  }

  #originateRequest(command: OriginateCommand): AriRequest {
    const { app } = this.#options;
    const tags = Object.entries(command.tags)
      .map(([name, value]) => `${name}=${value}`)
      .join(';');
    return {
      method: 'POST',
      path: ['channels', command.legId],
      query: {
        endpoint: this.#endpointOf(command),
        app,
        // Asterisk counts whole seconds and gives up by itself.
        timeout: String(Math.max(1, Math.ceil(command.ringTimeoutMs / 1000))),
        ...(command.callerId === '' ? {} : { callerId: command.callerId }),
      },
      body: { variables: tags === '' ? {} : { 'CDR(userfield)': tags } },
    };
  }

  #endpointOf(command: OriginateCommand): string {
    const { target } = command;
    if (target.kind === 'agent') {
      return target.endpoint;
    }
    const trunk = this.#options.trunkEndpoint(target.trunkId);
    if (trunk === null) {
      throw new CadenciaError('DLR_MEDIA_REFUSED', {
        detail: `Trunk ${target.trunkId} has no PJSIP endpoint on media server ${this.id}. Name it in the configuration.`,
      });
    }
    return `PJSIP/${formatNumber(target.number, trunk)}@${trunk.endpoint}`;
  }

  async #command<T>(operation: string, run: () => Promise<T>): Promise<T> {
    const { clock, onCommand } = this.#options;
    const startMs = clock.now();
    let ok = false;
    try {
      const result = await run();
      ok = true;
      return result;
    } finally {
      onCommand?.(operation, clock.now() - startMs, ok);
    }
  }

  #call(request: AriRequest): Promise<unknown> {
    if (!this.#ready) {
      return Promise.reject(linkDown(`Media server ${this.id}`, this.#lastReason || 'not connected yet'));
    }
    return this.#transport.call(request, this.#session.commandDeadlineMs);
  }

  async #controlled(legId: LegId): Promise<AsteriskLeg> {
    if (!this.#ready) {
      throw linkDown(`Media server ${this.id}`, this.#lastReason || 'not connected yet');
    }
    const leg = this.#legs.get(legId);
    if (leg === undefined) {
      throw legGone(legId, 'The command');
    }
    if (leg.amd === 'running') {
      const check = (): boolean => {
        if (this.#legs.get(legId) !== leg) {
          throw legGone(legId, 'The command');
        }
        return leg.inStasis;
      };
      const maximumMs = this.#options.amdMaximumMs ?? DEFAULTS.amdMaximumMs;
      await this.#waiter.until(check, maximumMs, `the end of the screening of ${legId}`);
    }
    if (!leg.inStasis) {
      throw legNotAnswered(legId, 'The command');
    }
    return leg;
  }

  #onSignal(signal: AriSignal): void {
    switch (signal.kind) {
      case 'up':
        void this.#synchronise();
        return;
      case 'down':
        this.#onDown(signal.error);
        return;
      case 'event':
        if (this.#held === null) {
          this.#onAriEvent(signal.event);
        } else {
          this.#held.push(signal.event);
        }
        return;
      case 'restMissing':
        return;
    }
  }

  #onDown(error: CadenciaError): void {
    const wasReady = this.#ready;
    this.#ready = false;
    this.#held = [];
    this.#stopSweep();
    this.#bridging.forget();
    this.#waiter.failAll(linkDown('The command', error.detail));
    // A server that stays away is told once for each reason, not at each attempt.
    if (wasReady || error.message !== this.#lastReason) {
      this.#lastReason = error.message;
      this.#emit({
        kind: 'serverDown',
        serverId: this.id,
        atMs: this.#options.clock.now(),
        reason: error.message,
      });
    }
  }

  async #synchronise(): Promise<void> {
    const held = this.#held;
    try {
      await this.#filterEvents();
      const deadlineMs = this.#session.commandDeadlineMs;
      const info = await this.#transport.call(
        { method: 'GET', path: ['asterisk', 'info'], query: { only: 'status' } },
        deadlineMs,
      );
      const found = await this.#readLegs();
      if (this.#held === held && held !== null && this.#transport.isUp()) {
        this.#resume(parseStartupTime(info), found, held);
      }
    } catch (error) {
      if (this.#held === held && !this.#closed) {
        this.#transport.drop(
          error instanceof CadenciaError ? error : linkDown('The resync', messageOf(error)),
        );
      }
    }
  }

  /** Fewer events, when this Asterisk can leave them out (since 16.6). */
  async #filterEvents(): Promise<void> {
    try {
      await this.#transport.call(
        {
          method: 'PUT',
          path: ['applications', this.#options.app, 'eventFilter'],
          body: { disallowed: UNWANTED_EVENTS.map((type) => ({ type })) },
        },
        this.#session.commandDeadlineMs,
      );
    } catch (error) {
      if (!isCadenciaError(error, 'DLR_MEDIA_REFUSED', 'DLR_MEDIA_GONE')) {
        throw error;
      }
    }
  }

  async #readLegs(): Promise<readonly FoundLeg[]> {
    const deadlineMs = this.#session.commandDeadlineMs;
    const [channels, bridges] = await Promise.all([
      this.#transport.call({ method: 'GET', path: ['channels'] }, deadlineMs),
      this.#transport.call({ method: 'GET', path: ['bridges'] }, deadlineMs),
    ]);
    return readSnapshot(channels, bridges, this.#options.clock.now());
  }

  /** Tells what lives, then what was said meanwhile, then what died unheard. */
  #resume(startupTime: string, found: readonly FoundLeg[], held: readonly AriEvent[]): void {
    const restarted = this.#startupTime !== '' && startupTime !== this.#startupTime;
    this.#startupTime = startupTime;
    this.#lastReason = '';
    this.#held = null;
    this.#ready = true;
    const before = this.#legs.all();
    const living = new Set(found.map((one) => one.legId));
    const catchUps = found.map((one) => this.#adopt(one));
    const atMs = this.#options.clock.now();
    this.#emit({ kind: 'serverUp', serverId: this.id, atMs });
    this.#emit({ kind: 'resync', serverId: this.id, atMs, legs: found.map((one) => one.live) });
    if (!restarted) {
      for (const event of held) {
        this.#onAriEvent(event);
      }
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
  }

  /** Brings a leg of ours up to what the server shows; what it missed to say is returned, to be said later. */
  #adopt(found: FoundLeg): (() => void) | null {
    const { channel, legId, live } = found;
    const known = this.#legs.get(legId);
    const isAgent = agentOfLeg(legId) !== null || found.bridgeId === standingBridgeOf(legId);
    const leg = known ?? this.#legs.open(legId, live.createdAtMs, { amd: false, isAgent });
    const isUp = live.state === 'up';
    leg.state = live.state;
    leg.inStasis = isUp && channel.application === 'Stasis';
    if (found.bridgeId === null) {
      this.#legs.leaveBridge(leg);
    } else {
      this.#legs.enterBridge(leg, found.bridgeId);
    }
    if (known === undefined) {
      leg.saidRinging = live.state !== 'dialing';
      leg.saidAnswered = isUp;
      leg.amd = channel.application === 'AMD' ? 'running' : 'off';
      return null;
    }
    if (leg.inStasis && !leg.saidAnswered) {
      return () => this.#onAriEvent({ type: 'StasisStart', channel, args: [] });
    }
    if (leg.inStasis && leg.amd === 'running') {
      return () => void this.#fetchVerdict(leg, channel);
    }
    return null;
  }

  /** The screening ended while nobody listened: its verdict still stands in the channel's variables. */
  async #fetchVerdict(leg: AsteriskLeg, channel: FoundLeg['channel']): Promise<void> {
    const read = (variable: string): Promise<string> =>
      this.#call({ method: 'GET', path: ['channels', leg.legId, 'variable'], query: { variable } }).then(
        parseVariable,
        () => '',
      );
    const [status, cause] = await Promise.all([read('AMDSTATUS'), read('AMDCAUSE')]);
    if (this.#legs.get(leg.legId) === leg) {
      this.#onAriEvent({ type: 'StasisStart', channel, args: [AMD_RETURN, status, cause] });
    }
  }

  #onAriEvent(event: AriEvent): void {
    switch (event.type) {
      case 'ApplicationReplaced':
        if (event.application === this.#options.app) {
          this.#transport.drop(
            linkDown(
              `ARI application ${this.#options.app}`,
              'another program connected with the same application name; give each engine its own',
            ),
          );
        }
        return;
      case 'PlaybackFinished': {
        const leg = this.#legs.get(event.targetChannelId);
        if (leg !== undefined) {
          const atMs = this.#options.clock.now();
          const { playbackId: playId } = event;
          this.#emit({ kind: 'playFinished', serverId: this.id, legId: leg.legId, atMs, playId });
        }
        return;
      }
      case 'Dial':
        this.#onLegEvent(event.peer.id, event);
        break;
      case 'other':
        return;
      default:
        this.#onLegEvent(event.channel.id, event);
    }
    this.#waiter.poke();
  }

  #onLegEvent(channelId: string, event: AriEvent): void {
    const leg = this.#legs.get(channelId);
    if (leg === undefined) {
      if (event.type === 'StasisStart') {
        this.#recording.channelStarted(channelId);
      } else if (event.type === 'ChannelDestroyed') {
        this.#recording.channelEnded(channelId);
      }
      return;
    }
    if (event.type === 'ChannelEnteredBridge') {
      this.#bridging.entered(leg, event.bridgeId);
      return;
    }
    if (event.type === 'ChannelLeftBridge') {
      this.#bridging.left(leg, event.bridgeId);
      return;
    }
    const change = mapLegEvent(this.id, leg, event, this.#options.clock.now());
    Object.assign(leg, change.set);
    if (change.ended) {
      this.#bridging.ended(leg);
      this.#forget(leg);
    }
    if (change.duty === 'screen') {
      this.#screen(leg);
    } else if (change.duty === 'standBy' && leg.isAgent) {
      this.#bridging.standBy(leg.legId).catch(() => undefined);
    }
    for (const said of change.events) {
      this.#emit(said);
    }
  }

  /** Sends an answered leg through the dialplan's detector; when that is refused nobody waits for a verdict. */
  #screen(leg: AsteriskLeg): void {
    const { legId } = leg;
    const context = this.#options.amdContext ?? DEFAULTS.amdContext;
    this.#call({
      method: 'POST',
      path: ['channels', legId, 'continue'],
      query: { context, extension: 's', priority: '1' },
    }).catch((error: unknown) => {
      if (this.#legs.get(legId) === leg && httpStatusOf(error) !== null) {
        leg.amd = 'done';
        leg.inStasis = true;
        const atMs = this.#options.clock.now();
        this.#emit({ kind: 'amd', serverId: this.id, legId, atMs, verdict: 'unknown', cause: 'NOTSCREENED' });
        this.#waiter.poke();
      }
    });
  }

  #settleLater(leg: AsteriskLeg): void {
    this.#options.clock.setTimer(SETTLE_AFTER_MS, () => void this.#settle(leg));
  }

  /** Asks whether a leg of which nothing was heard is alive; without an answer, the sweep or the resync asks again. */
  async #settle(leg: AsteriskLeg): Promise<void> {
    if (!this.#ready || this.#legs.get(leg.legId) !== leg) {
      return;
    }
    try {
      await this.#call({ method: 'GET', path: ['channels', leg.legId] });
    } catch (error) {
      if (isCadenciaError(error, 'DLR_MEDIA_GONE') && this.#legs.get(leg.legId) === leg) {
        this.#endUnheard(leg);
      }
    }
  }

  /** Its end was never told, so its cause is unknown. */
  #endUnheard(leg: AsteriskLeg): void {
    if (this.#legs.get(leg.legId) !== leg) {
      return;
    }
    this.#onAriEvent({
      type: 'ChannelDestroyed',
      channel: { id: leg.legId, state: '', createdAtMs: null, application: '' },
      cause: null,
      techCause: null,
    });
  }

  #scheduleSweep(): void {
    this.#stopSweep();
    this.#sweepTimer = this.#options.clock.setTimer(SWEEP_EVERY_MS, () => {
      const nowMs = this.#options.clock.now();
      for (const leg of this.#legs.all()) {
        const ringUntilMs = this.#ringUntilMs.get(leg.legId) ?? leg.createdAtMs;
        if (!leg.saidAnswered && ringUntilMs + SILENCE_MS < nowMs) {
          void this.#settle(leg);
        }
      }
      this.#scheduleSweep();
    });
  }

  #stopSweep(): void {
    if (this.#sweepTimer !== null) {
      this.#options.clock.clearTimer(this.#sweepTimer);
      this.#sweepTimer = null;
    }
  }

  #forget(leg: AsteriskLeg): void {
    this.#legs.remove(leg);
    this.#ringUntilMs.delete(leg.legId);
  }

  #emit(event: MediaEvent): void {
    if (this.#closed) {
      return;
    }
    try {
      this.#listener(event);
    } catch (error) {
      process.emitWarning(
        `A listener of media server ${this.id} threw on '${event.kind}': ${messageOf(error)}`,
      );
    }
  }
}
