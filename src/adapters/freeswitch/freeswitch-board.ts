/*
 * Who hears whom.
 *
 * Legs wait in FreeSWITCH's park. Two are joined by `uuid_bridge`; when one leaves or ends, `park_after_bridge` gives the
 * other back to park. More than two meet in a room of mod_conference that belongs to the agent's leg.
 *
 * 1. An `+OK` is no bridge: what FreeSWITCH was told takes it some 60 ms, so joined means that its events said so.
 * 2. A leg is taken out of where it is, and seen in park, before it is joined anew: two commands that overtake each other
 *    within FreeSWITCH would leave it in neither place.
 * 3. Two customers must never hear each other: `join` shows an earlier guest out first. `invite` alone adds a further one.
 * 4. Those who go on talking while a pair becomes a room are told nothing of the moment in which they do not.
 */
import type { LegId } from '../../core/kernel/ids.js';
import type { SnoopWay } from '../../ports/media.js';
import { eslRefused } from './esl-failure.js';
import { ALONE, type FreeswitchLeg } from './freeswitch-leg.js';
import { apiForLeg, type FreeswitchSession, legGone, livingLeg } from './freeswitch-session.js';
import { roomOf } from './freeswitch-snapshot.js';
import type { FreeswitchSpeaker } from './freeswitch-speaker.js';
import { LegTurns } from './leg-turns.js';

/** Whether who talks with the agent already leaves. */
export type EarlierGuests = 'shownOut' | 'stay';

/** Keeps pairs, rooms and those who listen. */
export class FreeswitchBoard {
  readonly #session: FreeswitchSession;
  readonly #speaker: FreeswitchSpeaker;
  readonly #profile: string;
  readonly #turns = new LegTurns();
  /** Pairs that move into a room together. */
  readonly #moving = new Map<LegId, LegId>();

  constructor(session: FreeswitchSession, speaker: FreeswitchSpeaker, profile: string) {
    this.#session = session;
    this.#speaker = speaker;
    this.#profile = profile;
  }

  async join(agentLegId: LegId, legId: LegId, guests: EarlierGuests): Promise<void> {
    const leg = await this.#session.controlled(legId);
    const agent = await this.#session.controlled(agentLegId);
    await this.#inTurn([agentLegId, legId], async () => {
      for (const one of [agent, leg]) {
        livingLeg(this.#session, one.legId, 'bridge');
      }
      leg.onHold = false;
      agent.onHold = false;
      if (guests === 'stay' && agent.place.kind !== 'alone') {
        await this.#add(agent, leg);
      } else {
        await this.#pair(agent, leg);
      }
    });
  }

  /** Parts a leg from whom it talks with; all live on. */
  async part(legId: LegId): Promise<void> {
    const leg = livingLeg(this.#session, legId, 'unbridge');
    await this.#inTurn([legId], async () => {
      for (const guest of this.#session.legs.guestsOf(legId)) {
        await this.#free(guest);
      }
      if (leg.place.kind !== 'alone') {
        await this.#free(leg);
      }
    });
  }

  async hold(legId: LegId, on: boolean): Promise<void> {
    const leg = await this.#session.controlled(legId);
    await this.#inTurn([legId], async () => {
      leg.onHold = on;
      if (!on) {
        await this.#speaker.silence(leg);
        return;
      }
      await this.#free(leg);
      await this.#speaker.startMusic(leg);
    });
  }

  async listen(earLegId: LegId, legId: LegId, way: SnoopWay): Promise<void> {
    const ear = await this.#session.controlled(earLegId);
    await this.#session.controlled(legId);
    const { waits, commandDeadlineMs } = this.#session;
    await this.#inTurn([earLegId], async () => {
      await this.#free(ear);
      await this.#speaker.silence(ear);
      const ways = {
        // What goes out to the leg, which it hears; and what comes from it, which the other hears.
        eavesdrop_whisper_bleg: way !== 'listen',
        eavesdrop_whisper_aleg: way === 'barge',
        // His keys would change the way.
        eavesdrop_enable_dtmf: false,
      };
      const variables = Object.entries(ways).map(([name, value]) => `${name}=${value}`);
      await apiForLeg(this.#session, earLegId, `uuid_setvar_multi ${earLegId} ${variables.join(';')}`);
      await this.#transfer(earLegId, `eavesdrop:${legId},park`);
      await waits.until(
        [earLegId, legId],
        () => {
          livingLeg(this.#session, earLegId, 'snoop');
          livingLeg(this.#session, legId, 'snoop');
          return ear.listensTo === legId;
        },
        commandDeadlineMs,
        `${earLegId} to hear ${legId}`,
      );
    });
  }

  async stopListening(earLegId: LegId): Promise<void> {
    const ear = this.#session.legs.get(earLegId);
    if (ear !== undefined) {
      await this.#inTurn([earLegId], async () => {
        if (ear.listensTo !== null) {
          await this.#free(ear);
        }
      });
    }
  }

  /** FreeSWITCH says that two hear each other. */
  bridged(one: FreeswitchLeg, other: FreeswitchLeg): void {
    if (one.place.kind === 'pair' && one.place.with === other.legId) {
      return;
    }
    this.#leave(one);
    this.#leave(other);
    one.place = { kind: 'pair', with: other.legId };
    other.place = { kind: 'pair', with: one.legId };
    one.parked = false;
    other.parked = false;
    this.#sayBridged(one, other);
  }

  /** FreeSWITCH says that they do not any more; a word about a bridge left long ago is ignored. */
  unbridged(one: FreeswitchLeg, other: LegId): void {
    if (one.place.kind === 'pair' && one.place.with === other) {
      this.#leave(one);
    }
  }

  /** The leg is in a room now. */
  entered(leg: FreeswitchLeg, owner: LegId): void {
    if (leg.place.kind === 'room' && leg.place.owner === owner) {
      return;
    }
    this.#leave(leg);
    leg.place = { kind: 'room', owner };
    leg.parked = false;
    const { legs } = this.#session;
    const host = legs.get(owner);
    const hostIsIn = host?.place.kind === 'room' && host.place.owner === owner;
    const company = leg.legId === owner ? legs.guestsOf(owner) : host !== undefined && hostIsIn ? [host] : [];
    for (const one of company) {
      this.#sayBridged(leg, one);
    }
  }

  /** The leg is out of a room. */
  left(leg: FreeswitchLeg, owner: LegId): void {
    if (leg.place.kind === 'room' && leg.place.owner === owner) {
      this.#leave(leg);
    }
  }

  /** Sits in park: whatever it was in before is over. */
  parked(leg: FreeswitchLeg): void {
    this.#leave(leg);
    leg.listensTo = null;
    leg.parked = true;
  }

  ended(leg: FreeswitchLeg): void {
    this.#moving.delete(leg.legId);
    this.#leave(leg);
  }

  #inTurn(legIds: readonly LegId[], work: () => Promise<void>): Promise<void> {
    const { legs } = this.#session;
    const concerned = new Set(legIds);
    for (const legId of legIds) {
      const leg = legs.get(legId);
      const partner = leg === undefined ? null : legs.partnerOf(leg);
      for (const one of [partner, ...legs.guestsOf(legId).map((guest) => guest.legId)]) {
        if (one !== null) {
          concerned.add(one);
        }
      }
    }
    return this.#turns.run([...concerned], work);
  }

  async #pair(agent: FreeswitchLeg, leg: FreeswitchLeg): Promise<void> {
    const { legs, waits, commandDeadlineMs } = this.#session;
    for (const guest of legs.guestsOf(agent.legId)) {
      if (guest !== leg) {
        await this.#free(guest);
      }
    }
    if (legs.partnerOf(agent) === leg.legId && legs.partnerOf(leg) === agent.legId) {
      return;
    }
    await this.#free(agent);
    await this.#free(leg);
    await Promise.all([this.#speaker.silence(agent), this.#speaker.silence(leg)]);
    await this.#command(`uuid_bridge ${agent.legId} ${leg.legId}`, [agent.legId, leg.legId]);
    await waits.until(
      [agent.legId, leg.legId],
      () => {
        this.#requireAll([agent, leg]);
        return agent.place.kind === 'pair' && agent.place.with === leg.legId;
      },
      commandDeadlineMs,
      `the bridge of ${agent.legId} with ${leg.legId}`,
    );
  }

  /** A further one to whoever talks with the agent, in the room that they then need. */
  async #add(agent: FreeswitchLeg, leg: FreeswitchLeg): Promise<void> {
    const { legs } = this.#session;
    if (agent.place.kind === 'room') {
      const { owner } = agent.place;
      if (leg.place.kind === 'room' && leg.place.owner === owner) {
        return;
      }
      await this.#free(leg);
      await this.#speaker.silence(leg);
      await this.#gather(owner, [leg]);
      return;
    }
    const otherId = legs.partnerOf(agent);
    const other = otherId === null ? undefined : legs.get(otherId);
    if (other === undefined || other === leg) {
      await this.#pair(agent, leg);
      return;
    }
    await this.#free(leg);
    await this.#speaker.silence(leg);
    this.#moving.set(agent.legId, other.legId);
    this.#moving.set(other.legId, agent.legId);
    try {
      await this.#free(agent);
      await this.#free(other);
      await this.#gather(agent.legId, [agent, other, leg]);
    } finally {
      this.#moving.delete(agent.legId);
      this.#moving.delete(other.legId);
      if (legs.partnerOf(other) !== agent.legId) {
        this.#sayUnbridged([agent, other]);
      }
    }
  }

  async #gather(owner: LegId, ones: readonly FreeswitchLeg[]): Promise<void> {
    const room = `conference:${roomOf(owner)}@${this.#profile}`;
    for (const { legId } of ones) {
      await this.#transfer(legId, room);
    }
    await this.#session.waits.until(
      ones.map(({ legId }) => legId),
      () => {
        this.#requireAll(ones);
        return ones.every(({ place }) => place.kind === 'room' && place.owner === owner);
      },
      this.#session.commandDeadlineMs,
      `the room of ${owner}`,
    );
  }

  /** Takes a leg out of wherever it is; done when it sits in park. */
  async #free(leg: FreeswitchLeg): Promise<void> {
    const { waits, commandDeadlineMs, legs } = this.#session;
    if (legs.get(leg.legId) === undefined) {
      return;
    }
    if (leg.place.kind !== 'alone' || leg.listensTo !== null) {
      await this.#speaker.unmixAll(leg);
      await apiForLeg(this.#session, leg.legId, `uuid_park ${leg.legId}`);
    }
    await waits.until(
      [leg.legId],
      () => {
        this.#requireAll([leg]);
        return leg.parked && leg.place.kind === 'alone' && leg.listensTo === null;
      },
      commandDeadlineMs,
      `${leg.legId} to be in park`,
    );
  }

  async #transfer(legId: LegId, extension: string): Promise<void> {
    await apiForLeg(this.#session, legId, `uuid_transfer ${legId} ${extension} inline`);
  }

  /** A command about two legs: refused, it is asked which of them is gone. */
  async #command(line: string, legIds: readonly LegId[]): Promise<void> {
    const answer = await this.#session.api(line);
    if (answer.startsWith('-')) {
      for (const legId of legIds) {
        if ((await this.#session.api(`uuid_exists ${legId}`)) !== 'true') {
          throw legGone(legId, 'bridge');
        }
      }
      throw eslRefused('bridge', `FreeSWITCH says '${answer.slice(0, 200)}'`);
    }
  }

  #requireAll(ones: readonly FreeswitchLeg[]): void {
    for (const one of ones) {
      if (this.#session.legs.get(one.legId) !== one) {
        throw legGone(one.legId, 'The command');
      }
    }
  }

  /** The leg is out of its pair or room, and whoever is left alone by it with it. */
  #leave(leg: FreeswitchLeg): void {
    const { legs } = this.#session;
    const { place } = leg;
    if (place.kind === 'alone') {
      return;
    }
    const partner = legs.partnerOf(leg);
    const guests = legs.guestsOf(leg.legId);
    leg.place = ALONE;
    if (place.kind === 'pair') {
      const other = legs.get(place.with);
      if (other?.place.kind === 'pair' && other.place.with === leg.legId) {
        other.place = ALONE;
      }
      if (this.#moving.get(leg.legId) !== place.with) {
        this.#sayUnbridged(other === undefined ? [leg] : [leg, other]);
      }
      return;
    }
    if (partner === null) {
      return;
    }
    const host = legs.get(place.owner);
    const deserted =
      place.owner === leg.legId ? guests : host !== undefined && legs.partnerOf(host) === null ? [host] : [];
    this.#sayUnbridged([leg, ...deserted]);
    for (const one of deserted) {
      void this.#fetchFromRoom(one);
    }
  }

  /** A room for one alone is no place to wait in; meanwhile he may have been joined anew, or have company again. */
  async #fetchFromRoom(leg: FreeswitchLeg): Promise<void> {
    const isAlone = (): boolean => leg.place.kind === 'room' && this.#session.legs.partnerOf(leg) === null;
    const fetching = this.#turns.run([leg.legId], async () =>
      isAlone() ? await this.#free(leg) : undefined,
    );
    await fetching.catch(() => undefined);
  }

  #sayBridged(one: FreeswitchLeg, other: FreeswitchLeg): void {
    if (this.#moving.get(one.legId) === other.legId) {
      return;
    }
    const { serverId, clock, emit } = this.#session;
    const atMs = clock.now();
    emit({ kind: 'bridged', serverId, atMs, legId: one.legId, withLegId: other.legId });
    emit({ kind: 'bridged', serverId, atMs, legId: other.legId, withLegId: one.legId });
  }

  #sayUnbridged(ones: readonly FreeswitchLeg[]): void {
    const { serverId, clock, emit } = this.#session;
    for (const { legId } of ones) {
      emit({ kind: 'unbridged', serverId, atMs: clock.now(), legId });
    }
  }
}
