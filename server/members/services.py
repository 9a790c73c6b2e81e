"""What can be done about membership, for the schema and for other domains."""

from server.members import rules
from server.members.applications import (
    apply_for_membership,
    approve_membership,
    decline_membership,
    rejoin_membership,
    request_information,
)
from server.members.links import OpenedApplication, answer_application, application_link, open_application
from server.members.memberships import change_participation, reinstate_membership, withdraw_membership
from server.members.names import name_of, rename_organisation
from server.members.parties import name_party
from server.members.places import place_of
from server.members.standing import (
    change_standing,
    evaluate_memberships,
    locked,
    move_standing,
    refuse_unless_acting,
    set_report_due,
    settle,
    standing_of,
    terms_of,
)

__all__ = [
    "OpenedApplication",
    "answer_application",
    "application_link",
    "apply_for_membership",
    "approve_membership",
    "change_participation",
    "change_standing",
    "decline_membership",
    "evaluate_memberships",
    "locked",
    "move_standing",
    "name_of",
    "name_party",
    "open_application",
    "place_of",
    "refuse_unless_acting",
    "reinstate_membership",
    "rejoin_membership",
    "rename_organisation",
    "request_information",
    "set_report_due",
    "settle",
    "standing_of",
    "terms_of",
    "withdraw_membership",
]

NAME_LIMIT = rules.NAME_LIMIT
number_for, municipality_code, email = rules.number_for, rules.municipality_code, rules.email
"""What entries about a member must be, for those who take them in from elsewhere (`server/exchange`)."""
