-- Places are public.
create policy open on prefecture for select to visitor, worker, member, staff, authenticator using (true);
create policy open on municipality for select to visitor, worker, member, staff, authenticator using (true);

-- What each way of taking part may and must do is published.
create policy open on participation_terms for select to visitor, worker, member, staff, steward using (true);

-- Who is or was a member is public, a lapse (worked out from report_due_on) too; an application is seen by its own people
-- and the secretariat.
create policy seen_by_visitor on organisation for select to visitor
    using (status in ('active', 'suspended', 'withdrawn', 'expelled'));
create policy seen_by_worker on organisation for select to worker
    using (status in ('active', 'suspended', 'withdrawn', 'expelled'));
create policy seen_by_member on organisation for select to member
    using (status in ('active', 'suspended', 'withdrawn', 'expelled')
        or id = any ((select viewer_organisations())::uuid[])
        or listed_by = any ((select viewer_organisations())::uuid[]));
create policy seen_by_steward on organisation for select to steward using (true);
create policy changed_by_member on organisation for update to member
    using (id = any ((select viewer_organisations())::uuid[]));
create policy changed_by_steward on organisation for update to steward using (true);
create policy seen_by_staff on organisation for select to staff using (true);
create policy seen_by_authenticator on organisation for select to authenticator using (true);
create policy answered_by_authenticator on organisation for update to authenticator using (true);
create policy applied on organisation for insert to visitor, member with check (status = 'applied');
create policy named_by_member on organisation for insert to member
    with check (status = 'listed' and listed_by = any ((select viewer_organisations())::uuid[]));
create policy named_by_staff on organisation for insert to staff with check (status = 'listed');
create policy changed_by_staff on organisation for update to staff using (true);

create policy lookup on organisation to viewer_lookup using (true);

-- History: what led to a public standing is public; who did it and why is the organisation's and the secretariat's.
create policy seen_by_visitor on membership_event for select to visitor
    using (becomes in ('active', 'grace', 'suspended', 'withdrawn', 'expelled'));
create policy seen_by_worker on membership_event for select to worker
    using (becomes in ('active', 'grace', 'suspended', 'withdrawn', 'expelled'));
create policy seen_by_member on membership_event for select to member
    using (becomes in ('active', 'grace', 'suspended', 'withdrawn', 'expelled')
        or organisation_id = any ((select viewer_organisations())::uuid[]));
create policy seen_by_staff on membership_event for select to staff, steward using (true);
create policy applied on membership_event for insert to visitor with check (cause = 'applied');
create policy added_by_member on membership_event for insert to member
    with check (cause = 'applied' or organisation_id = any ((select viewer_organisations())::uuid[]));
create policy added_by_staff on membership_event for insert to staff, steward with check (true);
create policy seen_by_member on membership_event_detail for select to member
    using (organisation_id = any ((select viewer_organisations())::uuid[]));
create policy seen_by_staff on membership_event_detail for select to staff using (true);
create policy added_by_member on membership_event_detail for insert to member
    with check (organisation_id = any ((select viewer_organisations())::uuid[]));
create policy added_by_staff on membership_event_detail for insert to staff, steward with check (true);

-- What an organisation was called before is seen by whoever sees the organisation; what a member says beside a lapse by
-- everybody.
create policy seen on former_name for select to visitor, worker, member
    using (exists (select from organisation where organisation.id = organisation_id));
create policy seen_by_staff on former_name for select to staff using (true);
create policy added_by_staff on former_name for insert to staff with check (true);
create policy open on lapse_comment for select to visitor, worker, member, staff using (true);
create policy added_by_member on lapse_comment for insert to member
    with check (organisation_id = any ((select viewer_organisations())::uuid[]));

create policy seen_by_member on member_contact for select to member
    using (organisation_id = any ((select viewer_organisations())::uuid[]));
create policy seen_by_staff on member_contact for select to staff using (true);
create policy added on member_contact for insert to visitor, member with check (true);

create policy seen_by_member on membership_application for select to member
    using (organisation_id = any ((select viewer_organisations())::uuid[]));
create policy seen_by_staff on membership_application for select to staff using (true);
create policy added on membership_application for insert to visitor, member
    with check (stage = 'submitted');
create policy decided_by_staff on membership_application for update to staff using (true);
create policy applied_again on membership_application for update to member
    using (organisation_id = any ((select viewer_organisations())::uuid[]));
create policy seen_by_authenticator on membership_application for select to authenticator using (true);
create policy answered on membership_application for update to authenticator using (true);
create policy seen_by_member on former_application for select to member
    using (organisation_id = any ((select viewer_organisations())::uuid[]));
create policy seen_by_staff on former_application for select to staff using (true);
create policy added_by_member on former_application for insert to member
    with check (organisation_id = any ((select viewer_organisations())::uuid[]));

-- Questions and answers; and the links by which an applicant without an account is let in by the authenticator.
create policy seen_by_member on application_message for select to member
    using (organisation_id = any ((select viewer_organisations())::uuid[]));
create policy seen_by_staff on application_message for select to staff, authenticator using (true);
create policy asked on application_message for insert to staff with check (side = 'secretariat');
create policy answered on application_message for insert to authenticator with check (side = 'applicant');
create policy added on application_link for insert to visitor, member, staff with check (true);
create policy seen_by_authenticator on application_link for select to authenticator using (true);
create policy answered on membership_event for insert to authenticator with check (cause = 'answered');
