/*
 * A supervisor hears a talk by a snoop channel on the agent's own channel, which stands in the supervisor's bridge. The
 * agent's bridge stays a plain two-party one, and nothing of a call changes when somebody begins or ends to listen.
 *
 * What the supervisor says goes out on the agent's channel (whisper `out`: the agent hears it), and for `barge` also in
 * (`both`: whom the agent talks with hears it as if the agent said it). The spy side is tapped before that, so that nobody
 * hears himself.
 *
 * An announcement makes the agent's bridge mix for its length. A snoop channel that comes meanwhile may be deaf on the
 * agent's side, and dumb, from the end of the announcement on and for as long as the two talk: measured with Asterisk
 * 22.10.1, 5 of 32 that came during the notice of recording, none of 23 that came after it. So it is waited for.
 */
import { isMonitorLeg, type LegId } from '../../core/kernel/ids.js';
import type { SnoopWay } from '../../ports/media.js';
import { httpStatusOf } from './ari-failure.js';
import type { AsteriskBridging } from './asterisk-bridging.js';
import { type AsteriskLeg, isSnoop, snoopsOf, standingBridgeOf } from './asterisk-leg-table.js';
import { type AsteriskSession, callAllowing, callForLeg } from './asterisk-session.js';

const WHISPERS: Readonly<Record<SnoopWay, string>> = { listen: 'none', whisper: 'out', barge: 'both' };

/** Between looks at whether the announcement is over; the longest of ours lasts under eight seconds. */
const LOOK_MS = 150;
const LONGEST_ANNOUNCEMENT_MS = 8000;

/** Asterisk's answer where a channel of that name cannot be made. */
const NAME_TAKEN = 500;

/** Who listens to whom; one talk for each who listens. */
export class AsteriskSnooping {
  readonly #session: AsteriskSession;
  readonly #bridging: AsteriskBridging;
  /** Snoop channels that live, and whether they are under our control. */
  readonly #live = new Map<string, boolean>();
  /** The name each who listens had last, by its place; the next one is taken then. */
  readonly #named = new Map<LegId, number>();
  /** The last command of each who listens: one after the other, as they share a channel's name. */
  readonly #turns = new Map<LegId, Promise<void>>();

  constructor(session: AsteriskSession, bridging: AsteriskBridging) {
    this.#session = session;
    this.#bridging = bridging;
  }

  start(earLegId: LegId, legId: LegId, way: SnoopWay): Promise<void> {
    return this.#inTurn(earLegId, () => this.#start(earLegId, legId, way));
  }

  stop(earLegId: LegId): Promise<void> {
    return this.#inTurn(earLegId, () => this.#stop(earLegId));
  }

  channelStarted(channelId: string): void {
    if (isSnoop(channelId)) {
      this.#live.set(channelId, true);
    }
  }

  channelEnded(channelId: string): void {
    this.#live.delete(channelId);
  }

  /** Who listened is gone: his channel would go on alone, also one that an earlier life of ours made. */
  ended({ legId }: AsteriskLeg): void {
    this.#named.delete(legId);
    for (const snoopId of snoopsOf(legId)) {
      if (isMonitorLeg(legId) || this.#live.has(snoopId)) {
        this.#hangUp(snoopId).catch(() => undefined);
      }
    }
  }

  #inTurn(earLegId: LegId, run: () => Promise<void>): Promise<void> {
    const before = this.#turns.get(earLegId) ?? Promise.resolve();
    const turn = before.then(run);
    const settled = turn
      .catch(() => undefined)
      .then(() => {
        if (this.#turns.get(earLegId) === settled) {
          this.#turns.delete(earLegId);
        }
      });
    this.#turns.set(earLegId, settled);
    return turn;
  }

  async #start(earLegId: LegId, legId: LegId, way: SnoopWay): Promise<void> {
    const { waiter, commandDeadlineMs } = this.#session;
    const ear = await this.#session.controlled(earLegId);
    await this.#session.controlled(legId);
    await this.#stop(earLegId);
    const bridgeId = standingBridgeOf(earLegId);
    if (ear.bridgeId !== bridgeId) {
      await this.#bridging.standBy(earLegId);
    }
    await this.#announced(earLegId, legId);
    const snoopId = await this.#create(earLegId, legId, way);
    await waiter.until(
      () => this.#live.get(snoopId) !== false,
      commandDeadlineMs,
      `the listening channel of ${earLegId}`,
    );
    await callForLeg(this.#session, earLegId, {
      method: 'POST',
      path: ['bridges', bridgeId, 'addChannel'],
      query: { channel: snoopId, inhibitConnectedLineUpdates: 'true' },
    });
  }

  /** Waits while a bridge of two mixes, which is for an announcement; one of three mixes for as long as there are three. */
  async #announced(earLegId: LegId, legId: LegId): Promise<void> {
    const { clock, legs } = this.#session;
    const giveUpMs = clock.now() + LONGEST_ANNOUNCEMENT_MS;
    while (clock.now() < giveUpMs && legs.get(earLegId) !== undefined) {
      const bridgeId = legs.get(legId)?.bridgeId ?? null;
      if (bridgeId === null) {
        return;
      }
      const bridge = await callAllowing(this.#session, { method: 'GET', path: ['bridges', bridgeId] }, [404]);
      if (!mixesForTwo(bridge)) {
        return;
      }
      await new Promise<void>((resolve) => {
        clock.setTimer(LOOK_MS, resolve);
      });
    }
  }

  /** Under the next name that Asterisk takes: it says that a channel has ended a moment before it lets go of its name. */
  async #create(earLegId: LegId, legId: LegId, way: SnoopWay): Promise<string> {
    const names = snoopsOf(earLegId);
    const query = { app: this.#session.app, appArgs: 'snoop', spy: 'both', whisper: WHISPERS[way] };
    for (let tries = 1; ; tries += 1) {
      const place = ((this.#named.get(earLegId) ?? -1) + 1) % names.length;
      const snoopId = names[place] ?? '';
      this.#named.set(earLegId, place);
      this.#live.set(snoopId, false);
      try {
        await callForLeg(this.#session, legId, {
          method: 'POST',
          path: ['channels', legId, 'snoop', snoopId],
          query,
        });
        return snoopId;
      } catch (error) {
        this.#live.delete(snoopId);
        if (tries === names.length || httpStatusOf(error) !== NAME_TAKEN) {
          throw error;
        }
      }
    }
  }

  async #stop(earLegId: LegId): Promise<void> {
    const { waiter, commandDeadlineMs } = this.#session;
    const running = snoopsOf(earLegId).filter((id) => this.#live.has(id));
    for (const snoopId of running) {
      await this.#hangUp(snoopId);
      await waiter.until(
        () => !this.#live.has(snoopId),
        commandDeadlineMs,
        `the end of the listening channel of ${earLegId}`,
      );
    }
  }

  async #hangUp(snoopId: string): Promise<void> {
    const path = ['channels', snoopId];
    const reply = await callAllowing(
      { call: async (request) => ({ done: await this.#session.call(request) }) },
      { method: 'DELETE', path },
      [404],
    );
    if (reply === undefined) {
      // It had ended by itself, and the word of it was lost.
      this.#live.delete(snoopId);
    }
  }
}

/** The announcer's own channel is not among those that ARI names. */
function mixesForTwo(bridge: unknown): boolean {
  const { technology, channels } = (bridge ?? {}) as { technology?: unknown; channels?: unknown };
  return technology === 'softmix' && Array.isArray(channels) && channels.length <= 2;
}
