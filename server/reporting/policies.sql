-- Half-years and what is counted of at least five members are public.
create policy open on reporting_period for select to visitor, worker, member, staff using (true);
create policy kept on reporting_period to steward using (true);
create policy open on peer_practice for select to visitor, worker, member, staff using (true);
create policy counted on peer_practice to steward using (true);

-- A report is public once it is submitted; that one is owed its own people and the secretariat see.
create policy seen_by_visitor on activity_report for select to visitor using (submitted_on is not null);
create policy seen_by_worker on activity_report for select to worker using (submitted_on is not null);
create policy seen_by_member on activity_report for select to member
    using (submitted_on is not null or organisation_id = any ((select viewer_organisations())::uuid[]));
create policy seen_by_staff on activity_report for select to staff using (true);
create policy changed_by_member on activity_report for update to member
    using (organisation_id = any ((select viewer_organisations())::uuid[]));
create policy changed_by_staff on activity_report for update to staff using (true);
create policy opened on activity_report to steward using (true);

-- What it says: its own people's until it is submitted, then everybody's.
create policy seen_by_visitor on report_entry for select to visitor using (published);
create policy seen_by_worker on report_entry for select to worker using (published);
create policy seen_by_member on report_entry for select to member
    using (published or organisation_id = any ((select viewer_organisations())::uuid[]));
create policy seen_by_staff on report_entry for select to staff using (published);
create policy added_by_member on report_entry for insert to member
    with check (organisation_id = any ((select viewer_organisations())::uuid[]));
create policy changed_by_member on report_entry for update to member
    using (organisation_id = any ((select viewer_organisations())::uuid[]));

-- Between a member and the secretariat: remarks, questions, more time.
create policy seen_by_member on report_remark for select to member
    using (organisation_id = any ((select viewer_organisations())::uuid[]));
create policy seen_by_staff on report_remark for select to staff
    using (exists (select from report_entry where id = report_entry_id));
create policy added_by_member on report_remark for insert to member
    with check (organisation_id = any ((select viewer_organisations())::uuid[]));
create policy changed_by_member on report_remark for update to member
    using (organisation_id = any ((select viewer_organisations())::uuid[]));
create policy seen_by_member on report_question for select to member
    using (organisation_id = any ((select viewer_organisations())::uuid[]));
create policy seen_by_staff on report_question for select to staff using (true);
create policy answered_by_member on report_question for update to member
    using (organisation_id = any ((select viewer_organisations())::uuid[]));
create policy asked_by_staff on report_question for insert to staff with check (true);
create policy seen_by_member on report_extension for select to member
    using (organisation_id = any ((select viewer_organisations())::uuid[]));
create policy seen_by_staff on report_extension for select to staff using (true);
create policy asked_by_member on report_extension for insert to member
    with check (organisation_id = any ((select viewer_organisations())::uuid[]) and granted is null);
create policy decided_by_staff on report_extension for update to staff using (true);

-- The steward finds whom to write to, and counts what members do.
create policy written_to on person for select to steward using (true);
create policy written_to on seat for select to steward using (true);
create policy written_to on member_contact for select to steward using (true);
create policy counted on commitment for select to steward using (true);
create policy counted on article for select to steward using (true);
create policy counted on code_of_conduct for select to steward using (true);
