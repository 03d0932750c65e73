import type { AgentState } from '../core/agent/agent-state.js';
import { CadenciaError, messageOf } from '../core/kernel/errors.js';
import type { AgentId, AttemptId, E164, QueueId } from '../core/kernel/ids.js';
import { NEW_TALK, stepTalk, type TalkInput, type TalkState } from '../core/talk/talk-state.js';
import { type OutsideEnd, transferFailure } from '../core/talk/transfer-notice.js';
import type { Clock } from '../ports/clock.js';
import type { AgentFloor } from './agent-floor.js';
import type { AgentSupervisor } from './agent-supervisor.js';
import type { AgentCard, Colleague, TalkControl, TalkView, TransferQueue } from './engine-control.js';
import type { EventBus } from './event-bus.js';
import type { Fleet } from './fleet.js';
import type { InboundDesk } from './inbound-desk.js';
import type { OutsideDesk } from './outside-desk.js';
import { TalkEffects } from './talk-effects.js';
import { TalkRecording } from './talk-recording.js';
import type { TalkedCall } from './talked-call.js';
import { TransferNotices } from './transfer-notices.js';

const KEYS = /^[0-9*#]{1,32}$/;

export interface TalkDeskDeps {
  readonly floor: AgentFloor;
  readonly fleet: Fleet;
  readonly clock: Clock;
  readonly bus: EventBus;
  readonly callOf: (agent: AgentSupervisor) => TalkedCall | null;
  readonly outside: OutsideDesk;
  /** Calls that come in, and their queues; null where none do. */
  readonly inbound: InboundDesk | null;
}

interface Talk {
  readonly agent: AgentSupervisor;
  readonly call: TalkedCall;
  state: TalkState;
  sinceMs: number;
  /** The media server does one thing after the other. */
  turn: Promise<void>;
  readonly recording: TalkRecording;
  /** An outside number was asked for, and its call is not placed yet. */
  placing: boolean;
}

/**
 * What agents do with the person on their line: hold, keys, recording pause, a colleague asked, handed over. A talk
 * lives from the first wish to the end of the call; it owns its colleague's reservation, its call to an outside number and
 * the recording's pause, and gives each back however it ends.
 */
export class TalkDesk implements TalkControl {
  readonly #deps: TalkDeskDeps;
  readonly #talks = new Map<AgentId, Talk>();
  readonly #notices: TransferNotices;
  readonly #effects: TalkEffects;

  constructor(deps: TalkDeskDeps) {
    this.#deps = deps;
    this.#notices = new TransferNotices(deps.bus);
    this.#effects = new TalkEffects({ ...deps, notices: this.#notices });
  }

  close(): void {
    for (const talk of this.#talks.values()) {
      talk.recording.forget();
    }
    this.#talks.clear();
    this.#notices.close();
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
          outside: talk?.state.outsideId == null ? null : this.#deps.outside.phoneOf(talk.state.outsideId),
          notice: this.#notices.of(call.attemptId),
          recordingPausedUntilMs: talk?.recording.pausedUntilMs ?? null,
        };
  }

  /** Who may be asked or given the person: at work for the same campaign or queue, on the agent's media server. */
  colleagues(id: AgentId): readonly Colleague[] {
    const agent = this.#deps.floor.find(id);
    const call = agent === null ? null : this.#deps.callOf(agent);
    if (agent === null || call === null) {
      return [];
    }
    return [...this.#deps.floor.all()]
      .filter((other) => other !== agent && other.serverId === agent.serverId && call.mayTake(other))
      .map(({ profile, state }) => ({ id: profile.id, name: profile.name, state: state.name }));
  }

  queues(id: AgentId): readonly TransferQueue[] {
    const { inbound, floor } = this.#deps;
    const agent = floor.find(id);
    return agent === null || inbound === null
      ? []
      : inbound.queues().map(({ id: queueId, name, open, waiting }) => ({
          id: queueId,
          name,
          open,
          waiting,
          agents: inbound.transfers.serving(queueId, agent),
        }));
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
    await this.#talkOf(id).recording.pause();
  }

  async resumeRecording(id: AgentId): Promise<void> {
    await this.#talkOf(id).recording.resume();
  }

  async consult(id: AgentId, colleagueId: AgentId): Promise<void> {
    const talk = this.#talkOf(id);
    requireAlone(talk);
    this.#reserve(talk, colleagueId);
    await this.#ask(talk, { kind: 'consult', colleagueId });
  }

  async dialOut(id: AgentId, phone: E164, blind: boolean): Promise<void> {
    const talk = this.#talkOf(id);
    requireAlone(talk);
    const { agent, call } = talk;
    talk.placing = true;
    this.#notices.forget(call.attemptId);
    const wish = {
      agent,
      agentLegId: () => call.tie?.nearLegId ?? agent.legId,
      serverId: call.serverId,
      personLegId: call.legId,
      blind,
      up: (outsideId: AttemptId) => void this.#step(talk, { kind: 'outsideUp', outsideId }),
      gone: (end: OutsideEnd) => this.#outsideGone(talk, phone, end),
    };
    const { campaignId, group, attemptId } = call;
    const placed = await this.#deps.outside.dial({ campaignId, phone, group }, wish).finally(() => {
      talk.placing = false;
    });
    const outsideId = placed.attemptId;
    const { refused, done } = this.#step(talk, { kind: 'dial', outsideId, blind });
    if (refused !== null || this.#talks.get(id) !== talk) {
      this.#deps.outside.drop(outsideId);
    }
    const atMs = this.#deps.clock.now();
    this.#deps.bus.emit('talk:dialedOut', { attemptId, agentId: id, outsideId, blind, atMs });
    await Promise.all([placed.committed, done]);
    if (refused !== null) {
      throw conflict(refused);
    }
  }

  async toQueue(id: AgentId, queueId: QueueId): Promise<void> {
    const talk = this.#talkOf(id);
    requireAlone(talk);
    if (this.#deps.inbound === null) {
      throw new CadenciaError('DLR_NOT_FOUND', { detail: `There is no queue '${queueId}'.` });
    }
    if (talk.call.tie !== null) {
      throw conflict(
        `The person is on media server ${talk.call.serverId} and you are on ${talk.agent.serverId ?? 'none'}: no queue of yours can take him. Choose a colleague, or agree a callback.`,
      );
    }
    this.#deps.inbound.transfers.check(queueId, talk.agent);
    await talk.recording.goOn();
    await this.#ask(talk, { kind: 'queue', queueId });
  }

  async callOff(id: AgentId): Promise<void> {
    await this.#ask(this.#talkOf(id), { kind: 'callOff' });
  }

  async join(id: AgentId): Promise<void> {
    await this.#ask(this.#talkOf(id), { kind: 'join' });
  }

  /** To the colleague or number that is asked, or straight to `colleagueId`. */
  async handOver(id: AgentId, colleagueId: AgentId | null): Promise<void> {
    const talk = this.#talkOf(id);
    if (talk.state.outsideId !== null && colleagueId === null) {
      await talk.recording.goOn();
      await this.#ask(talk, { kind: 'handOut' });
      return;
    }
    const asked = talk.state.colleagueId;
    const to = asked ?? colleagueId;
    if (to === null || (colleagueId !== null && colleagueId !== to)) {
      throw new CadenciaError('DLR_INPUT_INVALID', { detail: 'Name the colleague who takes the person.' });
    }
    if (asked === null) {
      requireAlone(talk);
      this.#reserve(talk, to);
    }
    await talk.recording.goOn();
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
      // The person may be another agent's by now, and what he says then is to be heard.
      void own.recording.goOn();
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
    const { fleet, clock, bus } = this.#deps;
    const say = (what: string): void => this.#say(talk, what);
    const talk: Talk = {
      agent,
      call,
      state: NEW_TALK,
      sinceMs: agent.state.sinceMs,
      turn: Promise.resolve(),
      recording: new TalkRecording({ fleet, clock, bus, say }, call),
      placing: false,
    };
    this.#talks.set(id, talk);
    return talk;
  }

  /** The colleague sees the card before he hears anybody. */
  #reserve({ agent, call }: Talk, colleagueId: AgentId): void {
    const colleague = this.#deps.floor.get(colleagueId);
    const isFree = colleague.state.name === 'available' && colleague.legId !== null;
    if (colleague === agent || !call.mayTake(colleague) || !isFree || colleague.serverId !== agent.serverId) {
      throw conflict(`Agent '${colleagueId}' is not free for this person; choose another colleague.`);
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
    const { outsideId } = talk.state;
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
        await this.#effects.carryOut(talk, effect);
      }
    };
    const done = talk.turn.then(run);
    talk.turn = done.catch((error: unknown) => this.#failed(talk, input, outsideId, error));
    return { refused, done };
  }

  /** The number does not answer, or its party has gone: the person is with the agent, who reads why. */
  #outsideGone(talk: Talk, phone: E164, end: OutsideEnd): void {
    if (talk.state.outsideId === end.outsideId) {
      const atMs = this.#deps.clock.now();
      this.#notices.tell(talk.call.attemptId, {
        to: 'number',
        target: phone,
        why: transferFailure(end),
        atMs,
      });
    }
    this.#step(talk, { kind: 'outsideGone', outsideId: end.outsideId });
  }

  /** Nobody is left in silence: the agent has the person again. What failed on the way back the leg's own end tells. */
  #failed(talk: Talk, { kind }: TalkInput, outsideId: AttemptId | null, error: unknown): void {
    if (!(error instanceof CadenciaError)) {
      const atMs = this.#deps.clock.now();
      this.#deps.bus.emit('engine:defect', { where: `talk ${kind}`, message: messageOf(error), atMs });
    }
    if (kind !== 'failed' && kind !== 'handOutFailed' && this.#talks.get(talk.agent.profile.id) === talk) {
      const failed = kind === 'handOut' && outsideId !== null;
      this.#step(talk, failed ? { kind: 'handOutFailed', outsideId } : { kind: 'failed' });
    }
  }

  #say({ agent, call }: Talk, what: string): void {
    const atMs = this.#deps.clock.now();
    this.#deps.bus.emit('talk:moved', { agentId: agent.profile.id, attemptId: call.attemptId, what, atMs });
  }
}

function requireAlone({ state, placing }: Talk): void {
  if (placing || (state.name !== 'talking' && state.name !== 'held')) {
    throw conflict('Somebody else is on the line already; end that conversation first.');
  }
}

function conflict(detail: string): CadenciaError {
  return new CadenciaError('DLR_STATE_CONFLICT', { detail });
}
