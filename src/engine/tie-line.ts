import { TIE_DEADLINE_MS, TIE_MOVES, type TieState } from '../core/fleet/tie.js';
import { type LegId, type MediaServerId, tieLegId } from '../core/kernel/ids.js';
import type { Clock, Timer } from '../ports/clock.js';
import type { MediaEvent, MediaServer } from '../ports/media.js';
import type { Fleet, LegOwner } from './fleet.js';

/** Whence and whither, and how the one switch calls the other. */
export interface TieWhither {
  readonly from: MediaServerId;
  readonly to: MediaServerId;
  readonly endpoint: string;
}

export interface TieLineDeps {
  readonly fleet: Fleet;
  readonly clock: Clock;
  /** It stands, and nobody has it. */
  readonly ready: (line: TieLine) => void;
  /** It is over; `stood` of one that was ready once. */
  readonly ended: (line: TieLine, stood: boolean) => void;
}

/**
 * One standing call between two switches: the near leg waits for a person on the switch that dials, the far leg for an
 * agent on his. Owned by its way across; whoever has it gives it back by `free`, or ends it. However it ends both legs are
 * told to, and who has it hears of it.
 */
export class TieLine {
  readonly way: TieWhither;
  readonly token: string;
  readonly nearLegId: LegId;
  /** His switch would not join the agent with it: the fault is his phone's. */
  agentRefused = false;
  readonly #deps: TieLineDeps;
  readonly #answered = new Set<LegId>();
  #farLegId: LegId | null = null;
  #state: TieState = 'opening';
  #stood = false;
  #hasPerson = false;
  #farParted = true;
  #deadline: Timer | null = null;
  #onLost: (line: TieLine) => void = () => {};

  constructor(deps: TieLineDeps, way: TieWhither, token: string) {
    this.#deps = deps;
    this.way = way;
    this.token = token;
    this.nearLegId = tieLegId(token);
  }

  get state(): TieState {
    return this.#state;
  }

  /** The person, as the agent's switch knows him; null until the call has come in there. */
  get farLegId(): LegId | null {
    return this.#farLegId;
  }

  open(): void {
    const { fleet, clock } = this.#deps;
    const { from, to, endpoint } = this.way;
    fleet.claim(this.nearLegId, from, this.#ownerOf(this.nearLegId));
    fleet.give(from);
    this.#deadline = clock.setTimer(TIE_DEADLINE_MS, () => this.end());
    const command = {
      legId: this.nearLegId,
      target: { kind: 'tie', endpoint, called: this.token },
      callerId: '',
      ringTimeoutMs: TIE_DEADLINE_MS,
      amd: false,
      tags: { tie: to },
    } as const;
    fleet.run(from, 'originate', (server) => server.originate(command)).catch(() => this.end());
  }

  /** The call has come in at the other end, once. */
  arrived(legId: LegId): void {
    const { fleet } = this.#deps;
    const { to } = this.way;
    this.#farLegId = legId;
    fleet.claim(legId, to, this.#ownerOf(legId));
    fleet.run(to, 'answer', (server) => server.answer(legId)).catch(() => this.end());
  }

  /** A person is to be joined by it; `lost` is heard when it ends under him. */
  take(lost: (line: TieLine) => void): void {
    this.#move('taken');
    this.agentRefused = false;
    this.#onLost = lost;
  }

  /** Joins the agent with the far leg. */
  async meet(agentLegId: LegId): Promise<void> {
    try {
      await this.#far('bridge', (server, far) => server.bridge(agentLegId, far));
    } catch (error) {
      this.agentRefused = true;
      throw error;
    }
  }

  /** Lets the far leg in beside whom the agent talks with already. */
  async joinIn(agentLegId: LegId): Promise<void> {
    await this.#far('invite', (server, far) => server.invite(agentLegId, far));
  }

  /** The talk is over: both legs stand alone again, for the next. */
  free(): void {
    if (this.#state !== 'taken') {
      return;
    }
    this.#onLost = () => {};
    this.#move('parting');
    this.#deadline = this.#deps.clock.setTimer(TIE_DEADLINE_MS, () => this.end());
    this.#farParted = false;
    this.#far('unbridge', (server, legId) => server.unbridge(legId)).then(
      () => {
        this.#farParted = true;
        this.#standAlone();
      },
      () => this.end(),
    );
  }

  /** Idempotent. */
  end(): void {
    if (this.#state === 'ended') {
      return;
    }
    const { fleet } = this.#deps;
    this.#move('ended');
    this.#stopWaiting();
    const legs = [
      [this.way.from, this.nearLegId],
      [this.way.to, this.#farLegId],
    ] as const;
    for (const [serverId, legId] of legs) {
      if (legId !== null) {
        fleet.disown(legId);
        fleet.hangUp(serverId, legId, 'normal');
      }
    }
    this.#deps.ended(this, this.#stood);
    this.#onLost(this);
  }

  #ownerOf(legId: LegId): LegOwner {
    return { onLegEvent: (event) => this.#onLegEvent(legId, event), onLegLost: () => this.end() };
  }

  #onLegEvent(legId: LegId, { kind }: MediaEvent): void {
    if (kind === 'hungUp') {
      this.end();
    } else if (kind === 'bridged' || kind === 'unbridged') {
      if (legId === this.nearLegId) {
        this.#hasPerson = kind === 'bridged';
        this.#standAlone();
      }
    } else if (kind === 'answered') {
      this.#answered.add(legId);
      if (this.#answered.size === 2 && this.#state === 'opening') {
        this.#stand();
      }
    }
  }

  /** The person leaves by himself, to his end or to whom he was given: told to, the leg would be parted twice. */
  #standAlone(): void {
    if (this.#state === 'parting' && this.#farParted && !this.#hasPerson) {
      this.#stand();
    }
  }

  #stand(): void {
    if (this.#state === 'opening' || this.#state === 'parting') {
      this.#stopWaiting();
      this.#stood = true;
      this.#move('ready');
      this.#deps.ready(this);
    }
  }

  async #far(op: string, command: (server: MediaServer, legId: LegId) => Promise<void>): Promise<void> {
    const legId = this.#farLegId;
    if (legId !== null) {
      await this.#deps.fleet.run(this.way.to, op, (server) => command(server, legId));
    }
  }

  #stopWaiting(): void {
    if (this.#deadline !== null) {
      this.#deps.clock.clearTimer(this.#deadline);
      this.#deadline = null;
    }
  }

  /** The only place that changes the state. */
  #move(to: TieState): void {
    if (!(TIE_MOVES[this.#state] as readonly TieState[]).includes(to)) {
      throw new Error(`The table of tie lines has no move from ${this.#state} to ${to}`);
    }
    this.#state = to;
  }
}
