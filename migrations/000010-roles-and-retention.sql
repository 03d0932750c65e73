-- What a token may do. Those issued before there were roles could do everything, and still can.
alter table tokens add column role text not null default 'admin' check (role in ('viewer', 'supervisor', 'admin'));
alter table tokens alter column role drop default;

-- Reads of clear data are noted too: `subject` is then what was read (an attempt, a decision, an export), not a person.
alter table admin_actions drop constraint admin_actions_action_check;
alter table admin_actions add constraint admin_actions_action_check check (action in (
  'person_export', 'person_erase', 'evidence_read', 'decisions_read', 'contact_read', 'export_ordered', 'export_taken',
  'retention'));

-- A person's decisions are found without reading the ledger through; each decision pays two small entries for it.
create index decisions_of_phone on decisions (phone) where phone <> '';
create index decisions_of_person on decisions (cpf_hash) where cpf_hash <> '';
