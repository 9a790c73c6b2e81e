-- What membership costs is known to members; what one of them owes, to itself and the secretariat.
create policy known_to_members on membership_class for select to member, staff using (true);
create policy defined_by_staff on membership_class for insert to staff with check (true);
create policy known_to_members on fee for select to member, staff using (true);
create policy set_by_staff on fee for insert to staff with check (true);
create policy changed_by_staff on fee for update to staff using (true);
create policy known_to_members on invoice_issuer for select to member, staff using (true);
create policy set_by_staff on invoice_issuer for insert to staff with check (true);

create policy seen_by_member on fee_assignment for select to member
    using (organisation_id = any ((select viewer_organisations())::uuid[]));
create policy seen_by_staff on fee_assignment for select to staff using (true);
create policy set_by_staff on fee_assignment for insert to staff with check (true);
create policy changed_by_staff on fee_assignment for update to staff using (true);
create policy seen_by_member on invoice for select to member
    using (organisation_id = any ((select viewer_organisations())::uuid[]));
create policy seen_by_staff on invoice for select to staff using (true);
create policy issued_by_staff on invoice for insert to staff with check (true);
create policy changed_by_staff on invoice for update to staff using (true);
create policy seen_by_member on payment for select to member
    using (organisation_id = any ((select viewer_organisations())::uuid[]));
create policy seen_by_staff on payment for select to staff using (true);
create policy recorded_by_staff on payment for insert to staff with check (true);
create policy seen_by_member on waiver for select to member
    using (organisation_id = any ((select viewer_organisations())::uuid[]));
create policy seen_by_staff on waiver for select to staff using (true);
create policy granted_by_staff on waiver for insert to staff with check (true);
create policy numbered_by_staff on number_series to staff using (true) with check (true);
