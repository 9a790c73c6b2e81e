-- A case is seen by the secretariat; by the member's own people from the notice on; and by a panel while it sits.
create or replace function viewer_proceedings() returns uuid[]
    language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    return array(
        select sitting.proceeding_id from panel_member sitting
        where sitting.person_id = viewer_person()
          and not exists (select from recusal where recusal.panel_member_id = sitting.id));
end $$;

create or replace function viewer_served() returns uuid[]
    language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    return array(
        select id from proceeding where organisation_id = any (viewer_organisations()) and stage <> 'draft')
        || viewer_proceedings();
end $$;

create policy lookup on proceeding to viewer_lookup using (true);
create policy lookup on panel_member to viewer_lookup using (true);
create policy lookup on recusal to viewer_lookup using (true);

create policy seen_by_member on proceeding for select to member
    using ((stage <> 'draft' and organisation_id = any ((select viewer_organisations())::uuid[]))
        or id = any ((select viewer_proceedings())::uuid[]));
create policy seen_by_staff on proceeding for select to staff, steward using (true);
create policy opened_by_staff on proceeding for insert to staff with check (stage = 'draft');
create policy changed_by_staff on proceeding for update to staff, steward using (true);
create policy appealed_by_member on proceeding for update to member
    using (organisation_id = any ((select viewer_organisations())::uuid[]));

create policy seen_by_member on proceeding_decision for select to member
    using (proceeding_id = any ((select viewer_served())::uuid[]));
create policy seen_by_staff on proceeding_decision for select to staff, steward using (true);
create policy written_by_staff on proceeding_decision for insert to staff with check (true);
create policy seen_by_member on proceeding_statement for select to member
    using (proceeding_id = any ((select viewer_served())::uuid[]));
create policy seen_by_staff on proceeding_statement for select to staff using (true);
create policy said_by_member on proceeding_statement for insert to member
    with check (organisation_id = any ((select viewer_organisations())::uuid[]));
create policy seen_by_member on panel_member for select to member
    using (proceeding_id = any ((select viewer_served())::uuid[]));
create policy seen_by_staff on panel_member for select to staff using (true);
create policy named_by_staff on panel_member for insert to staff with check (true);
create policy seen_by_member on recusal for select to member
    using (proceeding_id = any ((select viewer_served())::uuid[]));
create policy seen_by_staff on recusal for select to staff using (true);
create policy left_by_member on recusal for insert to member
    with check (proceeding_id = any ((select viewer_proceedings())::uuid[]));
create policy left_by_staff on recusal for insert to staff with check (true);

-- Single votes are the panel's and the secretariat's.
create policy seen_by_member on panel_vote for select to member
    using (proceeding_id = any ((select viewer_proceedings())::uuid[]));
create policy seen_by_staff on panel_vote for select to staff using (true);
create policy cast_by_member on panel_vote for insert to member
    with check (proceeding_id = any ((select viewer_proceedings())::uuid[]));
create policy cast_by_staff on panel_vote for insert to staff
    with check (proceeding_id = any ((select viewer_proceedings())::uuid[]));

create policy open on published_outcome for select to visitor, worker, member, staff using (true);
create policy written_by_staff on published_outcome for insert to staff, steward with check (true);
