import { describe, expect, it } from 'vitest';
import { readMigrations } from '../../src/adapters/postgres/migrate.js';
import { longLocks } from '../support/long-locks.js';

/** Applied before there were installations to upgrade. */
const BEFORE_THE_RULE = 41;

describe('migrations', () => {
  it('let calls go on while they are applied, or say that servers must be stopped first', async () => {
    const ours = (await readMigrations()).filter(({ number }) => number > BEFORE_THE_RULE);
    const wrong = ours
      .filter(({ breaking }) => !breaking)
      .flatMap(({ name, text }) => longLocks(text).map((why) => `${name}: ${why}`));
    expect(wrong).toEqual([]);
  });

  it.each([
    'create index on_phone on attempts (phone);',
    'create unique index contacts_one\n  on contacts (debt_id) where debt_id <> $$$$;',
    'alter table decisions alter column note type varchar(20);',
    'alter table contacts alter column segment set not null;',
    "alter table contacts add constraint c check (state <> 'x');",
    'alter table attempts add column made timestamptz default now();',
    "update contacts set segment = '';",
    'alter table teams drop column campaign_ids;',
    'alter table teams rename to crews;',
    'drop table line_memories;',
  ])('%s would keep calls waiting', (sql) => {
    expect(longLocks(sql)).toHaveLength(1);
  });

  it.each([
    "alter table contacts add column more text not null default '';",
    "alter table contacts add constraint c check (state <> 'x') not valid;",
    'create table fresh (id bigint primary key); create index fresh_id on fresh (id);',
    "-- update contacts set segment = '';\nalter table lines add column version integer not null default 1;",
    'alter table users drop constraint users_role_check;',
    'create trigger stays before truncate on fresh for each statement execute function stays();',
    'drop table access_events;\ncreate view access_events as select 1 as one;',
  ])('%s would not', (sql) => {
    expect(longLocks(sql)).toEqual([]);
  });
});
