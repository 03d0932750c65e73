-- What happened to limits and trunks stands in the ledger beside the decisions: JSON [event, subject, rule, reason,
-- until], as text: the hash covers it to the letter. '' is a decision.
alter table decisions add column note text not null default '';
