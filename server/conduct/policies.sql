-- The code, its history, who pledged it, and what every commitment says, measures and reaches are public.
create policy open on code_of_conduct for select to visitor, worker, member, staff using (true);
create policy open on article for select to visitor, worker, member, staff using (true);
create policy open on code_text_revision for select to visitor, worker, member, staff using (true);
create policy open on pledge for select to visitor, worker, member, staff using (true);
create policy open on commitment for select to visitor, worker, member, staff using (true);
create policy open on measurement for select to visitor, worker, member, staff using (true);
create policy open on milestone for select to visitor, worker, member, staff using (true);
create policy open on verification for select to visitor, worker, member, staff using (true);

-- A draft of a new version is the secretariat's. A version is written once; only translations are corrected.
create policy seen_by_staff on code_draft for select to staff using (true);
create policy drafted_by_staff on code_draft for insert to staff with check (true);
create policy changed_by_staff on code_draft for update to staff using (true);
create policy adopted_by_staff on code_of_conduct for insert to staff with check (true);
create policy translated_by_staff on code_of_conduct for update to staff using (true);
create policy adopted_by_staff on article for insert to staff with check (true);
create policy translated_by_staff on article for update to staff using (true);
create policy written_by_staff on code_text_revision for insert to staff with check (true);

create policy signed_by_member on pledge for insert to member
    with check (organisation_id = any ((select viewer_organisations())::uuid[]));
create policy added_by_member on commitment for insert to member
    with check (organisation_id = any ((select viewer_organisations())::uuid[]));
create policy changed_by_member on commitment for update to member
    using (organisation_id = any ((select viewer_organisations())::uuid[]));
create policy reckoned_by_staff on commitment for update to staff using (true);
create policy added_by_member on measurement for insert to member
    with check (organisation_id = any ((select viewer_organisations())::uuid[]));
create policy added_by_member on milestone for insert to member
    with check (organisation_id = any ((select viewer_organisations())::uuid[]));
create policy changed_by_member on milestone for update to member
    using (organisation_id = any ((select viewer_organisations())::uuid[]));
create policy confirmed_by_staff on verification for insert to staff with check (true);

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
