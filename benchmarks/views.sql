-- What PostGraphile shows: the same rows as ours, one language chosen, without row-level security (its login is the owner).
create schema bench;

create view bench.organisation as
    select id, coalesce(name->>'ja', name->>'en', '') as name, upper(kind) as kind, prefecture, member_since, status
    from organisation where status = 'active';
comment on view bench.organisation is E'@primaryKey id';

create view bench.contact as select organisation_id, name, email from member_contact;
comment on view bench.contact is
    E'@primaryKey organisation_id\n@foreignKey (organisation_id) references bench.organisation (id)|@fieldName organisation|@foreignFieldName contact';

create view bench.article as select id, number, coalesce(title->>'ja', title->>'en', '') as title from article;
comment on view bench.article is E'@primaryKey id';

create view bench.commitment as
    select c.id, c.organisation_id, c.article_id, a.number as article_number, upper(c.state) as state, c.due_on, c.updated_on,
        c.due_on < (now() at time zone 'Asia/Tokyo')::date and c.state <> 'met' as overdue,
        coalesce(n.text->>'ja', n.text->>'en') as progress_note
    from commitment c join article a on a.id = c.article_id
    left join commitment_note n on n.commitment_id = c.id and n.published;
comment on view bench.commitment is
    E'@primaryKey id\n@foreignKey (organisation_id) references bench.organisation (id)|@fieldName organisation|@foreignFieldName commitments\n@foreignKey (article_id) references bench.article (id)|@fieldName article';

create view bench.case_study as
    select id, organisation_id, coalesce(title->>'ja', title->>'en', '') as title,
        coalesce(summary->>'ja', summary->>'en', '') as summary,
        case when published_on is null then '9000-01-01'::date else published_on end as published_on, themes
    from case_study where status = 'published';
comment on view bench.case_study is
    E'@primaryKey id\n@foreignKey (organisation_id) references bench.organisation (id)|@fieldName organisation|@foreignFieldName caseStudies';

-- Tuned like ours: in the order of the list, compared lazily.
create function bench.found(wanted text) returns setof bench.case_study language sql stable as $$
    select s.* from bench.case_study s
    where s.id in (select f.case_study_id from case_study_search f where f.words @@ wanted::tsquery)
    order by s.published_on desc, s.id desc
$$;

-- The board's first page, from the side of the members.
create function bench.overdue() returns setof bench.organisation language sql stable as $$
    select o.* from bench.organisation o
    where exists (select from commitment c where c.organisation_id = o.id and c.state <> 'met'
                  and c.due_on < (now() at time zone 'Asia/Tokyo')::date)
    order by case when o.member_since is null then '9000-01-01'::date else o.member_since end desc, o.id desc
$$;

create view bench.board as
    select g.id, h.person_id, upper(g.state) as state, upper(g.category) as category, g.language, g.filed_on, g.due_on,
        g.due_on < (now() at time zone 'Asia/Tokyo')::date and g.state <> 'closed' as overdue
    from grievance_grant h join grievance g on g.id = h.grievance_id where h.revoked_on is null;
comment on view bench.board is E'@primaryKey id';

-- The rows of a filing in one statement, as by hand; what would be sealed comes ready.
create function bench.file_grievance(
    id uuid, category text, language text, message_id uuid, session_id bytea, token_hash bytea, public_key bytea,
    prev_hash bytea, sealed bytea, row_mac bytea, sealed_key bytea, lookup bytea, wrapped_key bytea, idempotency_id bytea,
    body_hash bytea, box bytea, receipt text
) returns text language sql volatile as $$
    with day as (select (now() at time zone 'Asia/Tokyo')::date as today),
    visit as (insert into session (id, token_hash, audience, grievance_id, expires_on)
        select session_id, token_hash, 'worker', $1, today from day),
    filed as (insert into grievance (id, state, category, language, must_not_know, public_key, filed_on, due_on)
        select $1, 'received', category, language, '{}', public_key, today, today + 5 from day returning grievance.id),
    told as (insert into grievance_message (id, grievance_id, kind, seq, author, prev_hash, sealed, row_mac, sent_on)
        select message_id, $1, 'narrative', 0, 'worker', prev_hash, sealed, row_mac, today from day),
    granted as (insert into grievance_grant (id, grievance_id, person_id, sealed_key, granted_on)
        select gen_random_uuid(), $1, person_id, sealed_key, today from intake_handlers('{}'), day),
    receipted as (insert into grievance_receipt (grievance_id, lookup, wrapped_key) values ($1, lookup, wrapped_key)),
    noted as (insert into audit_entry (id, verb, audience, subject, subject_id, grievance_id, happened_on)
        select gen_random_uuid(), 'file_grievance', 'worker', 'grievance', $1, $1, today from day),
    kept as (insert into idempotency (id, body_hash, result_id, box, created_on)
        select idempotency_id, body_hash, $1, box, today from day)
    select receipt from filed
$$;
comment on function bench.file_grievance is '@behavior -*';
