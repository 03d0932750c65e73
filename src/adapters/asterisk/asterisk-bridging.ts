/*
 * Who hears whom.
 *
 * Each agent's leg stands in a mixing bridge of its own from its answer on, so that joining a customer is one
 * `addChannel`, which also takes the customer out of wherever it was. A customer that leaves or ends does not touch
 * the agent's leg. While the agent is alone the bridge mixes nothing and costs nothing.
 *
 * 1. A standing bridge holds its owner and at most one guest: `join` first shows an earlier guest out, because two
 *    customers must never hear each other. `invite` alone adds a further one: a colleague's leg and a customer's.
 * 2. Joined means that Asterisk said so for both (`ChannelEnteredBridge`), not that it took the request.
 * 3. Music on hold is started on the channel itself: a holding bridge's own music is silent for a channel that
 *    enters for the second time. The leg then moves to one holding bridge for all, where nobody hears anybody.
 */
import type { LegId } from '../../core/kernel/ids.js';
import { type AsteriskLeg, standingBridgeOf } from './asterisk-leg-table.js';
import {
  type AsteriskSession,
  callAllowing,
  callForLeg,
  legGone,
  legNotAnswered,
} from './asterisk-session.js';

/** Keeps the standing bridges and the music. */
export class AsteriskBridging {
  readonly #session: AsteriskSession;
  /** Agents' legs on their way into their standing bridge. */
  readonly #arriving = new Map<LegId, Promise<void>>();
  readonly #joining = new Map<LegId, Promise<void>>();
  /** Legs whose music ends just now. */
  readonly #leavingMusic = new Map<LegId, Promise<void>>();
  #holdingBridge: Promise<unknown> | null = null;

  constructor(session: AsteriskSession) {
    this.#session = session;
  }

  /** One at a time for an agent: two customers joined at once would otherwise meet. */
  async join(agentLegId: LegId, legId: LegId, guests: 'shownOut' | 'stay'): Promise<void> {
    const leg = await this.#session.controlled(legId);
    const before = this.#joining.get(agentLegId) ?? Promise.resolve();
    const joining = before.then(() => this.#join(agentLegId, leg, guests));
    const turn = joining
      .catch(() => undefined)
      .then(() => {
        if (this.#joining.get(agentLegId) === turn) {
          this.#joining.delete(agentLegId);
        }
      });
    this.#joining.set(agentLegId, turn);
    await joining;
  }

  async #join(agentLegId: LegId, leg: AsteriskLeg, guests: 'shownOut' | 'stay'): Promise<void> {
    const { waiter, legs, commandDeadlineMs } = this.#session;
    const { legId } = leg;
    const agent = legs.get(agentLegId);
    if (agent === undefined) {
      throw legGone(agentLegId, 'bridge');
    }
    if (!agent.inStasis) {
      throw legNotAnswered(agentLegId, 'bridge');
    }
    const bridgeId = standingBridgeOf(agentLegId);
    const others = guests === 'stay' ? [] : legs.guestsOf(agentLegId);
    const before = others.filter((guest) => guest !== legId);
    await Promise.all(before.map((guest) => this.#showOut(guest, bridgeId)));
    const quiet = this.#stopMusic(leg);
    if (agent.bridgeId !== bridgeId) {
      await this.standBy(agentLegId);
    }
    if (leg.bridgeId !== bridgeId) {
      await callForLeg(this.#session, legId, addTo(bridgeId, legId));
    }
    await quiet;
    await waiter.until(
      () => {
        for (const one of [agentLegId, legId]) {
          if (legs.get(one) === undefined) {
            throw legGone(one, 'bridge');
          }
        }
        return agent.bridgeId === bridgeId && leg.bridgeId === bridgeId;
      },
      commandDeadlineMs,
      `both legs in ${bridgeId}`,
    );
  }

  /** Puts an agent's leg into its standing bridge, which is made when it is not there. */
  standBy(agentLegId: LegId): Promise<void> {
    const under = this.#arriving.get(agentLegId);
    if (under !== undefined) {
      return under;
    }
    const bridgeId = standingBridgeOf(agentLegId);
    const leg = this.#session.legs.get(agentLegId);
    if (leg !== undefined) {
      leg.isAgent = true;
    }
    const arriving = (async () => {
      await callAllowing(this.#session, makeBridge(bridgeId, 'mixing'), [409]);
      await callForLeg(this.#session, agentLegId, addTo(bridgeId, agentLegId));
    })().finally(() => this.#arriving.delete(agentLegId));
    this.#arriving.set(agentLegId, arriving);
    return arriving;
  }

  /** Parts a leg from its partner; an agent's leg stays in, or goes back to, its standing bridge. */
  async part(legId: LegId): Promise<void> {
    const { legs } = this.#session;
    const leg = legs.get(legId);
    if (leg === undefined) {
      throw legGone(legId, 'unbridge');
    }
    if (leg.bridgeId === null) {
      return;
    }
    if (leg.bridgeId === standingBridgeOf(legId)) {
      const bridgeId = leg.bridgeId;
      await Promise.all(legs.guestsOf(legId).map((guest) => this.#showOut(guest, bridgeId)));
      return;
    }
    await this.#showOut(legId, leg.bridgeId);
    this.#sendHome(leg);
  }

  /**
   * Resolves once an end of music that was asked for is done. A sound that begins on a leg in the holding bridge holds the
   * leg's next command, and with it every request behind that one on the link, until the sound is over.
   */
  async musicEnded(legId: LegId): Promise<void> {
    await this.#leavingMusic.get(legId)?.catch(() => undefined);
  }

  hold(legId: LegId, on: boolean): Promise<void> {
    if (on) {
      return this.#beginMusic(legId);
    }
    const leaving = this.#endMusic(legId).finally(() => {
      if (this.#leavingMusic.get(legId) === leaving) {
        this.#leavingMusic.delete(legId);
      }
    });
    this.#leavingMusic.set(legId, leaving);
    return leaving;
  }

  async #endMusic(legId: LegId): Promise<void> {
    const leg = await this.#session.controlled(legId);
    await this.#stopMusic(leg);
    if (leg.bridgeId === this.#holdingBridgeId()) {
      await this.#showOut(legId, leg.bridgeId);
    }
  }

  async #beginMusic(legId: LegId): Promise<void> {
    const leg = await this.#session.controlled(legId);
    leg.onHold = true;
    await callForLeg(this.#session, legId, { method: 'POST', path: ['channels', legId, 'moh'] });
    if (leg.bridgeId !== standingBridgeOf(legId)) {
      await this.#ensureHoldingBridge();
      if (!leg.onHold) {
        // Joined with somebody, or let go of, meanwhile: moved now he would be taken from whom he talks with.
        return;
      }
      await callForLeg(this.#session, legId, addTo(this.#holdingBridgeId(), legId));
    }
  }

  /** Asterisk says a leg is in a bridge now. */
  entered(leg: AsteriskLeg, bridgeId: string): void {
    const { legs } = this.#session;
    if (leg.bridgeId === bridgeId) {
      return;
    }
    this.left(leg, leg.bridgeId);
    legs.enterBridge(leg, bridgeId);
    const isOwner = bridgeId === standingBridgeOf(leg.legId);
    const partners = isOwner ? legs.guestsOf(leg.legId) : [legs.partnerOf(leg)];
    for (const partner of partners) {
      if (partner !== null) {
        this.#say({ kind: 'bridged', legId: leg.legId, withLegId: partner });
        this.#say({ kind: 'bridged', legId: partner, withLegId: leg.legId });
      }
    }
  }

  /** Asterisk says a leg is out of a bridge; a word about a bridge it has left long ago is ignored. */
  left(leg: AsteriskLeg, bridgeId: string | null): void {
    const { legs } = this.#session;
    if (bridgeId === null || leg.bridgeId !== bridgeId) {
      return;
    }
    const isOwner = bridgeId === standingBridgeOf(leg.legId);
    const partner = legs.partnerOf(leg);
    const guests = isOwner ? legs.guestsOf(leg.legId) : [];
    legs.leaveBridge(leg);
    if (partner === null) {
      return;
    }
    this.#say({ kind: 'unbridged', legId: leg.legId });
    const owner = legs.get(partner);
    const deserted = isOwner
      ? guests
      : owner === undefined || legs.partnerOf(owner) !== null
        ? []
        : [partner];
    for (const one of deserted) {
      this.#say({ kind: 'unbridged', legId: one });
    }
  }

  /** The leg is dead; an agent's standing bridge goes with it. */
  ended(leg: AsteriskLeg): void {
    this.left(leg, leg.bridgeId);
    if (leg.isAgent) {
      const bridge = { method: 'DELETE', path: ['bridges', standingBridgeOf(leg.legId)] } as const;
      callAllowing(this.#session, bridge, [404]).catch(() => undefined);
    }
  }

  /** True of the bridge in which legs wait with music. */
  isHolding(bridgeId: string | null): boolean {
    return bridgeId === this.#holdingBridgeId();
  }

  /** The link was lost: what was made may be gone. */
  forget(): void {
    this.#holdingBridge = null;
  }

  #say(
    event: { kind: 'bridged'; legId: LegId; withLegId: LegId } | { kind: 'unbridged'; legId: LegId },
  ): void {
    this.#session.emit({ serverId: this.#session.serverId, atMs: this.#session.clock.now(), ...event });
  }

  /**
   * 422: it has left by itself; 400 and 404: it, or the bridge, is gone. The reply counts as the leaving, whose event may
   * come after it: whoever is joined again in between would be taken for one who never left, and hear nobody.
   */
  async #showOut(legId: LegId, bridgeId: string): Promise<void> {
    await callAllowing(
      this.#session,
      { method: 'POST', path: ['bridges', bridgeId, 'removeChannel'], query: { channel: legId } },
      [400, 404, 422],
    );
    const leg = this.#session.legs.get(legId);
    if (leg !== undefined) {
      this.left(leg, bridgeId);
    }
  }

  /** An agent's leg that was another's guest goes back to its own bridge, off the call path. */
  #sendHome(leg: AsteriskLeg): void {
    if (leg.isAgent) {
      this.standBy(leg.legId).catch(() => undefined);
    }
  }

  async #stopMusic(leg: AsteriskLeg): Promise<void> {
    if (leg.onHold) {
      leg.onHold = false;
      await callAllowing(
        this.#session,
        { method: 'DELETE', path: ['channels', leg.legId, 'moh'] },
        [404, 409, 412],
      );
    }
  }

  #holdingBridgeId(): string {
    return `h-${this.#session.app}`;
  }

  async #ensureHoldingBridge(): Promise<void> {
    this.#holdingBridge ??= callAllowing(
      this.#session,
      makeBridge(this.#holdingBridgeId(), 'holding'),
      [409],
    );
    try {
      await this.#holdingBridge;
    } catch (error) {
      this.#holdingBridge = null;
      throw error;
    }
  }
}

function makeBridge(bridgeId: string, type: 'mixing' | 'holding') {
  return { method: 'POST', path: ['bridges', bridgeId], query: { type, name: bridgeId } } as const;
}

/** Without connected-line updates: they would re-INVITE the customer, and show it the agent's number. */
function addTo(bridgeId: string, legId: LegId) {
  return {
    method: 'POST',
    path: ['bridges', bridgeId, 'addChannel'],
    query: { channel: legId, inhibitConnectedLineUpdates: 'true' },
  } as const;
}
