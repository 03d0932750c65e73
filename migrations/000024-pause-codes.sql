-- Reasons for pauses that an operation added, or gave labels of its own.
create table pause_codes (
  code text primary key,
  label_pt_br text not null,
  label_en text not null,
  kind text not null,
  paid boolean not null,
  planned boolean not null,
  active boolean not null
);
