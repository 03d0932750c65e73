import type { AcdQueue } from '../core/acd/acd-queue.js';
import type { QueueResult } from '../core/acd/queue-result.js';
import { nextBrasiliaDayMs } from '../core/compliance/gate/person-day.js';
import type { AttemptId, QueueId } from '../core/kernel/ids.js';
import { SECOND } from '../core/kernel/time.js';
import type { Clock } from '../ports/clock.js';
import type { EngineEventMap } from '../ports/engine-events.js';
import type { EventBus } from './event-bus.js';
import type { QueueToday } from './queue-view.js';

const NO_CALLS: QueueToday = {
  offered: 0,
  answeredInTime: 0,
  answeredLate: 0,
  abandoned: 0,
  abandonedShort: 0,
  callbacks: 0,
  messages: 0,
};

const COUNTED_AS = {
  answered_in_time: 'answeredInTime',
  answered_late: 'answeredLate',
  abandoned: 'abandoned',
  abandoned_short: 'abandonedShort',
  callback: 'callbacks',
  message: 'messages',
} as const satisfies Record<QueueResult, keyof QueueToday>;

export interface TalliesDeps {
  readonly bus: EventBus;
  readonly clock: Clock;
  readonly queueOf: (queueId: QueueId) => AcdQueue | undefined;
}

/** Counts the day of each queue from what is told of its calls, and tells each result once. */
export class QueueTallies {
  readonly #deps: TalliesDeps;
  readonly #today = new Map<QueueId, QueueToday>();
  /** Spoke with an agent before: a talk that broke off and goes on is no second answer. */
  readonly #served = new Set<AttemptId>();
  #untilMs: number;

  constructor(deps: TalliesDeps) {
    this.#deps = deps;
    this.#untilMs = nextBrasiliaDayMs(deps.clock.now());
    deps.bus.on('inbound:moved', (event) => this.#moved(event));
    deps.bus.on('inbound:unserved', (event) => this.#unserved(event));
  }

  of(queueId: QueueId): QueueToday {
    this.#turn();
    return this.#today.get(queueId) ?? NO_CALLS;
  }

  #moved({ callId, queueId, from, to, waitedMs }: EngineEventMap['inbound:moved']): void {
    if (to === 'ended') {
      this.#served.delete(callId);
    } else if (queueId !== null && from === 'menu' && to === 'waiting') {
      this.#add(queueId, 'offered');
    } else if (queueId !== null && to === 'talking' && !this.#served.has(callId)) {
      this.#served.add(callId);
      const goal = this.#deps.queueOf(queueId)?.goal;
      const inTime = goal === undefined || waitedMs <= goal.withinSeconds * SECOND;
      this.#count(queueId, inTime ? 'answered_in_time' : 'answered_late', waitedMs);
    }
  }

  #unserved({ queueId, why, waitedMs }: EngineEventMap['inbound:unserved']): void {
    if (queueId === null) {
      return;
    }
    const short = waitedMs <= (this.#deps.queueOf(queueId)?.goal.shortSeconds ?? 0) * SECOND;
    const left = short ? 'abandoned_short' : 'abandoned';
    this.#count(queueId, why === 'hung_up' ? left : why, waitedMs);
  }

  #count(queueId: QueueId, result: QueueResult, waitedMs: number): void {
    this.#add(queueId, COUNTED_AS[result]);
    const { bus, clock } = this.#deps;
    bus.emit('queue:counted', { queueId, result, waitedMs, atMs: clock.now() });
  }

  #add(queueId: QueueId, what: keyof QueueToday): void {
    this.#turn();
    const today = this.#today.get(queueId) ?? NO_CALLS;
    this.#today.set(queueId, { ...today, [what]: today[what] + 1 });
  }

  #turn(): void {
    const nowMs = this.#deps.clock.now();
    if (nowMs >= this.#untilMs) {
      this.#today.clear();
      this.#untilMs = nextBrasiliaDayMs(nowMs);
    }
  }
}
