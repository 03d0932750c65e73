import { MINUTE } from '../kernel/time.js';
import { compared, type Exact, exactOf } from './exact.js';
import type { Message } from './facts-form.js';

/** A multimedia service: the messages of a client within the contract's interval. */
export interface MultimediaService {
  /** Of its first message. */
  readonly id: string;
  readonly service: string;
  readonly startMs: number;
  readonly messages: readonly string[];
  /** Seconds until the first answer; null when none came. */
  readonly begunAfter: Exact | null;
  /** The longest wait of a later message; null without one. Unanswered counts as an hour and more. */
  readonly worstLater: Exact | null;
}

const AN_HOUR = exactOf(3600);

/**
 * Joins messages to services: the first opens one, those before the interval is over belong to it, the next opens a new
 * one. Without an interval each message is a service.
 */
export function multimediaServices(
  messages: readonly Message[],
  intervalMinutes: number | null,
): readonly MultimediaService[] {
  const ordered = [...messages].sort((one, other) => one.at - other.at || (one.id < other.id ? -1 : 1));
  const open = new Map<string, Message[]>();
  const groups: Message[][] = [];
  for (const message of ordered) {
    const key = JSON.stringify([message.service, message.client]);
    const group = open.get(key);
    const first = group?.[0];
    const within =
      intervalMinutes !== null && first !== undefined && message.at < first.at + intervalMinutes * MINUTE;
    if (within && group !== undefined) {
      group.push(message);
      continue;
    }
    const fresh = [message];
    open.set(key, fresh);
    groups.push(fresh);
  }
  return groups.flatMap(serviceOf);
}

function serviceOf(messages: readonly Message[]): readonly MultimediaService[] {
  const [first, ...later] = messages;
  if (first === undefined) {
    return [];
  }
  const waits = later.map(({ answeredAfterSeconds }) => answeredAfterSeconds ?? AN_HOUR);
  const worst = waits.reduce<Exact | null>(
    (most, wait) => (most === null || compared(wait, most) > 0 ? wait : most),
    null,
  );
  return [
    {
      id: first.id,
      service: first.service,
      startMs: first.at,
      messages: messages.map(({ id }) => id),
      begunAfter: first.answeredAfterSeconds,
      worstLater: worst,
    },
  ];
}
