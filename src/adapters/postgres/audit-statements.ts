import type { Statement } from './database.js';

const COLUMNS = 'seq, at_ms, kind, who, subject, address, detail, counts::text as counts, prev_hash, hash';

/** $1 kind, $2 who, $3 subject, $4 from, $5 to, null where it does not matter; $6 before that place, $7 rows. */
export const AUDIT_PAGE: Statement = {
  name: 'audit.page',
  text: `select ${COLUMNS} from audit_log
  where ($1::text is null or kind = $1) and ($2::text is null or who = $2) and ($3::text is null or subject = $3)
    and ($4::bigint is null or at_ms >= $4) and ($5::bigint is null or at_ms < $5) and seq < $6
  order by seq desc limit $7`,
};

/** $1 from that place on, $2 rows. */
export const AUDIT_READ: Statement = {
  name: 'audit.read',
  text: `select ${COLUMNS} from audit_log where seq >= $1 order by seq limit $2`,
};

export const AUDIT_HEAD: Statement = {
  name: 'audit.head',
  text: 'select seq, hash from audit_log order by seq desc limit 1',
};

/** Lists of one length: $1 times, $2 kinds, $3 who, $4 subjects, $5 addresses, $6 details, $7 counts. */
export const AUDIT_ADD: Statement = {
  name: 'audit.add',
  text: `insert into audit_log (at_ms, kind, who, subject, address, detail, counts)
  select at_ms, kind, who, subject, address, detail, counts::json
  from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
    with ordinality as row (at_ms, kind, who, subject, address, detail, counts, place)
  order by place`,
};
