import type { SimulatedCallRecord } from '../../../../src/adapters/simulator/simulated-network.js';
import type { CallLogRow } from '../../../../src/core/call-log/call-log-row.js';
import { attemptOfLeg } from '../../../../src/core/kernel/ids.js';
import { SECOND } from '../../../../src/core/kernel/time.js';
import type { FaultCentre } from '../fault-centre.js';
import { MARGIN_CALLS } from '../fault-policy.js';
import type { Invariant } from './invariant.js';

/** Calls of a line and day, of a company and month, and channels and calls a second of a trunk, stay within what they may be. */
export class CapsKept implements Invariant {
  readonly name = 'caps of lines, companies, channels and calls a second';
  readonly broken: string[] = [];
  readonly #centre: FaultCentre;

  constructor(centre: FaultCentre) {
    this.#centre = centre;
  }

  async end(): Promise<void> {
    await this.#lines();
    const byTrunk = new Map<string, SimulatedCallRecord[]>();
    for (const record of this.#centre.records) {
      // Each engine has its trunks for itself: its media server carries no other's calls.
      const trunk = `${record.serverId} ${record.trunkId}`;
      byTrunk.set(trunk, [...(byTrunk.get(trunk) ?? []), record]);
    }
    for (const [trunk, records] of byTrunk) {
      this.#channels(trunk, records);
      this.#callsASecond(trunk, records);
    }
  }

  async #lines(): Promise<void> {
    const { stores, records, shape, injector } = this.#centre;
    const rowOf = new Map<string, CallLogRow>();
    for await (const row of stores.callLog.read({})) {
      rowOf.set(row.opening.attemptId, row);
    }
    const calls = new Map<string, number>();
    const add = (of: string): unknown => calls.set(of, (calls.get(of) ?? 0) + 1);
    for (const { legId } of records) {
      const opening = rowOf.get(attemptOfLeg(legId) ?? '')?.opening;
      if (opening !== undefined) {
        add(`line ${opening.line}`);
        add(`company ${opening.callerCnpj} at ${opening.carrier}`);
      }
    }
    // Units in hand of a store that lost its memory may be used twice: what lies between our stop and the figure bears it.
    const forgot = injector.hits.some(({ fault }) => fault.kind === 'forgets everything');
    for (const [of, count] of calls) {
      const stop = of.startsWith('line') ? shape.lineCap : shape.monthlyCap;
      const most = forgot && shape.engines > 1 ? stop + MARGIN_CALLS - 1 : stop;
      if (count > most) {
        this.broken.push(`${of} made ${count} calls of ${most}`);
      }
    }
  }

  #channels(trunk: string, records: readonly SimulatedCallRecord[]): void {
    const edges = records.flatMap(({ startedAtMs, endedAtMs }) => [
      { atMs: startedAtMs, change: 1 },
      { atMs: endedAtMs, change: -1 },
    ]);
    let [live, most] = [0, 0];
    for (const { change } of edges.sort((a, b) => a.atMs - b.atMs || a.change - b.change)) {
      live += change;
      most = Math.max(most, live);
    }
    if (most > this.#centre.shape.channels) {
      this.broken.push(`${trunk} had ${most} calls on ${this.#centre.shape.channels} channels`);
    }
  }

  /** A bucket of n lets n through at once and n more within the second. */
  #callsASecond(trunk: string, records: readonly SimulatedCallRecord[]): void {
    const { cps } = this.#centre.shape;
    const starts = records.map(({ startedAtMs }) => startedAtMs).sort((a, b) => a - b);
    for (const [place, fromMs] of starts.entries()) {
      const within = starts.filter((atMs, n) => n >= place && atMs < fromMs + SECOND).length;
      if (within > 2 * cps) {
        this.broken.push(`${trunk} let ${within} calls through in a second, of ${cps}`);
        return;
      }
    }
  }
}
