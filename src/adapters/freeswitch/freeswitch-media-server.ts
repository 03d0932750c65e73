/*
 * FreeSWITCH by its event socket.
 *
 * 1. A leg's id is its channel's (`origination_uuid`), chosen before the originate leaves: a lost reply, a restart of ours
 *    or of FreeSWITCH's never leaves a channel that nobody can name.
 * 2. `ignore_early_media` is set: without it an announcement (183 with audio) ends the originate as an answer does. Only
 *    where our ear listens to announcements it is not, and what counts as the answer is the channel's own word.
 * 3. Calls are made in the background: `originate` itself would hold every other command up until the answer.
 * 4. Connecting and resync are FreeswitchConnection's, the life of a leg FreeswitchLegLife's, who hears whom
 *    FreeswitchBoard's.
 */
import { CadenciaError, isCadenciaError, messageOf } from '../../core/kernel/errors.js';
import type { LegId, MediaServerId, TrunkId } from '../../core/kernel/ids.js';
import { applyDialRule, DIAL_RULE_DEFAULTS } from '../../core/route/dial-rule.js';
import type { LegSound } from '../../core/test-call/test-call-report.js';
import type {
  LiveLeg,
  LocalHangupCause,
  MediaCapabilities,
  MediaEvent,
  MediaServer,
  OriginateCommand,
  SnoopWay,
} from '../../ports/media.js';
import {
  callerVariables,
  endpointTarget,
  gatewayTarget,
  heardFromFirstSound,
  IGNORED_UNTIL_ANSWER,
  SAYS_SILENCE,
  sipVariables,
  variablesText,
} from './dial-string.js';
import { eslDown, eslRefused } from './esl-failure.js';
import { FreeswitchBoard } from './freeswitch-board.js';
import { CAUSE_OF_HANGUP, causeOfJob } from './freeswitch-cause.js';
import { FreeswitchConnection } from './freeswitch-connection.js';
import { FreeswitchEars } from './freeswitch-ears.js';
import { type FreeswitchLeg, FreeswitchLegTable } from './freeswitch-leg.js';
import { FreeswitchLegLife } from './freeswitch-leg-life.js';
import { FREESWITCH_DEFAULTS, type FreeswitchMediaServerOptions } from './freeswitch-options.js';
import { FreeswitchPressure } from './freeswitch-pressure.js';
import { FreeswitchRecorder, RECORDING_BUFFER } from './freeswitch-recorder.js';
import { apiForLeg, type FreeswitchSession, isError, legGone } from './freeswitch-session.js';
import { APP_VARIABLE, readSound } from './freeswitch-snapshot.js';
import { FreeswitchSpeaker } from './freeswitch-speaker.js';
import { LegWaits } from './leg-waits.js';

const DIGITS = /^[0-9A-D*#]{1,64}$/;

/** One FreeSWITCH as a media server of the engine. */
export class FreeswitchMediaServer implements MediaServer {
  readonly id: MediaServerId;
  readonly capabilities: MediaCapabilities = {
    amd: false,
    ear: true,
    earlyMediaEvents: true,
    snoop: true,
    inbound: true,
  };
  readonly #options: FreeswitchMediaServerOptions;
  readonly #connection: FreeswitchConnection;
  readonly #legs = new FreeswitchLegTable();
  readonly #waits: LegWaits;
  readonly #session: FreeswitchSession;
  readonly #speaker: FreeswitchSpeaker;
  readonly #recorder: FreeswitchRecorder;
  readonly #board: FreeswitchBoard;
  readonly #life: FreeswitchLegLife;
  readonly #pressure: FreeswitchPressure;
  #listener: (event: MediaEvent) => void = () => undefined;
  #closed = false;

  constructor(options: FreeswitchMediaServerOptions) {
    this.id = options.id;
    this.#options = options;
    this.#waits = new LegWaits(options.clock);
    this.#session = {
      serverId: options.id,
      clock: options.clock,
      legs: this.#legs,
      waits: this.#waits,
      commandDeadlineMs: options.commandDeadlineMs ?? FREESWITCH_DEFAULTS.commandDeadlineMs,
      api: (line) => this.#connection.api(line),
      sendMessage: (channelId, headers) => this.#connection.sendMessage(channelId, headers),
      soundWay: () => this.#connection.soundWay(),
      emit: (event) => this.#emit(event),
      controlled: (legId) => this.#controlled(legId),
    };
    this.#speaker = new FreeswitchSpeaker(this.#session, {
      folder: options.soundsFolder,
      music: options.music ?? FREESWITCH_DEFAULTS.music,
    });
    this.#recorder = new FreeswitchRecorder(this.#session, options.recordingsFolder);
    const profile = options.conferenceProfile ?? FREESWITCH_DEFAULTS.conferenceProfile;
    this.#board = new FreeswitchBoard(this.#session, this.#speaker, profile);
    this.#life = new FreeswitchLegLife(this.#session, {
      board: this.#board,
      speaker: this.#speaker,
      ears: new FreeswitchEars(this.#session, options.announcements ?? null),
      app: options.app,
    });
    this.#pressure = new FreeswitchPressure(this.#session);
    this.#connection = new FreeswitchConnection(options, {
      emit: (event) => this.#emit(event),
      known: () => this.#legs.all().map(({ legId }) => legId),
      resume: (resumption) => this.#life.resume(resumption),
      event: (event) => this.#life.onEvent(event),
      lost: (error) => {
        this.#life.stop();
        this.#pressure.stop();
        this.#waits.failAll(eslDown('The command', error.detail));
      },
    });
  }

  /** Returns at once; `serverUp` tells when the connection holds, `serverDown` why it does not. */
  async start(): Promise<void> {
    this.#connection.start();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#life.close();
    this.#pressure.stop();
    this.#connection.close();
    this.#waits.failAll(eslDown('The command', 'the media server was closed by us'));
  }

  isUp(): boolean {
    return this.#connection.isReady();
  }

  get estate(): string {
    return this.#options.app;
  }

  /** Everybody who is connected hears of every channel: it is enough to write our name on the other's. */
  inherit(estate: string): Promise<readonly LiveLeg[]> {
    return this.#command('inherit', async () => {
      this.#connection.requireReady();
      const found = await this.#connection.readLegs(1, estate);
      this.#life.inherit(found);
      await Promise.all(
        found.map(({ live: { legId } }) =>
          this.#connection.api(`uuid_setvar ${legId} ${APP_VARIABLE} ${this.#options.app}`),
        ),
      );
      return found.map(({ live }) => live);
    });
  }

  isInheriting(): boolean {
    return false;
  }

  /** FreeSWITCH's endpoints are written in small letters: `user`, `sofia`, `verto.rtc`. */
  ownsPhone(endpoint: string): boolean {
    return /^[a-z]/.test(endpoint);
  }

  carries(trunkId: TrunkId): boolean {
    return this.#options.carries?.(trunkId) ?? true;
  }

  onEvent(listener: (event: MediaEvent) => void): void {
    this.#listener = listener;
  }

  originate(command: OriginateCommand): Promise<void> {
    return this.#command('originate', async () => {
      const line = this.#originateLine(command);
      if (this.#legs.get(command.legId) !== undefined) {
        throw new CadenciaError('DLR_MEDIA_REFUSED', {
          detail: `Leg ${command.legId} is alive already; every originate needs a leg id of its own.`,
        });
      }
      this.#connection.requireReady();
      const leg = this.#life.open(command);
      try {
        await this.#dial(leg, line, command.ringTimeoutMs);
      } catch (error) {
        if (isCadenciaError(error, 'DLR_MEDIA_TIMEOUT')) {
          this.#life.settleLater(leg);
        } else if (!isCadenciaError(error, 'DLR_MEDIA_DOWN')) {
          this.#life.forget(leg);
        }
        throw error;
      }
    });
  }

  answer(legId: LegId): Promise<void> {
    return this.#command('answer', async () => {
      this.#connection.requireReady();
      const leg = this.#legs.get(legId);
      if (leg === undefined) {
        throw legGone(legId, 'answer');
      }
      if (leg.inbound === null) {
        throw eslRefused('answer', `leg ${legId} did not come in: there is nothing to answer`);
      }
      if (!leg.saidAnswered) {
        await apiForLeg(this.#session, legId, `uuid_answer ${legId}`);
      }
    });
  }

  hangup(legId: LegId, cause: LocalHangupCause): Promise<void> {
    return this.#command('hangup', async () => {
      this.#connection.requireReady();
      const leg = this.#legs.get(legId);
      if (cause === 'no_answer' && leg?.state === 'up') {
        return;
      }
      if (leg !== undefined) {
        leg.hangupAsked = true;
      }
      const answer = await this.#connection.api(`uuid_kill ${legId} ${CAUSE_OF_HANGUP[cause]}`);
      if (isError(answer) && leg !== undefined) {
        this.#life.settleLater(leg);
      }
    });
  }

  bridge(agentLegId: LegId, legId: LegId): Promise<void> {
    return this.#command('bridge', () => this.#board.join(agentLegId, legId, 'shownOut'));
  }

  invite(agentLegId: LegId, legId: LegId): Promise<void> {
    return this.#command('invite', () => this.#board.join(agentLegId, legId, 'stay'));
  }

  unbridge(legId: LegId): Promise<void> {
    return this.#command('unbridge', () => this.#board.part(legId));
  }

  play(legId: LegId, sound: string, playId: string): Promise<void> {
    return this.#command('play', async () =>
      this.#speaker.play(await this.#controlled(legId), sound, playId),
    );
  }

  stopPlay(legId: LegId, playId: string): Promise<void> {
    return this.#command('stopPlay', async () => this.#speaker.stop(await this.#controlled(legId), playId));
  }

  hold(legId: LegId, on: boolean): Promise<void> {
    return this.#command('hold', () => this.#board.hold(legId, on));
  }

  record(legId: LegId, name: string, on: boolean): Promise<void> {
    return this.#command('record', () =>
      on ? this.#recorder.start(legId, name) : this.#recorder.stop(legId, name),
    );
  }

  pauseRecording(legId: LegId, name: string, paused: boolean): Promise<void> {
    return this.#command('pauseRecording', () => this.#recorder.pause(legId, name, paused));
  }

  sendDtmf(legId: LegId, digits: string): Promise<void> {
    return this.#command('sendDtmf', async () => {
      if (!DIGITS.test(digits)) {
        throw eslRefused('sendDtmf', 'keys are 0 to 9, A to D, * and #');
      }
      await this.#controlled(legId);
      await apiForLeg(this.#session, legId, `uuid_send_dtmf ${legId} ${digits}`);
    });
  }

  snoop(earLegId: LegId, legId: LegId, way: SnoopWay): Promise<void> {
    return this.#command('snoop', () => this.#board.listen(earLegId, legId, way));
  }

  endSnoop(earLegId: LegId): Promise<void> {
    return this.#command('endSnoop', () => this.#board.stopListening(earLegId));
  }

  /** FreeSWITCH counts as a talk goes on, and writes the counts into variables of the channel when it is told to. */
  soundOf(legId: LegId): Promise<LegSound> {
    return this.#command('soundOf', async () => {
      await this.#controlled(legId);
      await apiForLeg(this.#session, legId, `uuid_set_media_stats ${legId}`);
      return readSound(await apiForLeg(this.#session, legId, `uuid_dump ${legId} json`));
    });
  }

  /** What FreeSWITCH lists; who talks with whom is known from its events, which are ahead of its lists. */
  list(): Promise<readonly LiveLeg[]> {
    return this.#command('list', async () => {
      this.#connection.requireReady();
      const found = await this.#connection.readLegs();
      return found.map(({ live }) => {
        const leg = this.#legs.get(live.legId);
        return leg === undefined
          ? live
          : { ...live, state: leg.saidAnswered ? 'up' : live.state, bridgedWith: this.#legs.partnerOf(leg) };
      });
    });
  }

  /** Resolves once the channel is heard of; a result before that says why there is none. */
  async #dial(leg: FreeswitchLeg, line: string, ringTimeoutMs: number): Promise<void> {
    const { commandDeadlineMs } = this.#session;
    const job = this.#connection.job(`originate ${line}`, ringTimeoutMs + 10 * commandDeadlineMs);
    let refusal = '';
    const result = job.result.then((text) => {
      if (!leg.seen && !text.startsWith('+OK')) {
        refusal = text;
      }
      leg.seen ||= text.startsWith('+OK');
      this.#life.onResult(leg, text);
      this.#waits.poke(leg.legId);
    });
    result.catch(() => undefined);
    await job.taken;
    await this.#waits.until(
      [leg.legId],
      () => leg.seen || refusal !== '',
      commandDeadlineMs,
      `the channel of ${leg.legId}`,
    );
    if (refusal !== '') {
      throw await this.#pressure.refusalOf(leg.legId, causeOfJob(refusal) || refusal.slice(0, 200));
    }
  }

  #originateLine(command: OriginateCommand): string {
    const seconds = Math.ceil(command.ringTimeoutMs / 1000) + 1;
    const hearsNetwork = command.target.kind === 'phone' && this.#options.announcements !== undefined;
    const variables = new Map<string, string>([
      ['origination_uuid', command.legId],
      ...(hearsNetwork ? heardFromFirstSound(seconds) : IGNORED_UNTIL_ANSWER),
      ['originate_timeout', String(seconds)],
      ['park_after_bridge', 'true'],
      ['hangup_after_bridge', 'false'],
      // What was said in the first seconds counts too.
      ['RECORD_MIN_SEC', '0'],
      RECORDING_BUFFER,
      [APP_VARIABLE, this.#options.app],
    ]);
    for (const [name, value] of Object.entries(command.tags)) {
      variables.set(`cadencia_${name}`, value);
    }
    const { endpoint, more } = this.#wayOf(command);
    for (const [name, value] of more) {
      variables.set(name, value);
    }
    return `${variablesText(variables)}${endpoint} &park()`;
  }

  #wayOf({ target, callerId, tags }: OriginateCommand) {
    if (target.kind === 'agent') {
      return { endpoint: endpointTarget(target.endpoint), more: callerVariables(callerId) };
    }
    if (target.kind === 'tie') {
      return { endpoint: endpointTarget(`${target.endpoint}/${target.called}`), more: SAYS_SILENCE };
    }
    const trunk = this.#options.trunkGateway(target.trunkId);
    if (trunk === null) {
      throw new CadenciaError('DLR_MEDIA_REFUSED', {
        detail: `Trunk ${target.trunkId} has no gateway on media server ${this.id}. Name it in the configuration.`,
      });
    }
    const call = applyDialRule(trunk.rule ?? DIAL_RULE_DEFAULTS, {
      number: target.number,
      line: callerId,
      attempt: tags['attempt'] ?? '',
      campaign: tags['campaign'] ?? '',
    });
    return {
      endpoint: gatewayTarget(trunk.gateway, call.called),
      more: [...callerVariables(call.caller), ...sipVariables(call.headers, call.codecs)],
    };
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

  async #controlled(legId: LegId): Promise<FreeswitchLeg> {
    this.#connection.requireReady();
    return await this.#life.controlled(legId);
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
