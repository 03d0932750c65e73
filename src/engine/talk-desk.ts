import type { AgentState } from '../core/agent/agent-state.js';
import { recordingPathOf } from '../core/compliance/recording-name.js';
import { CadenciaError, messageOf } from '../core/kernel/errors.js';
import type { AgentId, AttemptId, CampaignId, LegId, MediaServerId } from '../core/kernel/ids.js';
import { MINUTE } from '../core/kernel/time.js';
import {
  NEW_TALK,
  stepTalk,
  type TalkEffect,
  type TalkInput,
  type TalkState,
} from '../core/talk/talk-state.js';
import type { Clock, Timer } from '../ports/clock.js';
import type { AgentFloor } from './agent-floor.js';
import type { AgentSupervisor } from './agent-supervisor.js';
import type { AgentCard, Colleague, TalkControl, TalkView } from './engine-control.js';
import type { EventBus } from './event-bus.js';
import type { Fleet } from './fleet.js';

/** A recording that the law asks for does not stay silent because somebody forgot it. */
const SECURE_PAUSE_MS = 2 * MINUTE;
const KEYS = /^[0-9*#]{1,32}$/;

/** The call an agent talks in. */
export interface TalkedCall {
  readonly attemptId: AttemptId;
  readonly campaignId: CampaignId | null;
  readonly legId: LegId;
  readonly serverId: MediaServerId;
  /** '' while none runs. */
  readonly recordingId: string;
  /** Gives the person to a reserved colleague; null where the call cannot be handed over. */
  readonly handOver: ((colleagueId: AgentId) => void) | null;
}

export interface TalkDeskDeps {
  readonly floor: AgentFloor;
  readonly fleet: Fleet;
  readonly clock: Clock;
  readonly bus: EventBus;
  readonly callOf: (agent: AgentSupervisor) => TalkedCall | null;
}

interface Talk {
  readonly agent: AgentSupervisor;
  readonly call: TalkedCall;
  state: TalkState;
  sinceMs: number;
  /** The media server does one thing after the other. */
  turn: Promise<void>;
  pause: { readonly timer: Timer; readonly untilMs: number } | null;
}

/**
 * What agents do with the person on their line: hold, keys, recording pause, a colleague asked, handed over. A talk
 * lives from the first wish to the end of the call; it owns its colleague's reservation and the recording's pause, and
 * gives both back however it ends.
 */
export class TalkDesk implements TalkControl {
  readonly #deps: TalkDeskDeps;
  readonly #talks = new Map<AgentId, Talk>();

  constructor(deps: TalkDeskDeps) {
    this.#deps = deps;
  }

  close(): void {
    for (const talk of this.#talks.values()) {
      this.#forgetPause(talk);
    }
    this.#talks.clear();
  }

  view(id: AgentId): TalkView | null {
    const agent = this.#deps.floor.find(id);
    if (agent?.state.name !== 'talking') {
      return null;
    }
    const talk = this.#talks.get(id);
    const call = talk?.call ?? this.#deps.callOf(agent);
    return call === null
      ? null
      : {
          state: talk?.state.name ?? 'talking',
          sinceMs: talk?.sinceMs ?? agent.state.sinceMs,
          colleagueId: talk?.state.colleagueId ?? null,
          recordingPausedUntilMs: talk?.pause?.untilMs ?? null,
          mayHandOver: call.handOver !== null,
        };
  }

  /** Who may be asked or given the person: at work for the same campaign, on the same media server. */
  colleagues(id: AgentId): readonly Colleague[] {
    const agent = this.#deps.floor.find(id);
    const call = agent === null ? null : this.#deps.callOf(agent);
    if (agent === null || call?.campaignId == null) {
      return [];
    }
    return [...this.#deps.floor.membersOf(call.campaignId)]
      .filter((other) => other !== agent && other.serverId === call.serverId)
      .map(({ profile, state }) => ({ id: profile.id, name: profile.name, state: state.name }));
  }

  async hold(id: AgentId): Promise<void> {
    await this.#ask(this.#talkOf(id), { kind: 'hold' });
  }

  async resume(id: AgentId): Promise<void> {
    await this.#ask(this.#talkOf(id), { kind: 'resume' });
  }

  async sendKeys(id: AgentId, keys: string): Promise<void> {
    const { call } = this.#talkOf(id);
    if (!KEYS.test(keys)) {
      throw new CadenciaError('DLR_INPUT_INVALID', { detail: 'Keys are digits, * and #, at most 32.' });
    }
    await this.#deps.fleet.run(call.serverId, 'sendDtmf', (server) => server.sendDtmf(call.legId, keys));
  }

  async pauseRecording(id: AgentId): Promise<void> {
    const talk = this.#talkOf(id);
    if (talk.call.recordingId === '') {
      throw conflict('No recording runs now.');
    }
    if (talk.pause === null) {
      await this.#tellRecording(talk, true);
      const untilMs = this.#deps.clock.now() + SECURE_PAUSE_MS;
      const timer = this.#deps.clock.setTimer(SECURE_PAUSE_MS, () => void this.#goOnRecording(talk));
      talk.pause = { timer, untilMs };
      this.#say(talk, 'recording paused');
    }
  }

  async resumeRecording(id: AgentId): Promise<void> {
    const talk = this.#talkOf(id);
    if (talk.pause !== null) {
      await this.#tellRecording(talk, false);
      this.#forgetPause(talk);
      this.#say(talk, 'recording goes on');
    }
  }

  async consult(id: AgentId, colleagueId: AgentId): Promise<void> {
    const talk = this.#talkOf(id);
    this.#requireHandOver(talk);
    const { state } = talk;
    if (state.name !== 'talking' && state.name !== 'held') {
      throw conflict('A colleague is on the line already.');
    }
    this.#reserve(talk, colleagueId);
    await this.#ask(talk, { kind: 'consult', colleagueId });
  }

  async callOff(id: AgentId): Promise<void> {
    await this.#ask(this.#talkOf(id), { kind: 'callOff' });
  }

  async join(id: AgentId): Promise<void> {
    await this.#ask(this.#talkOf(id), { kind: 'join' });
  }

  /** To the colleague who is asked, or straight to `colleagueId`. */
  async handOver(id: AgentId, colleagueId: AgentId | null): Promise<void> {
    const talk = this.#talkOf(id);
    this.#requireHandOver(talk);
    const asked = talk.state.colleagueId;
    const to = asked ?? colleagueId;
    if (to === null || (colleagueId !== null && colleagueId !== to)) {
      throw new CadenciaError('DLR_INPUT_INVALID', { detail: 'Name the colleague who takes the person.' });
    }
    if (asked === null) {
      this.#reserve(talk, to);
    }
    await this.#goOnRecording(talk);
    await this.#ask(talk, { kind: 'handOver', colleagueId: to });
  }

  /** An agent did something: his talk may be over, or he may be the colleague of one. */
  moved(agent: AgentSupervisor, from: AgentState): void {
    const own = this.#talks.get(agent.profile.id);
    if (
      own !== undefined &&
      (agent.state.name !== 'talking' || agent.state.attemptId !== own.call.attemptId)
    ) {
      this.#talks.delete(agent.profile.id);
      this.#forgetPause(own);
      this.#step(own, { kind: 'ended' });
    }
    if (from.name === 'reserved' && agent.state.name !== 'reserved') {
      for (const talk of this.#talks.values()) {
        if (talk.state.colleagueId === agent.profile.id) {
          this.#ask(talk, { kind: 'colleagueGone' }).catch(() => undefined);
        }
      }
    }
  }

  #talkOf(id: AgentId): Talk {
    const agent = this.#deps.floor.get(id);
    const known = this.#talks.get(id);
    const call = agent.state.name === 'talking' ? this.#deps.callOf(agent) : null;
    if (call === null) {
      throw conflict(`Agent '${id}' talks with nobody now.`);
    }
    if (known !== undefined && known.call.attemptId === call.attemptId) {
      return known;
    }
    const sinceMs = agent.state.sinceMs;
    const talk: Talk = { agent, call, state: NEW_TALK, sinceMs, turn: Promise.resolve(), pause: null };
    this.#talks.set(id, talk);
    return talk;
  }

  #requireHandOver({ call }: Talk): void {
    if (call.handOver === null) {
      throw conflict('A call that came in stays with the agent who took it.');
    }
  }

  /** The colleague sees the card before he hears anybody. */
  #reserve({ agent, call }: Talk, colleagueId: AgentId): void {
    const colleague = this.#deps.floor.get(colleagueId);
    const fits = call.campaignId !== null && colleague.campaignIds.includes(call.campaignId);
    const isFree = colleague.state.name === 'available' && colleague.legId !== null;
    if (colleague === agent || !fits || !isFree || colleague.serverId !== call.serverId) {
      throw conflict(`Agent '${colleagueId}' is not free for this campaign; choose another colleague.`);
    }
    const refused = colleague.input({ kind: 'reserve', attemptId: call.attemptId });
    if (refused !== null) {
      throw conflict(refused);
    }
    colleague.card = agent.card as AgentCard;
  }

  /** Takes the step at once; resolves when the media server has done its part, rejects when it has not. */
  async #ask(talk: Talk, input: TalkInput): Promise<void> {
    const { refused, done } = this.#step(talk, input);
    if (refused !== null) {
      throw conflict(refused);
    }
    await done;
  }

  #step(talk: Talk, input: TalkInput): { readonly refused: string | null; readonly done: Promise<void> } {
    const { state, effects, refused } = stepTalk(talk.state, input);
    const moved = state.name !== talk.state.name;
    talk.state = state;
    if (moved) {
      talk.sinceMs = this.#deps.clock.now();
      this.#say(talk, state.name);
    }
    if (effects.length === 0) {
      return { refused, done: Promise.resolve() };
    }
    const run = async (): Promise<void> => {
      for (const effect of effects) {
        await this.#carryOut(talk, effect);
      }
    };
    const done = talk.turn.then(run);
    talk.turn = done.catch((error: unknown) => this.#failed(talk, input, error));
    return { refused, done };
  }

  /** Nobody is left in silence: the agent has the person again. What failed on the way back the leg's own end tells. */
  #failed(talk: Talk, { kind }: TalkInput, error: unknown): void {
    if (!(error instanceof CadenciaError)) {
      const atMs = this.#deps.clock.now();
      this.#deps.bus.emit('engine:defect', { where: `talk ${kind}`, message: messageOf(error), atMs });
    }
    if (kind !== 'failed' && this.#talks.get(talk.agent.profile.id) === talk) {
      this.#step(talk, { kind: 'failed' });
    }
  }

  async #carryOut(talk: Talk, effect: TalkEffect): Promise<void> {
    const { fleet } = this.#deps;
    const { legId, serverId } = talk.call;
    const own = talk.agent.legId;
    switch (effect.kind) {
      case 'holdPerson': {
        return await fleet.run(serverId, 'hold', (server) => server.hold(legId, true));
      }
      case 'meetPerson': {
        return own === null
          ? undefined
          : await fleet.run(serverId, 'bridge', (server) => server.bridge(own, legId));
      }
      case 'meetColleague': {
        const other = this.#deps.floor.find(effect.colleagueId)?.legId ?? null;
        if (own === null || other === null) {
          throw conflict('The colleague is not on the line any more.');
        }
        return await fleet.run(serverId, 'bridge', (server) => server.bridge(own, other));
      }
      case 'addPerson': {
        return own === null
          ? undefined
          : await fleet.run(serverId, 'invite', (server) => server.invite(own, legId));
      }
      case 'freeColleague': {
        return this.#free(talk, effect.colleagueId);
      }
      case 'handOver': {
        this.#deps.bus.emit('talk:handedOver', {
          attemptId: talk.call.attemptId,
          agentId: talk.agent.profile.id,
          toAgentId: effect.colleagueId,
          atMs: this.#deps.clock.now(),
        });
        talk.call.handOver?.(effect.colleagueId);
      }
    }
  }

  #free({ call }: Talk, colleagueId: AgentId): void {
    const colleague = this.#deps.floor.find(colleagueId);
    if (
      colleague === null ||
      colleague.state.name !== 'reserved' ||
      colleague.state.attemptId !== call.attemptId
    ) {
      return;
    }
    const { legId } = colleague;
    if (legId !== null) {
      this.#deps.fleet.tell(call.serverId, 'unbridge', (server) => server.unbridge(legId));
    }
    colleague.card = null;
    colleague.input({ kind: 'unreserve' });
  }

  #tellRecording({ call }: Talk, paused: boolean): Promise<void> {
    const name = recordingPathOf(call.recordingId);
    return this.#deps.fleet.run(call.serverId, 'pauseRecording', (server) =>
      server.pauseRecording(call.legId, name, paused),
    );
  }

  async #goOnRecording(talk: Talk): Promise<void> {
    if (talk.pause !== null) {
      this.#forgetPause(talk);
      await this.#tellRecording(talk, false).catch((error: unknown) => {
        const atMs = this.#deps.clock.now();
        this.#deps.bus.emit('engine:defect', { where: 'recording goes on', message: messageOf(error), atMs });
      });
      this.#say(talk, 'recording goes on');
    }
  }

  #forgetPause(talk: Talk): void {
    if (talk.pause !== null) {
      this.#deps.clock.clearTimer(talk.pause.timer);
      talk.pause = null;
    }
  }

  #say({ agent, call }: Talk, what: string): void {
    const atMs = this.#deps.clock.now();
    this.#deps.bus.emit('talk:moved', { agentId: agent.profile.id, attemptId: call.attemptId, what, atMs });
  }
}

function conflict(detail: string): CadenciaError {
  return new CadenciaError('DLR_STATE_CONFLICT', { detail });
}
