-- What is published is public. Everything else is its owner's; editors see it from the day it is handed in.
create policy seen_by_visitor on case_study for select to visitor using (status = 'published');
create policy seen_by_worker on case_study for select to worker using (status = 'published');
create policy seen_by_member on case_study for select to member
    using (status = 'published' or organisation_id = any ((select viewer_organisations())::uuid[]));
create policy seen_by_staff on case_study for select to staff using (status <> 'draft');
create policy drafted_by_member on case_study for insert to member
    with check (organisation_id = any ((select viewer_organisations())::uuid[]));
create policy changed_by_member on case_study for update to member
    using (organisation_id = any ((select viewer_organisations())::uuid[]));
create policy changed_by_staff on case_study for update to staff using (status <> 'draft');

create policy seen_by_member on case_study_review for select to member
    using (organisation_id = any ((select viewer_organisations())::uuid[]));
create policy seen_by_staff on case_study_review for select to staff using (true);
create policy added_by_staff on case_study_review for insert to staff with check (true);

-- Only published text, open to all: under any condition PostgreSQL may not use the GIN index.
create policy open on case_study_search for select to visitor, worker, member, staff using (true);
create policy added_by_staff on case_study_search for insert to staff with check (true);
create policy removed on case_study_search for delete to staff using (true);
create policy removed_by_member on case_study_search for delete to member
    using (exists (select from case_study c where c.id = case_study_id
                   and c.organisation_id = any ((select viewer_organisations())::uuid[])));
