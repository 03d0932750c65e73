/*
 * What a leg hears beside persons.
 *
 * A leg that waits in park executes a playback by a message of ours: sounds follow one another, and the end of each is
 * told by the name that we gave it. A leg that talks cannot execute anything without being taken from whom it talks with:
 * there the sound is mixed into what both hear (`uuid_displace`).
 */
import type { LegId } from '../../core/kernel/ids.js';
import type { EslEvent } from './esl-event.js';
import { eslRefused } from './esl-failure.js';
import type { FreeswitchLeg, LegPlay } from './freeswitch-leg.js';
import { apiForLeg, type FreeswitchSession, isError, legGone } from './freeswitch-session.js';

const SOUND_NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]*(?:\/[A-Za-z0-9_][A-Za-z0-9_.-]*)*$/;

/** Plays sounds and music. */
export class FreeswitchSpeaker {
  readonly #session: FreeswitchSession;
  readonly #folder: string;
  readonly #music: string;
  #musics = 0;

  constructor(session: FreeswitchSession, options: { readonly folder: string; readonly music: string }) {
    this.#session = session;
    this.#folder = options.folder;
    this.#music = options.music;
  }

  async play(leg: FreeswitchLeg, sound: string, playId: string): Promise<void> {
    if (!SOUND_NAME.test(sound)) {
      throw eslRefused('play', `'${sound.slice(0, 64)}' is no name of a sound`);
    }
    const way = leg.place.kind === 'alone' && leg.listensTo === null ? 'turn' : 'mixed';
    const path = `${this.#folder}/${sound}.wav`;
    const play: LegPlay = { playId, path, way, hearers: new Set(), begun: false, stopped: false };
    if (way === 'turn' && leg.musicId !== null) {
      leg.musicId = null;
      await this.#session.api(`uuid_break ${leg.legId} all`);
    }
    leg.plays.push(play);
    try {
      if (way === 'turn') {
        await this.#execute(leg.legId, path, playId);
      } else {
        await this.#mix(leg, play);
      }
    } catch (error) {
      this.#take(leg, play);
      throw error;
    }
  }

  async stop(leg: FreeswitchLeg, playId: string): Promise<void> {
    const play = leg.plays.find((one) => one.playId === playId);
    if (play === undefined || play.stopped) {
      return;
    }
    play.stopped = true;
    if (play.way === 'mixed') {
      await this.#unmix(play);
    } else if (play.begun) {
      await this.#session.api(`uuid_break ${leg.legId}`);
    }
  }

  async startMusic(leg: FreeswitchLeg): Promise<void> {
    if (leg.musicId === null) {
      this.#musics += 1;
      leg.musicId = `music-${this.#musics}`;
      await this.#execute(leg.legId, this.#music, leg.musicId);
    }
  }

  /** Ends all that sounds on the leg alone; what had not begun yet counts as over at once. */
  async silence(leg: FreeswitchLeg): Promise<void> {
    const inTurn = leg.plays.filter(({ way }) => way === 'turn');
    const sounds = inTurn.length > 0 || leg.musicId !== null;
    leg.musicId = null;
    for (const play of inTurn) {
      play.stopped = true;
      if (!play.begun) {
        this.#finish(leg, play);
      }
    }
    if (sounds) {
      await apiForLeg(this.#session, leg.legId, `uuid_break ${leg.legId} all`);
    }
  }

  /** Ends what is mixed into a talk that is about to end, and what the leg hears of others. */
  async unmixAll(leg: FreeswitchLeg): Promise<void> {
    for (const play of leg.plays.filter(({ way }) => way === 'mixed')) {
      await this.#unmix(play);
    }
    for (const { plays } of this.#session.legs.all()) {
      for (const play of plays.filter(({ hearers }) => hearers.has(leg.legId))) {
        await this.#unmixFrom(leg.legId, play);
      }
    }
  }

  /** The leg ended, and the word that its taps did was lost. */
  gone(leg: FreeswitchLeg): void {
    for (const play of leg.plays) {
      play.hearers.delete(leg.legId);
      this.#unmix(play).catch(() => undefined);
    }
  }

  /** FreeSWITCH begins to execute something on the leg. */
  began(leg: FreeswitchLeg, event: EslEvent): void {
    const play = leg.plays.find(({ playId }) => playId === event.header('Application-UUID'));
    if (play === undefined) {
      return;
    }
    play.begun = true;
    if (play.stopped) {
      this.#session.api(`uuid_break ${leg.legId}`).catch(() => undefined);
    }
  }

  /** It is over, was cut off, or could not be found. */
  ended(leg: FreeswitchLeg, event: EslEvent): void {
    const id = event.header('Application-UUID');
    const play = leg.plays.find(({ playId, way }) => way === 'turn' && playId === id);
    if (leg.musicId === id) {
      leg.musicId = null;
    } else if (play !== undefined) {
      this.#finish(leg, play);
      const silent = leg.plays.length === 0 && leg.place.kind === 'alone';
      if (leg.onHold && silent) {
        this.startMusic(leg).catch(() => undefined);
      }
    }
  }

  /** A tap on the leg was taken away; one that mixed a sound in ends with its sound. */
  tapEnded(leg: FreeswitchLeg, event: EslEvent): void {
    if (event.header('Media-Bug-Function') !== 'displace') {
      return;
    }
    const path = event.header('Media-Bug-Target');
    const play = leg.plays.find((one) => one.way === 'mixed' && one.path === path);
    if (play !== undefined) {
      // Heard out, or its leg is ending: whom it talked with shall not hear the rest, nor miss the next person's.
      play.hearers.delete(leg.legId);
      this.#unmix(play).catch(() => undefined);
      this.#finish(leg, play);
    }
  }

  async #execute(legId: LegId, path: string, id: string): Promise<void> {
    try {
      await this.#session.sendMessage(legId, {
        'call-command': 'execute',
        'execute-app-name': 'playback',
        'execute-app-arg': path,
        'Event-UUID': id,
      });
    } catch (error) {
      if (this.#session.legs.get(legId) === undefined) {
        throw legGone(legId, 'play');
      }
      throw error;
    }
  }

  /** Before all other taps (`f`): what is mixed in stands in the recording too, as a notice has to. */
  async #mix(leg: FreeswitchLeg, play: LegPlay): Promise<void> {
    for (const legId of this.#hearers(leg)) {
      play.hearers.add(legId);
      const start = `uuid_displace ${legId} start ${play.path} 0 mf`;
      if (isError(await this.#session.api(start))) {
        // A channel takes a file once: what is left of an earlier talk makes room.
        await this.#session.api(`uuid_displace ${legId} stop ${play.path}`);
        await apiForLeg(this.#session, legId, start);
      }
    }
  }

  async #unmix(play: LegPlay): Promise<void> {
    for (const legId of play.hearers) {
      await this.#unmixFrom(legId, play);
    }
  }

  async #unmixFrom(legId: LegId, play: LegPlay): Promise<void> {
    play.hearers.delete(legId);
    await this.#session.api(`uuid_displace ${legId} stop ${play.path}`);
  }

  #hearers(leg: FreeswitchLeg): readonly LegId[] {
    return [leg.legId, ...this.#session.legs.companyOf(leg)];
  }

  #take(leg: FreeswitchLeg, play: LegPlay): boolean {
    const place = leg.plays.indexOf(play);
    if (place !== -1) {
      leg.plays.splice(place, 1);
    }
    return place !== -1;
  }

  #finish(leg: FreeswitchLeg, play: LegPlay): void {
    if (this.#take(leg, play)) {
      const { serverId, clock } = this.#session;
      this.#session.emit({
        kind: 'playFinished',
        serverId,
        legId: leg.legId,
        atMs: clock.now(),
        playId: play.playId,
      });
    }
  }
}
