import type { VirtualClock } from '../../src/adapters/clock/virtual-clock.js';
import { MemoryCoordination } from '../../src/adapters/memory/memory-coordination.js';
import type { TrafficLimits } from '../../src/core/compliance/limits/traffic-limits.js';
import { EventBus } from '../../src/engine/event-bus.js';
import type { RouteWish } from '../../src/engine/route.js';
import { TrunkBook } from '../../src/engine/trunk-book.js';
import { UsageBook } from '../../src/engine/usage-book.js';
import type { Coordination } from '../../src/ports/coordination.js';

/** The law's figures, so small that a test comes to them. */
export function smallLimits(change: Partial<TrafficLimits> = {}): TrafficLimits {
  return {
    line: { calls: 100, stopShare: 0.95, warnShare: 0.7 },
    shortCalls: { calls: 300, share: 0.85, shortSeconds: 6, stopShare: 0.95, warnShare: 0.7 },
    monthly: { calls: 5000, stopShare: 0.98, forecastAlarm: 4000 },
    persists: { months: 3 },
    shortCallsWarning: null,
    monthlyWarning: null,
    code0303: 'optional',
    rotation: { lines: 2, days: 7 },
    ...change,
  };
}

export const NO_LIMITS: TrafficLimits = {
  line: null,
  shortCalls: null,
  monthly: null,
  persists: null,
  shortCallsWarning: null,
  monthlyWarning: null,
  code0303: 'optional',
  rotation: null,
};

/** A trunk book with its usage book, on a store of their own or a shared one. */
export function makeTrunkBook(
  clock: VirtualClock,
  limits: TrafficLimits = NO_LIMITS,
  coordination: Coordination = new MemoryCoordination(),
) {
  const bus = new EventBus();
  const usage = new UsageBook({ coordination, clock, bus, holder: 'engine', onAnswer: () => undefined });
  const book = new TrunkBook({ clock, bus, usage, limitsOf: () => limits });
  return { book, usage, bus, coordination };
}

export function wishFor(change: Partial<RouteWish> = {}): RouteWish {
  return {
    phone: '+5511987654321',
    ddd: '11',
    ufs: ['SP'],
    personKey: 'cpf-1',
    seenLines: [],
    ...change,
  };
}
