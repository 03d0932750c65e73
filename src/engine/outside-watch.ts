import type { AttemptId } from '../core/kernel/ids.js';
import { MINUTE } from '../core/kernel/time.js';
import { outsideDue } from '../core/talk/outside-limit.js';
import type { Clock, Timer } from '../ports/clock.js';
import type { CallSupervisor } from './call-supervisor.js';
import type { CampaignRoster } from './campaign-roster.js';
import type { EventBus } from './event-bus.js';
import type { Fleet } from './fleet.js';

/** The longest two talk without an agent of ours, unless settings say otherwise. */
export const OUTSIDE_TALK_LIMIT_MS = 60 * MINUTE;
/** Heard by both; a sound of `asterisk-config/sounds`, replaced under the same name. */
const WARNING = 'aviso-fim-ligacao';

export interface OutsideWatchDeps {
  readonly campaigns: Pick<CampaignRoster, 'values'>;
  readonly clock: Clock;
  readonly fleet: Fleet;
  readonly bus: EventBus;
  readonly limitMs: number;
}

/** The longest time of those who were left with each other: told before it ends, then ended, and that is on record. */
export class OutsideWatch {
  readonly #deps: OutsideWatchDeps;
  readonly #warned = new Set<AttemptId>();
  #timer: Timer | null = null;

  constructor(deps: OutsideWatchDeps) {
    this.#deps = deps;
  }

  close(): void {
    if (this.#timer !== null) {
      this.#deps.clock.clearTimer(this.#timer);
      this.#timer = null;
    }
  }

  /** Looks at all of them, also those who were found alive after a restart. */
  look(): void {
    this.close();
    const { clock, limitMs } = this.#deps;
    let againMs: number | null = null;
    const live = this.#left();
    for (const call of live) {
      const lastedMs = clock.now() - (call.state.tOutsideMs ?? clock.now());
      const { now, nextMs } = outsideDue(lastedMs, limitMs, this.#warned.has(call.attemptId));
      if (now === 'warn') {
        this.#warn(call);
      } else if (now === 'end') {
        this.#end(call, lastedMs);
      }
      againMs = nextMs === null ? againMs : Math.min(againMs ?? nextMs, nextMs);
    }
    const ids = new Set(live.map(({ attemptId }) => attemptId));
    for (const id of this.#warned) {
      if (!ids.has(id)) {
        this.#warned.delete(id);
      }
    }
    if (againMs !== null) {
      this.#timer = clock.setTimer(Math.max(1, againMs), () => {
        this.#timer = null;
        this.look();
      });
    }
  }

  /** One call of each two: where both are ours, the one that was placed first. */
  #left(): readonly CallSupervisor[] {
    const all = [...this.#deps.campaigns.values()].flatMap(({ calls }) =>
      [...calls.values()].filter(({ state }) => state.phase === 'outside' && state.endedBy === null),
    );
    const ids = new Set(all.map(({ attemptId }) => attemptId));
    return all.filter(({ attemptId, state: { partnerId } }) => {
      const both = partnerId !== null && ids.has(partnerId);
      return !both || attemptId < partnerId;
    });
  }

  #warn({ attemptId, subject, legId }: CallSupervisor): void {
    this.#warned.add(attemptId);
    const playId = `w-${attemptId}`;
    this.#deps.fleet.tell(subject.serverId, 'play', (server) => server.play(legId, WARNING, playId));
  }

  /** The other's call ends with this one. */
  #end(call: CallSupervisor, lastedMs: number): void {
    const { bus, clock } = this.#deps;
    const { attemptId, state } = call;
    bus.emit('talk:outsideEnded', { attemptId, partnerId: state.partnerId, lastedMs, atMs: clock.now() });
    call.input({ kind: 'partnerGone' });
  }
}
