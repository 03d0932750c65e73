import type { MunicipalHoliday } from '../../core/compliance/calendar/municipal-holiday.js';
import { type Policy, policyVersionOf } from '../../core/compliance/policy.js';
import type { PolicyProposal, ProposalState } from '../../core/compliance/policy-proposal.js';
import { CadenciaError } from '../../core/kernel/errors.js';
import type { HolidayImport, PolicyStore } from '../../ports/policy-store.js';
import { type Database, type Statement, sqlBuilder } from './database.js';
import { DatabaseDefect } from './database-error.js';

const UNIQUE_VIOLATION = '23505';

/** $1 policy, $2 version, $3 state, $4 who, $5 when, $6 why. An approval asks that what it replaces is still the last. */
const DECIDE: Statement = {
  name: 'policies.decide',
  text: `
update policy_proposals p set state = $3, decided_by = $4, decided_at_ms = $5, decided_why = $6,
  approval = case when $3 = 'approved' then nextval('policy_approvals') end
where p.policy_id = $1 and p.version = $2 and p.state = 'proposed'
  and ($3 <> 'approved' or p.replaces is not distinct from (
    select l.policy_id || '@' || l.version from policy_proposals l
    where l.policy_id = $1 and l.state = 'approved' order by l.approval desc limit 1))
  and ($3 <> 'approved' or not exists (
    select from policy_proposals s
    where s.policy_id = $1 and s.state = 'approved' and coalesce(s.replaces, '') = coalesce(p.replaces, '')))
returning p.place`,
};

/** $1 municipalities, $2 dates, $3 names, $4 when, $5 who: one statement, so half a table is never seen. */
const REPLACE_HOLIDAYS: Statement = {
  name: 'holidays.replace',
  text: `
with rows as materialized (
  select distinct on (ibge, date) ibge, date, name
  from unnest($1::text[], $2::text[], $3::text[]) with ordinality r (ibge, date, name, place)
  order by ibge, date, place desc
), gone as (
  delete from municipal_holidays h
  where not exists (select from rows r where r.ibge = h.ibge and r.date = h.date)
), kept as (
  insert into municipal_holidays (ibge, date, name) select ibge, date, name from rows
  on conflict (ibge, date) do update set name = excluded.name
)
insert into municipal_holiday_imports (at_ms, imported_by, row_count) select $4, $5, count(*) from rows
returning row_count`,
};

const COLUMNS = [
  'policy_id',
  'version',
  'state',
  'replaces',
  'policy',
  'loosened',
  'reason',
  'proposed_by',
  'proposed_at_ms',
  'decided_by',
  'decided_at_ms',
  'decided_why',
] as const;

interface ProposalRecord {
  readonly state: string;
  readonly replaces: string | null;
  readonly policy: string;
  readonly loosened: readonly string[];
  readonly reason: string;
  readonly proposed_by: string;
  readonly proposed_at_ms: number;
  readonly decided_by: string | null;
  readonly decided_at_ms: number | null;
  readonly decided_why: string;
}

/** `pg` parses json columns on the way out; the table types speak of the way in. */
function policyOf(stored: unknown): Policy {
  return stored as Policy;
}

function readProposal(record: ProposalRecord): PolicyProposal {
  const policy = policyOf(record.policy);
  return {
    id: policyVersionOf(policy),
    state: record.state as ProposalState,
    replaces: record.replaces,
    policy,
    loosened: record.loosened,
    reason: record.reason,
    proposedBy: record.proposed_by,
    proposedAtMs: record.proposed_at_ms,
    decidedBy: record.decided_by,
    decidedAtMs: record.decided_at_ms,
    decidedWhy: record.decided_why,
  };
}

/** Policies and municipal holidays in PostgreSQL. */
export class PostgresPolicyStore implements PolicyStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async listVersions(): Promise<readonly Policy[]> {
    const query = sqlBuilder
      .selectFrom('policy_proposals')
      .select('policy')
      .where('state', '=', 'approved')
      .orderBy('approval');
    return (await this.#database.run('policies.versions', query)).map(({ policy }) => policyOf(policy));
  }

  async listProposals(): Promise<readonly PolicyProposal[]> {
    const query = sqlBuilder.selectFrom('policy_proposals').select(COLUMNS).orderBy('place');
    return (await this.#database.run('policies.proposals', query)).map(readProposal);
  }

  async findProposal(policyId: string, version: string): Promise<PolicyProposal | null> {
    const query = sqlBuilder
      .selectFrom('policy_proposals')
      .select(COLUMNS)
      .where('policy_id', '=', policyId)
      .where('version', '=', version);
    const [row] = await this.#database.run('policies.find', query);
    return row === undefined ? null : readProposal(row);
  }

  async addProposal(proposal: PolicyProposal): Promise<void> {
    const { policy } = proposal;
    const query = sqlBuilder
      .insertInto('policy_proposals')
      .values({
        policy_id: policy.id,
        version: policy.version,
        state: proposal.state,
        replaces: proposal.replaces,
        policy: JSON.stringify(policy),
        loosened: proposal.loosened,
        reason: proposal.reason,
        proposed_by: proposal.proposedBy,
        proposed_at_ms: proposal.proposedAtMs,
        decided_by: proposal.decidedBy,
        decided_at_ms: proposal.decidedAtMs,
        decided_why: proposal.decidedWhy,
        approval: null,
      })
      .onConflict((conflict) => conflict.columns(['policy_id', 'version']).doNothing())
      .returning('place');
    const added = await this.#database.run<{ place: number }>('policies.add', query);
    if (added.length === 0) {
      throw new CadenciaError('DLR_STATE_CONFLICT', {
        detail: `Version '${policy.version}' of '${policy.id}' was proposed before; give the change a version of its own.`,
        fields: { policy: policy.id, version: policy.version },
      });
    }
  }

  async keepDecision(proposal: PolicyProposal): Promise<void> {
    const { policy, state, decidedBy, decidedAtMs, decidedWhy } = proposal;
    const values = [policy.id, policy.version, state, decidedBy, decidedAtMs, decidedWhy];
    const decided = await this.#database.query(DECIDE, values).catch((error: unknown) => {
      // Two approvals of successors at the same moment: the index lets one through.
      if (error instanceof DatabaseDefect && error.sqlState === UNIQUE_VIOLATION) {
        return [];
      }
      throw error;
    });
    if (decided.length === 0) {
      throw new CadenciaError('DLR_STATE_CONFLICT', {
        detail: `'${proposal.id}' was decided, or what it replaces was replaced, in the meantime: read it again.`,
        fields: { proposal: proposal.id },
      });
    }
  }

  async listHolidays(): Promise<readonly MunicipalHoliday[]> {
    const query = sqlBuilder
      .selectFrom('municipal_holidays')
      .select(['ibge', 'date', 'name'])
      .orderBy('ibge')
      .orderBy('date');
    return this.#database.run('holidays.list', query);
  }

  async replaceHolidays(
    holidays: readonly MunicipalHoliday[],
    imported: Pick<HolidayImport, 'atMs' | 'by'>,
  ): Promise<HolidayImport> {
    const values = [
      holidays.map(({ ibge }) => ibge),
      holidays.map(({ date }) => date),
      holidays.map(({ name }) => name),
      imported.atMs,
      imported.by,
    ];
    const [row] = await this.#database.query<{ row_count: number }>(REPLACE_HOLIDAYS, values, 60_000);
    return { ...imported, rows: row?.row_count ?? 0 };
  }

  async listHolidayImports(): Promise<readonly HolidayImport[]> {
    const query = sqlBuilder
      .selectFrom('municipal_holiday_imports')
      .select(['at_ms', 'imported_by', 'row_count'])
      .orderBy('place', 'desc')
      .limit(100);
    const rows = await this.#database.run('holidays.imports', query);
    return rows.map((row) => ({ atMs: row.at_ms, by: row.imported_by, rows: row.row_count }));
  }
}
