-- Whose campaigns a team works on (null: all), and for which creditor somebody reads ('' for everybody else).
alter table teams add column campaign_ids text[];
alter table users add column creditor_cnpj text not null default '';
alter table users drop constraint users_role_check;
alter table users add constraint users_role_check
  check (role in ('agent', 'supervisor', 'telecom', 'compliance', 'auditor', 'creditor', 'admin'));
alter table users add constraint users_creditor_check check ((role = 'creditor') = (creditor_cnpj <> ''));
