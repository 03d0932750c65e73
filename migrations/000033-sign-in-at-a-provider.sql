-- Who a user is at the provider of identities (issuer and subject; null: he signs in by password alone), and the
-- provider's session behind one of ours (null: opened by password; '': the provider tells none).
alter table users add column provider_subject text unique;
alter table user_sessions add column provider_sid text;
create index user_sessions_provider on user_sessions (provider_sid) where provider_sid <> '';
