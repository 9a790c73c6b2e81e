-- Suppliers. A supplier is served by the login of members, with a session of its own that holds no person and no seat.

create or replace function viewer_supplier() returns uuid
    language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    return (viewer_session()).supplier_id;
end $$;

-- The invitations that the viewer's supplier has come by.
create or replace function viewer_asked() returns uuid[]
    language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    return array(select supplier_invitation_id from supplier_link where supplier_id = viewer_supplier());
end $$;

-- How many suppliers of a tier a member has reached: asked in all ("asked"), or where one state is wanted. Who is asked
-- in two tiers counts in the nearer. Beyond the first tier a number is told only where at least five were asked; null
-- else, and for everybody who is not of that member.
create or replace function supply_chain_uptake(buyer uuid, wanted_tier integer, wanted_state text) returns integer
    language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    everyone integer;
    those integer;
begin
    if buyer <> all (viewer_organisations()) then
        return null;
    end if;
    with recursive asked (id, tier, state, supplier_id) as (
        select i.id, 1, i.state, l.supplier_id
        from supplier_invitation i left join supplier_link l on l.supplier_invitation_id = i.id
        where i.organisation_id = buyer
        union
        select i.id, a.tier + 1, i.state, l.supplier_id
        from asked a join supplier_invitation i on i.inviting_supplier_id = a.supplier_id
            left join supplier_link l on l.supplier_invitation_id = i.id
        where a.tier < 3
    ),
    nearest as (
        select distinct on (coalesce(a.supplier_id, a.id)) a.id, a.tier, a.state from asked a
        order by coalesce(a.supplier_id, a.id), a.tier, a.id
    )
    select count(*), count(*) filter (
        where wanted_state = 'asked'
            or case when n.state = 'sent' and i.expires_on < (now() at time zone 'Asia/Tokyo')::date then 'expired'
                else n.state end = wanted_state)
    into everyone, those
    from nearest n join supplier_invitation i on i.id = n.id where n.tier = wanted_tier;
    return case when wanted_tier = 1 or everyone >= 5 then those end;
end $$;

create policy lookup on supplier_link to viewer_lookup using (true);
create policy lookup on supplier_invitation to viewer_lookup using (true);

create policy open on question for select to visitor, worker, member, staff using (true);

create policy own on supplier for select to member using (id = (select viewer_supplier()));
create policy named_by_itself on supplier for update to member using (id = (select viewer_supplier()));
create policy known on supplier to authenticator using (true) with check (true);

create policy seen_by_both on supplier_invitation for select to member
    using (organisation_id = any ((select viewer_organisations())::uuid[])
        or inviting_supplier_id = (select viewer_supplier()) or id = any ((select viewer_asked())::uuid[]));
create policy sent on supplier_invitation for insert to member
    with check (organisation_id = any ((select viewer_organisations())::uuid[])
        or inviting_supplier_id = (select viewer_supplier()));
create policy moved_by_both on supplier_invitation for update to member
    using (organisation_id = any ((select viewer_organisations())::uuid[])
        or inviting_supplier_id = (select viewer_supplier()) or id = any ((select viewer_asked())::uuid[]));
create policy known on supplier_invitation to authenticator using (true) with check (true);

create policy own on supplier_link for select to member using (supplier_id = (select viewer_supplier()));
create policy known on supplier_link to authenticator using (true) with check (true);

-- What is told to an inviter is seen where the invitation is, and written by who came by it.
create policy seen_by_both on supplier_contact for select to member
    using (supplier_invitation_id in (select id from supplier_invitation));
create policy told on supplier_contact for insert to member
    with check (supplier_invitation_id = any ((select viewer_asked())::uuid[]));
create policy told_anew on supplier_contact for update to member
    using (supplier_invitation_id = any ((select viewer_asked())::uuid[]));
create policy seen_by_both on supplier_answer for select to member
    using (supplier_invitation_id in (select id from supplier_invitation));
create policy told on supplier_answer for insert to member
    with check (supplier_invitation_id = any ((select viewer_asked())::uuid[]));
create policy told_anew on supplier_answer for update to member
    using (supplier_invitation_id = any ((select viewer_asked())::uuid[]));

-- A copy that was taken back is seen by its supplier alone.
create policy seen_by_both on assessment for select to member
    using (supplier_id = (select viewer_supplier()) or supplier_invitation_id = any ((select viewer_asked())::uuid[])
        or (ended_on is null and supplier_invitation_id in (select id from supplier_invitation)));
create policy filled_in on assessment for insert to member
    with check (supplier_id = (select viewer_supplier())
        or supplier_invitation_id = any ((select viewer_asked())::uuid[]));
create policy ended on assessment for update to member
    using (supplier_id = (select viewer_supplier()) or supplier_invitation_id = any ((select viewer_asked())::uuid[]));
create policy seen_by_both on assessment_answer for select to member
    using (assessment_id in (select id from assessment));
create policy filled_in on assessment_answer for insert to member
    with check (assessment_id in (select id from assessment
        where supplier_id = (select viewer_supplier()) or supplier_invitation_id = any ((select viewer_asked())::uuid[])));
