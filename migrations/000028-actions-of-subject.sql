-- Who heard a recording is shown beside it.
create index admin_actions_of_subject on admin_actions (subject, place desc) where subject <> '';
