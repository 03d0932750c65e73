import type { ChainAnchor, ChainedLog } from '../../core/ledger/chain-anchor.js';
import type { Database, Statement } from './database.js';

/** $1 log. */
const ANCHORS: Statement = {
  name: 'anchors.read',
  text: `
select log, chain_id as "chainId", day::text as day, from_seq as "fromSeq", to_seq as "toSeq", rows,
  prev_hash as "prevHash", last_hash as "lastHash", dropped_at_ms as "droppedAtMs", archive,
  archive_hash as "archiveHash", seal
from chain_anchors where log = $1 order by chain_id, from_seq`,
};

/** What stands for the removed rows of a table. */
export function readAnchors(database: Database, log: ChainedLog): Promise<readonly ChainAnchor[]> {
  return database.query<ChainAnchor>(ANCHORS, [log]);
}
