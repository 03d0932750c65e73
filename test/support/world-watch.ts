import { nodeDigest } from '../../src/adapters/digest/node-digest.js';
import { verifyChain } from '../../src/core/call-log/verify-chain.js';
import { attemptOfLeg, type E164, parseEngineId } from '../../src/core/kernel/ids.js';
import type { World } from './world.js';

const IN_CALL = ['reserved', 'talking', 'wrap_up'];

/** Watches a world from outside, through its network and its stores, for what must hold at every moment. */
export class WorldWatch {
  readonly violations: string[] = [];
  readonly #world: World;
  readonly #live = new Map<E164, number>();

  constructor(world: World) {
    this.#world = world;
    world.onNetworkCall = (number) => this.#called(number);
    world.onNetworkRecord = ({ number, legId }) => {
      this.#live.set(number, Math.max(0, (this.#live.get(number) ?? 0) - 1));
      if (world.records.filter((record) => record.legId === legId).length > 1) {
        this.violations.push(`leg ${legId} was dialled twice`);
      }
    };
  }

  #called(number: E164): void {
    const atMs = this.#world.clock.now();
    const live = (this.#live.get(number) ?? 0) + 1;
    this.#live.set(number, live);
    if (live > 1) {
      this.violations.push(`${number} is on ${live} calls at once at ${atMs}`);
    }
    // The list is read at once, though it is delivered later.
    void this.#world.stores.attempts.listOpen(parseEngineId('e1')).then((open) => {
      if (!open.some(({ opening }) => opening.phone === number)) {
        this.violations.push(`${number} was dialled without a row at ${atMs}`);
      }
    });
  }

  /** Agents' states against calls, at this moment. */
  check(): void {
    const seen = new Map<string, string>();
    for (const { id, state, card } of this.#world.engine.agents.views()) {
      const attemptId = card?.attemptId ?? null;
      if (IN_CALL.includes(state) && attemptId !== null) {
        const other = seen.get(attemptId);
        if (other !== undefined) {
          this.violations.push(`agents ${other} and ${id} both have call ${attemptId}`);
        }
        seen.set(attemptId, id);
      }
      if (!IN_CALL.includes(state) && state !== 'previewing' && card !== null) {
        this.violations.push(`agent ${id} is ${state} and still shows a contact`);
      }
    }
  }

  /** Everything that must hold once all faults are healed and the list has run dry. */
  async checkEnd(): Promise<void> {
    const world = this.#world;
    const open = await world.stores.attempts.listOpen(parseEngineId('e1'));
    for (const { opening } of open) {
      this.violations.push(`attempt ${opening.attemptId} never ended`);
    }
    const rows = await world.rows();
    const byAttempt = new Map(rows.map((row) => [row.opening.attemptId, row]));
    if (byAttempt.size !== rows.length) {
      this.violations.push('an attempt has two rows');
    }
    for (const record of world.records) {
      const row = byAttempt.get(attemptOfLeg(record.legId) ?? ('' as never));
      if (row === undefined) {
        this.violations.push(`call ${record.legId} has no row`);
      } else if (row.opening.phone !== record.number || row.result.reason === 'not_sent') {
        this.violations.push(`row of ${record.legId} denies its call: ${row.result.reason}`);
      }
    }
    for (const { chainId, broken } of verifyChain(rows, nodeDigest)) {
      if (broken !== null) {
        this.violations.push(`chain ${chainId} breaks at row ${broken.position}: ${broken.problem}`);
      }
    }
    const { openAttempts, unwritten, trunks } = world.engine.view();
    const inUse = trunks.reduce((sum, trunk) => sum + trunk.inUse, 0);
    if (openAttempts + unwritten + inUse > 0) {
      this.violations.push(`left over: ${openAttempts} calls, ${unwritten} unwritten, ${inUse} channels`);
    }
    for (const { id, state, card } of world.engine.agents.views()) {
      if (state !== 'available') {
        this.violations.push(`agent ${id} is stuck in ${state} with ${card?.attemptId ?? 'no call'}`);
      }
    }
    this.violations.push(...world.defects);
  }
}
