-- Imports of members are the secretariat's; that a member came in by one, the member sees too.
create policy seen_by_staff on member_import for select to staff using (true);
create policy added_by_staff on member_import for insert to staff with check (person_id = (select viewer_person()));
create policy changed_by_staff on member_import for update to staff using (true);
create policy seen_by_staff on member_import_problem for select to staff using (true);
create policy added_by_staff on member_import_problem for insert to staff with check (true);
create policy seen_by_member on register_entry for select to member
    using (organisation_id = any ((select viewer_organisations())::uuid[]));
create policy seen_by_staff on register_entry for select to staff using (true);
create policy added_by_staff on register_entry for insert to staff with check (true);
create policy taken_in_by_staff on organisation for insert to staff with check (status = 'active');
create policy taken_in_by_staff on member_contact for insert to staff with check (true);

-- What a member asks for of its own record, and corrects in it: its own people's and the secretariat's.
create policy seen_by_member on member_export for select to member
    using (organisation_id = any ((select viewer_organisations())::uuid[]));
create policy seen_by_staff on member_export for select to staff using (true);
create policy asked_by_member on member_export for insert to member
    with check (organisation_id = any ((select viewer_organisations())::uuid[]) and person_id = (select viewer_person()));
create policy asked_by_staff on member_export for insert to staff with check (person_id = (select viewer_person()));
create policy seen_by_member on correction for select to member
    using (organisation_id = any ((select viewer_organisations())::uuid[]));
create policy seen_by_staff on correction for select to staff using (true);
create policy proposed_by_member on correction for insert to member
    with check (organisation_id = any ((select viewer_organisations())::uuid[]) and person_id = (select viewer_person()));
create policy decided_by_staff on correction for update to staff using (true);
create policy corrected_by_member on member_contact for update to member
    using (organisation_id = any ((select viewer_organisations())::uuid[]));
