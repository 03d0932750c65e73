import {
  CAMPAIGN_DEFAULTS,
  type CampaignSettings,
  type CampaignState,
  LINE_DEFAULTS,
  type Line,
  TRUNK_DEFAULTS,
  type Trunk,
} from '../../core/campaign/campaign.js';
import { CadenciaError, isCadenciaError } from '../../core/kernel/errors.js';
import type { CampaignId } from '../../core/kernel/ids.js';
import { readRetryRules } from '../../core/retry/read-retry-rules.js';
import { DEFAULT_RETRY } from '../../core/retry/retry-presets.js';
import type { CampaignStore, DialingStop, StoredCampaign } from '../../ports/campaign-store.js';
import type { BaseVersion, Versioned } from '../../ports/versioned.js';
import { type Database, type Statement, sqlBuilder } from './database.js';
import { saveVersioned, versionedUpsert } from './versioned-upsert.js';

/** `pg` parses json columns on the way out; the table types speak of the way in. */
function fromJson<Value>(stored: unknown): Value {
  return stored as Value;
}

interface CampaignRow {
  readonly settings: string;
  readonly state: string;
  readonly version: number;
}

/** $1 campaigns known, $2 the version of each. Asked every second: settings are read only when they have to be. */
const CHANGED_SINCE: Statement = {
  name: 'campaigns.changedSince',
  text: `
select c.settings, c.state, c.version from campaigns c
left join unnest($1::text[], $2::bigint[]) as known (id, version) on known.id = c.id
where known.id is null or c.version > known.version order by c.id`,
};

function readCampaign(row: CampaignRow): StoredCampaign {
  const stored = fromJson<CampaignSettings>(row.settings);
  const { retry, problem } = readRetry(stored);
  return {
    // Settings of an older release lack what has come since.
    settings: { ...CAMPAIGN_DEFAULTS, ...stored, retry },
    state: row.state as CampaignState,
    version: row.version,
    ...(problem === null ? {} : { problem }),
  };
}

/** One campaign's rules that cannot be read do not keep the others from their work: it says so and stands still. */
function readRetry({ id, retry }: CampaignSettings): {
  readonly retry: CampaignSettings['retry'];
  readonly problem: string | null;
} {
  try {
    return { retry: readRetryRules(retry, `Campaign '${id}': retry`), problem: null };
  } catch (error) {
    if (!isCadenciaError(error)) {
      throw error;
    }
    return { retry: DEFAULT_RETRY, problem: `${error.code}: ${error.detail}` };
  }
}

const SAVE_TRUNK = versionedUpsert('trunks', [
  ['id', 'text'],
  ['trunk', 'json'],
]);
const SAVE_LINE = versionedUpsert('lines', [
  ['number', 'text'],
  ['line', 'json'],
]);

/** Campaigns, trunks, lines and the stop of all dialling in PostgreSQL. */
export class PostgresCampaignStore implements CampaignStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async list(): Promise<readonly StoredCampaign[]> {
    const query = sqlBuilder.selectFrom('campaigns').selectAll().orderBy('id');
    return (await this.#database.run('campaigns.list', query)).map(readCampaign);
  }

  async changedSince(known: ReadonlyMap<CampaignId, number>): Promise<readonly StoredCampaign[]> {
    const values = [[...known.keys()], [...known.values()]];
    return (await this.#database.query<CampaignRow>(CHANGED_SINCE, values)).map(readCampaign);
  }

  async find(id: CampaignId): Promise<StoredCampaign | null> {
    const query = sqlBuilder.selectFrom('campaigns').selectAll().where('id', '=', id);
    const [row] = await this.#database.run('campaigns.find', query);
    return row === undefined ? null : readCampaign(row);
  }

  async save(settings: CampaignSettings, state: CampaignState, expectedVersion: number): Promise<number> {
    const stored = { settings: JSON.stringify(settings), state, version: expectedVersion + 1 };
    const query =
      expectedVersion === 0
        ? sqlBuilder
            .insertInto('campaigns')
            .values({ id: settings.id, ...stored })
            .onConflict((conflict) => conflict.column('id').doNothing())
            .returning('version')
        : sqlBuilder
            .updateTable('campaigns')
            .set(stored)
            .where('id', '=', settings.id)
            .where('version', '=', expectedVersion)
            .returning('version');
    const [saved] = await this.#database.run<{ version: number }>('campaigns.save', query);
    if (saved === undefined) {
      throw new CadenciaError('DLR_STATE_CONFLICT', {
        detail: `Campaign '${settings.id}' is no longer at version ${expectedVersion}: read it again and repeat the change.`,
        fields: { campaignId: settings.id, expectedVersion },
      });
    }
    return saved.version;
  }

  async listTrunks(): Promise<readonly Versioned<Trunk>[]> {
    const query = sqlBuilder.selectFrom('trunks').select(['trunk', 'version']).orderBy('id');
    return (await this.#database.run('trunks.list', query)).map(({ trunk, version }) => ({
      ...TRUNK_DEFAULTS,
      ...fromJson<Trunk>(trunk),
      version,
    }));
  }

  saveTrunk(trunk: Trunk, base: BaseVersion = null): Promise<number> {
    return saveVersioned(this.#database, SAVE_TRUNK, [trunk.id, JSON.stringify(trunk)], base);
  }

  async listLines(): Promise<readonly Versioned<Line>[]> {
    const query = sqlBuilder.selectFrom('lines').select(['line', 'version']).orderBy('number');
    return (await this.#database.run('lines.list', query)).map(({ line, version }) => ({
      ...LINE_DEFAULTS,
      ...fromJson<Line>(line),
      version,
    }));
  }

  saveLine(line: Line, base: BaseVersion = null): Promise<number> {
    return saveVersioned(this.#database, SAVE_LINE, [line.number, JSON.stringify(line)], base);
  }

  async dialingStopped(): Promise<boolean> {
    const query = sqlBuilder.selectFrom('dialing_stop').select('since_ms');
    return (await this.#database.run('dialingStop.find', query)).length > 0;
  }

  async keepDialingStop(stop: DialingStop | null): Promise<void> {
    if (stop === null) {
      await this.#database.run('dialingStop.end', sqlBuilder.deleteFrom('dialing_stop'));
      return;
    }
    const stored = { why: stop.why, since_ms: stop.sinceMs };
    const query = sqlBuilder
      .insertInto('dialing_stop')
      .values({ only_one: true, ...stored })
      .onConflict((conflict) => conflict.column('only_one').doUpdateSet(stored));
    await this.#database.run('dialingStop.save', query);
  }
}
