"""Who sees what: every kind of row down, people across, ✔ seen, ✦ by the admin alone, and · not seen.

Each cell is tried twice as the login that serves the person: in plain SQL with the person's session entered, and where
GraphQL has a type for it, through `node(id:)`. The invented member is Aozora, its rival Kitakaze; Minato has applied.

    nobody     no session
    worker     holds the receipt of the grievance "wages", which names Aozora as employer
    other      holds the receipt of the grievance "housing", which names Kitakaze
    aozora     Aozora's owner, its editor and its reader: three people, one column, because they see the same
    rival      Kitakaze's owner
    minato     the applicant's owner
    office     membership officer, content editor, custodian, analyst and admin of the secretariat
    handler    case handler of the secretariat, free of ties
    tied       case handler of the secretariat who also has a seat at Aozora
    adviser    adviser from outside
    partner    handler of a partner organisation, with whom "housing" was shared
"""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import asyncpg
import pytest
from graphql import GraphQLObjectType

from schema import schema
from schema.connections import global_id
from schema.planner.mapping import TABLES
from server.kernel.viewer import Audience
from tests.makers import gid, key
from tests.world import PEOPLE

COLUMNS = {
    "nobody": ("visitor",),
    "worker": ("worker",),
    "other": ("other_worker",),
    "aozora": ("owner", "editor", "reader"),
    "rival": ("rival",),
    "minato": ("applicant",),
    "office": ("officer", "content_editor", "custodian", "analyst", "admin"),
    "handler": ("handler",),
    "tied": ("tied_handler",),
    "adviser": ("adviser",),
    "partner": ("partner",),
}

TRUTH = """
                                     | nobody worker other | aozora rival minato | office handler tied | adviser partner
the public's:                        |                     |                     |                     |
  prefecture                         |   ✔      ✔      ✔   |   ✔      ✔      ✔   |   ✔      ✔      ✔   |    ✔       ✔
  municipality                       |   ✔      ✔      ✔   |   ✔      ✔      ✔   |   ✔      ✔      ✔   |    ✔       ✔
  municipality, code closed          |   ✔      ✔      ✔   |   ✔      ✔      ✔   |   ✔      ✔      ✔   |    ✔       ✔
  code_of_conduct                    |   ✔      ✔      ✔   |   ✔      ✔      ✔   |   ✔      ✔      ✔   |    ✔       ✔
  article                            |   ✔      ✔      ✔   |   ✔      ✔      ✔   |   ✔      ✔      ✔   |    ✔       ✔
  question                           |   ✔      ✔      ✔   |   ✔      ✔      ✔   |   ✔      ✔      ✔   |    ✔       ✔
  pledge                             |   ✔      ✔      ✔   |   ✔      ✔      ✔   |   ✔      ✔      ✔   |    ✔       ✔
  commitment                         |   ✔      ✔      ✔   |   ✔      ✔      ✔   |   ✔      ✔      ✔   |    ✔       ✔
  commitment_note, published         |   ✔      ✔      ✔   |   ✔      ✔      ✔   |   ✔      ✔      ✔   |    ✔       ✔
  participation_terms                |   ✔      ✔      ✔   |   ✔      ✔      ✔   |   ✔      ✔      ✔   |    ✔       ✔
  organisation, withdrawn            |   ✔      ✔      ✔   |   ✔      ✔      ✔   |   ✔      ✔      ✔   |    ✔       ✔
  membership_event, joined           |   ✔      ✔      ✔   |   ✔      ✔      ✔   |   ✔      ✔      ✔   |    ✔       ✔
  code_text_revision                 |   ✔      ✔      ✔   |   ✔      ✔      ✔   |   ✔      ✔      ✔   |    ✔       ✔
  measurement                        |   ✔      ✔      ✔   |   ✔      ✔      ✔   |   ✔      ✔      ✔   |    ✔       ✔
  milestone                          |   ✔      ✔      ✔   |   ✔      ✔      ✔   |   ✔      ✔      ✔   |    ✔       ✔
  verification                       |   ✔      ✔      ✔   |   ✔      ✔      ✔   |   ✔      ✔      ✔   |    ✔       ✔
  ladder_rung                        |   ✔      ✔      ✔   |   ✔      ✔      ✔   |   ✔      ✔      ✔   |    ✔       ✔
  evidence, public                   |   ✔      ✔      ✔   |   ✔      ✔      ✔   |   ✔      ✔      ✔   |    ✔       ✔
  evidence, for the secretariat      |   ✔      ✔      ✔   |   ✔      ✔      ✔   |   ✔      ✔      ✔   |    ✔       ✔
  evidence_content, public           |   ✔      ✔      ✔   |   ✔      ✔      ✔   |   ✔      ✔      ✔   |    ✔       ✔
  commitment_evidence, public        |   ✔      ✔      ✔   |   ✔      ✔      ✔   |   ✔      ✔      ✔   |    ✔       ✔
  rung_evidence, public              |   ✔      ✔      ✔   |   ✔      ✔      ✔   |   ✔      ✔      ✔   |    ✔       ✔
  stored_file of public evidence     |   ✔      ✔      ✔   |   ✔      ✔      ✔   |   ✔      ✔      ✔   |    ✔       ✔
  check_draw                         |   ✔      ✔      ✔   |   ✔      ✔      ✔   |   ✔      ✔      ✔   |    ✔       ✔
  organisation, active               |   ✔      ✔      ✔   |   ✔      ✔      ✔   |   ✔      ✔      ✔   |    ✔       ✔
  published_outcome                  |   ✔      ✔      ✔   |   ✔      ✔      ✔   |   ✔      ✔      ✔   |    ✔       ✔
  case_study, published              |   ✔      ✔      ✔   |   ✔      ✔      ✔   |   ✔      ✔      ✔   |    ✔       ✔
  site                               |   ✔      ✔      ✔   |   ✔      ✔      ✔   |   ✔      ✔      ✔   |    ✔       ✔
  site_headcount, from ten           |   ✔      ✔      ✔   |   ✔      ✔      ✔   |   ✔      ✔      ✔   |    ✔       ✔
  former_name of Aozora              |   ✔      ✔      ✔   |   ✔      ✔      ✔   |   ✔      ✔      ✔   |    ✔       ✔
  lapse_comment                      |   ✔      ✔      ✔   |   ✔      ✔      ✔   |   ✔      ✔      ✔   |    ✔       ✔
  reporting_period                   |   ✔      ✔      ✔   |   ✔      ✔      ✔   |   ✔      ✔      ✔   |    ✔       ✔
  peer_practice                      |   ✔      ✔      ✔   |   ✔      ✔      ✔   |   ✔      ✔      ✔   |    ✔       ✔
  identity_provider of Kitakaze      |   ✔      ✔      ✔   |   ✔      ✔      ✔   |   ✔      ✔      ✔   |    ✔       ✔
  case_study_search                  |   ✔      ✔      ✔   |   ✔      ✔      ✔   |   ✔      ✔      ✔   |    ✔       ✔

a member's own:                      |                     |                     |                     |
  commitment_note, kept back         |   ·      ·      ·   |   ✔      ·      ·   |   ✔      ✔      ✔   |    ·       ·
  evidence, its own                  |   ·      ·      ·   |   ✔      ·      ·   |   ·      ·      ·   |    ·       ·
  evidence_content, for members      |   ·      ·      ·   |   ✔      ✔      ✔   |   ✔      ✔      ✔   |    ✔       ·
  evidence_content, secretariat      |   ·      ·      ·   |   ✔      ·      ·   |   ✔      ✔      ✔   |    ✔       ·
  evidence_content, its own          |   ·      ·      ·   |   ✔      ·      ·   |   ·      ·      ·   |    ·       ·
  commitment_evidence, its own       |   ·      ·      ·   |   ✔      ·      ·   |   ·      ·      ·   |    ·       ·
  rung_evidence, its own             |   ·      ·      ·   |   ✔      ·      ·   |   ·      ·      ·   |    ·       ·
  stored_file for the secretariat    |   ·      ·      ·   |   ✔      ·      ·   |   ✔      ✔      ✔   |    ✔       ·
  independent_check, assigned        |   ·      ·      ·   |   ✔      ·      ·   |   ✔      ✔      ✔   |    ✔       ·
  check_finding, not reported yet    |   ·      ·      ·   |   ·      ·      ·   |   ✔      ✔      ✔   |    ✔       ·
  check_finding, reported            |   ·      ·      ·   |   ✔      ·      ·   |   ✔      ✔      ✔   |    ·       ·
  code_draft                         |   ·      ·      ·   |   ·      ·      ·   |   ✔      ✔      ✔   |    ·       ·
  case_study, draft                  |   ·      ·      ·   |   ✔      ·      ·   |   ·      ·      ·   |    ·       ·
  case_study, draft of the rival     |   ·      ·      ·   |   ·      ✔      ·   |   ·      ·      ·   |    ·       ·
  case_study, in review              |   ·      ·      ·   |   ✔      ·      ·   |   ✔      ✔      ✔   |    ·       ·
  case_study, changes asked          |   ·      ·      ·   |   ✔      ·      ·   |   ✔      ✔      ✔   |    ·       ·
  case_study, withdrawn              |   ·      ·      ·   |   ✔      ·      ·   |   ✔      ✔      ✔   |    ·       ·
  case_study_review                  |   ·      ·      ·   |   ✔      ·      ·   |   ✔      ✔      ✔   |    ·       ·
  member_contact of Aozora           |   ·      ·      ·   |   ✔      ·      ·   |   ✔      ✔      ✔   |    ·       ·
  membership_application of Aozora   |   ·      ·      ·   |   ✔      ·      ·   |   ✔      ✔      ✔   |    ·       ·
  membership_event, applied          |   ·      ·      ·   |   ✔      ·      ·   |   ✔      ✔      ✔   |    ·       ·
  membership_event_detail            |   ·      ·      ·   |   ✔      ·      ·   |   ✔      ✔      ✔   |    ·       ·
  site, hidden                       |   ·      ·      ·   |   ✔      ·      ·   |   ✔      ✔      ✔   |    ·       ·
  site_headcount, under ten          |   ·      ·      ·   |   ✔      ·      ·   |   ✔      ✔      ✔   |    ·       ·
  site_headcount, of a hidden site   |   ·      ·      ·   |   ✔      ·      ·   |   ✔      ✔      ✔   |    ·       ·
  organisation, listed by Aozora     |   ·      ·      ·   |   ✔      ·      ·   |   ✔      ✔      ✔   |    ·       ·
  tie of Aozora                      |   ·      ·      ·   |   ✔      ·      ·   |   ✔      ✔      ✔   |    ·       ·
  former_application                 |   ·      ·      ·   |   ✔      ·      ·   |   ✔      ✔      ✔   |    ·       ·
  membership_class                   |   ·      ·      ·   |   ✔      ✔      ✔   |   ✔      ✔      ✔   |    ✔       ✔
  fee                                |   ·      ·      ·   |   ✔      ✔      ✔   |   ✔      ✔      ✔   |    ✔       ✔
  invoice_issuer                     |   ·      ·      ·   |   ✔      ✔      ✔   |   ✔      ✔      ✔   |    ✔       ✔
  fee_assignment                     |   ·      ·      ·   |   ✔      ·      ·   |   ✔      ✔      ✔   |    ·       ·
  invoice                            |   ·      ·      ·   |   ✔      ·      ·   |   ✔      ✔      ✔   |    ·       ·
  payment                            |   ·      ·      ·   |   ✔      ·      ·   |   ✔      ✔      ✔   |    ·       ·
  waiver                             |   ·      ·      ·   |   ✔      ·      ·   |   ✔      ✔      ✔   |    ·       ·
  number_series                      |   ·      ·      ·   |   ·      ·      ·   |   ✔      ✔      ✔   |    ·       ·
  proceeding                         |   ·      ·      ·   |   ✔      ·      ·   |   ✔      ✔      ✔   |    ✔       ·
  proceeding, a draft                |   ·      ·      ·   |   ·      ·      ·   |   ✔      ✔      ✔   |    ·       ·
  proceeding_decision                |   ·      ·      ·   |   ✔      ·      ·   |   ✔      ✔      ✔   |    ✔       ·
  proceeding_statement               |   ·      ·      ·   |   ✔      ·      ·   |   ✔      ✔      ✔   |    ✔       ·
  panel_member                       |   ·      ·      ·   |   ✔      ·      ·   |   ✔      ✔      ✔   |    ✔       ·
  recusal                            |   ·      ·      ·   |   ✔      ·      ·   |   ✔      ✔      ✔   |    ✔       ·
  panel_vote                         |   ·      ·      ·   |   ·      ·      ·   |   ✔      ✔      ✔   |    ✔       ·
  audit_entry about Aozora           |   ·      ·      ·   |   ✔      ·      ·   |   ✔      ✔      ✔   |    ·       ·
  member_export of Aozora            |   ·      ·      ·   |   ✔      ·      ·   |   ✔      ✔      ✔   |    ·       ·
  correction of Aozora               |   ·      ·      ·   |   ✔      ·      ·   |   ✔      ✔      ✔   |    ·       ·
  register_entry of Aozora           |   ·      ·      ·   |   ✔      ·      ·   |   ✔      ✔      ✔   |    ·       ·

the secretariat's imports:           |                     |                     |                     |
  member_import                      |   ·      ·      ·   |   ·      ·      ·   |   ✔      ✔      ✔   |    ·       ·
  member_import_problem              |   ·      ·      ·   |   ·      ·      ·   |   ✔      ✔      ✔   |    ·       ·
  activity_report, owed              |   ·      ·      ·   |   ✔      ·      ·   |   ✔      ✔      ✔   |    ·       ·
  activity_report, submitted         |   ✔      ✔      ✔   |   ✔      ✔      ✔   |   ✔      ✔      ✔   |    ✔       ✔
  report_entry of a draft            |   ·      ·      ·   |   ✔      ·      ·   |   ·      ·      ·   |    ·       ·
  report_entry, submitted            |   ✔      ✔      ✔   |   ✔      ✔      ✔   |   ✔      ✔      ✔   |    ✔       ✔
  report_remark in a draft           |   ·      ·      ·   |   ✔      ·      ·   |   ·      ·      ·   |    ·       ·
  report_remark, submitted           |   ·      ·      ·   |   ·      ✔      ·   |   ✔      ✔      ✔   |    ·       ·
  report_question to Kitakaze        |   ·      ·      ·   |   ·      ✔      ·   |   ✔      ✔      ✔   |    ·       ·
  report_extension of Aozora         |   ·      ·      ·   |   ✔      ·      ·   |   ✔      ✔      ✔   |    ·       ·
  supplier_invitation by Aozora      |   ·      ·      ·   |   ✔      ·      ·   |   ·      ·      ·   |    ·       ·
  supplier_contact for Aozora        |   ·      ·      ·   |   ✔      ·      ·   |   ·      ·      ·   |    ·       ·
  supplier_answer to Aozora          |   ·      ·      ·   |   ✔      ·      ·   |   ·      ·      ·   |    ·       ·
  assessment, copy for Aozora        |   ·      ·      ·   |   ✔      ·      ·   |   ·      ·      ·   |    ·       ·
  assessment_answer, Aozora's copy   |   ·      ·      ·   |   ✔      ·      ·   |   ·      ·      ·   |    ·       ·

a supplier's own (its session is no person's; see tests/supply_chain):
                                     |                     |                     |                     |
  supplier                           |   ·      ·      ·   |   ·      ·      ·   |   ·      ·      ·   |    ·       ·
  supplier_link                      |   ·      ·      ·   |   ·      ·      ·   |   ·      ·      ·   |    ·       ·
  supplier_invitation by a supplier  |   ·      ·      ·   |   ·      ·      ·   |   ·      ·      ·   |    ·       ·
  assessment, the supplier's         |   ·      ·      ·   |   ·      ·      ·   |   ·      ·      ·   |    ·       ·
  assessment, taken back             |   ·      ·      ·   |   ·      ·      ·   |   ·      ·      ·   |    ·       ·

an applicant's own:                  |                     |                     |                     |
  organisation, applied              |   ·      ·      ·   |   ·      ·      ✔   |   ✔      ✔      ✔   |    ·       ·
  organisation, declined             |   ·      ·      ·   |   ·      ·      ·   |   ✔      ✔      ✔   |    ·       ·
  former_name of Minato              |   ·      ·      ·   |   ·      ·      ✔   |   ✔      ✔      ✔   |    ·       ·
  member_contact of Minato           |   ·      ·      ·   |   ·      ·      ✔   |   ✔      ✔      ✔   |    ·       ·
  application_message                |   ·      ·      ·   |   ·      ·      ✔   |   ✔      ✔      ✔   |    ·       ·
  membership_application of Minato   |   ·      ·      ·   |   ·      ·      ✔   |   ✔      ✔      ✔   |    ·       ·

people:                              |                     |                     |                     |
  person of Aozora                   |   ·      ·      ·   |   ✔      ·      ·   |   ✔      ✔      ✔   |    ·       ·
  person of Kitakaze                 |   ·      ·      ·   |   ·      ✔      ·   |   ✔      ✔      ✔   |    ·       ·
  person of the secretariat          |   ·      ·      ·   |   ·      ·      ·   |   ✔      ✔      ✔   |    ·       ·
  person, the tied handler           |   ·      ·      ·   |   ✔      ·      ·   |   ✔      ✔      ✔   |    ·       ·
  person, the partner                |   ·      ·      ·   |   ·      ·      ·   |   ✔      ✔      ✔   |    ·       ✔
  seat at Aozora                     |   ·      ·      ·   |   ✔      ·      ·   |   ✔      ✔      ✔   |    ·       ·
  seat at Kitakaze                   |   ·      ·      ·   |   ·      ✔      ·   |   ✔      ✔      ✔   |    ·       ·
  appointment of the handler         |   ·      ·      ·   |   ·      ·      ·   |   ✔      ✔      ✔   |    ·       ·
  appointment of the adviser         |   ·      ·      ·   |   ·      ·      ·   |   ✔      ✔      ✔   |    ✔       ·
  invitation to a seat at Aozora     |   ·      ·      ·   |   ✔      ·      ·   |   ✔      ✔      ✔   |    ·       ·
  invitation to an appointment       |   ·      ·      ·   |   ·      ·      ·   |   ✔      ✔      ✔   |    ·       ·
  api_token of the handler           |   ·      ·      ·   |   ·      ·      ·   |   ·      ✔      ·   |    ·       ·
  device of the rival                |   ·      ·      ·   |   ·      ✔      ·   |   ·      ·      ·   |    ·       ·
  second_factor of somebody          |   ·      ·      ·   |   ·      ·      ·   |   ✔      ✔      ✔   |    ·       ·
  passkey of somebody                |   ·      ·      ·   |   ·      ·      ·   |   ·      ·      ·   |    ·       ·
  intervention on the adviser        |   ·      ·      ·   |   ·      ·      ·   |   ✔      ✔      ✔   |    ✔       ·
  seat_rule of Aozora                |   ·      ·      ·   |   ✔      ·      ·   |   ✔      ✔      ✔   |    ·       ·
  audit_entry about signing in       |   ·      ·      ·   |   ·      ·      ·   |   ✔      ✔      ✔   |    ·       ·
  letter about Aozora                |   ·      ·      ·   |   ·      ·      ·   |   ✔      ✔      ✔   |    ·       ·
  letter_text                        |   ·      ·      ·   |   ·      ·      ·   |   ✦      ·      ·   |    ·       ·
  job_run                            |   ·      ·      ·   |   ·      ·      ·   |   ✔      ✔      ✔   |    ·       ·

a worker's:                          |                     |                     |                     |
  grievance "wages"                  |   ·      ✔      ·   |   ·      ·      ·   |   ·      ✔      ·   |    ·       ·
  grievance "housing"                |   ·      ·      ✔   |   ·      ·      ·   |   ·      ✔      ✔   |    ·       ✔
  grievance_exclusion of "wages"     |   ·      ✔      ·   |   ·      ·      ·   |   ·      ✔      ·   |    ·       ·
  grievance_exclusion of "housing"   |   ·      ·      ✔   |   ·      ·      ·   |   ·      ✔      ✔   |    ·       ✔
  grievance_message in "wages"       |   ·      ✔      ·   |   ·      ·      ·   |   ·      ✔      ·   |    ·       ·
  grievance_message in "housing"     |   ·      ·      ✔   |   ·      ·      ·   |   ·      ✔      ✔   |    ·       ✔
  grievance_reading of "wages"       |   ·      ✔      ·   |   ·      ·      ·   |   ·      ·      ·   |    ·       ·
  grievance_reading of "housing"     |   ·      ·      ✔   |   ·      ·      ·   |   ·      ·      ·   |    ·       ·
  audit_entry about "wages"          |   ·      ✔      ·   |   ·      ·      ·   |   ·      ✔      ·   |    ·       ·
  audit_entry about "housing"        |   ·      ·      ✔   |   ·      ·      ·   |   ·      ✔      ✔   |    ·       ✔
  grievance_grant, the handler's     |   ·      ·      ·   |   ·      ·      ·   |   ·      ✔      ·   |    ·       ·
  grievance_grant, the tied handler's|   ·      ·      ·   |   ·      ·      ·   |   ·      ·      ✔   |    ·       ·
  grievance_grant, the partner's     |   ·      ·      ·   |   ·      ·      ·   |   ·      ·      ·   |    ·       ✔
  handler_key of the handler         |   ·      ·      ·   |   ·      ·      ·   |   ·      ✔      ·   |    ·       ·

nobody's:                            |                     |                     |                     |
  grievance_receipt                  |   ·      ·      ·   |   ·      ·      ·   |   ·      ·      ·   |    ·       ·
  application_link                   |   ·      ·      ·   |   ·      ·      ·   |   ·      ·      ·   |    ·       ·
  credential                         |   ·      ·      ·   |   ·      ·      ·   |   ·      ·      ·   |    ·       ·
  identity_provider_secret           |   ·      ·      ·   |   ·      ·      ·   |   ·      ·      ·   |    ·       ·
  identity_link                      |   ·      ·      ·   |   ·      ·      ·   |   ·      ·      ·   |    ·       ·
  one_time_key                       |   ·      ·      ·   |   ·      ·      ·   |   ·      ·      ·   |    ·       ·
  recovery_code                      |   ·      ·      ·   |   ·      ·      ·   |   ·      ·      ·   |    ·       ·
  password_reset                     |   ·      ·      ·   |   ·      ·      ·   |   ·      ·      ·   |    ·       ·
  spent_ticket                       |   ·      ·      ·   |   ·      ·      ·   |   ·      ·      ·   |    ·       ·
  session                            |   ·      ·      ·   |   ·      ·      ·   |   ·      ·      ·   |    ·       ·
  sign_in_throttle                   |   ·      ·      ·   |   ·      ·      ·   |   ·      ·      ·   |    ·       ·
  idempotency                        |   ·      ·      ·   |   ·      ·      ·   |   ·      ·      ·   |    ·       ·
  installation                       |   ·      ·      ·   |   ·      ·      ·   |   ·      ·      ·   |    ·       ·
  policy_file                        |   ·      ·      ·   |   ·      ·      ·   |   ·      ·      ·   |    ·       ·
  alembic_version                    |   ·      ·      ·   |   ·      ·      ·   |   ·      ·      ·   |    ·       ·
"""

ROWS: dict[str, dict[str, Any]] = {
    "prefecture": {"code": "JP-13"},
    "municipality": {"code": "131016"},
    "municipality, code closed": {"code": "112089"},
    "code_of_conduct": {"version": 1},
    "article": {"number": 3},
    "pledge": {"id": key("aozora pledge")},
    "commitment": {"id": key("aozora 3")},
    "commitment_note, published": {"commitment_id": key("aozora 1")},
    "commitment_note, kept back": {"commitment_id": key("aozora 2")},
    "code_text_revision": {"part": "preamble", "language": "en"},
    "measurement": {"id": key("measurement")},
    "milestone": {"id": key("milestone")},
    "verification": {"id": key("verification")},
    "ladder_rung": {"article_number": 1, "level": 1},
    **{
        f"evidence, {words}": {"id": key(f"aozora {of} evidence")}
        for words, of in (("public", "public"), ("for the secretariat", "secretariat"), ("its own", "own"))
    },
    **{
        f"evidence_content, {words}": {"evidence_id": key(f"aozora {of} evidence")}
        for words, of in (
            ("public", "public"),
            ("for members", "members"),
            ("secretariat", "secretariat"),
            ("its own", "own"),
        )
    },
    "commitment_evidence, public": {"id": key("aozora public link")},
    "commitment_evidence, its own": {"id": key("aozora own link")},
    "rung_evidence, public": {"id": key("public rung")},
    "rung_evidence, its own": {"id": key("own rung")},
    "stored_file of public evidence": {"id": key("public file")},
    "stored_file for the secretariat": {"id": key("file")},
    "check_draw": {"id": key("draw")},
    "independent_check, assigned": {"id": key("check")},
    "check_finding, not reported yet": {"id": key("finding")},
    "check_finding, reported": {"id": key("reported finding")},
    "code_draft": {"id": key("code draft")},
    "organisation, active": {"id": key("aozora")},
    "former_application": {"organisation_id": key("aozora")},
    "application_message": {"organisation_id": key("minato")},
    "application_link": {"organisation_id": key("minato")},
    "published_outcome": {"proceeding_id": key("case")},
    "membership_class": {"id": key("class")},
    "fee": {"id": key("fee")},
    "invoice_issuer": {"id": key("issuer")},
    "fee_assignment": {"organisation_id": key("aozora")},
    "invoice": {"id": key("invoice")},
    "payment": {"id": key("payment")},
    "waiver": {"id": key("waiver")},
    "number_series": {"name": "invoice-2025"},
    "proceeding": {"id": key("case")},
    "proceeding, a draft": {"id": key("draft case")},
    "proceeding_decision": {"id": key("decision")},
    "proceeding_statement": {"id": key("reply")},
    "panel_member": {"id": key("panel member")},
    "recusal": {"panel_member_id": key("panel member who left")},
    "panel_vote": {"panel_member_id": key("panel member")},
    "organisation, withdrawn": {"id": key("nagisa")},
    "participation_terms": {"code": "observer"},
    "membership_event, joined": {"id": key("aozora active")},
    "membership_event, applied": {"id": key("aozora applied")},
    "membership_event_detail": {"membership_event_id": key("aozora applied")},
    "organisation, applied": {"id": key("minato")},
    "organisation, declined": {"id": key("sunahama")},
    "organisation, listed by Aozora": {"id": key("hikari")},
    "site": {"id": key("mill")},
    "site, hidden": {"id": key("store")},
    "site_headcount, from ten": {"id": key("mill from_30")},
    "site_headcount, under ten": {"id": key("mill under_10")},
    "site_headcount, of a hidden site": {"id": key("store from_100")},
    "former_name of Aozora": {"id": key("aoi")},
    "former_name of Minato": {"id": key("minato before")},
    "lapse_comment": {"id": key("aozora comment")},
    "tie of Aozora": {"id": key("aozora hikari")},
    "case_study, draft": {"id": key("draft")},
    "case_study, draft of the rival": {"id": key("rival_draft")},
    "case_study, in review": {"id": key("in_review")},
    "case_study, changes asked": {"id": key("changes_asked")},
    "case_study, published": {"id": key("published")},
    "case_study, withdrawn": {"id": key("withdrawn")},
    "case_study_review": {"id": key("review")},
    "case_study_search": {"case_study_id": key("published")},
    "member_contact of Aozora": {"organisation_id": key("aozora")},
    "member_contact of Minato": {"organisation_id": key("minato")},
    "membership_application of Aozora": {"organisation_id": key("aozora")},
    "membership_application of Minato": {"organisation_id": key("minato")},
    "person of Aozora": {"id": key("owner")},
    "person of Kitakaze": {"id": key("rival")},
    "person of the secretariat": {"id": key("handler")},
    "person, the tied handler": {"id": key("tied_handler")},
    "person, the partner": {"id": key("partner")},
    "seat at Aozora": {"id": key("owner seat")},
    "seat at Kitakaze": {"id": key("rival seat")},
    "appointment of the handler": {"id": key("handler appointment")},
    "appointment of the adviser": {"id": key("adviser appointment")},
    "invitation to a seat at Aozora": {"id": key("seat invitation")},
    "invitation to an appointment": {"id": key("office invitation")},
    "api_token of the handler": {"id": key("handler token")},
    "audit_entry about Aozora": {"id": key("pledge entry")},
    "audit_entry about signing in": {"id": key("sign_in entry")},
    "letter about Aozora": {"id": key("letter")},
    "letter_text": {"id": key("letter")},
    "job_run": {"id": key("job run")},
    "reporting_period": {"id": key("half-year")},
    "peer_practice": {"id": key("peers")},
    "activity_report, owed": {"id": key("aozora report")},
    "activity_report, submitted": {"id": key("kitakaze report")},
    "report_entry of a draft": {"id": key("aozora report 1")},
    "report_entry, submitted": {"id": key("kitakaze report 1")},
    "report_remark in a draft": {"report_entry_id": key("aozora report 1")},
    "report_remark, submitted": {"report_entry_id": key("kitakaze report 1")},
    "report_question to Kitakaze": {"id": key("report question")},
    "report_extension of Aozora": {"id": key("report extension")},
    'audit_entry about "wages"': {"id": key("wages entry")},
    'audit_entry about "housing"': {"id": key("housing entry")},
    'grievance "wages"': {"id": key("wages")},
    'grievance "housing"': {"id": key("housing")},
    'grievance_exclusion of "wages"': {"grievance_id": key("wages")},
    'grievance_exclusion of "housing"': {"grievance_id": key("housing")},
    'grievance_message in "wages"': {"grievance_id": key("wages"), "kind": "message"},
    'grievance_message in "housing"': {"grievance_id": key("housing"), "kind": "message"},
    'grievance_reading of "wages"': {"id": key("wages reading")},
    'grievance_reading of "housing"': {"id": key("housing reading")},
    "grievance_grant, the handler's": {"grievance_id": key("wages"), "person_id": key("handler")},
    "grievance_grant, the tied handler's": {"grievance_id": key("housing"), "person_id": key("tied_handler")},
    "grievance_grant, the partner's": {"grievance_id": key("housing"), "person_id": key("partner")},
    "question": {"code": "1-fees"},
    "supplier_invitation by Aozora": {"id": key("asked by aozora")},
    "supplier_invitation by a supplier": {"id": key("asked by hoshi")},
    "supplier_contact for Aozora": {"supplier_invitation_id": key("asked by aozora")},
    "supplier_answer to Aozora": {"supplier_invitation_id": key("asked by aozora")},
    "assessment, copy for Aozora": {"id": key("shared assessment")},
    "assessment, the supplier's": {"id": key("own assessment")},
    "assessment, taken back": {"id": key("ended assessment")},
    "assessment_answer, Aozora's copy": {"assessment_id": key("shared assessment")},
    "supplier": {"id": key("hoshi")},
    "supplier_link": {"supplier_id": key("hoshi")},
    "member_export of Aozora": {"id": key("export")},
    "correction of Aozora": {"id": key("correction")},
    "register_entry of Aozora": {"organisation_id": key("aozora")},
    "member_import": {"id": key("import")},
    "member_import_problem": {"id": key("import problem")},
    "handler_key of the handler": {"person_id": key("handler")},
    "grievance_receipt": {"grievance_id": key("wages")},
    "credential": {"person_id": key("owner")},
    "device of the rival": {"id": key("rival device")},
    "second_factor of somebody": {"person_id": key("enrolled")},
    "passkey of somebody": {"id": key("passkey")},
    "intervention on the adviser": {"id": key("adviser intervention")},
    "seat_rule of Aozora": {"organisation_id": key("aozora")},
    "identity_provider of Kitakaze": {"organisation_id": key("kitakaze")},
    "identity_provider_secret": {"organisation_id": key("kitakaze")},
    "identity_link": {"organisation_id": key("kitakaze")},
    "one_time_key": {"person_id": key("enrolled")},
    "recovery_code": {"person_id": key("enrolled")},
    "password_reset": {"person_id": key("adviser")},
    "spent_ticket": {"hash": b"spent"},
    "session": {"person_id": key("owner")},
    "sign_in_throttle": {"bucket": b"somebody"},
    "idempotency": {"id": sha256(b"a request").digest()},
    "installation": {"id": 1},
    "policy_file": {"name": "kernel/grants.sql"},
    "alembic_version": {},
}
"""How the one row of each kind is found. A kind's first word is its table."""


@dataclass(frozen=True)
class Line:
    """One line of the table: a kind of row, and who of the world's people sees it."""

    kind: str
    seen_by: frozenset[str]

    @property
    def table(self) -> str:
        """The table that has the row."""
        return self.kind.split()[0].rstrip(",")


def lines() -> list[Line]:
    """The truth table, read."""
    head, *rest = [line.split("|", 1) for line in TRUTH.splitlines() if "|" in line]
    assert head[1].replace("|", "").split() == list(COLUMNS)
    read: list[Line] = []
    for kind, cells in rest:
        signs = cells.replace("|", "").split()
        if signs:
            assert set(signs) <= {"✔", "✦", "·"}
            seers = [people for sign, people in zip(signs, COLUMNS.values(), strict=True) if sign == "✔"]
            seers += [("admin",)] * ("✦" in signs)
            read.append(Line(kind.strip(), frozenset(name for people in seers for name in people)))
    return read


NODES = {
    str(TABLES[name].__tablename__): name
    for name, type_ in schema._schema.type_map.items()
    if isinstance(type_, GraphQLObjectType) and name in TABLES and "Node" in {one.name for one in type_.interfaces}
}
"""The GraphQL type with an identity for each table that has one."""


@pytest.mark.row
@pytest.mark.parametrize("line", lines(), ids=lambda line: line.kind)
async def test_a_row_is_seen_in_sql_by_exactly_those(line, door, behind, people, as_built):
    assert behind.row(line.table, **ROWS[line.kind]) is not None

    seers = {name for name in everybody() if await sees(door, people.get(name), line.table, ROWS[line.kind])}

    assert seers == line.seen_by


@pytest.mark.row
@pytest.mark.parametrize("line", [line for line in lines() if line.table in NODES], ids=lambda line: line.kind)
async def test_a_node_is_seen_in_graphql_by_exactly_those(line, ask, behind, people, as_built):
    primary = next(iter(behind.row(line.table, **ROWS[line.kind]).values()))
    id = global_id(NODES[line.table], primary)

    found = {
        name: await ask("query($id: ID!) { node(id: $id) { id } }", people.get(name), id=id) for name in everybody()
    }

    assert found == {name: {"node": {"id": id} if name in line.seen_by else None} for name in everybody()}


def test_the_table_names_every_table_and_everybody(behind):
    tables = {row["tablename"] for row in behind.rows("select tablename from pg_tables where schemaname = 'public'")}

    assert {line.table for line in lines()} == tables
    assert [line.kind for line in lines() if line.kind not in ROWS] == []
    assert sorted(everybody()) == sorted([*PEOPLE, "visitor", "worker", "other_worker"])


async def test_what_is_not_seen_is_not_counted(ask, people, fresh):
    document = "{ organisations { totalCount } caseStudies { totalCount } grievances { totalCount } }"
    tables = ("organisation", "case_study", "grievance")
    told: dict[str, list[int]] = {}
    for name in everybody():
        data = await ask(document, people.get(name))
        told[name] = [part["totalCount"] for part in data.values()]

    # The table has one line for each row of these tables, but for Kitakaze, which is as active as Aozora; who left
    # is not in the directory, nor who is listed for a tie only.
    listed = [
        line for line in lines() if line.kind not in ("organisation, withdrawn", "organisation, listed by Aozora")
    ]
    seen = {
        name: [sum(line.table == table and name in line.seen_by for line in listed) for table in tables]
        for name in told
    }
    assert told == {
        name: [organisations + 1, studies, grievances] for name, (organisations, studies, grievances) in seen.items()
    }


async def test_a_receipt_and_a_seat_do_not_list_grievances(ask, worker, owner):
    assert await ask("{ grievance { id } grievances { nodes { id } } }", owner) == {
        "grievance": None,
        "grievances": {"nodes": []},
    }
    assert (await ask("{ grievance { id } }", worker))["grievance"] == {"id": gid("Grievance", "wages")}


async def test_who_leaves_a_seat_sees_no_more_at_once(ask, behind, owner, fresh):
    question = "query($id: ID!) { caseStudy(id: $id) { status } viewer { seats { role } } }"
    id = gid("CaseStudy", "draft")
    assert (await ask(question, owner, id=id)) == {
        "caseStudy": {"status": "DRAFT"},
        "viewer": {"seats": [{"role": "OWNER"}]},
    }

    behind.rows("update seat set revoked_on = granted_on where person_id = %s", owner.id)

    assert (await ask(question, owner, id=id)) == {"caseStudy": None, "viewer": {"seats": []}}


async def test_a_handler_who_takes_a_seat_at_the_employer_sees_the_grievance_no_more(ask, behind, handler, fresh):
    question = "query($id: ID!) { grievance(id: $id) { narrative } grievances { totalCount } }"
    before = await ask(question, handler, id=gid("Grievance", "wages"))
    assert before["grievance"]["narrative"]
    assert before["grievances"] == {"totalCount": 2}

    behind.rows("update seat set person_id = %s where id = %s", handler.id, key("reader seat"))

    after = await ask(question, handler, id=gid("Grievance", "wages"))
    assert after == {"grievance": None, "grievances": {"totalCount": 1}}


def everybody() -> list[str]:
    """Everyone who stands in a column."""
    return [name for people in COLUMNS.values() for name in people]


async def sees(door: Any, who: Any, table: str, where: dict[str, Any]) -> bool:
    """Whether a person's login, with the person's session entered, gets this row."""
    condition = " and ".join(f"{column} = ${place}" for place, column in enumerate(where, 1)) or "true"
    try:
        async with door.reading(who and who.parsed) as connection:
            count = await connection.fetchval(f"select count(*) from {table} where {condition}", *where.values())
    except asyncpg.InsufficientPrivilegeError:
        return False
    assert count in (0, 1)
    return count == 1


def test_every_person_is_served_by_the_login_of_their_audience(people):
    assert {name: who.audience for name, who in people.items() if who.audience is not Audience.MEMBER} == {
        **dict.fromkeys(("worker", "other_worker"), Audience.WORKER),
        **dict.fromkeys((*COLUMNS["office"], "handler", "tied_handler"), Audience.STAFF),
    }
