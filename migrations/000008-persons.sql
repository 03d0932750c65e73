-- Who looked at or erased what is known of a person, when and why. Never changed, never deleted; no row says who the
-- person was: `subject` is the keyed hash of the CPF or of the number.
create table admin_actions (
  place bigint generated always as identity primary key,
  at_ms bigint not null,
  action text not null check (action in ('person_export', 'person_erase')),
  who text not null,
  subject text not null,
  reason text not null,
  counts json not null
);

-- Dial keys of erased persons. They stay for a day, moved on: an engine that read their facts before the erasure is
-- refused by their version, and reads anew.
create table forgotten_keys (
  key text primary key,
  at_ms bigint not null
);

-- A person is looked for by CPF hash or by number.
create index contacts_of_person on contacts (cpf_hash) where cpf_hash <> '';
create index contacts_of_phone on contacts using gin (phones jsonb_path_ops);
