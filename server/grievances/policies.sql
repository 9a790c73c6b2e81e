-- Who sees a grievance is who holds its receipt, or a grant for it. No one else: not its row, not a count.
create policy seen_by_worker on grievance for select to worker using (id = (select viewer_receipt()));
create policy filed_by_worker on grievance for insert to worker with check (id = (select viewer_receipt()));
create policy granted on grievance for select to member, staff
    using (id = any ((select viewer_grievances())::uuid[]));
create policy handled on grievance for update to member, staff
    using (id = any ((select viewer_grievances())::uuid[]));

create policy filed_by_worker on grievance_exclusion for insert to worker
    with check (grievance_id = (select viewer_receipt()));
create policy seen_by_worker on grievance_exclusion for select to worker
    using (grievance_id = (select viewer_receipt()));
create policy granted on grievance_exclusion for select to member, staff
    using (grievance_id = any ((select viewer_grievances())::uuid[]));

create policy seen_by_worker on grievance_message for select to worker using (grievance_id = (select viewer_receipt()));
create policy sent_by_worker on grievance_message for insert to worker
    with check (grievance_id = (select viewer_receipt()) and author = 'worker');
create policy granted on grievance_message for select to member, staff
    using (grievance_id = any ((select viewer_grievances())::uuid[]));
create policy sent_by_handler on grievance_message for insert to member, staff
    with check (grievance_id = any ((select viewer_grievances())::uuid[]) and author = 'handler');

create policy granted_at_filing on grievance_grant for insert to worker
    with check (grievance_id = (select viewer_receipt()));
create policy own on grievance_grant for select to member, staff
    using (person_id = (select viewer_person()) and grievance_id = any ((select viewer_grievances())::uuid[]));

create policy filed_by_worker on grievance_receipt for insert to worker
    with check (grievance_id = (select viewer_receipt()));
create policy known on grievance_receipt for select to authenticator using (true);

create policy seen_by_worker on grievance_reading for select to worker
    using (grievance_id = (select viewer_receipt()));
create policy added_by_handler on grievance_reading for insert to member, staff
    with check (grievance_id = any ((select viewer_grievances())::uuid[]) and person_id = (select viewer_person()));
