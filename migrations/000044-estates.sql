-- Engines of the installation, and under what name the legs of each live on its media servers: what a dead one leaves is
-- taken over by another.
create table engines (
  engine_id text primary key,
  estates jsonb not null
);
