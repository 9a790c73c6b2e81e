-- Whom the viewer checks at present.
create or replace function viewer_checked() returns uuid[]
    language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    return array(select organisation_id from independent_check
                 where checker_id = viewer_person() and state in ('assigned', 'answering'));
end $$;
create policy lookup on independent_check to viewer_lookup using (true);

-- The ladder is public reference.
create policy open on ladder_rung for select to visitor, worker, member, staff using (true);

-- That evidence exists is public as soon as anybody outside may look at it; evidence kept to oneself is nobody else's.
create policy seen_by_visitor on evidence for select to visitor using (visibility <> 'own');
create policy seen_by_worker on evidence for select to worker using (visibility <> 'own');
create policy seen_by_member on evidence for select to member
    using (visibility <> 'own' or organisation_id = any ((select viewer_organisations())::uuid[]));
create policy seen_by_staff on evidence for select to staff using (visibility <> 'own');
create policy added_by_member on evidence for insert to member
    with check (organisation_id = any ((select viewer_organisations())::uuid[]));
create policy changed_by_member on evidence for update to member
    using (organisation_id = any ((select viewer_organisations())::uuid[]));

-- What it says is seen by whom its visibility names, and by who checks its member.
create policy seen_by_visitor on evidence_content for select to visitor using (visibility = 'public');
create policy seen_by_worker on evidence_content for select to worker using (visibility = 'public');
create policy seen_by_member on evidence_content for select to member
    using (visibility = 'public'
        or organisation_id = any ((select viewer_organisations())::uuid[])
        or visibility = 'members' and cardinality((select viewer_organisations())::uuid[]) > 0
        or visibility <> 'own' and organisation_id = any ((select viewer_checked())::uuid[]));
create policy seen_by_staff on evidence_content for select to staff using (visibility <> 'own');
create policy added_by_member on evidence_content for insert to member
    with check (organisation_id = any ((select viewer_organisations())::uuid[]));
create policy changed_by_member on evidence_content for update to member
    using (organisation_id = any ((select viewer_organisations())::uuid[]));

-- A file is its organisation's, the secretariat's where it has none, and of whoever sees evidence that shows it.
create policy seen_by_visitor on stored_file for select to visitor
    using (exists (select from evidence_content shown where shown.file_id = stored_file.id));
create policy seen_by_worker on stored_file for select to worker
    using (exists (select from evidence_content shown where shown.file_id = stored_file.id));
create policy seen_by_member on stored_file for select to member
    using (organisation_id = any ((select viewer_organisations())::uuid[])
        or exists (select from evidence_content shown where shown.file_id = stored_file.id));
create policy seen_by_staff on stored_file for select to staff
    using (organisation_id is null or exists (select from evidence_content shown where shown.file_id = stored_file.id));
create policy added_by_member on stored_file for insert to member
    with check (organisation_id = any ((select viewer_organisations())::uuid[]));
create policy added_by_staff on stored_file for insert to staff with check (organisation_id is null);

-- Links are seen with the evidence that they name.
create policy seen_by_visitor on commitment_evidence for select to visitor
    using (exists (select from evidence shown where shown.id = evidence_id));
create policy seen_by_worker on commitment_evidence for select to worker
    using (exists (select from evidence shown where shown.id = evidence_id));
create policy seen_by_member on commitment_evidence for select to member
    using (exists (select from evidence shown where shown.id = evidence_id));
create policy seen_by_staff on commitment_evidence for select to staff
    using (exists (select from evidence shown where shown.id = evidence_id));
create policy added_by_member on commitment_evidence for insert to member
    with check (organisation_id = any ((select viewer_organisations())::uuid[]));
create policy seen_by_visitor on rung_evidence for select to visitor
    using (exists (select from evidence shown where shown.id = evidence_id));
create policy seen_by_worker on rung_evidence for select to worker
    using (exists (select from evidence shown where shown.id = evidence_id));
create policy seen_by_member on rung_evidence for select to member
    using (exists (select from evidence shown where shown.id = evidence_id));
create policy seen_by_staff on rung_evidence for select to staff
    using (exists (select from evidence shown where shown.id = evidence_id));
create policy added_by_member on rung_evidence for insert to member
    with check (organisation_id = any ((select viewer_organisations())::uuid[]));

-- A check is its member's, its checker's and the secretariat's; a draw is public, so that anybody can draw again.
create policy open on check_draw for select to visitor, worker, member, staff using (true);
create policy drawn_by_staff on check_draw for insert to staff with check (true);
create policy seen_by_member on independent_check for select to member
    using (organisation_id = any ((select viewer_organisations())::uuid[]) or checker_id = (select viewer_person()));
create policy seen_by_staff on independent_check for select to staff using (true);
create policy requested_by_member on independent_check for insert to member
    with check (organisation_id = any ((select viewer_organisations())::uuid[]) and state = 'requested');
create policy requested_by_staff on independent_check for insert to staff with check (state = 'requested');
create policy changed_by_checker on independent_check for update to member using (checker_id = (select viewer_person()));
create policy changed_by_staff on independent_check for update to staff using (true);

-- Findings are their check's: the member sees them once they are reported.
create policy seen_by_member on check_finding for select to member
    using (exists (select from independent_check held where held.id = check_id
        and (held.checker_id = (select viewer_person()) or held.state in ('answering', 'closed'))));
create policy seen_by_staff on check_finding for select to staff using (true);
create policy found_by_checker on check_finding for insert to member
    with check (exists (select from independent_check held where held.id = check_id
        and held.checker_id = (select viewer_person())));
create policy changed_by_member on check_finding for update to member
    using (organisation_id = any ((select viewer_organisations())::uuid[])
        or exists (select from independent_check held where held.id = check_id
            and held.checker_id = (select viewer_person())));
