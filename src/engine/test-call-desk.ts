import { CAMPAIGN_DEFAULTS, type Line, type Trunk } from '../core/campaign/campaign.js';
import { CadenciaError, messageOf } from '../core/kernel/errors.js';
import {
  type AttemptId,
  type E164,
  type EngineId,
  type MediaServerId,
  parseAttemptId,
  type TrunkId,
} from '../core/kernel/ids.js';
import { newTimeOrderedId, type Rng, randomHex } from '../core/kernel/rng.js';
import type { TestCallReport } from '../core/test-call/test-call-report.js';
import { newTestCall, testCallResult } from '../core/test-call/test-call-state.js';
import type { OpenAttempt } from '../ports/attempt-store.js';
import type { Clock } from '../ports/clock.js';
import type { KeptTestCall, TestCallStore } from '../ports/test-call-store.js';
import type { AttemptJournal } from './attempt-journal.js';
import { dialBlocked } from './dial-blocked.js';
import { type DialWish, LONGEST_WRITE_MS } from './dial-decision.js';
import type { EventBus } from './event-bus.js';
import type { FactBook, KnownFacts } from './fact-book.js';
import type { Fleet } from './fleet.js';
import { GateDesk, type GateDeskDeps, type Verdict } from './gate-desk.js';
import type { Route } from './route.js';
import { TestCall } from './test-call.js';
import type { TestCallControl, TestCallWish } from './test-call-control.js';
import { openTest, testCampaign, testContact } from './test-call-opening.js';

/** Tests that one server has on the line at once: they take channels of the trunks that dial. */
const MOST_LIVE = 5;
/** Units of the line may have to be asked for: looked for again so often, so long. */
const ROUTE_AGAIN_MS = 200;
const ROUTE_TRIES = 15;

export interface TestCallDeskDeps extends GateDeskDeps {
  readonly store: TestCallStore;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly bus: EventBus;
  readonly journal: AttemptJournal;
  readonly fleet: Fleet;
  readonly facts: FactBook;
  readonly engineId: EngineId;
  /** Why nothing may be dialled now; null while it may. */
  readonly hindrance: () => string | null;
  /** Whether the number is of somebody on a list. */
  readonly isOfContact: (phone: E164) => Promise<boolean>;
}

/** What a test leaves by. */
interface Asked {
  readonly trunk: Trunk;
  readonly line: Line;
  readonly serverId: MediaServerId;
}

/**
 * Test calls: by the gate, the trunk's channels and CPS, and the line's limits as any other call, with a row before the
 * dial; but of no campaign, so no pacing, bill or history of a person knows of it. Owned by the engine; `close` ends all.
 */
export class TestCallDesk implements TestCallControl {
  readonly #deps: TestCallDeskDeps;
  readonly #gate: GateDesk;
  readonly #live = new Map<AttemptId, TestCall>();
  /** Ended, but not yet as whole in the store as they are here. */
  readonly #unwritten = new Map<AttemptId, TestCall>();

  constructor(deps: TestCallDeskDeps) {
    this.#deps = deps;
    this.#gate = new GateDesk(deps);
  }

  async place(wish: TestCallWish, by: string): Promise<TestCallReport> {
    const asked = this.#check(wish);
    if (asked.trunk.kind !== 'demo' && (await this.#deps.isOfContact(wish.phone))) {
      throw conflict(
        'That number belongs to a contact of a campaign. A test is for numbers of your own, or of a test service.',
      );
    }
    const { rng, facts } = this.#deps;
    const campaign = testCampaign(asked.trunk, asked.line, CAMPAIGN_DEFAULTS.policyId);
    const contact = testContact(wish.phone, randomHex(rng, 32));
    for (let tries = 0; ; tries += 1) {
      await facts.load([contact]);
      this.#checkDialing();
      const { purpose, creditorCnpj, demo } = campaign;
      const known = facts.of({ phone: wish.phone, cpfHash: '', debtId: '', purpose, creditorCnpj }, demo);
      const atMs = this.#deps.clock.now();
      const attemptId = parseAttemptId(newTimeOrderedId(atMs, rng));
      const dial: DialWish = {
        ...{ atMs, attemptId, attemptGroup: attemptId, campaign, contact, phone: wish.phone, mode: 'test' },
        ...{ agreedCallback: false, agentReserved: true },
      };
      const route = known === null ? null : this.#route(dial, asked, known);
      if (known !== null && route !== null) {
        return this.#launch(dial, { ...asked, route, known }, wish.ringTimeoutMs, by);
      }
      if (tries >= ROUTE_TRIES) {
        throw conflict(
          `Trunk '${wish.trunkId}' has no channel or call a second free now; try again in a moment.`,
        );
      }
      await new Promise<void>((resolve) => {
        this.#deps.clock.setTimer(ROUTE_AGAIN_MS, resolve);
      });
    }
  }

  async cancel(id: AttemptId): Promise<TestCallReport> {
    this.#live.get(id)?.input({ kind: 'cancel' });
    const found = await this.find(id);
    if (found === null) {
      throw new CadenciaError('DLR_NOT_FOUND', { detail: `There is no test call '${id}'.` });
    }
    if (found.state === 'open') {
      throw conflict(`Test call '${id}' is on server '${found.opening.engineId}': cancel it there.`);
    }
    return found;
  }

  async find(id: AttemptId): Promise<TestCallReport | null> {
    const here = this.#here(id);
    const kept = here === undefined ? await this.#deps.store.find(id) : null;
    return here === undefined ? kept && keptReport(kept) : liveReport(here);
  }

  async list(trunkId: TrunkId | null, most: number): Promise<readonly TestCallReport[]> {
    const kept = await this.#deps.store.list(trunkId, most);
    return kept.map((one) => {
      const here = this.#here(one.opening.attemptId);
      return here === undefined ? keptReport(one) : liveReport(here);
    });
  }

  #here(id: AttemptId): TestCall | undefined {
    return this.#live.get(id) ?? this.#unwritten.get(id);
  }

  /** All dialling is stopped: tests too. */
  cancelAll(): number {
    const calls = [...this.#live.values()];
    for (const call of calls) {
      call.input({ kind: 'cancel' });
    }
    return calls.length;
  }

  /** Rows that the engine before us left open; their legs, should they live, are nobody's and end. */
  settle(rows: readonly OpenAttempt[]): void {
    const { journal, clock } = this.#deps;
    for (const { opening, mark } of rows) {
      const { tDialMs } = opening;
      const state = {
        ...newTestCall(0),
        tDialMs,
        tRingMs: mark?.tRingMs ?? null,
        tAnswerMs: mark?.tAnswerMs ?? null,
      };
      journal.close(opening, testCallResult(state, clock.now()), null, []);
    }
  }

  /** Ends every test: none outlives the engine. Idempotent. */
  close(): void {
    for (const call of [...this.#live.values()]) {
      call.input({ kind: 'shutDown' });
    }
  }

  #check(wish: TestCallWish): Asked {
    this.#checkDialing();
    const { trunks } = this.#deps;
    const trunk = trunks.trunkOf(wish.trunkId);
    const line = trunks.lines.find(({ number }) => number === wish.line);
    if (trunk === null || line === undefined) {
      const what = trunk === null ? `trunk '${wish.trunkId}'` : `line '${wish.line}'`;
      throw new CadenciaError('DLR_NOT_FOUND', { detail: `There is no ${what}.` });
    }
    if (this.#live.size >= MOST_LIVE) {
      throw conflict(`${MOST_LIVE} tests are on the line already; wait for one to end, or cancel it.`);
    }
    return { trunk, line, serverId: this.#serverFor(wish.mediaServerId) };
  }

  #checkDialing(): void {
    const why = this.#deps.hindrance();
    if (why !== null) {
      throw conflict(why);
    }
  }

  #serverFor(wanted: MediaServerId | null): MediaServerId {
    const { fleet } = this.#deps;
    const servers = fleet
      .servers()
      .filter(({ id }) => (wanted === null ? fleet.takesCalls(id) : id === wanted));
    const [chosen] = [...servers].sort((one, other) => one.legs - other.legs);
    if (chosen === undefined || !chosen.up) {
      const which =
        wanted === null ? 'No media server takes calls now' : `Media server '${wanted}' is not connected`;
      throw new CadenciaError('DLR_MEDIA_DOWN', { detail: `${which}; nothing was dialled.` });
    }
    return chosen.id;
  }

  /** The way, asked of the gate; null while it has no room. Throws where the gate says no. */
  #route(dial: DialWish, { trunk, line }: Asked, known: KnownFacts): (Verdict & { route: Route }) | null {
    const { trunks } = this.#deps;
    const taken = trunks.takeThis(dial.campaign, trunk, line);
    if (taken.kind === 'pending') {
      return null;
    }
    const verdict = this.#gate.decide(dial, taken.route, known);
    if (typeof verdict !== 'string' && verdict.decision.allowed && taken.kind === 'taken') {
      return { ...verdict, route: taken.route };
    }
    trunks.giveBack(taken.route);
    if (typeof verdict === 'string') {
      throw conflict('The policy the test would be held to is not there; nothing was dialled.');
    }
    if (verdict.decision.allowed) {
      throw conflict(`Line ${line.number}, or its company at the carrier, has no call of its limits left.`);
    }
    throw dialBlocked({ contact: dial.contact, phone: dial.phone, ...verdict });
  }

  /** No dial without a committed row. */
  async #launch(
    dial: DialWish,
    way: Asked & { readonly route: Verdict & { route: Route }; readonly known: KnownFacts },
    ringTimeoutMs: number,
    by: string,
  ): Promise<TestCallReport> {
    const { store, journal, facts, fleet, trunks, persons, engineId, clock } = this.#deps;
    const { attemptId, contact, phone, campaign, atMs } = dial;
    const { trunk, line, serverId, known } = way;
    const { policy, decisionId, route } = way.route;
    persons.take(contact, phone);
    trunks.spend(route);
    fleet.give(serverId);
    const proof = { dncSnapshot: known.dncSnapshot, policyVersion: policy.version, decisionId };
    const where = { engineId, mediaServerId: serverId, nowMs: atMs };
    const opening = openTest({ attemptId, campaign, contact, phone, trunk, line, ...where, ...proof });
    const call = new TestCall(
      { ...this.#deps, answered: (one) => this.#mark(one), closed: (one) => this.#closed(one) },
      opening,
      by,
      ringTimeoutMs,
    );
    this.#live.set(attemptId, call);
    const written = store
      .begin(attemptId, atMs, trunk.id, by)
      .then(() => journal.open(opening, known.guards(attemptId)));
    facts.change(opening, written);
    try {
      await written;
      if (clock.now() - atMs > LONGEST_WRITE_MS) {
        throw new CadenciaError('DLR_FACTS_MOVED', {
          detail: 'Writing the row took so long that the call has to be decided anew; try again.',
        });
      }
      if (trunks.departIn(route) > 0) {
        throw new CadenciaError('DLR_FACTS_MOVED', {
          detail: `Trunk '${trunk.id}' has no call left in this second; try again.`,
        });
      }
    } catch (error) {
      call.input({ kind: 'commitFailed' });
      throw error;
    }
    call.input({ kind: 'committed' });
    return liveReport(call);
  }

  #mark({ opening, state: { tDialMs, tRingMs, tAnswerMs } }: TestCall): void {
    this.#deps.journal.mark({
      attemptId: opening.attemptId,
      ...{ tDialMs: tDialMs ?? opening.tQueuedMs, tRingMs, tAnswerMs, tMessageMs: tAnswerMs },
      ...{ tAmdMs: null, amd: 'off', tAgentMs: null, agentId: null, recordingId: '', recordingNotice: false },
    });
  }

  /** Gives the row its place in the chain, and back what the call held. */
  #closed(call: TestCall): void {
    const { journal, trunks, facts, persons, clock, store, bus } = this.#deps;
    const { opening, notes } = call;
    const result = call.result(clock.now());
    this.#live.delete(opening.attemptId);
    persons.release(testContact(opening.phone, ''), opening.phone);
    trunks.release(opening.trunkId);
    trunks.ended(opening, result);
    journal.close(opening, result, null, []);
    const closed = journal.closed();
    facts.change(opening, closed);
    const noted = store.note(opening.attemptId, notes).catch((error: unknown) => {
      const code = error instanceof CadenciaError ? error.code : messageOf(error);
      bus.emit('store:failed', { operation: 'note of a test call', code, atMs: clock.now() });
    });
    this.#unwritten.set(opening.attemptId, call);
    void Promise.allSettled([closed, noted]).then(() => this.#unwritten.delete(opening.attemptId));
  }
}

function liveReport(call: TestCall): TestCallReport {
  const { state, opening, by, notes } = call;
  const result = state.phase === 'closed' ? call.result(opening.tQueuedMs) : null;
  return { state: state.phase, by, opening, result, ...notes };
}

function keptReport(kept: KeptTestCall): TestCallReport {
  return { ...kept, state: kept.result === null ? 'open' : 'closed' };
}

function conflict(detail: string): CadenciaError {
  return new CadenciaError('DLR_STATE_CONFLICT', { detail });
}
