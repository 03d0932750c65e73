import { type AgentId, type CampaignId, customerLegId, type LegId } from '../../core/kernel/ids.js';
import type { Rng } from '../../core/kernel/rng.js';
import { MINUTE, SECOND } from '../../core/kernel/time.js';
import type { Disposition } from '../../core/outcome/disposition.js';
import type { EngineControl } from '../../engine/engine-control.js';
import type { Clock, Timer } from '../../ports/clock.js';
import type { EngineEvents } from '../../ports/engine-events.js';

/** Whom the agent met, as far as a person with ears would know. */
export interface MetPerson {
  readonly who: 'client' | 'third_party' | 'nobody';
  /** How long the matter takes; who ends the talk after it. */
  readonly talkMs: number;
  readonly personEnds: boolean;
}

export interface DemoAgentsDeps {
  readonly clock: Clock;
  readonly rng: Rng;
  readonly control: EngineControl;
  readonly events: EngineEvents;
  readonly whoIsOn: (leg: LegId, phone: string, agentId: AgentId) => MetPerson;
  /** How long this one takes after the talk that just ended. @default 3 to 14 s */
  readonly wrapMs?: (agentId: AgentId) => number;
  /** False where somebody else says when they pause. @default true */
  readonly plansPauses?: boolean;
  /** Told of every failed command; the agent tries again later. */
  readonly onTrouble: (agentId: AgentId, error: unknown) => void;
}

/** What clients decide, by weight; a centre's own figures would replace these. */
const CLIENT_SAYS: readonly (readonly [Disposition, number])[] = [
  ['promessa', 22],
  ['acordo', 8],
  ['sem_acordo', 34],
  ['pago', 8],
  ['contesta', 5],
  ['retorno_agendado', 8],
  ['cliente_desligou', 13],
  ['opt_out', 2],
];
const THIRD_PARTY_SAYS: readonly (readonly [Disposition, number])[] = [
  ['terceiro', 45],
  ['recado', 30],
  ['nao_conhece', 24],
  ['falecido', 1],
];
const CALLBACK_AFTER_MS = 3600 * SECOND;
const LOGIN_AGAIN_MS = 1 * SECOND;
/** Whoever is told to rest asks again this often whether he has rested enough. */
const REST_LOOK_MS = 30 * SECOND;
/** Whose hours are over looks again after this, until the next day has begun. */
const HOME_LOOK_MS = 15 * MINUTE;
/** Nobody comes back to the second. */
const LONGEST_DAWDLE_MS = 60 * SECOND;

/** Why demo agents say that they pause. */
const OWN_PAUSE = 'descanso';

/**
 * Plays the agents of the demo and of the scenarios: they do what people do, through the same commands as people's
 * screens. An agent answers, talks for as long as the matter takes, hangs up if the person does not, and disposes.
 */
export class DemoAgents {
  readonly #deps: DemoAgentsDeps;
  readonly #timers = new Map<AgentId, Timer>();
  readonly #met = new Map<AgentId, MetPerson>();
  /** When each means to take the next pause he is owed. */
  readonly #pauseAtMs = new Map<AgentId, number>();
  readonly #crew = new Map<AgentId, readonly CampaignId[]>();
  /** Who goes home finishes what is at hand: a preview becomes a call, and the person is not left on the line. */
  readonly #leaving = new Set<AgentId>();
  readonly #unlisten: (() => void)[] = [];
  #hurry = false;

  constructor(deps: DemoAgentsDeps) {
    this.#deps = deps;
    this.#unlisten.push(
      deps.events.on('agent:moved', ({ agentId, to, reason }) => this.#moved(agentId, to, reason)),
    );
  }

  /** Logs the agent in; from then on he works by himself until `leave`. */
  enter(agentId: AgentId, campaignIds: readonly CampaignId[]): void {
    this.#crew.set(agentId, campaignIds);
    this.#leaving.delete(agentId);
    const state = this.#deps.control.agents.view(agentId)?.state;
    if (state === 'offline') {
      this.#login(agentId);
    } else if (state !== undefined) {
      this.#moved(agentId, state, 'login');
    }
  }

  /** Logs out, after the present call if there is one. */
  leave(agentId: AgentId): void {
    this.#crew.delete(agentId);
    this.#leaving.add(agentId);
    this.#do(agentId, () => this.#deps.control.agents.logout(agentId));
  }

  /** Pauses, after the present call if there is one; `ready` ends it. */
  pause(agentId: AgentId, reason: string): void {
    this.#do(agentId, () => this.#deps.control.agents.pause(agentId, reason));
  }

  ready(agentId: AgentId): void {
    if (this.#deps.control.agents.view(agentId)?.state === 'paused') {
      this.#do(agentId, () => this.#deps.control.agents.ready(agentId));
    }
  }

  /** The shift is over: talks are brought to an end politely; who is free stays for whoever still answers. */
  finishUp(): void {
    const { agents } = this.#deps.control;
    this.#hurry = true;
    for (const agentId of [...this.#crew.keys()]) {
      const state = agents.view(agentId)?.state;
      if (state === 'talking') {
        this.#later(agentId, this.#between(500, 3000), () => this.#do(agentId, () => agents.hangup(agentId)));
      } else if (state === 'wrap_up') {
        this.#later(agentId, this.#between(200, 1000), () => this.#dispose(agentId));
      }
    }
  }

  /** Everybody logs out. */
  sendHome(): void {
    for (const agentId of [...this.#crew.keys()]) {
      this.leave(agentId);
    }
  }

  close(): void {
    for (const unlisten of this.#unlisten.splice(0)) {
      unlisten();
    }
    for (const timer of this.#timers.values()) {
      this.#deps.clock.clearTimer(timer);
    }
    this.#timers.clear();
    this.#crew.clear();
    this.#leaving.clear();
  }

  #login(agentId: AgentId): void {
    const campaignIds = this.#crew.get(agentId);
    const { agents } = this.#deps.control;
    // Somebody else may have logged him in meanwhile.
    if (campaignIds === undefined || agents.view(agentId)?.state !== 'offline') {
      return;
    }
    agents.login(agentId, campaignIds).catch((error: unknown) => {
      this.#deps.onTrouble(agentId, error);
      this.#later(agentId, LOGIN_AGAIN_MS, () => this.#login(agentId));
    });
  }

  /** Talks, be it with a person who was handed over by a colleague, or across a restart. */
  #talk(agentId: AgentId): void {
    const card = this.#deps.control.agents.view(agentId)?.card;
    const contact = card?.contact;
    const phone = contact?.phones[contact.phoneIndex]?.number ?? '';
    const attemptId = card?.attemptId ?? null;
    if (attemptId === null) {
      return;
    }
    const met = this.#deps.whoIsOn(customerLegId(attemptId), phone, agentId);
    this.#met.set(agentId, met);
    if (met.personEnds && !this.#hurry) {
      return;
    }
    this.#later(agentId, this.#hurry ? 2 * SECOND : met.talkMs, () =>
      this.#do(agentId, () => this.#deps.control.agents.hangup(agentId)),
    );
  }

  #moved(agentId: AgentId, to: string, reason: string): void {
    if (!this.#crew.has(agentId) && !this.#leaving.has(agentId)) {
      return;
    }
    switch (to) {
      case 'paused': {
        if (reason === 'login') {
          this.#later(agentId, this.#between(200, 1500), () => this.#begin(agentId));
        } else if (reason === 'nr17_pausa' || reason === OWN_PAUSE) {
          this.#rest(agentId);
        } else if (reason === 'nr17_jornada') {
          this.#later(agentId, HOME_LOOK_MS, () => this.#begin(agentId));
        }
        break;
      }
      case 'available': {
        this.#maybePause(agentId);
        break;
      }
      case 'previewing': {
        this.#later(agentId, this.#between(2 * SECOND, 8 * SECOND), () => this.#decidePreview(agentId));
        break;
      }
      case 'talking': {
        this.#talk(agentId);
        break;
      }
      case 'wrap_up': {
        const ownMs = this.#deps.wrapMs?.(agentId) ?? this.#between(3 * SECOND, 14 * SECOND);
        const wrapMs = this.#hurry ? SECOND : ownMs;
        this.#later(agentId, wrapMs, () => this.#dispose(agentId));
        break;
      }
      case 'offline': {
        if (this.#leaving.delete(agentId) || this.#hurry) {
          break;
        }
        this.#later(agentId, LOGIN_AGAIN_MS, () => this.#login(agentId));
        break;
      }
      default: {
        break;
      }
    }
  }

  /** Ready, unless the law says rest: then he looks again later, as people do who read the reason on the screen. */
  #begin(agentId: AgentId): void {
    const { blockedBy } = this.#deps.control.agents.day(agentId);
    if (blockedBy === null) {
      this.ready(agentId);
    } else {
      const waitMs = blockedBy === 'nr17_jornada' ? HOME_LOOK_MS : REST_LOOK_MS;
      this.#later(agentId, waitMs, () => this.#begin(agentId));
    }
  }

  /** As long as the pause he is owed, and a little more. */
  #rest(agentId: AgentId): void {
    const lengthMs = this.#deps.control.agents.day(agentId).nextPauseMs ?? 0;
    this.#later(agentId, lengthMs + this.#between(0, LONGEST_DAWDLE_MS), () => this.#begin(agentId));
  }

  /** Pauses are spread over the time in which they may be taken, so that the floor is never empty. */
  #maybePause(agentId: AgentId): void {
    if (this.#deps.plansPauses === false) {
      return;
    }
    const { agents } = this.#deps.control;
    const { atMs, nextPauseMs, nextPauseFromMs, nextPauseByMs } = agents.day(agentId);
    if (nextPauseMs === null || nextPauseFromMs === null || nextPauseByMs === null) {
      this.#pauseAtMs.delete(agentId);
      return;
    }
    let dueMs = this.#pauseAtMs.get(agentId);
    if (dueMs === undefined && atMs >= nextPauseFromMs) {
      // Of all that is owed this is the next: by the middle of what is left of the time.
      dueMs = atMs + Math.max(0, (nextPauseByMs - atMs) / 2) * this.#deps.rng.next();
      this.#pauseAtMs.set(agentId, dueMs);
    }
    if (dueMs !== undefined && atMs >= dueMs && !this.#hurry) {
      this.#pauseAtMs.delete(agentId);
      this.#later(agentId, 1, () => this.pause(agentId, OWN_PAUSE));
    }
  }

  #decidePreview(agentId: AgentId): void {
    const { agents } = this.#deps.control;
    if (agents.view(agentId)?.state === 'previewing') {
      const skips = this.#deps.rng.next() < 0.08;
      this.#do(agentId, () =>
        skips ? agents.skipPreview(agentId, 'dados_incompletos') : agents.acceptPreview(agentId),
      );
    }
  }

  #dispose(agentId: AgentId): void {
    const { agents } = this.#deps.control;
    if (agents.view(agentId)?.state !== 'wrap_up') {
      return;
    }
    const disposition = this.#choose(this.#met.get(agentId)?.who ?? 'nobody');
    const callbackAtMs =
      disposition === 'retorno_agendado' ? this.#deps.clock.now() + CALLBACK_AFTER_MS : null;
    this.#do(agentId, () => agents.dispose(agentId, disposition, callbackAtMs));
  }

  #choose(who: MetPerson['who']): Disposition {
    if (who === 'nobody') {
      return 'maquina';
    }
    const says = who === 'client' ? CLIENT_SAYS : THIRD_PARTY_SAYS;
    let left = this.#deps.rng.next() * says.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [disposition, weight] of says) {
      left -= weight;
      if (left < 0) {
        return disposition;
      }
    }
    return 'sem_tabulacao';
  }

  #between(lowMs: number, highMs: number): number {
    return Math.round(lowMs + this.#deps.rng.next() * (highMs - lowMs));
  }

  /** One thing at a time: a new plan replaces the old. */
  #later(agentId: AgentId, ms: number, run: () => void): void {
    const known = this.#timers.get(agentId);
    if (known !== undefined) {
      this.#deps.clock.clearTimer(known);
    }
    const timer = this.#deps.clock.setTimer(ms, () => {
      this.#timers.delete(agentId);
      run();
    });
    this.#timers.set(agentId, timer);
  }

  #do(agentId: AgentId, command: () => unknown): void {
    try {
      command();
    } catch (error) {
      this.#deps.onTrouble(agentId, error);
    }
  }
}
