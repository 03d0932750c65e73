/*
 * What another engine left on this Asterisk becomes ours.
 *
 * 1. A channel belongs to the Stasis application it is in, a ringing one to that which its originate named: when it is
 *    answered and nobody listens under that name, Asterisk hangs it up. So a link of our own is opened under the name. It
 *    takes the place of the other engine's, which hears `ApplicationReplaced` if it still lives.
 * 2. Our application is subscribed to each channel and its bridge: their events come by our own link from then on.
 * 3. A channel in Stasis is moved (`POST /channels/{id}/move`) while it talks: it stays in its bridge, nobody hears it.
 *    One that rings, or is in the dialplan's detector, cannot be moved (409): it is when it enters Stasis.
 * 4. The link under the name is closed when the last channel is moved or over: the name's engine may connect again.
 */
import { CadenciaError, isCadenciaError, messageOf } from '../../core/kernel/errors.js';
import type { LegId } from '../../core/kernel/ids.js';
import type { LiveLeg } from '../../ports/media.js';
import type { AriEvent } from './ari-codec.js';
import { deadlinePassed } from './ari-failure.js';
import type { AriRequest } from './ari-request.js';
import { AsteriskConnection } from './asterisk-connection.js';
import type { AsteriskLegLife } from './asterisk-leg-life.js';
import type { AsteriskMediaServerOptions } from './asterisk-options.js';
import { type AsteriskSession, callAllowing } from './asterisk-session.js';
import type { FoundLeg } from './asterisk-snapshot.js';

/** Longest wait for the link under the other's name. */
const TAKE_MS = 8000;

interface Heritage {
  readonly connection: AsteriskConnection;
  /** Channels that are not in our application yet. */
  readonly waiting: Set<string>;
  taken: boolean;
}

export interface InheritanceParts {
  readonly options: AsteriskMediaServerOptions;
  readonly session: AsteriskSession;
  readonly life: AsteriskLegLife;
}

/** Owns the links under others' names; `close` ends them, the channels stay where they are. */
export class AsteriskInheritance {
  readonly #parts: InheritanceParts;
  readonly #heritages = new Map<string, Heritage>();
  /** Channels on their way into our application, whose entry is no answer. */
  readonly #moving = new Set<string>();

  constructor(parts: InheritanceParts) {
    this.#parts = parts;
  }

  isInheriting(app: string): boolean {
    return this.#heritages.has(app);
  }

  take(app: string): Promise<readonly LiveLeg[]> {
    const { options } = this.#parts;
    this.#end(app);
    return new Promise((resolve, reject) => {
      const timer = options.clock.setTimer(TAKE_MS, () => {
        this.#end(app);
        reject(deadlinePassed(`the link under the name ${app}`, TAKE_MS));
      });
      const { prepare: _, ...server } = options;
      const connection = new AsteriskConnection(
        { ...server, app },
        {
          emit: () => undefined,
          lost: () => undefined,
          event: (event) => this.#onEvent(app, event),
          resume: ({ found, held }) => {
            this.#takeAll(app, found)
              .then((legs) => {
                options.clock.clearTimer(timer);
                resolve(legs);
                for (const event of held) {
                  this.#onEvent(app, event);
                }
              })
              .catch(reject);
          },
        },
      );
      this.#heritages.set(app, { connection, waiting: new Set(), taken: false });
      connection.start();
    });
  }

  /** Our own link says that a channel entered our application: one that was moved had been answered before. */
  isMoved(event: AriEvent): boolean {
    return event.type === 'StasisStart' && this.#moving.delete(event.channel.id);
  }

  close(): void {
    for (const app of [...this.#heritages.keys()]) {
      this.#end(app);
    }
  }

  async #takeAll(app: string, found: readonly FoundLeg[]): Promise<readonly LiveLeg[]> {
    const heritage = this.#heritages.get(app);
    if (heritage === undefined) {
      return [];
    }
    for (const { legId } of found) {
      heritage.waiting.add(legId);
    }
    if (!heritage.taken) {
      this.#parts.life.inherit(found);
      heritage.taken = true;
    }
    await Promise.all(found.map((one) => this.#subscribe(one)));
    await Promise.all(found.map(({ legId }) => this.#moveIfIn(app, legId)));
    this.#endIfEmpty(app);
    return found.map(({ live }) => live);
  }

  async #subscribe({ legId, bridgeId }: FoundLeg): Promise<void> {
    const sources = [`channel:${legId}`, ...(bridgeId === null ? [] : [`bridge:${bridgeId}`])];
    for (const eventSource of sources) {
      const path = ['applications', this.#parts.session.app, 'subscription'];
      // 422: it is gone; what is gone is not listed the next time either.
      await this.#call({ method: 'POST', path, query: { eventSource } }, [404, 422]);
    }
  }

  /** Only entries count here: all else comes by our own link, once. */
  #onEvent(app: string, event: AriEvent): void {
    const heritage = this.#heritages.get(app);
    if (event.type === 'ApplicationReplaced' && event.application === app) {
      this.#end(app);
    } else if (heritage !== undefined && event.type === 'StasisStart') {
      const { id } = event.channel;
      const known = heritage.waiting.has(id);
      this.#parts.life.onEvent(event);
      // A call that just came in under the name is ours as well.
      if (known || this.#parts.session.legs.get(id) !== undefined) {
        heritage.waiting.add(id);
        void this.#moveIfIn(app, id).then(() => this.#endIfEmpty(app));
      }
    }
  }

  /** Moves a channel that is in Stasis; another stays until it is. */
  async #moveIfIn(app: string, channelId: string): Promise<void> {
    const { session } = this.#parts;
    const leg = session.legs.get(channelId);
    if (leg !== undefined && !leg.inStasis && leg.inbound === null) {
      return;
    }
    this.#moving.add(channelId);
    const moved = await this.#call(
      { method: 'POST', path: ['channels', channelId, 'move'], query: { app: session.app } },
      [404, 409, 422],
    );
    if (moved === null) {
      this.#moving.delete(channelId);
      return;
    }
    const query = { eventSource: `channel:${channelId}` };
    await this.#call({ method: 'DELETE', path: ['applications', app, 'subscription'], query }, [404, 422]);
    this.#heritages.get(app)?.waiting.delete(channelId);
  }

  /** Called as legs end, too. */
  legEnded(legId: LegId): void {
    for (const [app, { waiting }] of this.#heritages) {
      if (waiting.delete(legId)) {
        this.#endIfEmpty(app);
      }
    }
  }

  /** Null where the server refused with one of `statuses`, or the link was lost: the next resync tells. */
  async #call(request: AriRequest, statuses: readonly number[]): Promise<true | null> {
    const { session } = this.#parts;
    const call = async (): Promise<true> => {
      await session.call(request);
      return true;
    };
    try {
      return (await callAllowing({ call }, request, statuses)) === true ? true : null;
    } catch (error) {
      if (!isCadenciaError(error)) {
        throw new CadenciaError('DLR_MEDIA_DOWN', { detail: messageOf(error), cause: error });
      }
      return null;
    }
  }

  #endIfEmpty(app: string): void {
    const heritage = this.#heritages.get(app);
    if (heritage?.taken === true && heritage.waiting.size === 0) {
      this.#end(app);
    }
  }

  #end(app: string): void {
    this.#heritages.get(app)?.connection.close();
    this.#heritages.delete(app);
  }
}
