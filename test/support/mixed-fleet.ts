import { QuickAgents } from '../../bench/support/quick-agents.js';
import { nodeDigest } from '../../src/adapters/digest/node-digest.js';
import { MemoryCoordination } from '../../src/adapters/memory/memory-coordination.js';
import { MemoryStores } from '../../src/adapters/memory/memory-stores.js';
import { LISTS } from '../../src/core/compliance/rule-parameters.js';
import type { TieSetting } from '../../src/core/fleet/tie.js';
import { parseE164, parseEngineId, parseMailingId } from '../../src/core/kernel/ids.js';
import { makeSeededRng } from '../../src/core/kernel/rng.js';
import { Engine } from '../../src/engine/engine.js';
import { PolicyBook } from '../../src/engine/policy-book.js';
import type { Clock } from '../../src/ports/clock.js';
import type { MediaServer } from '../../src/ports/media.js';
import { LAB_TRUNK } from './asterisk-harness.js';
import { mailingRows } from './samples.js';
import { until } from './until.js';
import { agentProfile, CAMPAIGN, testCampaign, testLine, testTrunk } from './world.js';

/** A switch of the fleet that can be made to die, and to come back. */
export interface MortalSwitch {
  readonly id: string;
  /** How it dies, in words. */
  readonly death: string;
  die(): Promise<void>;
  comeBack(): Promise<void>;
}

/** What a death in the middle came to. Times run from the death, `againMs` and `talksAgainMs` from the return. */
export interface DeathFigures {
  readonly openThen: number;
  readonly noticedMs: number;
  /** The first call that leaves by another. */
  readonly elsewhereMs: number;
  readonly talksElsewhere: number;
  readonly awayMs: number;
  readonly againMs: number;
  readonly talksAgainMs: number;
}

/** What the log says when all is over. */
export interface FleetFigures {
  readonly rows: number;
  readonly doubledRows: number;
  readonly doubledNumbers: number;
  readonly openRows: number;
  readonly reasons: ReadonlyMap<string, number>;
  readonly talks: ReadonlyMap<string, number>;
  readonly defects: readonly string[];
}

export interface MixedFleetOptions {
  readonly clock: Clock;
  readonly media: readonly MediaServer[];
  /** Agents' phones, on whichever switch. */
  readonly phones: readonly string[];
  readonly talkMs: number;
  /** Of several on the same switches each needs its own: it names the legs. @default 'mixed' */
  readonly seed?: string;
  /** @default none */
  readonly ties?: readonly TieSetting[];
}

const CONTACTS = 2000;
const UP_MS = 30_000;
const TALK_MS = 60_000;
const DRAIN_MS = 20_000;

/** One campaign over switches of both kinds; every contact answers at once (sipp/README.md). */
export class MixedFleet {
  readonly engine: Engine;
  readonly #options: MixedFleetOptions;
  readonly #stores = new MemoryStores();
  readonly #defects: string[] = [];
  readonly #talks = new Map<string, number>();
  readonly #dialled: { readonly serverId: string; readonly atMs: number }[] = [];

  constructor(options: MixedFleetOptions) {
    this.#options = options;
    this.engine = new Engine({
      engineId: parseEngineId('e1'),
      clock: options.clock,
      rng: makeSeededRng(options.seed ?? 'mixed'),
      digest: nodeDigest,
      ...this.#stores,
      policies: new PolicyBook(),
      coordination: new MemoryCoordination(),
      media: options.media,
      ties: options.ties ?? [],
    });
    const { events } = this.engine;
    events.on('engine:defect', ({ where, message }) => this.#defects.push(`${where}: ${message}`));
    events.on('call:closed', ({ row: { opening, result } }) => {
      if (result.agentId !== null) {
        this.#talks.set(opening.mediaServerId, this.#talksOn(opening.mediaServerId) + 1);
      }
    });
    events.on('media:command', ({ serverId, op, ok }) => {
      if (op === 'originate' && ok) this.#dialled.push({ serverId, atMs: options.clock.now() });
    });
  }

  /** Agents wait, and the campaign dials. */
  async start(): Promise<void> {
    const agents = this.#options.phones.map((endpoint, index) => ({ ...agentProfile(index + 1), endpoint }));
    const { campaigns, lists } = this.#stores;
    await campaigns.save(testCampaign({ mode: 'power', powerRatio: 1, amd: false }), 'draft', 0);
    await campaigns.saveTrunk({ ...testTrunk('operadora'), id: LAB_TRUNK });
    await campaigns.saveLine(testLine('+551130304040'));
    for (const profile of agents) await this.#stores.agents.save(profile);
    for (const list of LISTS) await lists.declareNotApplicable(list, 'the tests', this.#options.clock.now());
    await this.#addContacts();
    const { engine } = this;
    await engine.start();
    await until(() => engine.view().media.every(({ up }) => up) || 'the media servers', UP_MS);
    await new QuickAgents(engine, this.#options.talkMs).enter(
      agents.map(({ id }) => id),
      CAMPAIGN,
    );
    await engine.campaigns.start(CAMPAIGN);
  }

  /** So many more talks end there. */
  async talks(serverId: string, more: number): Promise<void> {
    const goal = this.#talksOn(serverId) + more;
    await until(
      () => this.#talksOn(serverId) >= goal || `${this.#talksOn(serverId)} of ${goal} talks on ${serverId}`,
      TALK_MS,
    );
  }

  /** One dies while both work, the other goes on meanwhile, and it comes back. */
  async loses(mortal: MortalSwitch, otherId: string, talksMeanwhile: number, talksAfter: number) {
    const now = (): number => this.#options.clock.now();
    const openThen = this.engine.view().openAttempts;
    const talksThen = this.#talksOn(otherId);
    const diedMs = now();
    await mortal.die();
    await until(() => !this.engine.view().media.every(({ up }) => up) || `the loss of ${mortal.id}`, UP_MS);
    const noticedMs = now() - diedMs;
    await this.talks(otherId, talksMeanwhile);
    await mortal.comeBack();
    const backMs = now();
    const talksElsewhere = this.#talksOn(otherId) - talksThen;
    await this.talks(mortal.id, talksAfter);
    const figures: DeathFigures = {
      openThen,
      noticedMs,
      elsewhereMs: this.#firstDialOn(otherId, diedMs) - diedMs,
      talksElsewhere,
      awayMs: backMs - diedMs,
      againMs: this.#firstDialOn(mortal.id, diedMs + noticedMs) - backMs,
      talksAgainMs: now() - backMs,
    };
    return figures;
  }

  /** Dials no more, lets what runs end, and reads the log. */
  async end(): Promise<FleetFigures> {
    await this.engine.drain(DRAIN_MS);
    const open = (): number => this.engine.view().openAttempts;
    await until(() => open() === 0 || `${open()} rows are open`, UP_MS).catch(() => undefined);
    const numbers = new Set<string>();
    const ids = new Set<string>();
    const reasons = new Map<string, number>();
    let rows = 0;
    for await (const { opening, result } of this.#stores.callLog.read({})) {
      rows += 1;
      numbers.add(opening.phone);
      ids.add(opening.attemptId);
      reasons.set(result.reason, (reasons.get(result.reason) ?? 0) + 1);
    }
    return {
      rows,
      doubledRows: rows - ids.size,
      doubledNumbers: rows - numbers.size,
      openRows: open(),
      reasons,
      talks: this.#talks,
      defects: this.#defects,
    };
  }

  async close(): Promise<void> {
    await this.engine.close();
  }

  #talksOn(serverId: string): number {
    return this.#talks.get(serverId) ?? 0;
  }

  #firstDialOn(serverId: string, sinceMs: number): number {
    const dial = this.#dialled.find((one) => one.serverId === serverId && one.atMs >= sinceMs);
    return dial?.atMs ?? Number.POSITIVE_INFINITY;
  }

  async #addContacts(): Promise<void> {
    const { mailings } = this.#stores;
    const mailing = parseMailingId('m1');
    const nowMs = this.#options.clock.now();
    await mailings.create(mailing, CAMPAIGN, 'm1', nowMs);
    const rows = mailingRows(CONTACTS).map((row, index) => ({
      ...row,
      cpfHash: index.toString(16).padStart(64, '0'),
      // A person who answers at once.
      phones: [parseE164(`+551198${String(index).padStart(5, '0')}25`)],
    }));
    await mailings.addRows(mailing, CAMPAIGN, rows, nowMs);
  }
}
