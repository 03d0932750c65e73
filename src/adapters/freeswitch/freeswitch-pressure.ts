/*
 * A FreeSWITCH that takes no call now. Its refusal says nothing, so it is asked what it was; and once it was pressure, it is
 * asked on until that is over, so that nobody has to try calls on it to find out.
 *
 * When the question arrives the second may be over whose calls were too many: a refusal that is neither a pause nor a full
 * server nor an id that lives already can only have been that.
 */
import { CadenciaError } from '../../core/kernel/errors.js';
import type { LegId } from '../../core/kernel/ids.js';
import { SECOND } from '../../core/kernel/time.js';
import type { Timer } from '../../ports/clock.js';
import {
  describePressure,
  type FreeswitchPressureKind,
  FULL_CAUSE,
  readMostPerSecond,
  readPressure,
} from './back-pressure.js';
import type { FreeswitchSession } from './freeswitch-session.js';

const ASK_AGAIN_MS = 1 * SECOND;

interface Answer {
  readonly pressure: FreeswitchPressureKind | null;
  readonly mostPerSecond: number | null;
}

/** Tells pressure from faults, says `serverFull` and `serverFree`. */
export class FreeswitchPressure {
  readonly #session: Pick<FreeswitchSession, 'serverId' | 'clock' | 'api' | 'emit'>;
  #timer: Timer | null = null;
  /** As it was last said; null while it takes calls. */
  #said: FreeswitchPressureKind | null = null;
  /** One question for all that are refused at once. */
  #asking: Promise<Answer> | null = null;

  constructor(session: Pick<FreeswitchSession, 'serverId' | 'clock' | 'api' | 'emit'>) {
    this.#session = session;
  }

  /** The error for a call that FreeSWITCH did not make, by the cause in its result. */
  async refusalOf(legId: LegId, cause: string): Promise<CadenciaError> {
    const { serverId } = this.#session;
    if (cause === FULL_CAUSE) {
      const { pressure, mostPerSecond } = await this.#ask();
      const why = pressure ?? (await this.#isTaken(legId));
      if (why === 'taken') {
        return new CadenciaError('DLR_MEDIA_REFUSED', {
          detail: `FreeSWITCH ${serverId} made no call: a channel '${legId}' lives there already.`,
          fields: { cause },
        });
      }
      this.#full(why, mostPerSecond);
      return new CadenciaError('DLR_MEDIA_FULL', {
        detail: `FreeSWITCH ${serverId} takes no call now: ${describePressure(why)}.`,
        fields: { backPressure: why },
      });
    }
    return new CadenciaError('DLR_MEDIA_REFUSED', {
      detail: `FreeSWITCH ${serverId} made no call: ${cause}. Look at the trunk's gateway with 'sofia status gateway' there.`,
      fields: { cause },
    });
  }

  /** The link is lost, or we are done: what becomes of it is not known. Idempotent. */
  stop(): void {
    this.#said = null;
    if (this.#timer !== null) {
      this.#session.clock.clearTimer(this.#timer);
      this.#timer = null;
    }
  }

  #ask(): Promise<Answer> {
    this.#asking ??= this.#read().finally(() => {
      this.#asking = null;
    });
    return this.#asking;
  }

  async #read(): Promise<Answer> {
    const { api } = this.#session;
    const [pauseCheck = '', status = ''] = await Promise.all(['fsctl pause_check', 'status'].map(api));
    return { pressure: readPressure(pauseCheck, status), mostPerSecond: readMostPerSecond(status) };
  }

  async #isTaken(legId: LegId): Promise<'taken' | 'rate'> {
    return (await this.#session.api(`uuid_exists ${legId}`)) === 'true' ? 'taken' : 'rate';
  }

  #full(why: FreeswitchPressureKind, mostPerSecond: number | null): void {
    if (this.#said === why) {
      return;
    }
    this.#said = why;
    const { serverId, clock, emit } = this.#session;
    const reason = describePressure(why);
    emit({ kind: 'serverFull', serverId, atMs: clock.now(), why, reason, mostPerSecond });
    if (this.#timer === null) {
      this.#askLater();
    }
  }

  #askLater(): void {
    this.#timer = this.#session.clock.setTimer(ASK_AGAIN_MS, () => {
      this.#timer = null;
      void this.#askAgain();
    });
  }

  async #askAgain(): Promise<void> {
    const answer = await this.#ask().catch(() => null);
    if (this.#said === null) {
      return;
    }
    if (answer?.pressure === null) {
      this.#said = null;
      const { serverId, clock, emit } = this.#session;
      emit({ kind: 'serverFree', serverId, atMs: clock.now() });
      return;
    }
    if (answer !== null) {
      this.#full(answer.pressure, answer.mostPerSecond);
    }
    if (this.#timer === null) {
      this.#askLater();
    }
  }
}
