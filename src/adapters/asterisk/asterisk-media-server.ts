/*
 * Asterisk 22 by ARI.
 *
 * 1. A leg's id is its channel's id, chosen before the originate leaves: a lost reply, a restart of ours or of
 *    Asterisk's never leaves a channel that nobody can name.
 * 2. An originate leaves only on a connection that holds: for an application without a socket Asterisk takes it and
 *    kills the channel without a word.
 * 3. Connecting and resync are AsteriskConnection's, the life of a leg AsteriskLegLife's, who hears whom
 *    AsteriskBridging's, which calls leave when AsteriskDialQueue's.
 */
import { CadenciaError, isCadenciaError, messageOf } from '../../core/kernel/errors.js';
import type { LegId, MediaServerId, TrunkId } from '../../core/kernel/ids.js';
import { applyDialRule, DIAL_RULE_DEFAULTS, type DialledCall } from '../../core/route/dial-rule.js';
import type { LegSound } from '../../core/test-call/test-call-report.js';
import type {
  LegTarget,
  LiveLeg,
  LocalHangupCause,
  MediaCapabilities,
  MediaEvent,
  MediaServer,
  OriginateCommand,
  SnoopWay,
} from '../../ports/media.js';
import { type AriEvent, parseProtocolId, parseRtpStatistics, parseVariable } from './ari-codec.js';
import { linkDown } from './ari-failure.js';
import type { AriRequest } from './ari-request.js';
import type { AriIntake } from './ari-transport.js';
import { AsteriskBridging } from './asterisk-bridging.js';
import { AsteriskConnection } from './asterisk-connection.js';
import { AsteriskDialQueue } from './asterisk-dial-queue.js';
import { AsteriskEars } from './asterisk-ears.js';
import { AsteriskInheritance } from './asterisk-inheritance.js';
import { AsteriskLegLife } from './asterisk-leg-life.js';
import { type AsteriskLeg, AsteriskLegTable } from './asterisk-leg-table.js';
import { type AsteriskMediaServerOptions, commandDeadlineOf } from './asterisk-options.js';
import { AsteriskRecording } from './asterisk-recording.js';
import { type AsteriskSession, callAllowing, callForLeg, legGone } from './asterisk-session.js';
import { AsteriskSnooping } from './asterisk-snooping.js';
import { EventWaiter } from './event-waiter.js';

const DEFAULTS = { amdContext: 'amd', amdMaximumMs: 6000 } as const;

/** ITU-T Q.850 causes of our own hang-ups. */
const Q850_OF_CAUSE: Readonly<Record<LocalHangupCause, number>> = {
  normal: 16,
  busy: 17,
  no_answer: 19,
  rejected: 21,
};

/** One Asterisk as a media server of the engine. */
export class AsteriskMediaServer implements MediaServer {
  readonly id: MediaServerId;
  readonly capabilities: MediaCapabilities = {
    amd: true,
    ear: true,
    earlyMediaEvents: true,
    snoop: true,
    inbound: true,
  };
  readonly #options: AsteriskMediaServerOptions;
  readonly #connection: AsteriskConnection;
  readonly #legs = new AsteriskLegTable();
  readonly #waiter: EventWaiter;
  readonly #dials: AsteriskDialQueue;
  readonly #session: AsteriskSession;
  readonly #bridging: AsteriskBridging;
  readonly #recording: AsteriskRecording;
  readonly #snooping: AsteriskSnooping;
  readonly #life: AsteriskLegLife;
  readonly #inheritance: AsteriskInheritance;
  #listener: (event: MediaEvent) => void = () => undefined;
  #closed = false;

  constructor(options: AsteriskMediaServerOptions) {
    this.id = options.id;
    this.#options = options;
    this.#waiter = new EventWaiter(options.clock);
    this.#dials = new AsteriskDialQueue({
      serverId: options.id,
      clock: options.clock,
      deadlineMs: commandDeadlineOf(options),
      emit: (event) => this.#emit(event),
    });
    this.#session = {
      serverId: options.id,
      app: options.app,
      clock: options.clock,
      legs: this.#legs,
      waiter: this.#waiter,
      commandDeadlineMs: commandDeadlineOf(options),
      call: (request) => this.#connection.call(request),
      emit: (event) => this.#emit(event),
      controlled: (legId) => this.#controlled(legId),
    };
    this.#bridging = new AsteriskBridging(this.#session);
    this.#recording = new AsteriskRecording(this.#session);
    this.#snooping = new AsteriskSnooping(this.#session, this.#bridging);
    const ears = new AsteriskEars(this.#session, {
      server: options,
      announcements: options.announcements ?? null,
    });
    const parts = { recording: this.#recording, snooping: this.#snooping, ears };
    this.#life = new AsteriskLegLife(this.#session, this.#bridging, parts, {
      amdContext: options.amdContext ?? DEFAULTS.amdContext,
      amdMaximumMs: options.amdMaximumMs ?? DEFAULTS.amdMaximumMs,
    });
    this.#inheritance = new AsteriskInheritance({ options, session: this.#session, life: this.#life });
    this.#life.onEnded((legId) => this.#inheritance.legEnded(legId));
    this.#connection = new AsteriskConnection(options, {
      emit: (event) => this.#emit(event),
      resume: (resumption) => this.#life.resume(resumption),
      event: (event) => this.#onAriEvent(event),
      lost: (error) => {
        this.#life.stop();
        this.#bridging.forget();
        this.#dials.stop();
        this.#waiter.failAll(linkDown('The command', error.detail));
      },
    });
  }

  /** Returns at once; `serverUp` tells when the connection holds, `serverDown` why it does not. */
  async start(): Promise<void> {
    this.#connection.start();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#inheritance.close();
    this.#life.stop();
    this.#connection.close();
    this.#dials.stop();
    this.#waiter.failAll(linkDown('The command', 'the media server was closed by us'));
  }

  isUp(): boolean {
    return this.#connection.isReady();
  }

  get estate(): string {
    return this.#options.app;
  }

  inherit(estate: string): Promise<readonly LiveLeg[]> {
    return this.#command('inherit', () => {
      this.#connection.requireReady();
      return this.#inheritance.take(estate);
    });
  }

  isInheriting(estate: string): boolean {
    return this.#inheritance.isInheriting(estate);
  }

  /** Asterisk's technologies begin with a capital letter. */
  ownsPhone(endpoint: string): boolean {
    return /^[A-Z]/.test(endpoint);
  }

  carries(trunkId: TrunkId): boolean {
    return this.#options.carries?.(trunkId) ?? true;
  }

  onEvent(listener: (event: MediaEvent) => void): void {
    this.#listener = listener;
  }

  /** Which road is in use, and what came in on it that was not understood. */
  intake(): AriIntake & { readonly transport: 'websocket' | 'http' } {
    return this.#connection.intake();
  }

  originate(command: OriginateCommand): Promise<void> {
    return this.#command('originate', async () => {
      const request = this.#originateRequest(command);
      if (this.#legs.get(command.legId) !== undefined) {
        throw new CadenciaError('DLR_MEDIA_REFUSED', {
          detail: `Leg ${command.legId} is alive already; every originate needs a leg id of its own.`,
        });
      }
      this.#connection.requireReady();
      const leg = this.#life.open(command);
      try {
        const send = (): Promise<unknown> => this.#connection.call(request);
        const reply = await (command.target.kind === 'phone' ? this.#dials.run(leg.legId, send) : send());
        this.#name(leg, parseProtocolId(reply));
      } catch (error) {
        if (isCadenciaError(error, 'DLR_MEDIA_TIMEOUT')) {
          this.#life.settleLater(leg);
        } else if (!isCadenciaError(error, 'DLR_MEDIA_DOWN')) {
          this.#life.forget(leg);
        }
        throw isCadenciaError(error, 'DLR_MEDIA_GONE')
          ? new CadenciaError('DLR_MEDIA_REFUSED', { detail: messageOf(error), cause: error })
          : error;
      }
    });
  }

  answer(legId: LegId): Promise<void> {
    return this.#command('answer', async () => {
      const leg = this.#legs.get(legId);
      if (leg === undefined) {
        throw legGone(legId, 'answer');
      }
      if (leg.inbound === null) {
        throw new CadenciaError('DLR_MEDIA_REFUSED', {
          detail: `Leg ${legId} did not come in: there is nothing to answer.`,
        });
      }
      if (!leg.saidAnswered) {
        await callForLeg(this.#session, legId, { method: 'POST', path: ['channels', legId, 'answer'] });
      }
    });
  }

  hangup(legId: LegId, cause: LocalHangupCause): Promise<void> {
    return this.#command('hangup', async () => {
      const leg = this.#legs.get(legId);
      if ((cause === 'no_answer' && leg?.state === 'up') || this.#dials.withdraw(legId)) {
        return;
      }
      if (leg !== undefined) {
        leg.hangupAsked = true;
      }
      const query = { reason_code: String(Q850_OF_CAUSE[cause]) };
      const reply = await callAllowing(
        { call: async (request) => ({ done: await this.#connection.call(request) }) },
        { method: 'DELETE', path: ['channels', legId], query },
        [404],
      );
      if (reply === undefined && leg !== undefined) {
        this.#life.settleLater(leg);
      }
    });
  }

  bridge(agentLegId: LegId, legId: LegId): Promise<void> {
    return this.#command('bridge', () => this.#bridging.join(agentLegId, legId, 'shownOut'));
  }

  invite(agentLegId: LegId, legId: LegId): Promise<void> {
    return this.#command('invite', () => this.#bridging.join(agentLegId, legId, 'stay'));
  }

  unbridge(legId: LegId): Promise<void> {
    return this.#command('unbridge', () => this.#bridging.part(legId));
  }

  play(legId: LegId, sound: string, playId: string): Promise<void> {
    return this.#command('play', async () => {
      const leg = await this.#controlled(legId);
      await this.#bridging.musicEnded(legId);
      const bridgeId = this.#legs.partnerOf(leg) === null ? null : leg.bridgeId;
      // On a channel that is joined a playing would take the two from each other; in their bridge both hear it.
      const where = bridgeId === null ? ['channels', legId] : ['bridges', bridgeId];
      if (bridgeId !== null) {
        leg.bridgePlays.add(playId);
      }
      await callForLeg(this.#session, legId, {
        method: 'POST',
        path: [...where, 'play', playId],
        query: { media: `sound:${sound}` },
      });
    });
  }

  stopPlay(legId: LegId, playId: string): Promise<void> {
    return this.#command('stopPlay', async () => {
      await this.#controlled(legId);
      await callAllowing(
        { call: (request) => this.#connection.call(request) },
        { method: 'DELETE', path: ['playbacks', playId] },
        [404],
      );
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

  pauseRecording(legId: LegId, name: string, paused: boolean): Promise<void> {
    return this.#command('pauseRecording', () => this.#recording.pause(legId, name, paused));
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

  snoop(earLegId: LegId, legId: LegId, way: SnoopWay): Promise<void> {
    return this.#command('snoop', () => this.#snooping.start(earLegId, legId, way));
  }

  endSnoop(earLegId: LegId): Promise<void> {
    return this.#command('endSnoop', () => this.#snooping.stop(earLegId));
  }

  soundOf(legId: LegId): Promise<LegSound> {
    return this.#command('soundOf', async () => {
      await this.#controlled(legId);
      const path = ['channels', legId, 'rtp_statistics'];
      const counted = parseRtpStatistics(await callForLeg(this.#session, legId, { method: 'GET', path }));
      return { ...counted, codec: await this.#codecOf(legId) };
    });
  }

  list(): Promise<readonly LiveLeg[]> {
    return this.#command('list', async () => (await this.#readLegs()).map((found) => found.live));
  }

  /** The INVITE is made by the time the originate is confirmed. */
  #name(leg: AsteriskLeg, sipCallId: string): void {
    if (sipCallId !== '' && !leg.isAgent && this.#legs.get(leg.legId) === leg) {
      const atMs = this.#options.clock.now();
      this.#emit({ kind: 'named', serverId: this.id, legId: leg.legId, atMs, sipCallId });
    }
  }

  /** `(alaw)`: what was agreed on, in Asterisk's brackets. */
  async #codecOf(legId: LegId): Promise<string> {
    const query = { variable: 'CHANNEL(audionativeformat)' };
    const path = ['channels', legId, 'variable'];
    const reply = await callForLeg(this.#session, legId, { method: 'GET', path, query });
    return parseVariable(reply).replaceAll(/[()]/g, '');
  }

  #originateRequest(command: OriginateCommand): AriRequest {
    const { app } = this.#options;
    const tags = Object.entries(command.tags)
      .map(([name, value]) => `${name}=${value}`)
      .join(';');
    const { endpoint, caller, headers, codecs } = this.#wayOf(command);
    return {
      method: 'POST',
      path: ['channels', command.legId],
      query: {
        endpoint,
        app,
        // Asterisk counts whole seconds and gives up by itself.
        timeout: String(Math.max(1, Math.ceil(command.ringTimeoutMs / 1000))),
        ...(caller === '' ? {} : { callerId: caller }),
        ...(codecs.length === 0 ? {} : { formats: codecs.join(',') }),
      },
      body: {
        variables: {
          // Before the dialplan's global of that name: the detector gives the leg back to us, whoever else is on this server.
          STASIS_APP: app,
          ...(tags === '' ? {} : { 'CDR(userfield)': tags }),
          ...Object.fromEntries(headers.map(({ name, value }) => [`PJSIP_HEADER(add,${name})`, value])),
        },
      },
    };
  }

  #wayOf({
    target,
    callerId,
    tags,
  }: OriginateCommand): Omit<DialledCall, 'called' | 'why'> & { readonly endpoint: string } {
    if (target.kind === 'agent') {
      return { endpoint: target.endpoint, caller: callerId, headers: [], codecs: [] };
    }
    if (target.kind === 'tie') {
      return { endpoint: tieEndpoint(target), caller: '', headers: [], codecs: [] };
    }
    const trunk = this.#options.trunkEndpoint(target.trunkId);
    if (trunk === null) {
      throw new CadenciaError('DLR_MEDIA_REFUSED', {
        detail: `Trunk ${target.trunkId} has no PJSIP endpoint on media server ${this.id}. Name it in the configuration.`,
      });
    }
    const { called, ...rest } = applyDialRule(trunk.rule ?? DIAL_RULE_DEFAULTS, {
      number: target.number,
      line: callerId,
      attempt: tags['attempt'] ?? '',
      campaign: tags['campaign'] ?? '',
    });
    return { ...rest, endpoint: `PJSIP/${called}@${trunk.endpoint}` };
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

  async #readLegs() {
    this.#connection.requireReady();
    return await this.#connection.readLegs();
  }

  async #controlled(legId: LegId): Promise<AsteriskLeg> {
    this.#connection.requireReady();
    return await this.#life.controlled(legId);
  }

  #onAriEvent(event: AriEvent): void {
    if (event.type === 'ApplicationReplaced' && event.application === this.#options.app) {
      const why = 'another program connected with the same application name; give each engine its own';
      this.#connection.drop(linkDown(`ARI application ${event.application}`, why));
      return;
    }
    if (!this.#inheritance.isMoved(event)) {
      this.#life.onEvent(event);
    }
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

/** `PJSIP/tie-b` and a number: `PJSIP/<number>@tie-b`. */
function tieEndpoint({ endpoint, called }: Extract<LegTarget, { readonly kind: 'tie' }>): string {
  const [technology = '', name = ''] = endpoint.split('/');
  return `${technology}/${called}@${name}`;
}
