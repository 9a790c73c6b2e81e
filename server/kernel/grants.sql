-- Every privilege of every login, in one place; a test compares it with the catalog. Policies say which rows, this says
-- which tables and columns. Nobody who serves may delete, truncate, or change what happened.

revoke all on all tables in schema public from public, visitor, worker, member, staff, authenticator, steward, viewer_lookup;
revoke all on all functions in schema public from public, visitor, worker, member, staff, authenticator, steward;
revoke create on schema public from public;
grant usage on schema public to visitor, worker, member, staff, authenticator, steward, viewer_lookup;

grant select on session, api_token, recovery_code, seat, appointment, handler_key, grievance_grant, grievance_exclusion, idempotency to viewer_lookup;
grant select (id, state) on grievance to viewer_lookup;
grant select (id, status) on organisation to viewer_lookup;
grant execute on function organisations_without_owner() to visitor, worker, member, staff;
grant execute on function viewer_enter(text), viewer_session(), viewer_person(), viewer_receipt(), viewer_organisations(),
    viewer_colleagues(), viewer_is(text), viewer_scopes(), viewer_grievances(), viewer_device(),
    viewer_recovery_codes() to worker, member, staff, viewer_lookup;
grant update (revoked_on) on grievance_grant to viewer_lookup;
grant execute on function request_done(bytea) to visitor, worker, member, staff, authenticator;
grant execute on function revoke_tied_grants(uuid) to authenticator;
grant execute on function intake_handlers(uuid[]), stand_in_handlers() to worker;
grant execute on function grievances_without_handler() to member, staff;

grant select on prefecture, municipality, organisation, code_of_conduct, article, pledge, commitment, commitment_note,
    case_study, case_study_search to visitor, worker, member, staff;
grant select on participation_terms, membership_event to visitor, worker, member, staff, steward;
grant select on identity_provider to visitor, worker, member, staff;
grant insert on audit_entry to visitor, worker, member, staff, authenticator;
grant insert on idempotency to visitor, worker, member, staff, authenticator;
grant select on audit_entry to worker, member, staff;

-- visitor: apply for membership
grant insert on organisation, member_contact, membership_application, membership_event, application_link
    to visitor, member;

-- applications: asked by the secretariat, answered through the authenticator by who holds the link
grant select on former_application, application_message to member, staff;
grant insert on application_message, application_link to staff;
grant insert on former_application to member;
grant update (motivation, submitted_at, stage, reason, decided_by, decided_at) on membership_application to member;
grant select on membership_application, application_message, application_link to authenticator;
grant insert on application_message, membership_event to authenticator;
grant update (stage) on membership_application to authenticator;
grant update (status) on organisation to authenticator;

-- the history of memberships: steps of people, and what the rule of missed reports does
grant select, insert on membership_event_detail to member, staff;
grant insert on membership_event to staff, steward;
grant select on organisation to steward;
grant update (status, report_due_on) on organisation to member;
grant update (report_due_on) on organisation to staff, steward;

-- worker: file, write, read who has read
grant select on grievance, grievance_exclusion, grievance_message, grievance_reading to worker;
grant insert on grievance, grievance_exclusion, grievance_message, grievance_grant, grievance_receipt to worker;

-- member: pledge, commit, tell; partner handlers handle
grant select on person, seat, appointment, invitation, api_token, handler_key, member_contact, membership_application,
    case_study_review, grievance, grievance_exclusion, grievance_message, grievance_grant to member, staff;
grant insert on invitation, grievance_message, grievance_reading to member, staff;
grant insert on pledge, commitment, commitment_note, case_study to member;
grant update (text, published) on commitment_note to member;
grant update (title, summary, problem, context, action, cost, result, went_wrong, how_to_repeat, themes, articles,
    languages, sector, prefecture, status, withdrawn_on) on case_study to member;
grant delete on case_study_search to member, staff;
grant update (state, acknowledged_on, closed_on, outcome, due_on) on grievance to member, staff;

-- member, staff: seats and invitations, oneself
grant select on device, second_factor, passkey, intervention, seat_rule to member, staff;
grant insert on seat_rule to member;
grant update (second_factor, changed_by, changed_on) on seat_rule to member;
grant insert on seat to member, staff;
grant update (role, granted_on, granted_by, ends_on, revoked_on, revoked_by, reason) on seat to member, staff;
grant update (token_hash, expires_at, withdrawn_on) on invitation to member, staff;

-- staff: admit, publish
grant update (status, member_since, participation) on organisation to staff;
grant update (stage, reason, decided_by, decided_at) on membership_application to staff;
grant update (status, slug, published_on, withdrawn_on) on case_study to staff;
grant insert on case_study_review, case_study_search to staff;

-- suppliers, served as members: who asked, what was answered; and who asks
grant select on question to visitor, worker, member, staff;
grant select on supplier, supplier_invitation, supplier_link, supplier_contact, supplier_answer, assessment,
    assessment_answer to member;
grant insert on supplier_invitation, supplier_contact, supplier_answer, assessment, assessment_answer to member;
grant update (name) on supplier to member;
grant update (state) on supplier_invitation to member;
grant update (company, name, email) on supplier_contact to member;
grant update (stand, plan, answered_on) on supplier_answer to member;
grant update (ended_on) on assessment to member;
grant select on supplier_invitation, supplier_link to viewer_lookup;
grant execute on function viewer_supplier(), viewer_asked() to member;
grant execute on function supply_chain_uptake(uuid,integer,text) to visitor, worker, member, staff;
grant select, insert on supplier, supplier_link to authenticator;
grant select on supplier_invitation to authenticator;
grant update (state, opened_on) on supplier_invitation to authenticator;

-- a member's own record: asked for as a file, corrected
grant select, insert on member_export to member, staff;
grant select on correction to member, staff;
grant insert on correction to member;
grant update (name, prefecture, municipality_code, sector) on organisation to member;
grant update (name, email) on member_contact to member;
grant update (state, decided_by, decided_at, reason) on correction to staff;

-- staff: take members in by a file; see how they came in
grant select, insert on member_import, member_import_problem, register_entry to staff;
grant update (state, seen_at, total, done, new, known, wrong, written, entries) on member_import to staff;
grant insert on organisation, member_contact to staff;
grant select on register_entry to member;
-- ties: declared by members and by the secretariat, which alone may ask who is connected
grant select, insert on tie to member, staff;
grant update (valid_to, answer, answer_reason, answered_by, answered_on) on tie to member, staff;
grant select on tie to viewer_lookup;
grant select (id, corporate_number) on organisation to viewer_lookup;
grant execute on function tie_contradiction(uuid,uuid,text,date,date) to member, staff;
grant execute on function viewer_connected(uuid,date) to visitor, worker, member, staff;
grant execute on function connected_organisations(uuid,date) to viewer_lookup;

-- sites, names, successions, comments beside lapses
grant select on site, site_headcount, former_name, lapse_comment to visitor, worker, member, staff;
grant insert on site, site_headcount, lapse_comment to member;
grant update (name, prefecture, municipality_code, sector, dormitory, languages, hidden, closed_on) on site to member;
grant update (band) on site_headcount to member;
grant insert on former_name to staff;
grant update (name, corporate_number, succeeded_by) on organisation to staff;
grant execute on function revoke_tied_grants(uuid) to staff;
-- fees: known to members, kept by the secretariat
grant select on membership_class, fee, invoice_issuer, fee_assignment, invoice, payment, waiver to member, staff;
grant insert on membership_class, fee, invoice_issuer, fee_assignment, invoice, payment, waiver, number_series to staff;
grant update (amount, tax_basis_points) on fee to staff;
grant update (membership_class_id, employees, assigned_on) on fee_assignment to staff;
grant update (paid, reminders, reminded_on, cancelled_on, cancel_reason) on invoice to staff;
grant select, update (last) on number_series to staff;

-- cases: brought by the secretariat, answered by the member, decided by a panel, carried out by the steward
grant select (id, organisation_id, stage) on proceeding to viewer_lookup;
grant select on panel_member, recusal to viewer_lookup;
grant execute on function viewer_proceedings() to member, staff, viewer_lookup;
grant execute on function viewer_served() to member;
grant select on proceeding, proceeding_decision, proceeding_statement, panel_member, recusal, panel_vote to member, staff;
grant insert on proceeding, proceeding_decision, panel_member to staff;
grant insert on recusal, panel_vote to member, staff;
grant insert on proceeding_statement to member;
grant update (stage, served_by, served_on, reply_by, reply_due, interim_reason, interim_on, decided_on, appeal_by,
    appeal_due, public_text, final_on) on proceeding to staff;
grant update (stage) on proceeding to member;
grant select on proceeding, proceeding_decision to steward;
grant update (stage, final_on) on proceeding to steward;
grant insert on published_outcome to staff, steward;
grant select on published_outcome to visitor, worker, member, staff;
grant update (status) on organisation to steward;
grant insert on membership_event_detail to steward;

-- authenticator: who one is
grant select on prefecture, municipality, organisation, installation to authenticator;
grant select, insert, update, delete on session, sign_in_throttle to authenticator;
grant select, insert on api_token to authenticator;
grant update (last_used_on, revoked_on) on api_token to authenticator;
grant select, insert on person, credential, handler_key, seat, appointment to authenticator;
grant update (password_hash, changed_at) on credential to authenticator;
grant select on invitation, grievance_receipt to authenticator;
grant update (accepted_at) on invitation to authenticator;
grant update (revoked_on) on seat to authenticator;

grant update (salt, wrapped_key) on handler_key to authenticator;
grant update (revoked_on, revoked_by, reason) on appointment to authenticator;
grant select, insert, delete on device, second_factor, one_time_key, recovery_code, passkey to authenticator;
grant update (seen_at) on device to authenticator;
grant update (last_step) on one_time_key to authenticator;
grant update (used_on) on recovery_code to authenticator;
grant update (name, sign_count, last_used_on) on passkey to authenticator;
grant select, insert, update, delete on identity_provider, identity_provider_secret to authenticator;
grant select, insert, delete on identity_link to authenticator;
grant insert on spent_ticket, intervention to authenticator;
grant select, insert on password_reset to authenticator;
grant update (used_at) on password_reset to authenticator;
grant select on seat_rule to authenticator;

-- steward: sweep
grant select, delete on device, spent_ticket to steward;
grant select, delete on session, sign_in_throttle to steward;
grant select, delete on idempotency to steward;
grant update (box) on idempotency to steward;
grant select on installation, policy_file to steward;
grant select, insert, update on job_run to steward;
grant select on job_run to staff;

-- letters: written by whoever causes them, sent by the steward
grant insert on letter, letter_text to member, staff;
grant select on letter, letter_text to staff;
grant update (state, attempts, next_attempt_at) on letter to staff;
grant select, insert, update on letter to steward;
grant select, insert, delete on letter_text to steward;

-- steward: the queue, in a schema of its own
revoke all on all functions in schema procrastinate from public;
grant usage on schema procrastinate to steward;
grant select, insert, update, delete on all tables in schema procrastinate to steward;
grant usage on all sequences in schema procrastinate to steward;
grant execute on all functions in schema procrastinate to steward;

-- conduct and assurance: the code's history, commitments, evidence, files, the ladder, checks
grant select on code_text_revision, measurement, milestone, verification, ladder_rung, evidence, evidence_content,
    stored_file, commitment_evidence, rung_evidence, check_draw to visitor, worker, member, staff;
grant select on independent_check, check_finding to member, staff;
grant select on independent_check to viewer_lookup;
grant execute on function viewer_checked() to member;
grant insert on measurement, milestone, evidence, evidence_content, commitment_evidence, rung_evidence, check_finding
    to member;
grant insert on stored_file, independent_check to member, staff;
grant update (state, due_on, updated_on, aim, indicator, unit, baseline, target, owner_id, scope, scope_note, begun_on,
    met_until, verified_until, slips_on, lost_on) on commitment to member;
grant update (reached_on) on milestone to member;
grant update (visibility, withdrawn_on) on evidence to member;
grant update (visibility) on evidence_content to member;
grant update (state, reported_on) on independent_check to member;
grant update (outcome, text, language, found_on, answer, answered_on, follow_up_id) on check_finding to member;
grant select on code_draft to staff;
grant insert on code_draft, code_of_conduct, article, code_text_revision, check_draw, verification to staff;
grant update (texts, articles, reason, edits, changed_on, adopted_as) on code_draft to staff;
grant update (preamble, closing, translation_note) on code_of_conduct to staff;
grant update (title, text) on article to staff;
grant update (state, checker_id, due_on, closed_on) on independent_check to staff;
grant update (begun_on, met_until, verified_until, slips_on) on commitment to staff;
-- activity reports: written by members, opened by the steward, questioned and accepted by the secretariat
grant select on reporting_period, activity_report, report_entry, peer_practice to visitor, worker, member, staff;
grant select on report_remark, report_question, report_extension to member, staff;
grant insert on report_entry, report_remark, report_extension to member;
grant update (done, figures, why_not, next_steps, published, saved_at) on report_entry to member;
grant update (text) on report_remark to member;
grant update (state, submitted_on) on activity_report to member;
grant update (answer, answered_at) on report_question to member;
grant insert on report_question to staff;
grant update (state, due_on, due_clock, due_told, accepted_on) on activity_report to staff;
grant update (granted, decision, decided_by, decided_at) on report_extension to staff;
grant select, insert on reporting_period, activity_report to steward;
grant select, insert, delete on peer_practice to steward;
grant select on person, seat, member_contact, commitment, article, code_of_conduct to steward;
