-- What people set for switches: those taken out of service stay so on every server, restarts included.
create table switches (
  id text primary key,
  state text not null,
  weight double precision not null,
  why text not null,
  since_ms bigint not null,
  version integer not null default 1
);
