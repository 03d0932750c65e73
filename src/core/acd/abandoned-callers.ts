import type { CampaignId, ContactId, E164, QueueId } from '../kernel/ids.js';

/*
 * Callers who hung up before anybody spoke with them. They are called back: one entry a number, however often it called,
 * until somebody spoke with it, it was tried often enough or is too old. An entry is a wish to dial, no permission: the
 * call passes the gate like any other.
 */

export interface AbandonedRules {
  /** Who hung up sooner changed his mind: contracts leave these out of the abandonments (2 s). */
  readonly shortMs: number;
  /** From the hang-up to the first call back. */
  readonly delayMs: number;
  /** Between calls back. */
  readonly retryMs: number;
  /** Most calls back that reached nobody. @minimum 1 */
  readonly tries: number;
  /** After this the wish is over. */
  readonly keepMs: number;
  /** Most entries; the oldest go. */
  readonly most: number;
}

/** Where he was when he hung up. */
export type LeftIn = 'menu' | 'queue' | 'offer';

export interface AbandonedCaller {
  readonly number: E164;
  /** Whose call it was. */
  readonly campaignId: CampaignId;
  /** Who was recognised, or null. */
  readonly contactId: ContactId | null;
  /** Where he waited, or null when he hung up in the menu. */
  readonly queueId: QueueId | null;
  readonly leftIn: LeftIn;
  readonly firstMs: number;
  readonly lastMs: number;
  /** Times he hung up, and all he waited. */
  readonly times: number;
  readonly waitedMs: number;
  /** Calls back that reached nobody. */
  readonly tries: number;
  readonly dueMs: number;
  /** A call back is under way. */
  readonly calling: boolean;
}

/** By number; in order of the first hang-up. */
export type AbandonedCallers = ReadonlyMap<E164, AbandonedCaller>;

export type AbandonedInput =
  | {
      readonly kind: 'hungUp';
      readonly number: E164;
      readonly queueId: QueueId | null;
      /** A wish (`offer`) is on the list however short the call was. */
      readonly leftIn: LeftIn;
      readonly waitedMs: number;
      readonly campaignId: CampaignId;
      readonly contactId: ContactId | null;
      /** When he was promised to be called; null: after the delay. */
      readonly dueMs: number | null;
    }
  /** Somebody spoke with the number, whoever called whom. */
  | { readonly kind: 'spoke'; readonly number: E164 }
  /** A call back begins; no second one begins beside it. */
  | { readonly kind: 'calling'; readonly number: E164 }
  /** The call back reached nobody, or the gate did not let it through until then. */
  | { readonly kind: 'notReached'; readonly number: E164; readonly counts: boolean }
  /** Somebody took the number off the list. */
  | { readonly kind: 'dropped'; readonly number: E164 }
  | { readonly kind: 'tick' };

/** The one writer of the list. */
export function stepAbandoned(
  callers: AbandonedCallers,
  input: AbandonedInput,
  rules: AbandonedRules,
  nowMs: number,
): AbandonedCallers {
  const next = new Map([...callers].filter(([, one]) => nowMs < endOf(one) + rules.keepMs));
  if (input.kind === 'tick') {
    return next;
  }
  const known = next.get(input.number);
  switch (input.kind) {
    case 'hungUp': {
      if (input.waitedMs > rules.shortMs || input.leftIn === 'offer') {
        next.set(input.number, hungUp(known, input, rules, nowMs));
      }
      break;
    }
    case 'spoke':
    case 'dropped': {
      next.delete(input.number);
      break;
    }
    case 'calling': {
      if (known !== undefined) {
        next.set(input.number, { ...known, calling: true });
      }
      break;
    }
    case 'notReached': {
      if (known !== undefined) {
        const tries = known.tries + Number(input.counts);
        next.delete(input.number);
        if (tries < rules.tries) {
          next.set(input.number, { ...known, tries, calling: false, dueMs: nowMs + rules.retryMs });
        }
      }
      break;
    }
  }
  return trimmed(next, rules.most);
}

/** Since when its time runs: a call back that is under way runs from when it was due. */
function endOf({ calling, dueMs, lastMs }: AbandonedCaller): number {
  return calling ? Math.max(dueMs, lastMs) : lastMs;
}

function hungUp(
  known: AbandonedCaller | undefined,
  input: Extract<AbandonedInput, { kind: 'hungUp' }>,
  { delayMs }: AbandonedRules,
  nowMs: number,
): AbandonedCaller {
  const { number, queueId, leftIn, waitedMs, campaignId, contactId } = input;
  const dueMs = input.dueMs ?? nowMs + delayMs;
  const fresh = { number, queueId, leftIn, campaignId, contactId, lastMs: nowMs, dueMs };
  return known === undefined
    ? { ...fresh, firstMs: nowMs, times: 1, waitedMs, tries: 0, calling: false }
    : {
        ...known,
        ...fresh,
        queueId: queueId ?? known.queueId,
        times: known.times + 1,
        waitedMs: known.waitedMs + waitedMs,
      };
}

function trimmed(callers: Map<E164, AbandonedCaller>, most: number): AbandonedCallers {
  for (const [number, one] of callers) {
    if (callers.size <= most) {
      break;
    }
    if (!one.calling) {
      callers.delete(number);
    }
  }
  return callers;
}

/** Who is to be called now: who hung up most often first, then who waited longest in all, then who hung up first. */
export function dueCallers(callers: AbandonedCallers, nowMs: number): readonly AbandonedCaller[] {
  return [...callers.values()]
    .filter((one) => !one.calling && one.dueMs <= nowMs)
    .sort((a, b) => b.times - a.times || b.waitedMs - a.waitedMs || a.firstMs - b.firstMs);
}
