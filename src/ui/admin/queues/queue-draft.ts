import { asTable, asText, type Document } from './inbound-settings.js';

/** An overflow rule as it is written in the form. */
export interface OverflowDraft {
  readonly kind: 'queue' | 'callback' | 'message';
  /** The other queue, or the sound of the message. */
  readonly target: string;
  readonly waitedMs: number;
  readonly expectedMs: number;
}

/** A queue as its form has it. */
export interface QueueDraft {
  readonly name: string;
  readonly priority: number;
  readonly strategy: string;
  readonly serviceLevel: number;
  readonly withinMs: number;
  readonly hours: boolean;
  readonly weekday: string;
  readonly saturday: string;
  readonly sunday: string;
  readonly holiday: string;
  readonly needs: string;
  readonly stickyMs: number;
  readonly offerMs: number;
  readonly wrapUpLimitMs: number;
  readonly overflow: readonly OverflowDraft[];
  readonly callback: boolean;
  readonly callbackMs: number;
  readonly firstMs: number;
  readonly everyMs: number;
  readonly sayPosition: boolean;
  readonly sayWait: boolean;
}

const SECOND = 1000;
const MINUTE = 60_000;
const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const asNumber = (value: unknown, fallback: number): number => (typeof value === 'number' ? value : fallback);
const words = (text: string): string[] => text.split(/[\s,;]+/).filter(Boolean);
const spansOf = (value: unknown): string => asList(value).join(' ');

/** What is absent is as the engine takes it. */
export function queueDraft(document: unknown): QueueDraft {
  const queue = asTable(document);
  const [goal, hours, told] = [queue['goal'], queue['hours'], queue['announcements']].map(asTable);
  const callback = asTable(queue['callback']);
  return {
    name: asText(queue['name']),
    priority: asNumber(queue['priority'], 0),
    strategy: asText(queue['strategy'], 'longest_idle'),
    serviceLevel: asNumber(goal?.['serviceLevel'], 0.9),
    withinMs: asNumber(goal?.['withinSeconds'], 10) * SECOND,
    hours: queue['hours'] !== undefined,
    weekday: spansOf(hours?.['weekday']),
    saturday: spansOf(hours?.['saturday']),
    sunday: spansOf(hours?.['sunday']),
    holiday: spansOf(hours?.['holiday']),
    needs: asList(queue['needs'])
      .map((need) => `${asText(asTable(need)['skill'])} ${asNumber(asTable(need)['level'], 1)}`)
      .join(', '),
    stickyMs: asNumber(queue['stickyMs'], 0),
    offerMs: asNumber(queue['offerMs'], 15 * SECOND),
    wrapUpLimitMs: asNumber(queue['wrapUpLimitMs'], 30 * SECOND),
    overflow: asList(queue['overflow']).map(overflowDraft),
    callback: queue['callback'] !== undefined && queue['callback'] !== null,
    callbackMs: asNumber(callback['expectedMs'], 3 * MINUTE),
    firstMs: asNumber(told?.['firstMs'], 20 * SECOND),
    everyMs: asNumber(told?.['everyMs'], 45 * SECOND),
    sayPosition: told?.['sayPosition'] !== false,
    sayWait: told?.['sayWait'] !== false,
  };
}

function overflowDraft(rule: unknown): OverflowDraft {
  const { to, waitedMs, expectedMs } = asTable(rule);
  const { kind, queueId, sound } = asTable(to);
  return {
    kind: kind === 'queue' || kind === 'message' ? kind : 'callback',
    target: asText(queueId, asText(sound)),
    waitedMs: asNumber(waitedMs, 0),
    expectedMs: asNumber(expectedMs, 0),
  };
}

function targetOf({ kind, target }: OverflowDraft): Document {
  switch (kind) {
    case 'queue':
      return { kind, queueId: target };
    case 'message':
      return { kind, sound: target };
    case 'callback':
      return { kind };
  }
}

/** The skills as they are written, `ingles 5, libras 3`, over what else is set of each. */
function needsOf(text: string, before: readonly unknown[]): readonly Document[] {
  return text
    .split(/[,;]/)
    .map(words)
    .filter(([skill]) => skill !== undefined)
    .map(([skill, level]) => ({
      ...asTable(before.find((need) => asTable(need)['skill'] === skill)),
      skill,
      level: level === undefined ? 1 : Number(level),
    }));
}

/** The document with what the form says in it; what the form does not know stays as it was. */
export function queueDocument(draft: QueueDraft, before: unknown): Document {
  const queue = asTable(before);
  const { hours: _hours, callback: _callback, ...rest } = queue;
  const { weekday, saturday, sunday, holiday } = draft;
  return {
    ...rest,
    name: draft.name,
    priority: draft.priority,
    strategy: draft.strategy,
    goal: {
      ...asTable(queue['goal']),
      serviceLevel: draft.serviceLevel,
      withinSeconds: Math.round(draft.withinMs / SECOND),
    },
    ...(draft.hours
      ? {
          hours: {
            ...asTable(queue['hours']),
            weekday: words(weekday),
            saturday: words(saturday),
            sunday: words(sunday),
            // Null, like any other day, is kept while nothing else is written.
            holiday: holiday === '' && asTable(queue['hours'])['holiday'] === null ? null : words(holiday),
          },
        }
      : {}),
    needs: needsOf(draft.needs, asList(queue['needs'])),
    stickyMs: draft.stickyMs,
    offerMs: draft.offerMs,
    wrapUpLimitMs: draft.wrapUpLimitMs,
    overflow: draft.overflow.map((rule) => ({
      to: targetOf(rule),
      waitedMs: rule.waitedMs,
      expectedMs: rule.expectedMs,
    })),
    ...(draft.callback ? { callback: { ...asTable(queue['callback']), expectedMs: draft.callbackMs } } : {}),
    announcements: {
      ...asTable(queue['announcements']),
      firstMs: draft.firstMs,
      everyMs: draft.everyMs,
      sayPosition: draft.sayPosition,
      sayWait: draft.sayWait,
    },
  };
}
