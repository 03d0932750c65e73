import {
  type AbandonedCaller,
  type AbandonedCallers,
  type AbandonedInput,
  dueCallers,
  stepAbandoned,
} from '../core/acd/abandoned-callers.js';
import { CadenciaError, messageOf } from '../core/kernel/errors.js';
import type { CampaignId, ContactId, E164 } from '../core/kernel/ids.js';
import type { Rng } from '../core/kernel/rng.js';
import { SECOND } from '../core/kernel/time.js';
import type { Clock, Timer } from '../ports/clock.js';
import type { ContactStore } from '../ports/contact-store.js';
import type { InboundStore } from '../ports/inbound-store.js';
import type { MailingStore } from '../ports/mailing-store.js';
import type { CallbackControl } from './engine-control.js';
import type { EventBus } from './event-bus.js';
import type { InboundPlan } from './inbound-plan.js';
import { addTypedNumber } from './manual-mailing.js';

/** Who is due is looked for this often. */
const LOOK_MS = 10 * SECOND;
/** A callback is agreed for a time to come. */
const SOON_MS = SECOND;

export interface ReturnsDeps {
  readonly plan: InboundPlan;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly bus: EventBus;
  /** Without it the list does not outlive a restart. */
  readonly store: Pick<InboundStore, 'callers' | 'keepCallers'> | null;
  readonly contacts: Pick<ContactStore, 'findByPhone'>;
  readonly mailings: Pick<MailingStore, 'create' | 'addRows' | 'finish' | 'find'>;
  readonly callbacks: () => CallbackControl;
}

/**
 * Callers to call back, one a number. When one is due he becomes an agreed callback of a contact: hopper, gate, hours and
 * caps are those of any callback. How that call ends is heard like any other's.
 */
export class CallerReturns {
  readonly #deps: ReturnsDeps;
  readonly #unlisten: () => void;
  #callers: AbandonedCallers = new Map();
  #timer: Timer | null = null;
  /** Numbers that the store has, as far as was written. */
  readonly #written = new Set<E164>();
  #asking = false;
  /** One writing at a time, in order. */
  #writing: Promise<void> = Promise.resolve();

  constructor(deps: ReturnsDeps) {
    this.#deps = deps;
    this.#unlisten = deps.bus.on('call:closed', ({ row: { opening, result } }) => {
      if (this.#callers.has(opening.phone)) {
        const spoke = result.tAgentMs !== null;
        this.step(
          spoke
            ? { kind: 'spoke', number: opening.phone }
            : { kind: 'notReached', number: opening.phone, counts: result.tDialMs !== null },
        );
      }
    });
    this.#beat();
  }

  get callers(): AbandonedCallers {
    return this.#callers;
  }

  /** Reads what was left; a call back that was under way when the engine died is due again. */
  async load(): Promise<void> {
    const kept = (await this.#deps.store?.callers()) ?? [];
    this.#callers = new Map(kept.map((caller) => [caller.number, { ...caller, calling: false }]));
    for (const { number } of kept) {
      this.#written.add(number);
    }
  }

  close(): void {
    this.#unlisten();
    if (this.#timer !== null) {
      this.#deps.clock.clearTimer(this.#timer);
      this.#timer = null;
    }
  }

  step(input: AbandonedInput): void {
    const { clock, plan } = this.#deps;
    const before = this.#callers;
    this.#callers = stepAbandoned(before, input, plan.abandoned, clock.now());
    this.#keep(before);
  }

  /** Has the number called back then; also one that is on no list. */
  agree(number: E164, campaignId: CampaignId, contactId: ContactId | null, atMs: number): void {
    this.#agree(number, campaignId, contactId, atMs).catch((error: unknown) => this.#failed(error));
  }

  #beat(): void {
    this.#timer = this.#deps.clock.setTimer(LOOK_MS, () => {
      this.#look();
      this.#beat();
    });
  }

  #look(): void {
    const { clock, plan } = this.#deps;
    this.step({ kind: 'tick' });
    const due = dueCallers(this.#callers, clock.now()).filter(
      ({ leftIn }) => plan.callsBack || leftIn === 'offer',
    );
    if (due.length > 0 && !this.#asking) {
      this.#asking = true;
      this.#callAll(due).finally(() => {
        this.#asking = false;
      });
    }
  }

  /** Whoever the store had and has no more was erased meanwhile (LGPD, art. 18): he is forgotten here too, not called. */
  async #callAll(due: readonly AbandonedCaller[]): Promise<void> {
    await this.#writing;
    const kept = await this.#deps.store?.callers().catch(() => null);
    const numbers = kept == null ? null : new Set(kept.map(({ number }) => number));
    for (const caller of due) {
      const { number } = caller;
      if (numbers !== null && this.#written.has(number) && !numbers.has(number)) {
        this.step({ kind: 'dropped', number });
      } else {
        this.step({ kind: 'calling', number });
        this.#call(caller).catch((error: unknown) => this.#failed(error));
      }
    }
  }

  async #call({ number, campaignId, contactId }: AbandonedCaller): Promise<void> {
    try {
      await this.#agree(number, campaignId, contactId, this.#deps.clock.now() + SOON_MS);
    } catch (error) {
      // In a call already, ended for good, no database: tried again later, and not for ever.
      const counts = error instanceof CadenciaError && error.code !== 'DLR_DATABASE_DOWN';
      this.step({ kind: 'notReached', number, counts });
      throw error;
    }
  }

  async #agree(
    number: E164,
    campaignId: CampaignId,
    contactId: ContactId | null,
    atMs: number,
  ): Promise<void> {
    const { contacts, mailings, clock, rng, callbacks } = this.#deps;
    let id = contactId ?? (await contacts.findByPhone(campaignId, number))?.id ?? null;
    if (id === null) {
      await addTypedNumber(mailings, campaignId, number, { nowMs: clock.now(), rng });
      id = (await contacts.findByPhone(campaignId, number))?.id ?? null;
    }
    if (id !== null) {
      await callbacks().agree(id, Math.max(atMs, clock.now() + 1));
    }
  }

  #failed(error: unknown): void {
    const { bus, clock } = this.#deps;
    const code = error instanceof CadenciaError ? error.code : messageOf(error);
    bus.emit('inbound:returnFailed', { code, atMs: clock.now() });
  }

  /** What changed goes to the store; a failure is told, and the next change writes it again. */
  #keep(before: AbandonedCallers): void {
    const { store } = this.#deps;
    const kept = [...this.#callers.values()].filter((caller) => before.get(caller.number) !== caller);
    const gone = [...before.keys()].filter((number) => !this.#callers.has(number));
    if (store !== null && kept.length + gone.length > 0) {
      this.#writing = this.#writing
        .then(async () => {
          await store.keepCallers(kept, gone);
          for (const { number } of kept) {
            this.#written.add(number);
          }
          for (const number of gone) {
            this.#written.delete(number);
          }
        })
        .catch((error: unknown) => this.#failed(error));
    }
  }
}
