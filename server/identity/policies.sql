-- People: oneself, one's colleagues, and for the secretariat everyone.
create policy seen_by_member on person for select to member
    using (id = (select viewer_person()) or id = any ((select viewer_colleagues())::uuid[]));
create policy seen_by_staff on person for select to staff using (true);
create policy known on person to authenticator using (true) with check (true);

create policy known on credential to authenticator using (true) with check (true);

create policy own on handler_key for select to member, staff using (person_id = (select viewer_person()));
create policy known on handler_key to authenticator using (true) with check (true);

create policy seen_by_member on seat for select to member
    using (person_id = (select viewer_person()) or organisation_id = any ((select viewer_organisations())::uuid[]));
create policy seen_by_staff on seat for select to staff using (true);
create policy added_by_member on seat for insert to member
    with check (organisation_id = any ((select viewer_organisations())::uuid[]) and (select viewer_scopes()) is null);
create policy changed_by_member on seat for update to member
    using (organisation_id = any ((select viewer_organisations())::uuid[]) and (select viewer_scopes()) is null);
create policy added_by_staff on seat for insert to staff with check ((select viewer_scopes()) is null);
create policy changed_by_staff on seat for update to staff using ((select viewer_scopes()) is null);
create policy known on seat to authenticator using (true) with check (true);

create policy own on appointment for select to member using (person_id = (select viewer_person()));
create policy seen_by_staff on appointment for select to staff using (true);
create policy known on appointment to authenticator using (true) with check (true);

create policy seen_by_member on invitation for select to member
    using (organisation_id = any ((select viewer_organisations())::uuid[]));
create policy added_by_member on invitation for insert to member
    with check (organisation_id = any ((select viewer_organisations())::uuid[]) and (select viewer_scopes()) is null);
create policy changed_by_member on invitation for update to member
    using (organisation_id = any ((select viewer_organisations())::uuid[]) and (select viewer_scopes()) is null);
create policy changed_by_staff on invitation for update to staff using ((select viewer_scopes()) is null);
create policy seen_by_staff on invitation for select to staff using (true);
create policy added_by_staff on invitation for insert to staff with check ((select viewer_scopes()) is null);
create policy known on invitation to authenticator using (true) with check (true);

-- API tokens: one's own.
create policy own on api_token for select to member, staff using (person_id = (select viewer_person()));
create policy known on api_token to authenticator using (true) with check (true);

-- Sessions are the authenticator's alone; the steward sweeps what is over.
create policy known on session to authenticator using (true) with check (true);
create policy swept on session to steward using (true);

create policy counted on sign_in_throttle to authenticator using (true) with check (true);
create policy swept on sign_in_throttle to steward using (true);

-- What one sees of oneself: devices, second factors, passkeys, what the secretariat did.
create policy own on device for select to member, staff using (person_id = (select viewer_person()));
create policy known on device to authenticator using (true) with check (true);
create policy swept on device to steward using (true);
create policy own on second_factor for select to member using (person_id = (select viewer_person()));
create policy seen_by_staff on second_factor for select to staff using (true);
create policy known on second_factor to authenticator using (true) with check (true);
create policy own on passkey for select to member, staff using (person_id = (select viewer_person()));
create policy known on passkey to authenticator using (true) with check (true);
create policy own on intervention for select to member using (person_id = (select viewer_person()));
create policy seen_by_staff on intervention for select to staff using (true);
create policy known on intervention to authenticator using (true) with check (true);

-- What an organisation asks of its seats.
create policy seen_by_member on seat_rule for select to member
    using (organisation_id = any ((select viewer_organisations())::uuid[]));
create policy seen_by_staff on seat_rule for select to staff using (true);
create policy added_by_member on seat_rule for insert to member
    with check (organisation_id = any ((select viewer_organisations())::uuid[]) and (select viewer_scopes()) is null);
create policy changed_by_member on seat_rule for update to member
    using (organisation_id = any ((select viewer_organisations())::uuid[]) and (select viewer_scopes()) is null);
create policy known on seat_rule for select to authenticator using (true);

-- Keys and hashes are the authenticator's alone.
create policy known on one_time_key to authenticator using (true) with check (true);
create policy known on recovery_code to authenticator using (true) with check (true);
create policy known on spent_ticket to authenticator using (true) with check (true);
create policy swept on spent_ticket to steward using (true);
create policy known on password_reset to authenticator using (true) with check (true);

-- Who signs in elsewhere is led there: where, everybody may know.
create policy open on identity_provider for select to visitor, worker, member, staff using (true);
create policy known on identity_provider to authenticator using (true) with check (true);
create policy known on identity_provider_secret to authenticator using (true) with check (true);
create policy known on identity_link to authenticator using (true) with check (true);
