import type { AgentMessage, SentMessage } from '../../core/floor/agent-message.js';
import type { AgentId } from '../../core/kernel/ids.js';
import type { MessageStore, NewMessage } from '../../ports/message-store.js';
import type { Database, Statement } from './database.js';

const COLUMNS = 'm.id, m.at_ms as "atMs", m.by_whom as "from", m.words as "text", r.read_ms as "readMs"';

const SEND: Statement = {
  name: 'messages.send',
  text: `with made as (
  insert into agent_messages (at_ms, by_whom, meant, words) values ($1, $2, $3::jsonb, $4) returning id
), reads as (
  insert into agent_message_reads (message_id, agent_id)
  select made.id, agent_id from made cross join unnest($5::text[]) as meant (agent_id)
)
select id from made`,
};
const OF: Statement = {
  name: 'messages.of',
  text: `select * from (
  select ${COLUMNS} from agent_message_reads r join agent_messages m on m.id = r.message_id
  where r.agent_id = $1 order by m.id desc limit $2
) newest order by id`,
};
const UNREAD: Statement = {
  name: 'messages.unread',
  text: `select r.agent_id as "agentId", ${COLUMNS}
from agent_message_reads r join agent_messages m on m.id = r.message_id
where r.agent_id = any ($1::text[]) and r.read_ms is null and m.at_ms >= $2 order by m.id`,
};
const READ: Statement = {
  name: 'messages.read',
  text: `update agent_message_reads set read_ms = $3
where agent_id = $1 and message_id = any ($2::bigint[]) and read_ms is null returning 1 as one`,
};
const SENT: Statement = {
  name: 'messages.sent',
  text: `select m.id, m.at_ms as "atMs", m.by_whom as "from", m.words as "text", m.meant as "to",
  coalesce((
    select jsonb_agg(jsonb_build_object('agentId', r.agent_id, 'readMs', r.read_ms) order by r.agent_id collate "C")
    from agent_message_reads r where r.message_id = m.id
  ), '[]') as recipients
from agent_messages m order by m.id desc limit $1`,
};

/** Supervisors' words in PostgreSQL. */
export class PostgresMessageStore implements MessageStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async send({ atMs, from, to, text, agentIds }: NewMessage): Promise<number> {
    const values = [atMs, from, JSON.stringify(to), text, agentIds];
    const [row] = await this.#database.query<{ readonly id: number }>(SEND, values);
    return row?.id ?? 0;
  }

  of(agentId: AgentId, most: number): Promise<readonly AgentMessage[]> {
    return this.#database.query<AgentMessage>(OF, [agentId, most]);
  }

  async unread(agentIds: readonly AgentId[], sinceMs: number): ReturnType<MessageStore['unread']> {
    const found = new Map<AgentId, AgentMessage[]>();
    const rows = await this.#database.query<AgentMessage & { readonly agentId: AgentId }>(UNREAD, [
      agentIds,
      sinceMs,
    ]);
    for (const { agentId, ...message } of rows) {
      const own = found.get(agentId) ?? [];
      own.push(message);
      found.set(agentId, own);
    }
    return found;
  }

  async read(agentId: AgentId, ids: readonly number[], atMs: number): Promise<number> {
    return (await this.#database.query(READ, [agentId, ids, atMs])).length;
  }

  sent(most: number): Promise<readonly SentMessage[]> {
    return this.#database.query<SentMessage>(SENT, [most]);
  }
}
