-- Where other servers of the installation reach this one's API: an agent's page may come in at any of them.
alter table engines add column door text;
