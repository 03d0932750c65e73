import { isoUtc } from '../kernel/iso-utc.js';

/** What happens to limits and trunks and is kept in the ledger beside the decisions it explains. */
export const NOTED_EVENTS = [
  'limit_warned',
  'limit_stopped',
  'trunk_closed',
  'trunk_contingency',
  'line_rested',
  'line_returned',
] as const;
export type NotedEvent = (typeof NOTED_EVENTS)[number];

/** A record of the ledger that decides about no call. */
export interface LedgerNote {
  readonly event: NotedEvent;
  /** `line:<number shown>`, `company:<CNPJ root>:<carrier>:<service>` or `trunk:<id>`. */
  readonly subject: string;
  /** The rule whose limit it is, or ''. */
  readonly rule: string;
  /** In figures. */
  readonly reason: string;
  /** When it ends, where that is known. */
  readonly untilMs: number | null;
}

/** The note as the hash covers it and the database keeps it. */
export function noteText({ event, subject, rule, reason, untilMs }: LedgerNote): string {
  return JSON.stringify([event, subject, rule, reason, untilMs === null ? null : isoUtc(untilMs)]);
}

/** Reads what `noteText` wrote. Throws a RangeError on anything else. */
export function parseNoteText(text: string): LedgerNote {
  const found: unknown = JSON.parse(text);
  if (!Array.isArray(found)) {
    throw new RangeError('a note is a list');
  }
  const [event, subject, rule, reason, until] = found as readonly unknown[];
  return parseNote({ event, subject, rule, reason, until });
}

/** A note by its members, as an export's line has it. Throws a RangeError on anything else. */
export function parseNote(members: Readonly<Record<string, unknown>>): LedgerNote {
  const text = (name: string): string => {
    const value = members[name];
    if (typeof value !== 'string') {
      throw new RangeError(`'${name}' of a note is no text`);
    }
    return value;
  };
  const event = NOTED_EVENTS.find((known) => known === members['event']);
  const untilMs = members['until'] === null ? null : Date.parse(text('until'));
  if (event === undefined || Number.isNaN(untilMs)) {
    throw new RangeError(`a note is one of ${NOTED_EVENTS.join(', ')}, with an instant or null as 'until'`);
  }
  return { event, subject: text('subject'), rule: text('rule'), reason: text('reason'), untilMs };
}
