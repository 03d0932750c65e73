-- Calls of days that are over, counted once by trunk, line and area code: a month is summed from these, and they outlive
-- the rows they were counted from. Figures alone, nothing of any person.
create table carrier_days (
  day_start_ms bigint primary key,
  count jsonb not null
);
-- Rows lie on the disk in about the order in which they were dialled: the last minutes are found by a small index.
create index attempts_dialled on attempts using brin (t_dial_ms);
