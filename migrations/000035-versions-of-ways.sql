-- Two people who change the same trunk, line or pause code are told of one another.
alter table trunks add column version integer not null default 1;
alter table lines add column version integer not null default 1;
alter table pause_codes add column version integer not null default 1;
