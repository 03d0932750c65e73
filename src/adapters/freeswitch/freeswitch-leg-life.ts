/*
 * What the server's events, lists, job results and silences mean for the legs.
 *
 * 1. What became of a call is told by its channel (`CHANNEL_ANSWER`, `CHANNEL_HANGUP_COMPLETE`) and by the result of its
 *    `originate`, in either order, and either may be missing: the first counts, the other finds nothing left to do.
 * 2. A channel that cannot be made has no events at all, only a result.
 * 3. `originate_timeout` counts the seconds of the wall clock, so a call may ring a second less than asked: it is set
 *    too long, and our own clock gives the call up.
 */

import { CadenciaError } from '../../core/kernel/errors.js';
import type { LegId } from '../../core/kernel/ids.js';
import { attemptOfLeg, isSafeId, parseLegId } from '../../core/kernel/ids.js';
import type { Timer } from '../../ports/clock.js';
import type { InboundLeg, OriginateCommand } from '../../ports/media.js';
import type { EslEvent } from './esl-event.js';
import type { FreeswitchBoard } from './freeswitch-board.js';
import { causeOfEvent, causeOfJob, endOfCall, q850OfCause } from './freeswitch-cause.js';
import type { Resumption } from './freeswitch-connection.js';
import type { FreeswitchEars } from './freeswitch-ears.js';
import type { FreeswitchLeg } from './freeswitch-leg.js';
import { type FreeswitchSession, legGone } from './freeswitch-session.js';
import {
  APP_VARIABLE,
  CALLED_VARIABLE,
  CALLER_VARIABLE,
  type FoundLeg,
  ownerOfRoom,
} from './freeswitch-snapshot.js';
import type { FreeswitchSpeaker } from './freeswitch-speaker.js';

/** Time for the last event of a leg to arrive before its channel is asked for. */
const SETTLE_AFTER_MS = 2000;

export interface LegLifeParts {
  readonly board: FreeswitchBoard;
  readonly speaker: FreeswitchSpeaker;
  readonly ears: FreeswitchEars;
  /** Marks the calls that the dialplan gives to this engine. */
  readonly app: string;
}

/** Follows each leg from its originate to its end. */
export class FreeswitchLegLife {
  readonly #session: FreeswitchSession;
  readonly #board: FreeswitchBoard;
  readonly #speaker: FreeswitchSpeaker;
  readonly #ears: FreeswitchEars;
  readonly #app: string;
  readonly #settling = new Set<Timer>();
  /** Legs that a lost link ended before their channels were heard of: one that is made after all is ended at once. */
  readonly #unborn = new Set<LegId>();

  constructor(session: FreeswitchSession, { board, speaker, ears, app }: LegLifeParts) {
    this.#session = session;
    this.#board = board;
    this.#speaker = speaker;
    this.#ears = ears;
    this.#app = app;
  }

  open(command: OriginateCommand): FreeswitchLeg {
    const { legs, clock } = this.#session;
    const leg = legs.open(command.legId, clock.now(), null);
    leg.screening = !command.amd ? 'off' : command.earDeadlineMs === undefined ? 'alone' : 'wanted';
    leg.earDeadlineMs = command.earDeadlineMs ?? 0;
    leg.hearsNetwork = command.target.kind === 'phone' && this.#ears.hearsNetwork;
    leg.ringTimer = clock.setTimer(command.ringTimeoutMs, () => this.#giveUp(leg));
    return leg;
  }

  /** The leg never came to be: the engine knows by the refusal. */
  forget(leg: FreeswitchLeg): void {
    const { legs, clock, waits } = this.#session;
    if (leg.ringTimer !== null) {
      clock.clearTimer(leg.ringTimer);
      leg.ringTimer = null;
    }
    legs.remove(leg);
    waits.poke(leg.legId);
  }

  /** Legs of another engine that are ours from now on. */
  inherit(found: readonly FoundLeg[]): void {
    for (const one of found) {
      this.#adopt(one);
    }
  }

  /** Nobody knows what became of it: it is asked for, once its events have had time to arrive. */
  settleLater(leg: FreeswitchLeg): void {
    const timer = this.#session.clock.setTimer(SETTLE_AFTER_MS, () => {
      this.#settling.delete(timer);
      void this.#settle(leg);
    });
    this.#settling.add(timer);
  }

  /** Resolves once the answered leg takes commands. */
  async controlled(legId: LegId): Promise<FreeswitchLeg> {
    const { legs, waits, commandDeadlineMs } = this.#session;
    const leg = legs.get(legId);
    if (leg === undefined) {
      throw legGone(legId, 'The command');
    }
    if (!leg.saidAnswered) {
      throw new CadenciaError('DLR_MEDIA_REFUSED', {
        detail: `The command: leg ${legId} has not answered. Wait for its 'answered' event.`,
        fields: { legId },
      });
    }
    const isReady = (): boolean => {
      if (legs.get(legId) !== leg) {
        throw legGone(legId, 'The command');
      }
      return leg.ready;
    };
    await waits.until([legId], isReady, commandDeadlineMs, `${legId} to be in park`);
    return leg;
  }

  /** Tells what lives, then what was said meanwhile, then what died or was answered unheard. */
  resume({ found, held, announce }: Resumption): void {
    const before = this.#session.legs.all();
    const living = new Set(found.map(({ live }) => live.legId));
    const catchUps = found.map((one) => this.#adopt(one));
    announce();
    for (const event of held) {
      this.onEvent(event);
    }
    const heard = new Set(held.map((event) => event.header('Unique-ID')));
    this.#unborn.clear();
    for (const leg of before) {
      if (!living.has(leg.legId) && !heard.has(leg.legId)) {
        if (!leg.seen) {
          this.#unborn.add(leg.legId);
        }
        this.#end(leg, null, null);
      }
    }
    for (const catchUp of catchUps) {
      catchUp();
    }
  }

  /** The link is lost; the next resync settles everything. */
  stop(): void {
    for (const timer of this.#settling) {
      this.#session.clock.clearTimer(timer);
    }
    this.#settling.clear();
    this.#ears.stop();
  }

  /** We are done with the server. */
  close(): void {
    this.stop();
    this.#ears.close();
    for (const leg of this.#session.legs.all()) {
      if (leg.ringTimer !== null) {
        this.#session.clock.clearTimer(leg.ringTimer);
        leg.ringTimer = null;
      }
    }
  }

  /** The result of a leg's `originate`. */
  onResult(leg: FreeswitchLeg, result: string): void {
    if (this.#session.legs.get(leg.legId) !== leg || !leg.seen) {
      return;
    }
    if (!result.startsWith('+OK')) {
      this.#end(leg, q850OfCause(causeOfJob(result)), null);
    } else if (!leg.hearsNetwork) {
      // Of a leg that is heard from its first sound on this may be no more than that.
      this.#answered(leg);
    }
    this.#session.waits.poke(leg.legId);
  }

  onEvent(event: EslEvent): void {
    const id = event.header('Unique-ID');
    const leg = this.#session.legs.get(id);
    if (leg === undefined) {
      if (isSafeId(id) && this.#unborn.delete(parseLegId(id))) {
        this.#session.api(`uuid_kill ${id} ORIGINATOR_CANCEL`).catch(() => undefined);
      } else if (event.name === 'CHANNEL_PARK') {
        this.#onArrival(event, id);
      }
      return;
    }
    if (!leg.seen) {
      leg.seen = true;
      this.#killAgain(leg);
    }
    this.#name(leg, event);
    this.#onLegEvent(leg, event);
    this.#session.waits.poke(leg.legId);
  }

  /** Each event of a channel bears it, from its INVITE on. */
  #name(leg: FreeswitchLeg, event: EslEvent): void {
    const sipCallId = event.header('variable_sip_call_id');
    if (sipCallId !== '' && !leg.named && attemptOfLeg(leg.legId) !== null) {
      leg.named = true;
      this.#session.emit({ kind: 'named', ...this.#moment(leg), sipCallId });
    }
  }

  #onLegEvent(leg: FreeswitchLeg, event: EslEvent): void {
    switch (event.name) {
      case 'CHANNEL_PROGRESS':
        this.#progress(leg, 180);
        return;
      case 'CHANNEL_PROGRESS_MEDIA':
        this.#progress(leg, 183);
        return;
      case 'CHANNEL_ANSWER':
        this.#answered(leg);
        return;
      case 'CHANNEL_PARK':
        this.#onPark(leg, event);
        return;
      case 'CHANNEL_UNPARK':
        leg.parked = false;
        this.#ears.left(leg);
        return;
      case 'CHANNEL_BRIDGE':
        this.#onBridge(event);
        return;
      case 'CHANNEL_UNBRIDGE':
        this.#onUnbridge(leg, event);
        return;
      case 'CHANNEL_EXECUTE':
        this.#onExecute(leg, event);
        return;
      case 'CHANNEL_EXECUTE_COMPLETE':
        this.#speaker.ended(leg, event);
        return;
      case 'MEDIA_BUG_STOP':
        this.#speaker.tapEnded(leg, event);
        return;
      case 'DTMF':
        this.#session.emit({ kind: 'dtmf', ...this.#moment(leg), digit: event.header('DTMF-Digit') });
        return;
      case 'CUSTOM':
        this.#onConference(leg, event);
        return;
      case 'CHANNEL_HANGUP_COMPLETE':
        this.#end(leg, causeOfEvent(event), Number(event.header('variable_sip_term_status')) || null);
        return;
      default:
        return;
    }
  }

  /** The dialplan puts a call that came in into park, with the name of the engine it is for. */
  #onArrival(event: EslEvent, id: string): void {
    const called = event.header(`variable_${CALLED_VARIABLE}`);
    if (event.header(`variable_${APP_VARIABLE}`) !== this.#app || called === '' || !isSafeId(id)) {
      return;
    }
    const inbound: InboundLeg = { caller: event.header(`variable_${CALLER_VARIABLE}`), called };
    const leg = this.#session.legs.open(parseLegId(id), this.#session.clock.now(), inbound);
    leg.seen = true;
    leg.state = 'ringing';
    leg.saidRinging = true;
    leg.parked = true;
    leg.ready = true;
    this.#session.emit({ kind: 'offered', ...this.#moment(leg), inbound });
  }

  #progress(leg: FreeswitchLeg, code: 180 | 183): void {
    const isSaid = code === 180 ? leg.saidRinging : leg.saidEarlyMedia;
    if (isSaid || leg.saidAnswered || leg.inbound !== null) {
      return;
    }
    leg.state = 'ringing';
    leg.saidRinging ||= code === 180;
    leg.saidEarlyMedia ||= code === 183;
    this.#session.emit({ kind: 'progress', ...this.#moment(leg), code });
  }

  #answered(leg: FreeswitchLeg): void {
    if (leg.saidAnswered) {
      return;
    }
    leg.state = 'up';
    leg.saidAnswered = true;
    if (leg.ringTimer !== null) {
      this.#session.clock.clearTimer(leg.ringTimer);
      leg.ringTimer = null;
    }
    leg.ready ||= leg.parked;
    this.#session.emit({ kind: 'answered', ...this.#moment(leg) });
    if (leg.screening === 'alone') {
      this.#session.emit({ kind: 'amd', ...this.#moment(leg), verdict: 'unknown', cause: 'NOTSCREENED' });
    }
    this.#ears.attend(leg);
  }

  #onPark(leg: FreeswitchLeg, event: EslEvent): void {
    if (event.header('Answer-State') === 'answered') {
      this.#answered(leg);
    }
    leg.ready = leg.saidAnswered || leg.inbound !== null;
    leg.soundRate = Number(event.header('Channel-Read-Codec-Rate'));
    this.#board.parked(leg);
    this.#ears.attend(leg);
  }

  #onBridge(event: EslEvent): void {
    const { legs, waits } = this.#session;
    const one = legs.get(event.header('Bridge-A-Unique-ID'));
    const other = legs.get(event.header('Bridge-B-Unique-ID'));
    if (one !== undefined && other !== undefined) {
      this.#board.bridged(one, other);
      waits.poke(one.legId);
      waits.poke(other.legId);
    }
  }

  #onUnbridge(leg: FreeswitchLeg, event: EslEvent): void {
    const ends = [event.header('Bridge-A-Unique-ID'), event.header('Bridge-B-Unique-ID')];
    const other = ends.find((id) => id !== leg.legId);
    if (other !== undefined && isSafeId(other)) {
      this.#board.unbridged(leg, parseLegId(other));
    }
  }

  #onExecute(leg: FreeswitchLeg, event: EslEvent): void {
    if (event.header('Application') === 'eavesdrop') {
      const target = event.header('Application-Data');
      leg.listensTo = isSafeId(target) ? parseLegId(target) : null;
      leg.parked = false;
    } else {
      this.#speaker.began(leg, event);
    }
  }

  #onConference(leg: FreeswitchLeg, event: EslEvent): void {
    const owner = ownerOfRoom(event.header('Conference-Name'));
    if (owner === null) {
      return;
    }
    if (event.header('Action') === 'add-member') {
      this.#board.entered(leg, owner);
    } else if (event.header('Action') === 'del-member') {
      this.#board.left(leg, owner);
    }
    this.#session.waits.poke(owner);
  }

  /** Brings a leg of ours up to what the server shows; what it missed to say is said by the function returned. */
  #adopt({ live, place, listensTo, inPark }: FoundLeg): () => void {
    const { legs } = this.#session;
    const known = legs.get(live.legId);
    const leg = known ?? legs.open(live.legId, live.createdAtMs, live.inbound ?? null);
    const isUp = live.state === 'up';
    leg.seen = true;
    leg.state = live.state;
    leg.place = place;
    leg.listensTo = listensTo;
    leg.ready = isUp || leg.inbound !== null;
    leg.parked = (leg.ready || inPark) && place.kind === 'alone' && listensTo === null;
    leg.saidRinging ||= known === undefined && live.state !== 'dialing';
    leg.saidAnswered ||= known === undefined && isUp;
    return () => {
      if (isUp && legs.get(leg.legId) === leg) {
        this.#answered(leg);
      }
    };
  }

  /** It rings for longer than it may. Once it is told to end, it is looked after until it did. */
  #giveUp(leg: FreeswitchLeg): void {
    const { legs, api, clock } = this.#session;
    leg.ringTimer = null;
    if (legs.get(leg.legId) !== leg || leg.saidAnswered) {
      return;
    }
    leg.ringTimer = clock.setTimer(SETTLE_AFTER_MS, () => {
      this.#giveUp(leg);
      void this.#settle(leg);
    });
    api(`uuid_kill ${leg.legId} NO_ANSWER`).catch(() => undefined);
  }

  /** It was given up before its channel was there to be told. */
  #killAgain(leg: FreeswitchLeg): void {
    if (leg.hangupAsked) {
      this.#session.api(`uuid_kill ${leg.legId} ORIGINATOR_CANCEL`).catch(() => undefined);
    }
  }

  /** Without an answer here, the fleet's own look or the resync asks again. */
  async #settle(leg: FreeswitchLeg): Promise<void> {
    const { legs, api } = this.#session;
    if (legs.get(leg.legId) !== leg) {
      return;
    }
    const exists = await api(`uuid_exists ${leg.legId}`).catch(() => '');
    if (exists === 'false') {
      this.#end(leg, null, null);
    }
  }

  #end(leg: FreeswitchLeg, q850: number | null, sipStatus: number | null): void {
    const { legs } = this.#session;
    if (legs.get(leg.legId) !== leg) {
      return;
    }
    this.#board.ended(leg);
    this.#ears.left(leg);
    this.#speaker.gone(leg);
    this.forget(leg);
    this.#session.emit({
      kind: 'hungUp',
      ...this.#moment(leg),
      q850,
      ...endOfCall(leg, sipStatus),
    });
  }

  #moment(leg: FreeswitchLeg) {
    return { serverId: this.#session.serverId, legId: leg.legId, atMs: this.#session.clock.now() };
  }
}
