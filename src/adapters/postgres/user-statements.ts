import type { Statement } from './database.js';

/** SQL of users, teams, sessions and the record of access. */
export const USERS: Statement = { name: 'users.list', text: 'select * from users order by id' };

const saveUser = (
  and: string,
): string => `insert into users (id, name, role, team_ids, agent_id, blocked, password_hash, must_change, totp_secret,
    totp_step, recovery_hashes, created_at_ms, version, creditor_cnpj, provider_subject)
  select $1, $2, $3, $4::text[], $5, $6::boolean, $7, $8::boolean, $9, $10::bigint, $11::text[], $12::bigint,
    $13::integer, $14, $15
  where ($13::integer = 1) <> exists (select from users where id = $1)
    and not exists (select from users where id <> $1 and (agent_id = $5 or provider_subject = $15))
    ${and}
  on conflict (id) do update set name = excluded.name, role = excluded.role, team_ids = excluded.team_ids,
    agent_id = excluded.agent_id, blocked = excluded.blocked, password_hash = excluded.password_hash,
    must_change = excluded.must_change, totp_secret = excluded.totp_secret, totp_step = excluded.totp_step,
    recovery_hashes = excluded.recovery_hashes,
    creditor_cnpj = excluded.creditor_cnpj, provider_subject = excluded.provider_subject,
    version = excluded.version
  where users.version = excluded.version - 1
  returning id`;

/** A conflict of the id writes over exactly the version before; one of the agent writes nothing and is an error. */
export const SAVE_USER: Statement = { name: 'users.save', text: saveUser('') };

/**
 * As above, and only where another active admin is left. The rows of all admins are locked, in the order of their ids, so
 * that of two who end one another the second waits, and then reads what the first has left (READ COMMITTED looks at a row
 * it waited for once more).
 */
export const SAVE_USER_KEEPING_ADMIN: Statement = {
  name: 'users.saveKeepingAdmin',
  text: `with admins as (
    select id from users where role = 'admin' and not blocked order by id for update
  ) ${saveUser('and (select count(*) from admins where id <> $1) > 0')}`,
};

export const TEAMS: Statement = { name: 'teams.list', text: 'select * from teams order by id' };
export const SAVE_TEAM: Statement = {
  name: 'teams.save',
  text: `insert into teams (id, name, agent_ids, campaign_ids) values ($1, $2, $3::text[], $4::text[])
  on conflict (id) do update set name = excluded.name, agent_ids = excluded.agent_ids,
    campaign_ids = excluded.campaign_ids`,
};
export const REMOVE_TEAM: Statement = { name: 'teams.remove', text: 'delete from teams where id = $1' };

export const SESSION: Statement = {
  name: 'sessions.find',
  text: 'select * from user_sessions where hash = $1',
};
export const SAVE_SESSION: Statement = {
  name: 'sessions.save',
  text: `insert into user_sessions (hash, user_id, created_at_ms, seen_at_ms, provider_sid)
  values ($1, $2, $3, $4, $5)`,
};
export const SESSIONS_BEHIND: Statement = {
  name: 'sessions.behind',
  text: "select * from user_sessions where provider_sid = $1 and provider_sid <> ''",
};
/** One that was ended meanwhile stays so. */
export const TOUCH_SESSION: Statement = {
  name: 'sessions.touch',
  text: 'update user_sessions set seen_at_ms = $2 where hash = $1',
};
export const END_SESSION: Statement = {
  name: 'sessions.end',
  text: 'delete from user_sessions where hash = $1 returning user_id',
};
export const END_SESSIONS_OF: Statement = {
  name: 'sessions.endOf',
  text: 'delete from user_sessions where user_id = $1 and hash <> $2 returning user_id',
};
export const DROP_SESSIONS: Statement = {
  name: 'sessions.drop',
  text: 'delete from user_sessions where seen_at_ms < $1 or created_at_ms < $2 returning user_id',
};

export const ACCESS: Statement = {
  name: 'access.list',
  text: 'select * from access_events order by id desc limit $1',
};
