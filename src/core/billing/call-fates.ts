import { REASONS } from '../outcome/outcome.js';
import { UNPAID_REASONS, type UnpaidReason } from './row-verdict.js';

/** What a bill can make of a call of its period: paid, or not for a reason. */
export const CALL_FATES = ['billed', ...REASONS, ...UNPAID_REASONS] as const;
export type CallFate = 'billed' | UnpaidReason;

/** Ids that make one text. */
const PACK = 1000;
const SEPARATOR = '\n';

/**
 * Ids of all calls of a period by what became of them: each call once. They are kept as long texts, about 30 bytes a
 * call, since most calls of a month are not paid and are looked at when somebody asks.
 */
export class CallFates {
  readonly #packed = new Map<CallFate, string[]>();
  readonly #open = new Map<CallFate, string[]>();

  add(fate: CallFate, id: string): void {
    let open = this.#open.get(fate);
    if (open === undefined) {
      open = [];
      this.#open.set(fate, open);
    }
    open.push(id);
    if (open.length === PACK) {
      this.#pack(fate, open);
    }
  }

  /** Those that have calls, in one order whichever came first. */
  fates(): readonly CallFate[] {
    return CALL_FATES.filter((fate) => this.#packed.has(fate) || (this.#open.get(fate)?.length ?? 0) > 0);
  }

  /** The calls of one in the order of their ids, whatever the order of the log. */
  of(fate: CallFate): readonly string[] {
    const ids = [...(this.#open.get(fate) ?? [])];
    for (const text of this.#packed.get(fate) ?? []) {
      for (const id of text.split(SEPARATOR)) {
        ids.push(id);
      }
    }
    return ids.sort();
  }

  #pack(fate: CallFate, open: string[]): void {
    const packed = this.#packed.get(fate) ?? [];
    this.#packed.set(fate, packed);
    packed.push(open.join(SEPARATOR));
    open.length = 0;
  }
}
