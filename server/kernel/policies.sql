-- Who is asking, for the policies of every table. Each function looks the viewer up by an unforgeable token: without a
-- live session nobody is anybody. They run as viewer_lookup, which owns nothing and may only read what they need.

create or replace function viewer_session() returns session
    language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
declare found session;
begin
    if coalesce(current_setting('viewer.token', true), '') = '' then
        return null;
    end if;
    select * into found from session
    where token_hash = sha256(convert_to(current_setting('viewer.token', true), 'UTF8'))
      and audience = session_user
      and expires_on >= (now() at time zone 'Asia/Tokyo')::date
      and (seen_at is null or seen_at > now() - interval '30 minutes');
    -- An API token lives long: who has joined or left the secretariat since needs a new one.
    if found.api_token_id is not null and (found.audience = 'staff') is distinct from exists (
        select from appointment where person_id = found.person_id and revoked_on is null
            and role not in ('adviser', 'partner_handler')) then
        return null;
    end if;
    return found;
end $$;

-- What an API token may do; null where the viewer is no API token.
create or replace function viewer_scopes() returns text[]
    language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    return (select scopes from api_token where id = (viewer_session()).api_token_id);
end $$;

-- The first statement of every viewer's transaction: who the token belongs to, or no further; and for an API token that
-- may only read, nothing else.
create or replace function viewer_enter(token text) returns void
    language plpgsql volatile security definer set search_path = pg_catalog, public, pg_temp as $$
declare entered session;
begin
    perform set_config('viewer.token', token, true);
    entered := viewer_session();
    if entered.id is null then
        raise exception 'no such session' using errcode = 'invalid_authorization_specification';
    end if;
    if entered.api_token_id is not null and viewer_scopes() = '{read}' then
        perform set_config('transaction_read_only', 'on', true);
    end if;
end $$;

create or replace function viewer_person() returns uuid
    language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    return (viewer_session()).person_id;
end $$;

-- The session that asks, by what its person sees of it.
create or replace function viewer_device() returns uuid
    language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    return (viewer_session()).device_id;
end $$;

create or replace function viewer_recovery_codes() returns integer
    language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    return (select count(*) from recovery_code where person_id = viewer_person() and used_on is null);
end $$;

create or replace function viewer_receipt() returns uuid
    language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    return (viewer_session()).grievance_id;
end $$;

-- Where the viewer has a seat today. A seat in a parent gives none in its subsidiaries; and a session that one
-- organisation's identity provider vouched for is in that organisation alone.
create or replace function viewer_organisations() returns uuid[]
    language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
declare mine session := viewer_session();
begin
    return array(select organisation_id from seat where person_id = mine.person_id and revoked_on is null
        and (ends_on is null or ends_on >= (now() at time zone 'Asia/Tokyo')::date)
        and (mine.organisation_id is null or organisation_id = mine.organisation_id));
end $$;

-- Who has, or had, a seat there: an organisation knows who acted for it.
create or replace function viewer_colleagues() returns uuid[]
    language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    return array(select person_id from seat where organisation_id = any (viewer_organisations()));
end $$;

-- The members that nobody owns, for who may appoint an owner; none for everybody else.
create or replace function organisations_without_owner() returns uuid[]
    language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    if not (viewer_is('membership_officer') or viewer_is('admin')) then
        return '{}';
    end if;
    return array(
        select o.id from organisation o
        where o.status not in ('applied', 'information_requested', 'declined')
          and not exists (select from seat s where s.organisation_id = o.id and s.role = 'owner'
                          and s.revoked_on is null and s.ends_on is null));
end $$;

create or replace function viewer_is(wanted text) returns boolean
    language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
declare mine session := viewer_session();
begin
    return mine.organisation_id is null and exists (
        select from appointment where person_id = mine.person_id and role = wanted and revoked_on is null);
end $$;

-- A grant opens a grievance only while its holder still handles, and has no seat with anyone who must not know; and to a
-- person, never to an API token.
create or replace function viewer_grievances() returns uuid[]
    language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    me session := viewer_session();
    tied_to uuid[] := array(select s.organisation_id from seat s where s.person_id = me.person_id and s.revoked_on is null);
begin
    if me.api_token_id is not null or not exists (
        select from appointment a where a.person_id = me.person_id
            and a.role in ('case_handler', 'partner_handler') and a.revoked_on is null) then
        return '{}';
    end if;
    return array(
        select held.grievance_id from grievance_grant held
        where held.person_id = me.person_id and held.revoked_on is null
          and (tied_to = '{}' or not exists (
            select from grievance_exclusion x
            where x.grievance_id = held.grievance_id and x.organisation_id = any (tied_to))));
end $$;

-- Who takes a new grievance in: every enrolled handler of the secretariat without a seat in an excluded organisation.
create or replace function intake_handlers(excluded uuid[]) returns table (person_id uuid, public_key bytea)
    language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    return query
    select k.person_id, k.public_key from handler_key k
    where exists (select from appointment a
                  where a.person_id = k.person_id and a.role = 'case_handler' and a.revoked_on is null)
      and not exists (select from seat s
                      where s.person_id = k.person_id and s.organisation_id = any (excluded) and s.revoked_on is null);
end $$;

-- Who could take in the grievance of this receipt, if nobody does: no handler was free of ties when it was filed, or all
-- have left since. Only its worker's session holds the key to give.
create or replace function stand_in_handlers() returns table (person_id uuid, public_key bytea)
    language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    mine uuid := viewer_receipt();
    kept_from uuid[] := array(select x.organisation_id from grievance_exclusion x where x.grievance_id = mine);
begin
    if exists (select from grievance_grant held
               join appointment a on a.person_id = held.person_id
                   and a.role in ('case_handler', 'partner_handler') and a.revoked_on is null
               where held.grievance_id = mine and held.revoked_on is null
                 and not exists (select from seat s where s.person_id = held.person_id
                                 and s.organisation_id = any (kept_from) and s.revoked_on is null)) then
        return;
    end if;
    return query
    select h.person_id, h.public_key from intake_handlers(kept_from) h
    where mine is not null
      and not exists (select from grievance_grant g where g.grievance_id = mine and g.person_id = h.person_id);
end $$;

-- How many open grievances nobody can read, so that a handler without ties is enrolled. For admins and custodians, not
-- for their API tokens, and never counting what must be kept from an organisation in which the viewer has a seat; null for everyone else.
create or replace function grievances_without_handler() returns integer
    language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    if not (viewer_is('admin') or viewer_is('custodian')) or (viewer_session()).api_token_id is not null then
        return null;
    end if;
    return (
        select count(*) from grievance g
        where g.state <> 'closed'
          and not exists (select from grievance_exclusion x where x.grievance_id = g.id
                          and x.organisation_id = any (viewer_organisations()))
          and not exists (select from grievance_grant held
                          join appointment a on a.person_id = held.person_id
                              and a.role in ('case_handler', 'partner_handler') and a.revoked_on is null
                          where held.grievance_id = g.id and held.revoked_on is null
                            and not exists (select from grievance_exclusion x
                                            join seat s on s.organisation_id = x.organisation_id and s.revoked_on is null
                                            where x.grievance_id = g.id and s.person_id = held.person_id)));
end $$;

-- A new seat ends its holder's grants for grievances that must be kept from that organisation, for good.
create or replace function revoke_tied_grants(holder uuid) returns void
    language plpgsql volatile security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    update grievance_grant held set revoked_on = (now() at time zone 'Asia/Tokyo')::date
    where held.person_id = holder and held.revoked_on is null
      and exists (select from grievance_exclusion x join seat s on s.organisation_id = x.organisation_id
                  where x.grievance_id = held.grievance_id and s.person_id = holder and s.revoked_on is null);
end $$;

-- Whether a request was already done, for who can name it: its name is a keyed hash. Whoever does the same at this moment
-- holds the lock to the end of its transaction, and is waited for; what it did is then seen, as each statement of a
-- volatile function looks anew.
create or replace function request_done(name bytea) returns idempotency
    language plpgsql volatile security definer set search_path = pg_catalog, public, pg_temp as $$
declare found idempotency;
begin
    perform pg_advisory_xact_lock(('x' || encode(substr(name, 1, 8), 'hex'))::bit(64)::bigint);
    select * into found from idempotency where id = name;
    return found;
end $$;

-- viewer_lookup reads what the functions above need; the steward sweeps.
create policy lookup on session to viewer_lookup using (true);
create policy lookup on api_token to viewer_lookup using (true);
create policy lookup on recovery_code to viewer_lookup using (true);
create policy lookup on seat to viewer_lookup using (true);
create policy lookup on appointment to viewer_lookup using (true);
create policy lookup on handler_key to viewer_lookup using (true);
create policy lookup on grievance_grant to viewer_lookup using (true);
create policy lookup on grievance_exclusion to viewer_lookup using (true);
create policy lookup on grievance to viewer_lookup using (true);

-- What happened. Everyone may add; reading follows the subject; nobody may change it.
create policy added on audit_entry for insert to visitor, worker, member, staff, authenticator with check (true);
create policy seen_by_worker on audit_entry for select to worker
    using (grievance_id = (select viewer_receipt()));
create policy seen_by_member on audit_entry for select to member
    using (organisation_id = any ((select viewer_organisations())::uuid[])
        or grievance_id = any ((select viewer_grievances())::uuid[]));
create policy seen_by_staff on audit_entry for select to staff
    using (grievance_id is null or grievance_id = any ((select viewer_grievances())::uuid[]));

-- What was already done: request_done() tells.
create policy added on idempotency for insert to visitor, worker, member, staff, authenticator with check (true);
create policy lookup on idempotency to viewer_lookup using (true);
create policy swept on idempotency to steward using (true);

-- The system salt is no secret and serves every receipt; the fingerprint says whether the pepper is the right one.
create policy open on installation for select to authenticator, steward using (true);
create policy open on policy_file for select to steward using (true);

-- Whether the daily jobs are done, the secretariat sees.
create policy written on job_run to steward using (true);
create policy seen_by_staff on job_run for select to staff using (true);

-- A letter is written by whoever causes it: a member's people about their organisation, the secretariat, a job. What has
-- become of it the secretariat sees; what it says only admins, who may open the same seats themselves.
create policy written_by_member on letter for insert to member
    with check (organisation_id = any ((select viewer_organisations())::uuid[]));
create policy written_by_staff on letter for insert to staff with check (true);
create policy seen_by_staff on letter for select to staff using (true);
create policy retried_by_staff on letter for update to staff using (true);
create policy sent on letter to steward using (true);
create policy written_by_member on letter_text for insert to member
    with check (organisation_id = any ((select viewer_organisations())::uuid[]));
create policy written_by_staff on letter_text for insert to staff with check (true);
create policy seen_by_admin on letter_text for select to staff using ((select viewer_is('admin')));
create policy sent on letter_text to steward using (true);
