/*
 * Our own ear on the legs of an Asterisk: before the answer it hears what the network says, after it who answered. One tap
 * serves both, so that a leg that was heard ringing is heard from its first word on.
 */
import type { AnnouncementLibrary } from '../../core/ear/announcement-library.js';
import { type EarNews, LegEar, NO_SOUND } from '../../core/ear/leg-ear.js';
import { Spectrum } from '../../core/ear/spectrum.js';
import type { LegId } from '../../core/kernel/ids.js';
import { SECOND } from '../../core/kernel/time.js';
import type { Timer } from '../../ports/clock.js';
import type { MediaEvent } from '../../ports/media.js';
import { parseBridges } from './ari-codec.js';
import type { AriServer } from './ari-transport.js';
import { AsteriskEarTap } from './asterisk-ear-tap.js';
import { type AsteriskLeg, earMediaOf, earSnoopOf, legOfEar, legOfEarBridge } from './asterisk-leg-table.js';
import type { AsteriskSession } from './asterisk-session.js';

/** What the sound may be late, its tap's making included. */
const LATE_MS = SECOND;

interface Listening {
  readonly leg: AsteriskLeg;
  readonly tap: AsteriskEarTap;
  readonly ear: LegEar;
  timer: Timer | null;
}

export interface EarOptions {
  readonly server: AriServer;
  /** Recordings that the network's announcements are compared with; null: nothing is listened to before the answer. */
  readonly announcements: AnnouncementLibrary | null;
}

/** Owns the taps of one server. */
export class AsteriskEars {
  readonly #session: AsteriskSession;
  readonly #options: EarOptions;
  readonly #spectrum = new Spectrum();
  readonly #listening = new Map<LegId, Listening>();

  constructor(session: AsteriskSession, options: EarOptions) {
    this.#session = session;
    this.#options = options;
  }

  /** The network sends sound before the answer. */
  listenEarly(leg: AsteriskLeg): void {
    const { announcements } = this.#options;
    if (announcements !== null && !leg.isAgent) {
      this.#listen(leg).ear.hearNetwork(announcements);
    }
  }

  /** Somebody answered and is screened; `amd` follows. */
  listen(leg: AsteriskLeg): void {
    const deadlineMs = leg.earDeadlineMs ?? 0;
    const listening = this.#listen(leg);
    listening.ear.hearAnswer(deadlineMs);
    listening.timer = this.#session.clock.setTimer(deadlineMs + LATE_MS, () => this.#lost(leg));
  }

  /** Answered without screening. */
  answered(leg: AsteriskLeg): void {
    this.#end(leg.legId);
  }

  ended(leg: AsteriskLeg): void {
    this.#end(leg.legId);
  }

  /** True when the channel was one of an ear. */
  channelStarted(channelId: string): boolean {
    const legId = legOfEar(channelId);
    if (legId === null) {
      return false;
    }
    this.#listening.get(legId as LegId)?.tap.channelStarted(channelId);
    return true;
  }

  /** The link is lost: nobody is listened to any more, and whoever was screened counts as a person in his time. */
  stop(): void {
    for (const { leg } of [...this.#listening.values()]) {
      this.#end(leg.legId);
      leg.amd = leg.amd === 'listening' ? 'done' : leg.amd;
    }
  }

  /** What a lost link or a crash left behind: bridges to which no sound goes any more. Never rejects. */
  async sweep(): Promise<void> {
    const remove = (kind: 'bridges' | 'channels', id: string): void => {
      this.#session.call({ method: 'DELETE', path: [kind, id] }).catch(() => undefined);
    };
    try {
      const reply = await this.#session.call({ method: 'GET', path: ['bridges'] });
      for (const { id, channelIds } of parseBridges(reply)) {
        const legId = legOfEarBridge(id) as LegId | null;
        if (legId !== null && !this.#listening.has(legId) && !channelIds.includes(earMediaOf(legId))) {
          remove('channels', earSnoopOf(legId));
          remove('bridges', id);
        }
      }
    } catch {
      // The next connection looks again.
    }
  }

  #listen(leg: AsteriskLeg): Listening {
    const known = this.#listening.get(leg.legId);
    if (known !== undefined) {
      return known;
    }
    const tap = new AsteriskEarTap(this.#session, this.#options.server, leg.legId, {
      sound: (samples) => this.#hear(listening, samples),
      lost: () => this.#lost(leg),
    });
    const listening: Listening = { leg, tap, ear: new LegEar(this.#spectrum), timer: null };
    this.#listening.set(leg.legId, listening);
    void tap.open();
    return listening;
  }

  #hear({ leg, ear }: Listening, samples: Int16Array): void {
    const news = ear.hear(samples);
    if (news?.kind === 'amd') {
      this.#decide(leg, news);
    } else if (news !== null) {
      this.#session.emit({ ...news, ...this.#moment(leg) });
    }
  }

  #decide(leg: AsteriskLeg, news: EarNews): void {
    this.#end(leg.legId);
    if (leg.amd === 'listening') {
      leg.amd = 'done';
      this.#session.emit({ ...news, ...this.#moment(leg) });
    }
  }

  #lost(leg: AsteriskLeg): void {
    this.#decide(leg, NO_SOUND);
  }

  #end(legId: LegId): void {
    const listening = this.#listening.get(legId);
    if (listening !== undefined) {
      this.#listening.delete(legId);
      listening.tap.close();
      if (listening.timer !== null) {
        this.#session.clock.clearTimer(listening.timer);
      }
    }
  }

  #moment(leg: AsteriskLeg): Pick<MediaEvent & { readonly kind: 'amd' }, 'serverId' | 'legId' | 'atMs'> {
    return { serverId: this.#session.serverId, legId: leg.legId, atMs: this.#session.clock.now() };
  }
}
