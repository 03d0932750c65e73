-- All dialling was stopped and has not been resumed: one row at most, kept through restarts.
create table dialing_stop (
  only_one boolean primary key check (only_one),
  why text not null,
  since_ms bigint not null
);
