import type { AttemptBatch, AttemptClosing, AttemptMark } from '../../ports/attempt-store.js';
import { type AttemptRecord, closedRecord, markRecord, openRecord } from './attempt-record.js';
import { contactKey } from './contact-record.js';

/** The values of COMMIT: each attempt and each contact goes to one part of the statement only. */
export function commitValues(batch: AttemptBatch): { days: Set<string>; values: unknown[] } {
  const closings = new Map<string, AttemptClosing>();
  for (const closing of batch.closings) {
    if (!closings.has(closing.row.opening.attemptId)) {
      closings.set(closing.row.opening.attemptId, closing);
    }
  }
  const marks = new Map<string, AttemptMark>();
  for (const mark of batch.marks) {
    if (!closings.has(mark.attemptId)) {
      marks.set(mark.attemptId, mark);
    }
  }
  const opened = new Map<string, AttemptRecord>();
  for (const opening of batch.openings) {
    if (!closings.has(opening.attemptId) && !opened.has(opening.attemptId)) {
      opened.set(opening.attemptId, openRecord(opening, marks.get(opening.attemptId) ?? null));
    }
  }
  // A mark of an attempt opened here is in its row already, unless the row was kept by an earlier try.
  const marked = [...marks.values()].map(markRecord);
  const closed = [...closings.values()].map((closing, place) => closedRecord(closing.row, place));
  const updates = contactUpdates([...closings.values()]);
  const days = new Set<string>();
  for (const record of [...opened.values(), ...marked, ...closed]) {
    days.add(String(record['day']));
  }
  const states = lastOfEach(batch.agentStates, (row) => `${row.agentId} ${row.tStartMs}`).map((row) => ({
    agent_id: row.agentId,
    state: row.state,
    reason: row.reason,
    t_start_ms: row.tStartMs,
    t_end_ms: row.tEndMs,
  }));
  const lists = [[...opened.values()], marked, closed, updates, states].map((list) => JSON.stringify(list));
  const decided = updates.map((update) => update.contact_id);
  return { days, values: [...lists, [...days], decided, [...marks.keys(), ...closings.keys()]] };
}

function contactUpdates(closings: readonly AttemptClosing[]) {
  const updates = closings.flatMap(({ row, contact }) => {
    const key = contact === null ? null : contactKey(contact.contactId);
    return contact === null || key === null
      ? []
      : [
          {
            attempt_id: row.opening.attemptId,
            contact_id: key,
            state: contact.state,
            next_at_ms: contact.nextAtMs,
            phone_index: contact.phoneIndex,
            dropped_phone: contact.droppedPhone,
            attempts: contact.attempts,
            free_attempts: contact.freeAttempts,
            same_reason_attempts: contact.sameReasonAttempts,
            last_reason: contact.lastReason,
          },
        ];
  });
  return lastOfEach(updates, (update) => update.contact_id);
}

function lastOfEach<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Item[] {
  return [...new Map(items.map((item) => [keyOf(item), item])).values()];
}
