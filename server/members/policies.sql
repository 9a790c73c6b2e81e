-- Places are public.
create policy open on prefecture for select to visitor, worker, member, staff, authenticator using (true);
create policy open on municipality for select to visitor, worker, member, staff, authenticator using (true);

-- The directory is public; an application is seen by its own people and the secretariat.
create policy seen_by_visitor on organisation for select to visitor using (status = 'active');
create policy seen_by_worker on organisation for select to worker using (status = 'active');
create policy seen_by_member on organisation for select to member
    using (status = 'active' or id = any ((select viewer_organisations())::uuid[]));
create policy seen_by_staff on organisation for select to staff using (true);
create policy seen_by_authenticator on organisation for select to authenticator using (true);
create policy applied on organisation for insert to visitor, member with check (status = 'applied');
create policy changed_by_staff on organisation for update to staff using (true);

create policy seen_by_member on member_contact for select to member
    using (organisation_id = any ((select viewer_organisations())::uuid[]));
create policy seen_by_staff on member_contact for select to staff using (true);
create policy added on member_contact for insert to visitor, member with check (true);

create policy seen_by_member on membership_application for select to member
    using (organisation_id = any ((select viewer_organisations())::uuid[]));
create policy seen_by_staff on membership_application for select to staff using (true);
create policy added on membership_application for insert to visitor, member with check (approved is null);
create policy decided_by_staff on membership_application for update to staff using (true);
