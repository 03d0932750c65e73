import type { AttemptId } from '../../core/kernel/ids.js';
import type { SipLadderStore } from '../../ports/sip-ladder-store.js';
import type { SipMessageSeen } from '../../ports/sip-watch.js';
import type { Database, Statement } from './database.js';

/** $1 rows as JSON: one an attempt and batch. */
const KEEP: Statement = {
  name: 'sip_keep',
  text: `insert into sip_ladders (attempt_id, from_ms, messages)
    select m.attempt_id, m.from_ms, m.messages
    from jsonb_to_recordset($1::jsonb) m (attempt_id text, from_ms bigint, messages jsonb)`,
};
/** $1 instant. */
const FORGET: Statement = { name: 'sip_forget', text: 'delete from sip_ladders where from_ms < $1' };
/** $1 attempt. */
const OF: Statement = {
  name: 'sip_of',
  text: 'select messages from sip_ladders where attempt_id = $1 order by from_ms',
};

/** SIP messages of attempts, in PostgreSQL. */
export class PostgresSipLadderStore implements SipLadderStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async keep(messages: readonly SipMessageSeen[], forgetBeforeMs: number): Promise<void> {
    const rows = new Map<AttemptId, { attempt_id: string; from_ms: number; messages: SipMessageSeen[] }>();
    for (const message of messages) {
      const { attemptId, atMs } = message;
      const row = rows.get(attemptId) ?? { attempt_id: attemptId, from_ms: atMs, messages: [] };
      row.messages.push(message);
      rows.set(attemptId, row);
    }
    if (rows.size > 0) {
      await this.#database.query(KEEP, [JSON.stringify([...rows.values()])]);
    }
    await this.#database.query(FORGET, [forgetBeforeMs]);
  }

  async of(attemptId: AttemptId): Promise<readonly SipMessageSeen[]> {
    const rows = await this.#database.query<{ readonly messages: readonly SipMessageSeen[] }>(OF, [
      attemptId,
    ]);
    return rows.flatMap(({ messages }) => messages).sort((one, other) => one.atMs - other.atMs);
  }
}
