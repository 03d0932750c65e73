import type { AgentState } from '../core/agent/agent-state.js';
import { offlineAgent } from '../core/agent/agent-state.js';
import { isPagePhone } from '../core/agent/page-phone.js';
import { type AgentEffect, type AgentInput, stepAgent } from '../core/agent/step-agent.js';
import { messageOf } from '../core/kernel/errors.js';
import {
  type AttemptId,
  agentLegId,
  type CampaignId,
  type LegId,
  type MediaServerId,
} from '../core/kernel/ids.js';
import { type Rng, randomHex } from '../core/kernel/rng.js';
import { MINUTE, SECOND } from '../core/kernel/time.js';
import type { AgentProfile, AgentSession } from '../ports/agent-store.js';
import type { Clock, Timer } from '../ports/clock.js';
import type { MediaEvent } from '../ports/media.js';
import { stretchOf } from './adopted-agent.js';
import type { AgentCard } from './engine-control.js';
import type { Fleet, LegOwner } from './fleet.js';

/** How long an agent's phone may ring at log-in. */
const PHONE_RING_MS = 30 * SECOND;
/** A phone that neither answers nor refuses by then will not: what its switch had to say was lost. */
const BIND_DEADLINE_MS = PHONE_RING_MS + 5 * SECOND;
const FIRST_REBIND_MS = 1 * SECOND;
const LONGEST_REBIND_MS = 30 * SECOND;
/** Without a phone for this long, the agent is logged out. */
const GIVE_UP_MS = 5 * MINUTE;

export interface AgentHost {
  moved(agent: AgentSupervisor, from: AgentState): void;
  becameFree(agent: AgentSupervisor): void;
  /** Calls ring that were dialled before `askedMs` and may need the agent. */
  owesCalls(agent: AgentSupervisor, askedMs: number): boolean;
  previewGone(agent: AgentSupervisor): void;
  /** The agent's phone is gone: a call of his must know at once. True when the person waits for him to come back. */
  legLost(agent: AgentSupervisor): boolean;
}

export interface AgentDeps {
  readonly host: AgentHost;
  readonly fleet: Fleet;
  readonly clock: Clock;
  readonly rng: Rng;
}

/**
 * One agent: his state (one writer: `stepAgent`) and his pre-bound leg, kept alive while he is logged in.
 * Owned by the floor for as long as the profile exists.
 */
export class AgentSupervisor implements LegOwner {
  profile: AgentProfile;
  campaignIds: readonly CampaignId[] = [];
  card: AgentCard | null = null;
  calls = 0;
  #counted: AttemptId | null = null;
  /** Who else is told of what his leg does: the ringing tone in his ear. */
  listener: ((event: MediaEvent) => void) | null = null;
  readonly #deps: AgentDeps;
  #state: AgentState;
  #legId: LegId | null = null;
  #serverId: MediaServerId | null = null;
  #rebindMs = FIRST_REBIND_MS;
  /** False from the page's end until it is back: a call to it meanwhile would only be in the way. */
  #pageThere = true;
  readonly #timers = new Map<'bind' | 'rebind' | 'giveUp', Timer>();

  constructor(deps: AgentDeps, profile: AgentProfile) {
    this.#deps = deps;
    this.profile = profile;
    this.#state = offlineAgent(deps.clock.now());
  }

  get state(): AgentState {
    return this.#state;
  }

  /** The leg customers are joined with, or null while there is none. */
  get legId(): LegId | null {
    return this.#state.legUp ? this.#legId : null;
  }

  /** The leg's id even while it is being bound. */
  get boundLegId(): LegId | null {
    return this.#legId;
  }

  get serverId(): MediaServerId | null {
    return this.#serverId;
  }

  /** Takes an input; the sentence says why it was refused, or null. */
  input(input: AgentInput): string | null {
    const before = this.#state;
    const nowMs = this.#deps.clock.now();
    const { state, effects, refused } = stepAgent(before, input, nowMs, this.#owes(input, nowMs));
    this.#state = state;
    if (state !== before) {
      this.#watchConnection(before);
      this.#deps.host.moved(this, before);
    }
    for (const effect of effects) {
      this.#carryOut(effect);
    }
    return refused;
  }

  #owes(input: AgentInput, nowMs: number): boolean {
    const { pending } = this.#state;
    const asks = input.kind === 'pause' || input.kind === 'logout';
    if (!asks && pending === null) {
      return false;
    }
    return this.#deps.host.owesCalls(this, pending?.askedMs ?? nowMs);
  }

  /** Puts a session back after a restart: `legAlive` says whether its leg still is there. */
  restore(
    state: AgentState,
    legId: LegId,
    serverId: MediaServerId,
    campaignIds: readonly CampaignId[],
  ): void {
    this.#state = state;
    this.#legId = legId;
    this.#serverId = serverId;
    this.campaignIds = campaignIds;
    this.#deps.fleet.claim(legId, serverId, this);
    this.#deps.fleet.countAgent(serverId, 1);
  }

  /** A session whose leg did not survive: the phone is rung again, then the agent goes on where he was. */
  rebindAfterRestart(session: AgentSession, nowMs: number): void {
    const paused = session.state === 'paused' || session.state === 'connecting';
    this.#state = {
      ...offlineAgent(nowMs),
      name: 'connection_lost',
      reason: 'server_lost',
      resume: paused ? 'paused' : 'available',
      resumeReason: paused ? session.reason || 'login' : '',
    };
    this.#watchConnection(offlineAgent(nowMs));
    this.#deps.host.moved(this, stretchOf(session));
    this.#bindLeg();
  }

  onLegEvent(event: MediaEvent): void {
    this.listener?.(event);
    switch (event.kind) {
      case 'answered': {
        this.#rebindMs = FIRST_REBIND_MS;
        this.#clear('bind');
        this.input({ kind: 'legUp' });
        break;
      }
      case 'hungUp': {
        this.#lostLeg('phone_hung_up');
        break;
      }
      default: {
        break;
      }
    }
  }

  onLegLost(): void {
    this.#lostLeg('server_lost');
  }

  /** The leg does not do its work (a bridge failed): end it; the rebind gives a new one. */
  distrustLeg(): void {
    this.#endLeg();
    this.#lostLeg('bridge_failed');
  }

  /** His switch is to be left, or gone: he is rung by another, and goes on where he was. */
  changeSwitch(): void {
    this.#endLeg();
    this.#lostLeg('switch_left');
    this.reachable();
  }

  /** His page has gone, and his phone with it: a leg that still stands hears nobody, one that still rings never will. */
  pageGone(): void {
    this.#pageThere = false;
    if (this.#state.legUp) {
      this.#endLeg();
      this.#lostLeg('page_gone');
    } else if (this.#legId !== null) {
      this.#abandonLeg('page_gone');
    }
  }

  /** His page is there and can be rung: at once, whatever the back-off. */
  pageReady(): void {
    this.#pageThere = true;
    this.reachable();
  }

  /** A talk of his session; one that goes on after a reload is the same. */
  countCall(): void {
    if (this.#counted !== this.#state.attemptId) {
      this.#counted = this.#state.attemptId;
      this.calls += 1;
    }
  }

  /** A colleague, or a queue, has the person now: what the call was is for the next one to say. */
  handOn(): void {
    this.card = null;
    this.input({ kind: 'talkEnded' });
    this.input({ kind: 'wrapDone' });
  }

  /** Frees timers; the leg stays alive on its server for the next start. */
  close(): void {
    this.#clear('bind');
    this.#clear('rebind');
    this.#clear('giveUp');
  }

  #lostLeg(reason: string): void {
    this.#forgetLeg();
    const keepsCall = this.#deps.host.legLost(this);
    this.input({ kind: 'legDown', reason, keepsCall });
    if (this.#legId === null && !this.#timers.has('rebind') && this.#needsLeg) {
      this.#scheduleRebind();
    }
  }

  get #needsLeg(): boolean {
    return this.#state.name !== 'offline' && this.#state.name !== 'connecting';
  }

  /** A media server, or the agent's own phone, came up: do not wait for the back-off. */
  reachable(): void {
    if (this.#legId === null && this.#needsLeg) {
      this.#clear('rebind');
      this.#bindLeg();
    }
  }

  #endLeg(): void {
    const legId = this.#legId;
    const serverId = this.#serverId;
    if (legId !== null && serverId !== null) {
      this.#deps.fleet.hangUp(serverId, legId, 'normal');
    }
  }

  #forgetLeg(): void {
    this.#clear('bind');
    if (this.#legId !== null) {
      this.#deps.fleet.disown(this.#legId);
    }
    if (this.#serverId !== null) {
      this.#deps.fleet.countAgent(this.#serverId, -1);
    }
    this.#legId = null;
    this.#serverId = null;
  }

  #carryOut(effect: AgentEffect): void {
    switch (effect.kind) {
      case 'bindLeg': {
        this.#bindLeg();
        break;
      }
      case 'dropLeg': {
        this.#dropLeg();
        break;
      }
      case 'becameFree': {
        this.#deps.host.becameFree(this);
        break;
      }
      case 'previewGone': {
        this.#deps.host.previewGone(this);
        break;
      }
    }
  }

  #bindLeg(): void {
    if (this.#legId !== null) {
      // One is on its way already: an agent has one phone.
      return;
    }
    const { fleet } = this.#deps;
    const byPage = isPagePhone(this.profile.endpoint);
    if (byPage && !this.#pageThere) {
      this.#bindFailed('page_gone');
      return;
    }
    const server = byPage ? fleet.serverForPage() : fleet.serverForAgent(this.profile.endpoint);
    if (server === null) {
      this.#bindFailed(`no media server that has phones like ${this.profile.endpoint} is up`);
      return;
    }
    const legId = agentLegId(this.profile.id, randomHex(this.#deps.rng, 8));
    this.#legId = legId;
    this.#serverId = server.id;
    this.#deps.fleet.claim(legId, server.id, this);
    this.#deps.fleet.countAgent(server.id, 1);
    this.#setTimer('bind', BIND_DEADLINE_MS, () => this.#abandonLeg('no_answer'));
    const command = {
      legId,
      target: { kind: 'agent', endpoint: this.profile.endpoint },
      callerId: '',
      ringTimeoutMs: PHONE_RING_MS,
      amd: false,
      tags: { agent: this.profile.id },
    } as const;
    this.#deps.fleet
      .run(server.id, 'originate', (chosen) => chosen.originate(command))
      .catch((error: unknown) => {
        if (this.#legId === legId && !this.#state.legUp) {
          this.#abandonLeg(messageOf(error));
        }
      });
  }

  /** It may ring all the same (only its answer was lost), so it is told to end. */
  #abandonLeg(reason: string): void {
    this.#endLeg();
    this.#forgetLeg();
    this.#bindFailed(reason);
  }

  /** While logging in a failure is the answer; later it is tried again, ever more slowly. */
  #bindFailed(reason: string): void {
    if (this.#state.name === 'connecting') {
      this.input({ kind: 'legDown', reason });
      return;
    }
    this.#scheduleRebind();
  }

  #scheduleRebind(): void {
    this.#setTimer('rebind', this.#rebindMs, () => {
      if (this.#legId === null && this.#state.name !== 'offline') {
        this.#bindLeg();
      }
    });
    this.#rebindMs = Math.min(LONGEST_REBIND_MS, this.#rebindMs * 2);
  }

  #dropLeg(): void {
    this.#endLeg();
    this.#forgetLeg();
  }

  #watchConnection(before: AgentState): void {
    if (this.#state.name === 'connection_lost' && before.name !== 'connection_lost') {
      this.#setTimer('giveUp', GIVE_UP_MS, () => this.input({ kind: 'giveUp' }));
    }
    if (this.#state.name !== 'connection_lost') {
      this.#clear('giveUp');
    }
    if (this.#state.name === 'offline') {
      this.#clear('rebind');
    }
  }

  #setTimer(which: 'bind' | 'rebind' | 'giveUp', ms: number, run: () => void): void {
    this.#clear(which);
    const timer = this.#deps.clock.setTimer(ms, () => {
      this.#timers.delete(which);
      run();
    });
    this.#timers.set(which, timer);
  }

  #clear(which: 'bind' | 'rebind' | 'giveUp'): void {
    const timer = this.#timers.get(which);
    if (timer !== undefined) {
      this.#deps.clock.clearTimer(timer);
      this.#timers.delete(which);
    }
  }
}
