/*
 * Our own ear on the legs of a FreeSWITCH: before the answer it hears what the network says, after it who answered. A leg
 * can be heard while it sits in park, which is where it waits from its first sound on; one tap serves both.
 */
import type { AnnouncementLibrary } from '../../core/ear/announcement-library.js';
import { type EarNews, LegEar, NO_SOUND } from '../../core/ear/leg-ear.js';
import { Spectrum } from '../../core/ear/spectrum.js';
import type { LegId } from '../../core/kernel/ids.js';
import { SECOND } from '../../core/kernel/time.js';
import type { Timer } from '../../ports/clock.js';
import { FreeswitchEarTap } from './freeswitch-ear-tap.js';
import type { FreeswitchLeg } from './freeswitch-leg.js';
import type { FreeswitchSession } from './freeswitch-session.js';

/** What the sound may be late, its tap's making included. */
const LATE_MS = SECOND;

interface Listening {
  readonly leg: FreeswitchLeg;
  readonly tap: FreeswitchEarTap;
  /** Null once nothing more is to be heard; the tap stays until the leg leaves park. */
  ear: LegEar | null;
  timer: Timer | null;
}

/** Owns the taps of one server. */
export class FreeswitchEars {
  readonly #session: FreeswitchSession;
  /** Recordings that the network's announcements are compared with; null: nothing is listened to before the answer. */
  readonly #announcements: AnnouncementLibrary | null;
  readonly #spectrum = new Spectrum();
  readonly #listening = new Map<LegId, Listening>();

  constructor(session: FreeswitchSession, announcements: AnnouncementLibrary | null) {
    this.#session = session;
    this.#announcements = announcements;
  }

  /** Whether legs to persons go into park as soon as the network sends sound. */
  get hearsNetwork(): boolean {
    return this.#announcements !== null;
  }

  /** The leg sits in park, or was answered there. */
  attend(leg: FreeswitchLeg): void {
    if (!leg.parked) {
      return;
    }
    if (!leg.saidAnswered) {
      if (leg.hearsNetwork && this.#announcements !== null && !this.#listening.has(leg.legId)) {
        this.#listen(leg).ear?.hearNetwork(this.#announcements);
      }
    } else if (leg.screening === 'wanted') {
      leg.screening = 'listening';
      const listening = this.#listen(leg);
      listening.ear ??= new LegEar(this.#spectrum);
      listening.ear.hearAnswer(leg.earDeadlineMs);
      listening.timer = this.#session.clock.setTimer(leg.earDeadlineMs + LATE_MS, () => this.#lost(leg));
    } else if (leg.screening !== 'listening') {
      this.#deafen(leg.legId);
    }
  }

  /** Out of park, or ended: FreeSWITCH sends no more of it. Whoever was screened still is joined with somebody by then. */
  left(leg: FreeswitchLeg): void {
    this.#deafen(leg.legId)?.tap.close();
    this.#listening.delete(leg.legId);
    leg.screening = leg.screening === 'listening' ? 'done' : leg.screening;
  }

  /** The link is lost: nobody is listened to any more, and whoever was screened counts as a person in his time. */
  stop(): void {
    for (const { leg } of this.#listening.values()) {
      this.#deafen(leg.legId);
      leg.screening = leg.screening === 'listening' ? 'done' : leg.screening;
    }
  }

  /** We are done with the server. */
  close(): void {
    for (const { leg } of [...this.#listening.values()]) {
      this.left(leg);
    }
  }

  #listen(leg: FreeswitchLeg): Listening {
    const known = this.#listening.get(leg.legId);
    if (known !== undefined) {
      return known;
    }
    const tap = new FreeswitchEarTap(this.#session, {
      sound: (samples) => this.#hear(listening, samples),
      lost: () => this.#lost(leg),
    });
    const listening: Listening = { leg, tap, ear: new LegEar(this.#spectrum), timer: null };
    this.#listening.set(leg.legId, listening);
    tap.open(leg.legId, leg.soundRate);
    return listening;
  }

  #hear({ leg, ear }: Listening, samples: Int16Array): void {
    const news = ear?.hear(samples) ?? null;
    if (news?.kind === 'amd') {
      this.#decide(leg, news);
    } else if (news !== null) {
      this.#tell(leg, news);
    }
  }

  #decide(leg: FreeswitchLeg, news: EarNews): void {
    this.#deafen(leg.legId);
    if (leg.screening === 'listening') {
      leg.screening = 'done';
      this.#tell(leg, news);
    }
  }

  #lost(leg: FreeswitchLeg): void {
    this.#decide(leg, NO_SOUND);
  }

  #tell({ legId }: FreeswitchLeg, news: EarNews): void {
    const { serverId, clock, emit } = this.#session;
    emit({ ...news, serverId, legId, atMs: clock.now() });
  }

  #deafen(legId: LegId): Listening | undefined {
    const listening = this.#listening.get(legId);
    if (listening !== undefined) {
      listening.ear = null;
      if (listening.timer !== null) {
        this.#session.clock.clearTimer(listening.timer);
        listening.timer = null;
      }
    }
    return listening;
  }
}
