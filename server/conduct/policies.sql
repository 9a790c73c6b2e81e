-- The code, who pledged it, and the state and dates of every commitment are public.
create policy open on code_of_conduct for select to visitor, worker, member, staff using (true);
create policy open on article for select to visitor, worker, member, staff using (true);
create policy open on pledge for select to visitor, worker, member, staff using (true);
create policy open on commitment for select to visitor, worker, member, staff using (true);

create policy signed_by_member on pledge for insert to member
    with check (organisation_id = any ((select viewer_organisations())::uuid[]));
create policy added_by_member on commitment for insert to member
    with check (organisation_id = any ((select viewer_organisations())::uuid[]));
create policy changed_by_member on commitment for update to member
    using (organisation_id = any ((select viewer_organisations())::uuid[]));

-- A note on progress is its owner's and the secretariat's until its owner publishes it.
create policy seen_by_visitor on commitment_note for select to visitor using (published);
create policy seen_by_worker on commitment_note for select to worker using (published);
create policy seen_by_member on commitment_note for select to member
    using (published or organisation_id = any ((select viewer_organisations())::uuid[]));
create policy seen_by_staff on commitment_note for select to staff using (true);
create policy added_by_member on commitment_note for insert to member
    with check (organisation_id = any ((select viewer_organisations())::uuid[]));
create policy changed_by_member on commitment_note for update to member
    using (organisation_id = any ((select viewer_organisations())::uuid[]));
