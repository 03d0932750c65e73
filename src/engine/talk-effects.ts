import { assertNever } from '../core/kernel/assert-never.js';
import { CadenciaError } from '../core/kernel/errors.js';
import { type AgentId, type AttemptId, customerLegId } from '../core/kernel/ids.js';
import type { TalkEffect } from '../core/talk/talk-state.js';
import type { Clock } from '../ports/clock.js';
import type { AgentFloor } from './agent-floor.js';
import type { AgentSupervisor } from './agent-supervisor.js';
import type { EventBus } from './event-bus.js';
import type { Fleet } from './fleet.js';
import type { OutsideDesk } from './outside-desk.js';
import type { TalkedCall } from './talked-call.js';
import type { TransferNotices } from './transfer-notices.js';

export interface TalkEffectsDeps {
  readonly floor: AgentFloor;
  readonly fleet: Fleet;
  readonly clock: Clock;
  readonly bus: EventBus;
  readonly outside: OutsideDesk;
  readonly notices: TransferNotices;
}

/** Whose talk it is. */
export interface TalkUnderWay {
  readonly agent: AgentSupervisor;
  readonly call: TalkedCall;
}

/** Carries out what the table of talks says. Holds nothing that has to be ended. */
export class TalkEffects {
  readonly #deps: TalkEffectsDeps;

  constructor(deps: TalkEffectsDeps) {
    this.#deps = deps;
  }

  /** One of them; rejects when the media server does not do its part. */
  async carryOut(talk: TalkUnderWay, effect: TalkEffect): Promise<void> {
    const { fleet } = this.#deps;
    const { legId, serverId, tie } = talk.call;
    const own = talk.agent.legId;
    switch (effect.kind) {
      case 'holdPerson': {
        return await fleet.run(serverId, 'hold', (server) => server.hold(legId, true));
      }
      case 'meetPerson': {
        return own === null
          ? undefined
          : await this.#both(
              fleet.run(serverId, 'bridge', (server) => server.bridge(tie?.nearLegId ?? own, legId)),
              tie?.meet(own),
            );
      }
      case 'meetColleague': {
        const other = this.#deps.floor.find(effect.colleagueId)?.legId ?? null;
        if (own === null || other === null) {
          throw new CadenciaError('DLR_STATE_CONFLICT', {
            detail: 'The colleague is not on the line any more.',
          });
        }
        const at = talk.agent.serverId ?? serverId;
        return await fleet.run(at, 'bridge', (server) => server.bridge(own, other));
      }
      case 'addPerson': {
        return own === null
          ? undefined
          : await this.#both(
              fleet.run(serverId, 'invite', (server) => server.invite(tie?.nearLegId ?? own, legId)),
              tie?.joinIn(own),
            );
      }
      case 'freeColleague': {
        return this.#free(talk, effect.colleagueId);
      }
      case 'dropOutside': {
        return this.#deps.outside.drop(effect.outsideId);
      }
      case 'handOver': {
        return this.#handOver(talk, effect.colleagueId);
      }
      case 'meetOutside': {
        return await this.#meetOutside(talk, effect.outsideId);
      }
      case 'handOut': {
        return this.#handOut(talk, effect.outsideId);
      }
      case 'queue': {
        this.#sent(talk, 'queue', effect.queueId);
        return talk.call.toQueue(effect.queueId);
      }
      default: {
        assertNever(effect, 'effect of a talk');
      }
    }
  }

  /** A talk between two switches takes a step on each. */
  async #both(near: Promise<void>, far: Promise<void> | undefined): Promise<void> {
    await Promise.all([near, far]);
  }

  #handOver({ call, agent }: TalkUnderWay, colleagueId: AgentId): void {
    const { bus, clock } = this.#deps;
    const [attemptId, agentId, atMs] = [call.attemptId, agent.profile.id, clock.now()];
    this.#deps.notices.given(attemptId, { to: 'colleague', target: colleagueId, why: 'nobody', atMs });
    bus.emit('talk:handedOver', { attemptId, agentId, toAgentId: colleagueId, atMs });
    call.handOver(colleagueId);
  }

  /** Where the two cannot be joined the person is not left alone with music. */
  async #meetOutside(talk: TalkUnderWay, outsideId: AttemptId): Promise<void> {
    const { serverId, legId } = talk.call;
    try {
      await this.#deps.fleet.run(serverId, 'bridge', (server) =>
        server.bridge(customerLegId(outsideId), legId),
      );
    } catch (error) {
      this.#deps.outside.drop(outsideId);
      throw error;
    }
  }

  #handOut(talk: TalkUnderWay, outsideId: AttemptId): void {
    const { outside } = this.#deps;
    const phone = outside.phoneOf(outsideId) ?? '';
    if (talk.call.handOut(outsideId)) {
      outside.handOut(outsideId, talk.call.attemptId);
      this.#sent(talk, 'number', phone);
    } else {
      outside.drop(outsideId);
    }
  }

  #sent({ call, agent }: TalkUnderWay, to: 'queue' | 'number', target: string): void {
    const { bus, clock } = this.#deps;
    const [attemptId, agentId, atMs] = [call.attemptId, agent.profile.id, clock.now()];
    this.#deps.notices.given(attemptId, { to, target, why: 'nobody', atMs });
    bus.emit('talk:sentOn', { attemptId, agentId, to, target: to === 'queue' ? target : '', atMs });
  }

  #free({ call }: TalkUnderWay, colleagueId: AgentId): void {
    const colleague = this.#deps.floor.find(colleagueId);
    if (
      colleague === null ||
      colleague.state.name !== 'reserved' ||
      colleague.state.attemptId !== call.attemptId
    ) {
      return;
    }
    const { legId, serverId } = colleague;
    if (legId !== null && serverId !== null) {
      this.#deps.fleet.tell(serverId, 'unbridge', (server) => server.unbridge(legId));
    }
    colleague.card = null;
    colleague.input({ kind: 'unreserve' });
  }
}
