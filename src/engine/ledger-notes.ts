import type { EngineId } from '../core/kernel/ids.js';
import { newTimeOrderedId, type Rng } from '../core/kernel/rng.js';
import type { LedgerNote } from '../core/ledger/ledger-note.js';
import { noteRecord } from '../core/ledger/note-record.js';
import type { EngineEventMap, EngineEvents, LimitEvent } from '../ports/engine-events.js';
import type { AttemptJournal } from './attempt-journal.js';

export interface LedgerNotesDeps {
  readonly events: EngineEvents;
  readonly rng: Rng;
  readonly journal: Pick<AttemptJournal, 'decide'>;
  readonly engineId: EngineId;
}

/**
 * Keeps in the ledger what explains where calls went and where they did not: limits that come near or are reached, and
 * trunks that close. Each of these events is bounded where it is made: a limit is said once a day and state, a trunk's
 * hours end as often as its schedule says, after faults its pauses grow to five minutes. Gives back how to stop.
 */
export function keepLedgerNotes({ events, rng, journal, engineId }: LedgerNotesDeps): () => void {
  const keep = (note: LedgerNote, atMs: number): void =>
    journal.decide(noteRecord(note, { decisionId: newTimeOrderedId(atMs, rng), chainId: engineId, atMs }));
  const limit =
    (event: 'limit_warned' | 'limit_stopped') =>
    ({ id, rule, reason, atMs }: LimitEvent): void =>
      keep({ event, subject: id, rule, reason, untilMs: null }, atMs);
  const offs = [
    events.on('limit:warned', limit('limit_warned')),
    events.on('limit:stopped', limit('limit_stopped')),
    events.on('trunk:closed', ({ trunkId, cause, faults, untilMs, atMs }) => {
      const reason = closedReason(cause, faults);
      keep({ event: 'trunk_closed', subject: `trunk:${trunkId}`, rule: '', reason, untilMs }, atMs);
    }),
    events.on('line:rested', ({ line, reason, untilMs, atMs }) =>
      keep({ event: 'line_rested', subject: `line:${line}`, rule: '', reason, untilMs }, atMs),
    ),
    events.on('line:returned', ({ line, atMs }) =>
      keep(
        {
          event: 'line_returned',
          subject: `line:${line}`,
          rule: '',
          reason: 'its rest is over',
          untilMs: null,
        },
        atMs,
      ),
    ),
    events.on('trunk:contingency', ({ trunkId, atMs }) => {
      const reason = 'no normal trunk had room';
      keep(
        { event: 'trunk_contingency', subject: `trunk:${trunkId}`, rule: '', reason, untilMs: null },
        atMs,
      );
    }),
  ];
  return () => {
    for (const off of offs) {
      off();
    }
  };
}

function closedReason(cause: EngineEventMap['trunk:closed']['cause'], faults: number): string {
  switch (cause) {
    case 'faults':
      return `${faults} calls in a row failed at it`;
    case 'schedule':
      return 'its hours have ended';
    case 'silent':
      return 'its carrier does not answer when it is asked';
  }
}
