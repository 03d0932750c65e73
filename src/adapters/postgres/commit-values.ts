import { type DialKey, dialKeysOf } from '../../core/compliance/facts/dial-key.js';
import { factKeys } from '../../core/compliance/facts/fact-keys.js';
import { planOpenings } from '../../core/compliance/facts/plan-openings.js';
import type { AgentStateRow, AttemptBatch, AttemptClosing, AttemptMark } from '../../ports/attempt-store.js';
import { closedRecord, markRecord, openRecord } from './attempt-record.js';
import { Breath } from './breath.js';
import { contactKey } from './contact-record.js';
import { decisionRecord } from './decision-record.js';
import { factRecord } from './person-fact-record.js';

export interface CommitValues {
  /** Days that need their partitions. */
  readonly days: ReadonlySet<string>;
  /** Dial keys that need their rows. */
  readonly keys: ReadonlySet<DialKey>;
  /** Of COMMIT. */
  readonly values: unknown[];
}

/**
 * The values of COMMIT: each attempt and each contact goes to one part of the statement only. The text of hundreds of rows
 * takes the thread for longer than a person who answered may wait, so it is made in pieces.
 */
export async function commitValues(batch: AttemptBatch): Promise<CommitValues> {
  const breath = new Breath();
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
  const plans = planOpenings(
    batch.openings.filter(({ attemptId }) => !closings.has(attemptId)),
    batch.guards,
  );
  const opened = plans.map(({ opening }) => openRecord(opening, marks.get(opening.attemptId) ?? null));
  // A mark of an attempt opened here is in its row already, unless the row was kept by an earlier try.
  const marked = [...marks.values()].map(markRecord);
  await breath.take();
  const closed = [...closings.values()].map((closing, place) => closedRecord(closing.row, place));
  const updates = contactUpdates([...closings.values()]);
  const states = lastOfEach(batch.agentStates, (row) => `${row.agentId} ${row.tStartMs}`).map(stateRecord);
  await breath.take();
  const guards = plans.flatMap(({ guards: own }) => own.map(guardRecord));
  const moves = [...plans.flatMap(openingMoves), ...[...closings.values()].flatMap(closingMoves)];
  await breath.take();
  const decisions = batch.decisions.map(decisionRecord);
  await breath.take();
  const days = daysOf([...opened, ...marked, ...closed, ...decisions]);
  const keys = new Set([...moves.map(({ key }) => key), ...batch.facts.flatMap(factKeys)]);
  const texts: string[] = [];
  for (const list of [opened, marked, closed, updates, states, guards, moves, decisions]) {
    texts.push(JSON.stringify(list));
    await breath.take();
  }
  const [openedText, markedText, closedText, updatesText, statesText, guardsText, movesText, decisionsText] =
    texts;
  return {
    days,
    keys,
    values: [
      openedText,
      markedText,
      closedText,
      updatesText,
      statesText,
      [...days],
      updates.map((update) => update.contact_id),
      [...marks.keys(), ...closings.keys()],
      [...keys],
      guardsText,
      movesText,
      plans.map(({ opening }) => opening.attemptId),
      plans.filter(({ rival }) => rival).map(({ opening }) => opening.attemptId),
      decisionsText,
      JSON.stringify(batch.facts.map(factRecord)),
      decisions.map((decision) => decision.decision_id),
    ],
  };
}

function stateRecord({ agentId, state, reason, tStartMs, tEndMs }: AgentStateRow) {
  return { agent_id: agentId, state, reason, t_start_ms: tStartMs, t_end_ms: tEndMs };
}

interface KeyMove {
  readonly attempt_id: string;
  readonly key: DialKey;
  readonly holds: boolean;
  readonly place: number;
}

type Plan = ReturnType<
  typeof planOpenings<AttemptBatch['openings'][number], AttemptBatch['guards'][number]>
>[number];

function openingMoves({ opening, moves }: Plan, place: number): KeyMove[] {
  return [...moves].map(([key, holds]) => ({ attempt_id: opening.attemptId, key, holds, place }));
}

function closingMoves({ row }: AttemptClosing): KeyMove[] {
  const { attemptId } = row.opening;
  return dialKeysOf(row.opening).map((key) => ({ attempt_id: attemptId, key, holds: false, place: 0 }));
}

function guardRecord({ attemptId, key, version, use }: AttemptBatch['guards'][number]) {
  return { attempt_id: attemptId, key, version, use };
}

function daysOf(records: readonly { readonly day?: unknown }[]): Set<string> {
  return new Set(records.map(({ day }) => String(day)));
}

function contactUpdates(closings: readonly AttemptClosing[]) {
  const updates = closings.flatMap(({ row, contact }) => {
    const key = contact === null ? null : contactKey(contact.contactId);
    return contact === null || key === null
      ? []
      : [
          {
            attempt_id: row.opening.attemptId,
            engine_id: row.opening.engineId,
            unsent: row.result.reason === 'not_sent',
            contact_id: key,
            state: contact.state,
            next_at_ms: contact.nextAtMs,
            phone_index: contact.phoneIndex,
            dropped_phone: contact.droppedPhone,
            dialed_phone: contact.dialedPhone?.number ?? null,
            phone_history: contact.dialedPhone?.history ?? null,
            agreed_callback_ms: contact.agreedCallbackMs,
            rest_reason: contact.restReason,
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
