-- An agent's own calls of today, for his page.
create index attempts_of_agent on attempts (agent_id, t_dial_ms) where agent_id is not null;
