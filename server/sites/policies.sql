-- Where members' people work is public, unless the member hides a site: then it is the member's and the secretariat's.
create policy seen_by_visitor on site for select to visitor using (not hidden);
create policy seen_by_worker on site for select to worker using (not hidden);
create policy seen_by_member on site for select to member
    using (not hidden or organisation_id = any ((select viewer_organisations())::uuid[]));
create policy seen_by_staff on site for select to staff using (true);
create policy opened_by_member on site for insert to member
    with check (organisation_id = any ((select viewer_organisations())::uuid[]));
create policy changed_by_member on site for update to member
    using (organisation_id = any ((select viewer_organisations())::uuid[]));

-- About how many work there: the member's and the secretariat's; everybody's from ten on, at sites that are not hidden.
create policy seen_by_visitor on site_headcount for select to visitor
    using (band in ('from_10', 'from_30', 'from_100', 'from_300') and exists (select from site where site.id = site_id));
create policy seen_by_worker on site_headcount for select to worker
    using (band in ('from_10', 'from_30', 'from_100', 'from_300') and exists (select from site where site.id = site_id));
create policy seen_by_member on site_headcount for select to member
    using (organisation_id = any ((select viewer_organisations())::uuid[])
        or band in ('from_10', 'from_30', 'from_100', 'from_300') and exists (select from site where site.id = site_id));
create policy seen_by_staff on site_headcount for select to staff using (true);
create policy recorded_by_member on site_headcount for insert to member
    with check (organisation_id = any ((select viewer_organisations())::uuid[]));
create policy corrected_by_member on site_headcount for update to member
    using (organisation_id = any ((select viewer_organisations())::uuid[]));
