"""Who may do what: every verb down, people across.

    ✔  may: it is done, and recorded
    ✗  may not: NOT_PERMITTED. They see what it is about; or nobody of their audience may ever do it, whatever exists
    ·  does not see what it is about: NOT_FOUND, with the same answer as for what does not exist

Whatever is refused leaves no trace: not one row of any table changes, and nothing comes back.

    nobody     no session
    worker     holds the receipt of the grievance that is meant; "other" holds another one
    owner, editor, reader: the three seats at Aozora, the member that is meant
    rival      owner of Kitakaze, another member
    minato     owner of the applicant that is meant
    officer    membership officer; content: content editor; admin; rest: custodian and analyst
    handler    case handler with a grant for the grievance; tied: one who also has a seat at Aozora
    adviser    adviser from outside
    partner    handler of a partner organisation
"""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from schema.connections import read_global_id
from schema.mutation import VERBS
from server.assurance.models import (
    CheckFinding,
    CheckKind,
    CheckState,
    Evidence,
    EvidenceContent,
    EvidenceKind,
    EvidenceVisibility,
    FindingOutcome,
    IndependentCheck,
)
from server.case_studies.models import CaseStudyStatus
from server.conduct.models import CodeDraft, Milestone
from server.due_process.models import (
    Instance,
    Measure,
    PanelMember,
    PanelVote,
    Proceeding,
    ProceedingStage,
    ProceedingStatement,
    StatementKind,
)
from server.dues.models import FeeAssignment, Invoice
from server.exchange.models import CorrectedPart, Correction, CorrectionState, ImportState, MemberImport
from server.grievances.models import GrievanceState
from server.identity import openid, rules
from server.identity.models import ApiToken, Invitation, Person, Scope, Seat
from server.kernel.sealing import new_receipt
from server.kernel.table import now, today
from server.kernel.viewer import SeatRole
from server.members.models import ApplicationLink, MembershipCause, OrganisationStatus, Sector
from server.members.rules import link_hash
from server.reporting.models import ReportExtension, ReportQuestion
from server.sites.models import Site
from server.supply_chain.models import Supplier, SupplierInvitation
from server.supply_chain.rules import secret_hash
from tests import reports, world
from tests.accounts import ISSUER, Accounts, vouching
from tests.house import Behind
from tests.makers import Maker, Somebody, application, case_study, event, gid, key, organisation, search_row, tie
from tests.supply_chain.asking import COMMITMENT

QUESTIONNAIRE = Path(world.__file__).parent.parent / "server" / "reference" / "questionnaire.toml"
COLUMNS = {
    "nobody": ("visitor",),
    "worker": ("worker",),
    "other": ("other_worker",),
    "owner": ("owner",),
    "editor": ("editor",),
    "reader": ("reader",),
    "rival": ("rival",),
    "minato": ("applicant",),
    "officer": ("officer",),
    "content": ("content_editor",),
    "admin": ("admin",),
    "rest": ("custodian", "analyst"),
    "handler": ("handler",),
    "tied": ("tied_handler",),
    "adviser": ("adviser",),
    "partner": ("partner",),
}

TRUTH = """
                       nobody worker other | owner editor reader rival minato | officer content admin rest | handler tied | adviser partner
signIn                    ✔      ✔     ✔   |   ✔     ✔      ✔      ✔     ✔    |    ✔       ✔      ✔    ✔   |    ✔     ✔   |    ✔       ✔
signOut                   ✔      ✔     ✔   |   ✔     ✔      ✔      ✔     ✔    |    ✔       ✔      ✔    ✔   |    ✔     ✔   |    ✔       ✔
invitePerson, seat        ✗      ✗     ✗   |   ✔     ✗      ✗      ✗     ✗    |    ✗       ✗      ✔    ✗   |    ✗     ✗   |    ✗       ✗
invitePerson, office      ✗      ✗     ✗   |   ✗     ✗      ✗      ✗     ✗    |    ✗       ✗      ✔    ✗   |    ✗     ✗   |    ✗       ✗
acceptInvitation          ✔      ✔     ✔   |   ✔     ✔      ✔      ✔     ✔    |    ✔       ✔      ✔    ✔   |    ✔     ✔   |    ✔       ✔
createApiToken            ✗      ✗     ✗   |   ✔     ✔      ✔      ✔     ✔    |    ✔       ✔      ✔    ✔   |    ✔     ✔   |    ✔       ✔
completeSignIn            ✔      ✔     ✔   |   ✔     ✔      ✔      ✔     ✔    |    ✔       ✔      ✔    ✔   |    ✔     ✔   |    ✔       ✔
beginSecondFactor         ✗      ✗     ✗   |   ✔     ✔      ✔      ✔     ✔    |    ✔       ✔      ✔    ✔   |    ✔     ✔   |    ✔       ✔
confirmSecondFactor       ✗      ✗     ✗   |   ✔     ✔      ✔      ✔     ✔    |    ✔       ✔      ✔    ✔   |    ✔     ✔   |    ✔       ✔
renewRecoveryCodes        ✗      ✗     ✗   |   ✔     ✔      ✔      ✔     ✔    |    ✔       ✔      ✔    ✔   |    ✔     ✔   |    ✔       ✔
removeSecondFactor        ✗      ✗     ✗   |   ✔     ✔      ✔      ✔     ✔    |    ✔       ✔      ✔    ✔   |    ✔     ✔   |    ✔       ✔
beginPasskey              ✗      ✗     ✗   |   ✔     ✔      ✔      ✔     ✔    |    ✔       ✔      ✔    ✔   |    ✔     ✔   |    ✔       ✔
registerPasskey           ✗      ✗     ✗   |   ✔     ✔      ✔      ✔     ✔    |    ✔       ✔      ✔    ✔   |    ✔     ✔   |    ✔       ✔
renamePasskey             ✗      ✗     ✗   |   ✔     ·      ·      ·     ·    |    ·       ·      ·    ·   |    ·     ·   |    ·       ·
removePasskey             ✗      ✗     ✗   |   ✔     ·      ·      ·     ·    |    ·       ·      ·    ·   |    ·     ·   |    ·       ·
beginPasskeySignIn        ✔      ✔     ✔   |   ✔     ✔      ✔      ✔     ✔    |    ✔       ✔      ✔    ✔   |    ✔     ✔   |    ✔       ✔
signInWithPasskey         ✔      ✔     ✔   |   ✔     ✔      ✔      ✔     ✔    |    ✔       ✔      ✔    ✔   |    ✔     ✔   |    ✔       ✔
endSession                ✗      ✗     ✗   |   ✔     ·      ·      ·     ·    |    ·       ·      ·    ·   |    ·     ·   |    ·       ·
endOtherSessions          ✗      ✗     ✗   |   ✔     ✔      ✔      ✔     ✔    |    ✔       ✔      ✔    ✔   |    ✔     ✔   |    ✔       ✔
changePassword            ✗      ✗     ✗   |   ✔     ✔      ✔      ✔     ✔    |    ✔       ✔      ✔    ✔   |    ✔     ✔   |    ✔       ✔
resetPassword             ✔      ✔     ✔   |   ✔     ✔      ✔      ✔     ✔    |    ✔       ✔      ✔    ✔   |    ✔     ✔   |    ✔       ✔
requireSecondFactor       ✗      ✗     ✗   |   ✔     ✗      ✗      ✗     ✗    |    ✗       ✗      ✗    ✗   |    ✗     ✗   |    ✗       ✗
setIdentityProvider       ✗      ✗     ✗   |   ✔     ✗      ✗      ✗     ✗    |    ✗       ✗      ✗    ✗   |    ✗     ✗   |    ✗       ✗
removeIdentityProvider    ✗      ✗     ✗   |   ✔     ✗      ✗      ✗     ✗    |    ✗       ✗      ✗    ✗   |    ✗     ✗   |    ✗       ✗
beginOrganisationSignIn   ✔      ✔     ✔   |   ✔     ✔      ✔      ✔     ✔    |    ✔       ✔      ✔    ✔   |    ✔     ✔   |    ✔       ✔
finishOrganisationSignIn  ✔      ✔     ✔   |   ✔     ✔      ✔      ✔     ✔    |    ✔       ✔      ✔    ✔   |    ✔     ✔   |    ✔       ✔
offerPasswordReset        ✗      ✗     ✗   |   ✗     ✗      ✗      ✗     ✗    |    ✗       ✗      ✔    ✗   |    ✗     ✗   |    ✗       ✗
resetSecondFactor         ✗      ✗     ✗   |   ✗     ✗      ✗      ✗     ✗    |    ✗       ✗      ✔    ✗   |    ✗     ✗   |    ✗       ✗
revokeAppointment         ✗      ✗     ✗   |   ✗     ✗      ✗      ✗     ✗    |    ✗       ✗      ✔    ✗   |    ✗     ✗   |    ✗       ✗
reauthenticate            ✗      ✗     ✗   |   ✔     ✔      ✔      ✔     ✔    |    ✔       ✔      ✔    ✔   |    ✔     ✔   |    ✔       ✔
changeSeat                ·      ·     ·   |   ✔     ✗      ✗      ·     ·    |    ✗       ✗      ✔    ✗   |    ✗     ✗   |    ·       ·
revokeSeat                ·      ·     ·   |   ✔     ✗      ✗      ·     ·    |    ✗       ✗      ✔    ✗   |    ✗     ✗   |    ·       ·
revokeSeat, own           ·      ·     ·   |   ✔     ✔      ✔      ✔     ✔    |    ✔       ✔      ✔    ✔   |    ✔     ✔   |    ✔       ✔
handOver                  ·      ·     ·   |   ✔     ✗      ✗      ·     ·    |    ✗       ✗      ✗    ✗   |    ✗     ✗   |    ·       ·
appointOwner              ✗      ✗     ✗   |   ✗     ✗      ✗      ✗     ✗    |    ✔       ✗      ✔    ✗   |    ✗     ✗   |    ✗       ✗
resendInvitation          ·      ·     ·   |   ✔     ✗      ✗      ·     ·    |    ✗       ✗      ✔    ✗   |    ✗     ✗   |    ·       ·
withdrawInvitation        ·      ·     ·   |   ✔     ✗      ✗      ·     ·    |    ✗       ✗      ✔    ✗   |    ✗     ✗   |    ·       ·
revokeApiToken            ✗      ✗     ✗   |   ✔     ·      ·      ·     ·    |    ·       ·      ·    ·   |    ·     ·   |    ·       ·

applyForMembership        ✔      ✗     ✗   |   ✔     ✔      ✔      ✔     ✔    |    ✗       ✗      ✗    ✗   |    ✗     ✗   |    ✔       ✔
approveMembership         ·      ·     ·   |   ·     ·      ·      ·     ✗    |    ✔       ✗      ✗    ✗   |    ✗     ✗   |    ·       ·
declineMembership         ·      ·     ·   |   ·     ·      ·      ·     ✗    |    ✔       ✗      ✗    ✗   |    ✗     ✗   |    ·       ·
exportMember              ✗      ✗     ✗   |   ✔     ✗      ✗      ✗     ✗    |    ✔       ✗      ✗    ✗   |    ✗     ✗   |    ✗       ✗
correctRecord             ✗      ✗     ✗   |   ✔     ✔      ✗      ✗     ✗    |    ✗       ✗      ✗    ✗   |    ✗     ✗   |    ✗       ✗
decideCorrection          ·      ·     ·   |   ✗     ✗      ✗      ·     ·    |    ✔       ✗      ✗    ✗   |    ✗     ✗   |    ·       ·
importMembers             ·      ·     ·   |   ·     ·      ·      ·     ·    |    ✔       ✗      ✗    ✗   |    ✗     ✗   |    ·       ·
requestInformation        ·      ·     ·   |   ·     ·      ·      ·     ✗    |    ✔       ✗      ✗    ✗   |    ✗     ✗   |    ·       ·
openApplication           ✔      ✔     ✔   |   ✔     ✔      ✔      ✔     ✔    |    ✔       ✔      ✔    ✔   |    ✔     ✔   |    ✔       ✔
answerApplication         ✔      ✔     ✔   |   ✔     ✔      ✔      ✔     ✔    |    ✔       ✔      ✔    ✔   |    ✔     ✔   |    ✔       ✔
withdrawMembership        ✗      ✗     ✗   |   ✔     ✗      ✗      ✗     ✗    |    ✔       ✗      ✗    ✗   |    ✗     ✗   |    ✗       ✗
rejoinMembership          ✗      ✗     ✗   |   ✔     ✗      ✗      ✗     ✗    |    ✗       ✗      ✗    ✗   |    ✗     ✗   |    ✗       ✗
reinstateMembership       ✗      ✗     ✗   |   ✗     ✗      ✗      ✗     ✗    |    ✔       ✗      ✗    ✗   |    ✗     ✗   |    ✗       ✗
changeParticipation       ✗      ✗     ✗   |   ✗     ✗      ✗      ✗     ✗    |    ✔       ✗      ✗    ✗   |    ✗     ✗   |    ✗       ✗

nameParty                 ✗      ✗     ✗   |   ✔     ✔      ✗      ✗     ✗    |    ✔       ✗      ✗    ✗   |    ✗     ✗   |    ✗       ✗
declareTie                ✗      ✗     ✗   |   ✔     ✗      ✗      ✔     ✗    |    ✔       ✗      ✗    ✗   |    ✗     ✗   |    ✗       ✗
endTie                    ·      ·     ·   |   ✔     ✗      ✗      ✔     ·    |    ✔       ✗      ✗    ✗   |    ✗     ✗   |    ·       ·
confirmTie                ·      ·     ·   |   ✗     ✗      ✗      ✔     ·    |    ✗       ✗      ✗    ✗   |    ✗     ✗   |    ·       ·
disputeTie                ·      ·     ·   |   ✗     ✗      ✗      ✔     ·    |    ✗       ✗      ✗    ✗   |    ✗     ✗   |    ·       ·
retryLetter               ·      ·     ·   |   ·     ·      ·      ·     ·    |    ✔       ✗      ✔    ✗   |    ✗     ✗   |    ·       ·

openSite                  ✗      ✗     ✗   |   ✔     ✔      ✗      ✗     ✗    |    ✗       ✗      ✗    ✗   |    ✗     ✗   |    ✗       ✗
changeSite                ✗      ✗     ✗   |   ✔     ✔      ✗      ✗     ✗    |    ✗       ✗      ✗    ✗   |    ✗     ✗   |    ✗       ✗
closeSite                 ✗      ✗     ✗   |   ✔     ✔      ✗      ✗     ✗    |    ✗       ✗      ✗    ✗   |    ✗     ✗   |    ✗       ✗
recordHeadcount           ✗      ✗     ✗   |   ✔     ✔      ✗      ✗     ✗    |    ✗       ✗      ✗    ✗   |    ✗     ✗   |    ✗       ✗
renameOrganisation        ✗      ✗     ✗   |   ✗     ✗      ✗      ✗     ✗    |    ✔       ✗      ✗    ✗   |    ✗     ✗   |    ✗       ✗
succeedOrganisation       ✗      ✗     ✗   |   ✗     ✗      ✗      ✗     ✗    |    ✔       ✗      ✗    ✗   |    ✗     ✗   |    ✗       ✗
commentOnLapse            ✗      ✗     ✗   |   ✔     ✗      ✗      ✗     ✗    |    ✗       ✗      ✗    ✗   |    ✗     ✗   |    ✗       ✗
saveReportEntry           ·      ·     ·   |   ✔     ✔      ✗      ·     ·    |    ✗       ✗      ✗    ✗   |    ✗     ✗   |    ·       ·
submitReport              ·      ·     ·   |   ✔     ✔      ✗      ·     ·    |    ✗       ✗      ✗    ✗   |    ✗     ✗   |    ·       ·
requestExtension          ·      ·     ·   |   ✔     ✔      ✗      ·     ·    |    ✗       ✗      ✗    ✗   |    ✗     ✗   |    ·       ·
decideExtension           ·      ·     ·   |   ✗     ✗      ✗      ·     ·    |    ✔       ✗      ✗    ✗   |    ✗     ✗   |    ·       ·
askAboutReport            ✗      ✗     ✗   |   ✗     ✗      ✗      ✗     ✗    |    ✔       ✗      ✗    ✗   |    ✗     ✗   |    ✗       ✗
answerReportQuestion      ·      ·     ·   |   ✔     ✔      ✗      ·     ·    |    ✗       ✗      ✗    ✗   |    ✗     ✗   |    ·       ·
acceptReport              ✗      ✗     ✗   |   ✗     ✗      ✗      ✗     ✗    |    ✔       ✗      ✗    ✗   |    ✗     ✗   |    ✗       ✗
defineMembershipClass     ✗      ✗     ✗   |   ✗     ✗      ✗      ✗     ✗    |    ✔       ✗      ✗    ✗   |    ✗     ✗   |    ✗       ✗
setFee                    ·      ·     ·   |   ✗     ✗      ✗      ✗     ✗    |    ✔       ✗      ✗    ✗   |    ✗     ✗   |    ✗       ✗
assignMembershipClass     ·      ·     ·   |   ✗     ✗      ✗      ✗     ✗    |    ✔       ✗      ✗    ✗   |    ✗     ✗   |    ✗       ✗
setInvoiceIssuer          ✗      ✗     ✗   |   ✗     ✗      ✗      ✗     ✗    |    ✔       ✗      ✗    ✗   |    ✗     ✗   |    ✗       ✗
issueInvoice              ✗      ✗     ✗   |   ✗     ✗      ✗      ✗     ✗    |    ✔       ✗      ✗    ✗   |    ✗     ✗   |    ✗       ✗
cancelInvoice             ·      ·     ·   |   ✗     ✗      ✗      ·     ·    |    ✔       ✗      ✗    ✗   |    ✗     ✗   |    ·       ·
waiveFee                  ✗      ✗     ✗   |   ✗     ✗      ✗      ✗     ✗    |    ✔       ✗      ✗    ✗   |    ✗     ✗   |    ✗       ✗
recordPayment             ·      ·     ·   |   ✗     ✗      ✗      ·     ·    |    ✔       ✗      ✗    ✗   |    ✗     ✗   |    ·       ·
remindPayment             ·      ·     ·   |   ✗     ✗      ✗      ·     ·    |    ✔       ✗      ✗    ✗   |    ✗     ✗   |    ·       ·
openProceeding            ✗      ✗     ✗   |   ✗     ✗      ✗      ✗     ✗    |    ✔       ✗      ✗    ✗   |    ✗     ✗   |    ✗       ✗
serveNotice               ·      ·     ·   |   ·     ·      ·      ·     ·    |    ✔       ✗      ✗    ✗   |    ✗     ✗   |    ·       ·
suspendMeanwhile          ·      ·     ·   |   ✗     ✗      ✗      ·     ·    |    ✔       ✗      ✗    ✗   |    ✗     ✗   |    ·       ·
replyToNotice             ·      ·     ·   |   ✔     ✗      ✗      ·     ·    |    ✗       ✗      ✗    ✗   |    ✗     ✗   |    ·       ·
appealDecision            ·      ·     ·   |   ✔     ✗      ✗      ·     ·    |    ✗       ✗      ✗    ✗   |    ✗     ✗   |    ·       ·
namePanel                 ·      ·     ·   |   ✗     ✗      ✗      ·     ·    |    ✔       ✗      ✗    ✗   |    ✗     ✗   |    ·       ·
recusePanelMember         ·      ·     ·   |   ✗     ✗      ✗      ·     ·    |    ✔       ✗      ✗    ✗   |    ✗     ✗   |    ✔       ·
castVote                  ·      ·     ·   |   ✗     ✗      ✗      ·     ·    |    ✗       ✗      ✗    ✗   |    ✗     ✗   |    ✔       ·
decideProceeding          ·      ·     ·   |   ✗     ✗      ✗      ·     ·    |    ✔       ✗      ✗    ✗   |    ✗     ✗   |    ·       ·
inviteSuppliers           ✗      ✗     ✗   |   ✔     ✔      ✗      ✗     ✗    |    ✗       ✗      ✗    ✗   |    ✗     ✗   |    ✗       ✗
revokeSupplierInvitation  ·      ·     ·   |   ✔     ✔      ✗      ·     ·    |    ·       ·      ·    ·   |    ·     ·   |    ·       ·
openSupplierInvitation    ✔      ✔     ✔   |   ✔     ✔      ✔      ✔     ✔    |    ✔       ✔      ✔    ✔   |    ✔     ✔   |    ✔       ✔
openSupplierAccount       ✔      ✔     ✔   |   ✔     ✔      ✔      ✔     ✔    |    ✔       ✔      ✔    ✔   |    ✔     ✔   |    ✔       ✔
commitAsSupplier          ✗      ✗     ✗   |   ✗     ✗      ✗      ✗     ✗    |    ✗       ✗      ✗    ✗   |    ✗     ✗   |    ✗       ✗
declineSupplierInvitation  ✗      ✗     ✗   |   ✗     ✗      ✗      ✗     ✗    |    ✗       ✗      ✗    ✗   |    ✗     ✗   |    ✗       ✗
answerQuestionnaire       ✗      ✗     ✗   |   ✗     ✗      ✗      ✗     ✗    |    ✗       ✗      ✗    ✗   |    ✗     ✗   |    ✗       ✗
shareAssessment           ✗      ✗     ✗   |   ✗     ✗      ✗      ✗     ✗    |    ✗       ✗      ✗    ✗   |    ✗     ✗   |    ✗       ✗

pledge                    ✗      ✗     ✗   |   ✔     ✗      ✗      ✗     ✗    |    ✗       ✗      ✗    ✗   |    ✗     ✗   |    ✗       ✗
updateCommitment          ✗      ✗     ✗   |   ✔     ✔      ✗      ✗     ✗    |    ✗       ✗      ✗    ✗   |    ✗     ✗   |    ✗       ✗

proposeCommitment         ✗      ✗     ✗   |   ✔     ✔      ✗      ✗     ✗    |    ✗       ✗      ✗    ✗   |    ✗     ✗   |    ✗       ✗
planCommitment            ✗      ✗     ✗   |   ✔     ✔      ✗      ✗     ✗    |    ✗       ✗      ✗    ✗   |    ✗     ✗   |    ✗       ✗
recordMeasurement         ✗      ✗     ✗   |   ✔     ✔      ✗      ✗     ✗    |    ✗       ✗      ✗    ✗   |    ✗     ✗   |    ✗       ✗
addMilestone              ✗      ✗     ✗   |   ✔     ✔      ✗      ✗     ✗    |    ✗       ✗      ✗    ✗   |    ✗     ✗   |    ✗       ✗
reachMilestone            ✗      ✗     ✗   |   ✔     ✔      ✗      ✗     ✗    |    ✗       ✗      ✗    ✗   |    ✗     ✗   |    ✗       ✗

addEvidence               ✗      ✗     ✗   |   ✔     ✔      ✗      ✗     ✗    |    ✗       ✗      ✗    ✗   |    ✗     ✗   |    ✗       ✗
linkEvidence              ✗      ✗     ✗   |   ✔     ✔      ✗      ✗     ✗    |    ✗       ✗      ✗    ✗   |    ✗     ✗   |    ✗       ✗
linkEvidence, its own     ·      ·     ·   |   ✔     ✔      ✗      ·     ·    |    ·       ·      ·    ·   |    ·     ·   |    ·       ·
shareEvidence             ✗      ✗     ✗   |   ✔     ✔      ✗      ✗     ✗    |    ✗       ✗      ✗    ✗   |    ✗     ✗   |    ✗       ✗
withdrawEvidence          ✗      ✗     ✗   |   ✔     ✗      ✗      ✗     ✗    |    ✗       ✗      ✗    ✗   |    ✗     ✗   |    ✗       ✗

draftCode                 ✗      ✗     ✗   |   ✗     ✗      ✗      ✗     ✗    |    ✗       ✔      ✗    ✗   |    ✗     ✗   |    ✗       ✗
editCodeDraft             ·      ·     ·   |   ·     ·      ·      ·     ·    |    ✗       ✔      ✗    ✗   |    ✗     ✗   |    ·       ·
adoptCode                 ·      ·     ·   |   ·     ·      ·      ·     ·    |    ✗       ✔      ✗    ✗   |    ✗     ✗   |    ·       ·
correctTranslation        ✗      ✗     ✗   |   ✗     ✗      ✗      ✗     ✗    |    ✗       ✔      ✗    ✗   |    ✗     ✗   |    ✗       ✗

requestCheck              ✗      ✗     ✗   |   ✔     ✗      ✗      ✗     ✗    |    ✔       ✗      ✗    ✗   |    ✗     ✗   |    ✗       ✗
drawChecks                ✗      ✗     ✗   |   ✗     ✗      ✗      ✗     ✗    |    ✔       ✗      ✗    ✗   |    ✗     ✗   |    ✗       ✗
assignCheck               ·      ·     ·   |   ✗     ✗      ✗      ·     ·    |    ✔       ✗      ✗    ✗   |    ✗     ✗   |    ·       ·
recordFinding             ·      ·     ·   |   ✗     ✗      ✗      ·     ·    |    ✗       ✗      ✗    ✗   |    ✗     ✗   |    ✔       ·
reportCheck               ·      ·     ·   |   ✗     ✗      ✗      ·     ·    |    ✗       ✗      ✗    ✗   |    ✗     ✗   |    ✔       ·
answerFinding             ·      ·     ·   |   ✔     ✔      ✗      ·     ·    |    ✗       ✗      ✗    ✗   |    ✗     ✗   |    ✗       ·
followUpFinding           ·      ·     ·   |   ✔     ✔      ✗      ·     ·    |    ✗       ✗      ✗    ✗   |    ✗     ✗   |    ✗       ·
closeCheck                ·      ·     ·   |   ✗     ✗      ✗      ·     ·    |    ✔       ✗      ✗    ✗   |    ✗     ✗   |    ✗       ·

draftCaseStudy            ✗      ✗     ✗   |   ✔     ✔      ✗      ✗     ✗    |    ✗       ✗      ✗    ✗   |    ✗     ✗   |    ✗       ✗
editCaseStudy             ·      ·     ·   |   ✔     ✔      ✗      ·     ·    |    ·       ·      ·    ·   |    ·     ·   |    ·       ·
submitCaseStudy           ·      ·     ·   |   ✔     ✔      ✗      ·     ·    |    ·       ·      ·    ·   |    ·     ·   |    ·       ·
requestChanges            ·      ·     ·   |   ✗     ✗      ✗      ·     ·    |    ✗       ✔      ✗    ✗   |    ✗     ✗   |    ·       ·
publishCaseStudy          ·      ·     ·   |   ✗     ✗      ✗      ·     ·    |    ✗       ✔      ✗    ✗   |    ✗     ✗   |    ·       ·
withdrawCaseStudy, draft  ·      ·     ·   |   ✔     ✗      ✗      ·     ·    |    ·       ·      ·    ·   |    ·     ·   |    ·       ·
withdrawCaseStudy, shown  ✗      ✗     ✗   |   ✔     ✗      ✗      ✗     ✗    |    ✗       ✔      ✗    ✗   |    ✗     ✗   |    ✗       ✗

fileGrievance             ✔      ✔     ✔   |   ✔     ✔      ✔      ✔     ✔    |    ✔       ✔      ✔    ✔   |    ✔     ✔   |    ✔       ✔
openGrievance             ✔      ✔     ✔   |   ✔     ✔      ✔      ✔     ✔    |    ✔       ✔      ✔    ✔   |    ✔     ✔   |    ✔       ✔
sendMessage               ·      ✔     ·   |   ·     ·      ·      ·     ·    |    ·       ·      ·    ·   |    ✔     ·   |    ·       ·
sendMessage, shared       ·      ✔     ·   |   ·     ·      ·      ·     ·    |    ·       ·      ·    ·   |    ✔     ✔   |    ·       ✔
acknowledgeGrievance      ✗      ✗     ✗   |   ·     ·      ·      ·     ·    |    ·       ·      ·    ·   |    ✔     ·   |    ·       ·
closeGrievance            ✗      ✗     ✗   |   ·     ·      ·      ·     ·    |    ·       ·      ·    ·   |    ✔     ·   |    ·       ·
closeGrievance, shared    ✗      ✗     ✗   |   ·     ·      ·      ·     ·    |    ·       ·      ·    ·   |    ✔     ✔   |    ·       ✔
"""  # noqa: E501  one line a verb

ANSWERS = [{"question": one["code"], "reply": "YES"} for one in tomllib.loads(QUESTIONNAIRE.read_text())["question"]]

CODES = {"✗": "NOT_PERMITTED", "·": "NOT_FOUND"}

SHOWS = {
    "signIn": "token viewer { person { id } }",
    "signOut": "",
    "invitePerson": "invitationLink",
    "acceptInvitation": "token viewer { person { id } }",
    "createApiToken": "token apiToken { id }",
    "revokeApiToken": "apiToken { id }",
    "completeSignIn": "token viewer { person { id } }",
    "beginSecondFactor": "enrolment key uri",
    "confirmSecondFactor": "recoveryCodes viewer { person { id } }",
    "renewRecoveryCodes": "recoveryCodes",
    "removeSecondFactor": "viewer { person { id } }",
    "beginPasskey": "ceremony options",
    "registerPasskey": "passkey { id } recoveryCodes",
    "renamePasskey": "passkey { id }",
    "removePasskey": "",
    "beginPasskeySignIn": "ceremony options",
    "signInWithPasskey": "token viewer { person { id } }",
    "endSession": "",
    "endOtherSessions": "",
    "changePassword": "viewer { person { id } }",
    "resetPassword": "",
    "requireSecondFactor": "organisation { id }",
    "setIdentityProvider": "organisation { id }",
    "removeIdentityProvider": "organisation { id }",
    "beginOrganisationSignIn": "address flow",
    "finishOrganisationSignIn": "token viewer { person { id } }",
    "offerPasswordReset": "person { id } link",
    "resetSecondFactor": "person { id }",
    "revokeAppointment": "appointment { id }",
    "reauthenticate": "",
    "changeSeat": "seat { id }",
    "revokeSeat": "seat { id }",
    "handOver": "seat { id }",
    "appointOwner": "organisation { id } invitationLink",
    "resendInvitation": "invitation { id } invitationLink",
    "withdrawInvitation": "invitation { id }",
    "applyForMembership": "organisationId",
    "approveMembership": "organisation { id } invitationLink",
    "declineMembership": "organisation { id }",
    "inviteSuppliers": "links",
    "revokeSupplierInvitation": "supplierInvitation { id }",
    "openSupplierInvitation": "token",
    "openSupplierAccount": "token",
    "commitAsSupplier": "supplier { id }",
    "declineSupplierInvitation": "supplierInvitation { id }",
    "answerQuestionnaire": "assessment { id }",
    "shareAssessment": "supplierInvitation { id }",
    "exportMember": "memberExport { id }",
    "correctRecord": "organisation { id } waiting",
    "decideCorrection": "correction { id }",
    "importMembers": "memberImport { id }",
    "nameParty": "organisation { id }",
    **dict.fromkeys(("renameOrganisation", "succeedOrganisation"), "organisation { id }"),
    **dict.fromkeys(("openSite", "changeSite", "closeSite", "recordHeadcount"), "site { id }"),
    "commentOnLapse": "lapseComment { id }",
    **dict.fromkeys(("declareTie", "endTie", "confirmTie", "disputeTie"), "tie { id }"),
    "retryLetter": "letter { id }",
    "requestInformation": "application { stage } applicationLink",
    "openApplication": "application { stage }",
    "answerApplication": "",
    "withdrawMembership": "organisation { id }",
    "rejoinMembership": "organisation { id }",
    "reinstateMembership": "organisation { id }",
    "changeParticipation": "organisation { id }",
    "saveReportEntry": "reportEntry { id }",
    **dict.fromkeys(("submitReport", "acceptReport"), "activityReport { id }"),
    **dict.fromkeys(("askAboutReport", "answerReportQuestion"), "reportQuestion { id }"),
    **dict.fromkeys(("requestExtension", "decideExtension"), "reportExtension { id }"),
    "defineMembershipClass": "membershipClass { id }",
    "setFee": "membershipClass { id }",
    "assignMembershipClass": "organisation { id }",
    "setInvoiceIssuer": "invoiceIssuer { name }",
    "recordPayment": "payment { id }",
    "waiveFee": "waiver { id }",
    "recusePanelMember": "panelMemberId",
    "issueInvoice": "invoice { id }",
    "cancelInvoice": "invoice { id }",
    "remindPayment": "invoice { id }",
    "openProceeding": "proceeding { id }",
    "serveNotice": "proceeding { id }",
    "suspendMeanwhile": "proceeding { id }",
    "replyToNotice": "proceeding { id }",
    "appealDecision": "proceeding { id }",
    "namePanel": "proceeding { id }",
    "castVote": "proceeding { id }",
    "decideProceeding": "proceeding { id }",
    "pledge": "pledge { id }",
    "updateCommitment": "commitment { id }",
    "draftCode": "codeDraft { id }",
    "editCodeDraft": "codeDraft { id }",
    "adoptCode": "codeOfConduct { version }",
    "correctTranslation": "codeTextRevision { id }",
    "requestCheck": "check { id }",
    "drawChecks": "checkDraw { id }",
    "assignCheck": "check { id }",
    "recordFinding": "finding { id }",
    "reportCheck": "check { id }",
    "answerFinding": "finding { id }",
    "followUpFinding": "finding { id }",
    "closeCheck": "check { id }",
    "proposeCommitment": "commitment { id }",
    "planCommitment": "commitment { id }",
    "recordMeasurement": "measurement { id }",
    "addMilestone": "milestone { id }",
    "reachMilestone": "milestone { id }",
    "addEvidence": "evidence { id }",
    "linkEvidence": "evidence { id }",
    "shareEvidence": "evidence { id }",
    "withdrawEvidence": "evidence { id }",
    "fileGrievance": "receipt",
    "openGrievance": "token grievance { id }",
    "sendMessage": "message { id }",
    "acknowledgeGrievance": "grievance { id }",
    "closeGrievance": "grievance { id }",
}
"""What is asked back; of a case study its id."""

BEGUN = (
    "openGrievance",
    "openApplication",
    "beginSecondFactor",
    "beginPasskey",
    "beginPasskeySignIn",
    "beginOrganisationSignIn",
)
UNRECORDED = {(begun, None) for begun in BEGUN} | {("signOut", who) for who in ("visitor", "worker", "other_worker")}
"""A visit to a grievance leaves no trace, nor does its end; and what is only begun has changed nothing."""


@dataclass
class Stage:
    """Sets the scene of one cell: makes what the verb is about, and gives the verb's input."""

    behind: Behind
    make: Maker
    who: str
    receipt: str = ""
    worker: Somebody | None = None
    made: Any = None

    def study(self, status: CaseStudyStatus) -> dict[str, Any]:
        """A new case study of Aozora."""
        study = case_study(status=status)
        self.behind.add(study, *([search_row(study)] if status is CaseStudyStatus.PUBLISHED else []))
        return {"id": gid("CaseStudy", study.id)}

    def applied(self) -> dict[str, Any]:
        """A new application of Minato's owner."""
        asking = organisation(status=OrganisationStatus.APPLIED)
        seat = Seat(person_id=key("applicant"), organisation_id=asking.id, role=SeatRole.OWNER)
        self.behind.add(asking, seat, *application(asking))
        return {"organisationId": gid("Organisation", asking.id)}

    def supplier_asked(self, token: str) -> UUID:
        """A supplier that Aozora has asked, by a link with this secret."""
        hashed = secret_hash(token or uuid4().hex)
        made = SupplierInvitation(
            organisation_id=key("aozora"), name="New", language="vi", token_hash=hashed, expires_on=today()
        )
        self.behind.add(made)
        return made.id

    def asked_by_link(self) -> str:
        """The secret of a link to a supplier."""
        token = uuid4().hex
        self.supplier_asked(token)
        return token

    def supplier(self) -> dict[str, Any]:
        """A supplier's own key."""
        own = uuid4().hex
        self.behind.add(Supplier(key_hash=secret_hash(own), language="vi"))
        return {"key": own}

    def proposed(self) -> dict[str, Any]:
        """A correction of Aozora's name that waits."""
        name = self.behind.row("organisation", key("aozora"))["name"]["ja"]  # pyright: ignore[reportOptionalSubscript]
        made = Correction(
            organisation_id=key("aozora"),
            person_id=key("owner"),
            part=CorrectedPart.LEGAL_NAME,
            before={"ja": name},
            after={"ja": name},
            state=CorrectionState.WAITING,
        )
        self.behind.add(made)
        return {"id": gid("Correction", made.id), "accept": True}

    def checked(self) -> dict[str, Any]:
        """A file of one new member, checked."""
        entry = {"name": {"en": "New"}, "kind": "npo", "contact_name": "C", "contact_email": "c@members.example"}
        empty = dict.fromkeys(("corporate_number", "prefecture", "municipality_code", "sector", "member_since"))
        entries = [{**empty, **entry, "reference": uuid4().hex}]
        made = MemberImport(
            person_id=key("officer"), file_name="x", total=1, new=1, state=ImportState.CHECKED, entries=entries
        )
        self.behind.add(made)
        return {"id": gid("MemberImport", made.id)}

    def tie(self) -> dict[str, Any]:
        """A new tie that Aozora has declared to its rival."""
        declared = tie(key("aozora"), key("kitakaze"), valid_from=today())
        self.behind.add(declared)
        return {"id": gid("Tie", declared.id)}

    def linked(self, **more: Any) -> dict[str, Any]:
        """The link of a new application that has been asked something."""
        asking, token = organisation(status=OrganisationStatus.INFORMATION_REQUESTED), uuid4().hex
        link = ApplicationLink(
            organisation_id=asking.id, token_hash=link_hash(token), expires_at=now() + timedelta(days=1)
        )
        self.behind.add(asking, link, *application(asking))
        stage = "update membership_application set stage = 'information_requested' where organisation_id = %s"
        self.behind.rows(stage, asking.id)
        return {"token": token, **more}

    def standing(self, status: OrganisationStatus, **more: Any) -> dict[str, Any]:
        """A member that stands somewhere, with Aozora's people and an application that was approved."""
        given = self.unsigned(status)
        id = read_global_id(given["organisationId"])
        assert id
        self.behind.add(*application(organisation(id=UUID(id[1])), True))
        return {"organisationId": given["organisationId"], **more}

    def draft(self) -> dict[str, Any]:
        """A draft of the next version, complete."""
        [there] = self.behind.rows("select preamble, closing, translation_note from code_of_conduct where version = 1")
        articles = self.behind.rows("select title, text from article order by number")
        made = CodeDraft(texts=dict(there), articles=[dict(one) for one in articles], reason="Clearer.")
        self.behind.add(made)
        return {"id": gid("CodeDraft", made.id)}

    def check(self, state: CheckState) -> IndependentCheck:
        """A new check of Aozora by the adviser, in one state."""
        made = IndependentCheck(
            organisation_id=key("aozora"),
            kind=CheckKind.ADVISER,
            state=state,
            reason="Asked.",
            checker_id=None if state is CheckState.REQUESTED else key("adviser"),
        )
        self.behind.add(made)
        return made

    def finding(self) -> dict[str, Any]:
        """A gap that the adviser has reported to Aozora."""
        made = CheckFinding(
            check_id=self.check(CheckState.ANSWERING).id,
            organisation_id=key("aozora"),
            commitment_id=key("aozora 3"),
            outcome=FindingOutcome.GAP,
            text="Missing.",
            language="en",
        )
        self.behind.add(made)
        return {"id": gid("CheckFinding", made.id)}

    def reported(self) -> dict[str, Any]:
        """A check of Aozora that the adviser can report."""
        check = self.check(CheckState.ASSIGNED)
        self.behind.add(
            CheckFinding(
                check_id=check.id,
                organisation_id=key("aozora"),
                commitment_id=key("aozora 3"),
                outcome=FindingOutcome.CONFIRMED,
                text="Seen.",
                language="en",
            )
        )
        return {"id": gid("IndependentCheck", check.id)}

    def measurable(self) -> dict[str, Any]:
        """Aozora's third commitment, with an indicator."""
        self.behind.rows(
            """update commitment set unit = '%%', indicator = '{"en": "Rooms"}' where id = %s""", key("aozora 3")
        )
        return {"commitmentId": gid("Commitment", "aozora 3"), "value": 1, "measuredOn": today()}

    def milestone(self) -> dict[str, Any]:
        """A milestone of Aozora's that nobody has reached."""
        made = Milestone(
            commitment_id=key("aozora 3"), organisation_id=key("aozora"), title={"en": "Half"}, due_on=today()
        )
        self.behind.add(made)
        return {"id": gid("Milestone", made.id), "reachedOn": today()}

    def evidence(self, visibility: EvidenceVisibility = EvidenceVisibility.PUBLIC) -> dict[str, Any]:
        """New evidence of Aozora's."""
        made = Evidence(
            organisation_id=key("aozora"),
            kind=EvidenceKind.DOCUMENT,
            visibility=visibility,
            dated_on=today(),
            expires_on=today(),
        )
        says = EvidenceContent(
            evidence_id=made.id, organisation_id=key("aozora"), visibility=visibility, title={"en": "T"}, source="S"
        )
        self.behind.add(made, says)
        return {"id": gid("Evidence", made.id)}

    def site(self) -> dict[str, Any]:
        """A new workplace of Aozora."""
        site = Site(
            organisation_id=key("aozora"),
            name={"en": "New"},
            prefecture="JP-13",
            sector=Sector.FISHERIES,
            opened_on=today(),
        )
        self.behind.add(site)
        return {"id": gid("Site", site.id)}

    def joined(self) -> dict[str, Any]:
        """A new member, and one that takes its place."""
        old, new = organisation(), organisation()
        self.behind.add(old, new)
        return {"organisationId": gid("Organisation", old.id), "successorId": gid("Organisation", new.id)}

    def late(self) -> dict[str, Any]:
        """A new lapse of Aozora's."""
        [lapse, detail] = event("aozora", OrganisationStatus.GRACE, MembershipCause.REPORT_OVERDUE, today())
        lapse.id = detail.membership_event_id = uuid4()  # pyright: ignore[reportAttributeAccessIssue]  what `event` makes
        self.behind.add(lapse)
        return {"lapse": {"membershipEventId": gid("MembershipEvent", lapse.id)}}  # pyright: ignore[reportAttributeAccessIssue]

    def billed(self, **more: Any) -> dict[str, Any]:
        """A new invoice of Aozora that is overdue."""
        made = Invoice(
            organisation_id=key("aozora"),
            membership_class_id=key("class"),
            year=today().year,
            number=uuid4().hex,
            issued_on=today() - timedelta(days=40),
            due_on=today() - timedelta(days=1),
            addressee={"en": "Aozora Ltd"},
            issuer_id=key("issuer"),
            net=100,
            tax_basis_points=1000,
            tax=10,
            total=110,
        )
        self.behind.rows("update invoice set cancelled_on = issued_on where organisation_id = %s", key("aozora"))
        self.behind.add(made)
        return {"id": gid("Invoice", made.id), **more}

    def payer(self, **more: Any) -> dict[str, Any]:
        """A member in a class that pays."""
        member = organisation()
        self.behind.add(member, FeeAssignment(organisation_id=member.id, membership_class_id=key("class")))
        return {"organisationId": gid("Organisation", member.id), "year": today().year, **more}

    def case(self, stage: ProceedingStage, **more: Any) -> dict[str, Any]:
        """A case against a new member with Aozora's people, opened by an admin; the adviser is on the panel."""
        found = read_global_id(self.unsigned()["organisationId"])
        assert found
        member = UUID(found[1])
        made = Proceeding(
            organisation_id=member,
            sought=Measure.EXPULSION,
            grounds="G.",
            articles=[1],
            stage=stage,
            opened_by=key("handler"),
            reply_by=today() + timedelta(days=9),
            appeal_by=today() + timedelta(days=9),
        )
        said = ProceedingStatement(
            proceeding_id=made.id,
            organisation_id=member,
            person_id=key("owner"),
            kind=StatementKind.REPLY,
            body="No.",
        )
        self.behind.add(made, said)
        return {"id": gid("Proceeding", made.id), **more}

    def panelled(self, *people: str, voted: bool = False) -> dict[str, Any]:
        """A case with people on its panel, who have voted or not."""
        given = self.case(ProceedingStage.SERVED)
        found = read_global_id(given["id"])
        assert found
        row = self.behind.row(Proceeding, UUID(found[1]))
        assert row
        for person in people:
            sitting = PanelMember(
                proceeding_id=row["id"],
                organisation_id=row["organisation_id"],
                person_id=key(person),
                name=person,
                instance=Instance.FIRST,
            )
            vote = PanelVote(
                panel_member_id=sitting.id, proceeding_id=row["id"], measure=Measure.SUSPENSION, reasons="R."
            )
            self.behind.add(sitting, *([vote] if voted else []))
            given["panel"] = gid("PanelMember", sitting.id)
        return given

    def unsigned(self, status: OrganisationStatus = OrganisationStatus.ACTIVE) -> dict[str, Any]:
        """A member that has signed nothing, with Aozora's people."""
        member = organisation(status=status)
        names = ("owner", "editor", "reader", "tied_handler")
        seats = [Seat(person_id=key(name), organisation_id=member.id, role=world.SEATS[name][1]) for name in names]
        self.behind.add(member, *seats)
        return {"organisationId": gid("Organisation", member.id), "signerName": "Sign Er", "signerRole": "CEO"}

    def report(self, submitted_on: date | None = None) -> dict[str, Any]:
        """A new report of Aozora, with every article reported on; owed until far in the future, or submitted."""
        code, articles = self.behind.rows("select id from code_of_conduct"), self.behind.rows("select id from article")
        taken = self.behind.rows("select max(starts_on) as starts_on from reporting_period")[0]["starts_on"]
        period = reports.reporting_period(starts_on=date(taken.year + 1, 1, 1), due_on=date(2030, 1, 31))
        self.made = reports.activity_report(of="aozora", period=period, code=code[0]["id"], submitted_on=submitted_on)
        said = [row for article in articles for row in reports.report_entry(of=self.made, article=article["id"])]
        self.behind.add(period, self.made, *said)
        return {"id": gid("ActivityReport", self.made.id)}

    def wanting_time(self) -> dict[str, Any]:
        """A request of Aozora for more time."""
        self.report()
        of: dict[str, Any] = {"activity_report_id": self.made.id, "organisation_id": key("aozora")}
        asked = ReportExtension(wanted_on=date(2030, 2, 10), reason={"en": "A move."}, **of)
        self.behind.add(asked)
        return {"id": gid("ReportExtension", asked.id)}

    def asked(self) -> dict[str, Any]:
        """A question to Aozora about a report."""
        self.report(today())
        of: dict[str, Any] = {"activity_report_id": self.made.id, "organisation_id": key("aozora")}
        asked = ReportQuestion(question={"en": "How many?"}, **of)
        self.behind.add(asked)
        return {"id": gid("ReportQuestion", asked.id)}

    def invited(self) -> dict[str, Any]:
        """An invitation for somebody new."""
        token = uuid4().hex
        self.behind.add(
            Invitation(
                token_hash=rules.invitation_hash(token),
                email=f"{token}@people.example",
                organisation_id=key("aozora"),
                seat_role=SeatRole.READER,
                expires_at=now() + rules.INVITED_FOR,
            )
        )
        return {"token": token, "name": "New", "password": world.PASSWORD}

    def seat(self) -> dict[str, Any]:
        """A new reader of Aozora's."""
        person = Person(name="New", email=f"{uuid4().hex}@people.example")
        seat = Seat(person_id=person.id, organisation_id=key("aozora"), role=SeatRole.READER)
        self.behind.add(person, seat)
        return {"id": gid("Seat", seat.id)}

    def successor(self) -> dict[str, Any]:
        """A new reader of a new member that has Aozora's people."""
        member = self.unsigned()["organisationId"]
        person = Person(name="New", email=f"{uuid4().hex}@people.example")
        organisation_id = UUID((read_global_id(member) or ("", ""))[1])
        seat = Seat(person_id=person.id, organisation_id=organisation_id, role=SeatRole.READER)
        self.behind.add(person, seat)
        return {"id": gid("Seat", seat.id)}

    def own_seat(self) -> dict[str, Any]:
        """A second seat of who asks; where nobody has a name, of Aozora's owner."""
        member = organisation()
        who = key(self.who if self.who in world.PEOPLE else "owner")
        seat = Seat(person_id=who, organisation_id=member.id, role=SeatRole.READER)
        self.behind.add(member, seat)
        return {"id": gid("Seat", seat.id)}

    def ownerless(self) -> dict[str, Any]:
        """A member without any seat."""
        member = organisation()
        self.behind.add(member)
        return {
            "organisationId": gid("Organisation", member.id),
            "email": f"{uuid4().hex}@people.example",
            "reason": "Gone",
        }

    def invitation(self) -> dict[str, Any]:
        """An invitation to a seat of Aozora's, by its id."""
        row = self.behind.row("invitation", token_hash=rules.invitation_hash(self.invited()["token"]))
        assert row
        return {"id": gid("Invitation", row["id"])}

    @property
    def accounts(self) -> Accounts:
        """Makes what signing in works with, for who asks; where nobody has a name, for the adviser."""
        return Accounts(self.behind, self.make, self.who if self.who in world.PEOPLE else "adviser")

    def api_token(self) -> dict[str, Any]:
        """A token of Aozora's owner."""
        made = ApiToken(person_id=key("owner"), name="Report", scopes=[Scope.READ], expires_on=today())
        self.behind.add(made)
        return {"id": gid("ApiToken", made.id)}

    def told(self, state: GrievanceState, of: str, *granted: str) -> UUID:
        """A new grievance; its worker is who asks in the column "worker"."""
        rows, self.worker = self.make.grievance(employer=of, granted=granted, state=state)
        self.behind.add(*rows)
        return rows[0].id  # pyright: ignore[reportAttributeAccessIssue]

    def opened(self) -> dict[str, Any]:
        """A new grievance's receipt."""
        receipt = new_receipt()
        rows, _ = self.make.grievance(receipt=receipt)
        self.behind.add(*rows)
        return {"receipt": receipt}


DRAFT, IN_REVIEW, PUBLISHED = CaseStudyStatus.DRAFT, CaseStudyStatus.IN_REVIEW, CaseStudyStatus.PUBLISHED
RECEIVED, ACKNOWLEDGED = GrievanceState.RECEIVED, GrievanceState.ACKNOWLEDGED
SHARED = ("handler", "tied_handler", "partner")
AOZORA = gid("Organisation", "aozora")
SAID = [{"language": "en", "text": "So it is."}]

SCENES: dict[str, Callable[[Stage], dict[str, Any]]] = {
    "signIn": lambda stage: {
        "email": world.email_of(stage.who if stage.who in world.PEOPLE else "adviser"),
        "password": world.PASSWORD,
    },
    "signOut": lambda stage: {},
    "invitePerson, seat": lambda stage: {
        "email": "x@people.example",
        "to": {"seat": {"organisationId": AOZORA, "role": "READER"}},
    },
    "invitePerson, office": lambda stage: {"email": "x@people.example", "to": {"role": "ANALYST"}},
    "acceptInvitation": Stage.invited,
    "createApiToken": lambda stage: {
        "name": "Report",
        "scopes": ["READ"],
        "expiresOn": (today() + timedelta(days=1)).isoformat(),
    },
    "revokeApiToken": Stage.api_token,
    "completeSignIn": lambda stage: {"pending": stage.accounts.pending(), "code": stage.accounts.code()},
    "beginSecondFactor": lambda stage: {},
    "confirmSecondFactor": lambda stage: stage.accounts.enrolment(),
    "renewRecoveryCodes": lambda stage: stage.accounts.enrolled(),
    "removeSecondFactor": lambda stage: stage.accounts.enrolled(),
    "beginPasskey": lambda stage: {},
    "registerPasskey": lambda stage: stage.accounts.new_passkey(),
    "renamePasskey": lambda stage: {"id": stage.accounts.passkey_of("owner"), "name": "Phone"},
    "removePasskey": lambda stage: {"id": stage.accounts.passkey_of("owner")},
    "beginPasskeySignIn": lambda stage: {},
    "signInWithPasskey": lambda stage: stage.accounts.proof(),
    "endSession": lambda stage: {"id": stage.accounts.device_of("owner")},
    "endOtherSessions": lambda stage: {},
    "changePassword": lambda stage: {"current": world.PASSWORD, "password": world.PASSWORD},
    "resetPassword": lambda stage: {"token": stage.accounts.reset_token(), "password": world.PASSWORD},
    "requireSecondFactor": lambda stage: {"organisationId": AOZORA, "required": True},
    "setIdentityProvider": lambda stage: {
        **stage.accounts.provider(),
        "issuer": ISSUER,
        "clientId": "c",
        "domains": ["people.example"],
    },
    "removeIdentityProvider": lambda stage: stage.accounts.provider(),
    "beginOrganisationSignIn": lambda stage: stage.accounts.provider(),
    "finishOrganisationSignIn": lambda stage: stage.accounts.returned(),
    "offerPasswordReset": lambda stage: {"personId": gid("Person", "enrolled"), "reason": "Forgotten."},
    "resetSecondFactor": lambda stage: {"personId": gid("Person", "enrolled"), "reason": "Phone lost."},
    "revokeAppointment": lambda stage: {"id": stage.accounts.appointment(), "reason": "Has left."},
    "reauthenticate": lambda stage: {"password": world.PASSWORD},
    "changeSeat": lambda stage: {**stage.seat(), "role": "EDITOR", "reason": "New work."},
    "revokeSeat": lambda stage: {**stage.seat(), "reason": "Left."},
    "revokeSeat, own": Stage.own_seat,
    "handOver": lambda stage: {**stage.successor(), "stayAs": "READER"},
    "appointOwner": Stage.ownerless,
    "resendInvitation": Stage.invitation,
    "withdrawInvitation": Stage.invitation,
    "applyForMembership": lambda stage: {
        "kind": "NPO",
        "name": [{"language": "en", "text": "New"}],
        "contactName": "C",
        "contactEmail": "c@members.example",
    },
    "approveMembership": Stage.applied,
    "declineMembership": lambda stage: {**stage.applied(), "reason": "Not yet."},
    "inviteSuppliers": lambda stage: {"organisationId": AOZORA, "suppliers": [{"name": "New", "language": "vi"}]},
    "revokeSupplierInvitation": lambda stage: {"id": gid("SupplierInvitation", stage.supplier_asked(""))},
    "openSupplierInvitation": lambda stage: {"token": stage.asked_by_link()},
    "openSupplierAccount": Stage.supplier,
    "commitAsSupplier": lambda stage: COMMITMENT,
    "declineSupplierInvitation": lambda stage: {"id": gid("SupplierInvitation", "asked by aozora")},
    "answerQuestionnaire": lambda stage: {"version": 1, "answers": ANSWERS},
    "shareAssessment": lambda stage: {"invitationId": gid("SupplierInvitation", "asked by aozora"), "share": True},
    "exportMember": lambda stage: {"organisationId": AOZORA, "purpose": "OWN_RECORDS", "format": "JSON"},
    "correctRecord": lambda stage: {"organisationId": AOZORA, "contactName": uuid4().hex},
    "decideCorrection": Stage.proposed,
    "importMembers": Stage.checked,
    "nameParty": lambda stage: {
        "organisationId": AOZORA,
        "kind": "COMPANY",
        "name": [{"language": "en", "text": "New"}],
        "country": "VN",
    },
    "declareTie": lambda stage: {
        "fromId": AOZORA,
        "toId": gid("Organisation", "kitakaze"),
        "kind": "OTHER",
        # each day has its own tie, so that none contradicts another
        "validFrom": (day := f"2020-01-{stage.behind.everything()['tie'][0] % 28 + 1:02}"),
        "validTo": day,
    },
    "endTie": lambda stage: {**stage.tie(), "validTo": today().isoformat()},
    "confirmTie": Stage.tie,
    "disputeTie": lambda stage: {**stage.tie(), "reason": "No."},
    "retryLetter": lambda stage: {"id": gid("Letter", "letter")},
    "requestInformation": lambda stage: {**stage.applied(), "question": "How many?"},
    "openApplication": Stage.linked,
    "answerApplication": lambda stage: stage.linked(answer="Forty."),
    "withdrawMembership": lambda stage: stage.standing(OrganisationStatus.ACTIVE, reason="We close."),
    "rejoinMembership": lambda stage: stage.standing(OrganisationStatus.WITHDRAWN),
    "reinstateMembership": lambda stage: stage.standing(OrganisationStatus.SUSPENDED, reason="Put right."),
    "changeParticipation": lambda stage: stage.standing(OrganisationStatus.ACTIVE, participation="PARTNER"),
    "openSite": lambda stage: {
        "organisationId": AOZORA,
        "name": [{"language": "en", "text": "New"}],
        "municipalityCode": "131016",
        "sector": "FISHERIES",
        "openedOn": today().isoformat(),
    },
    "changeSite": lambda stage: {**stage.site(), "dormitory": True},
    "closeSite": lambda stage: {**stage.site(), "closedOn": today().isoformat()},
    "recordHeadcount": lambda stage: {
        "siteId": stage.site()["id"],
        "countedOn": today().isoformat(),
        "counts": [{"residenceStatus": "STUDENT", "band": "FROM_10"}],
    },
    "renameOrganisation": lambda stage: {
        "organisationId": stage.joined()["organisationId"],
        "name": [{"language": "en", "text": "Renamed"}],
        "since": today().isoformat(),
    },
    "succeedOrganisation": lambda stage: {**stage.joined(), "on": today().isoformat(), "reason": "Merged."},
    "commentOnLapse": lambda stage: {**stage.late(), "text": {"language": "en", "text": "We are sorry."}},
    "saveReportEntry": lambda stage: {**stage.report(), "article": 1, "done": SAID},
    "submitReport": lambda stage: stage.report(),
    "requestExtension": lambda stage: {**stage.report(), "wantedOn": "2030-02-10", "reason": SAID},
    "decideExtension": lambda stage: {**stage.wanting_time(), "granted": True, "reason": SAID},
    "askAboutReport": lambda stage: {**stage.report(today()), "question": SAID},
    "answerReportQuestion": lambda stage: {**stage.asked(), "answer": SAID},
    "acceptReport": lambda stage: stage.report(today()),
    "defineMembershipClass": lambda stage: {"name": [{"language": "en", "text": "Company"}]},
    "setFee": lambda stage: {
        "membershipClassId": gid("MembershipClass", "class"),
        "year": today().year,
        "employeesFrom": 500,
        "amount": "JPY 1",
        "taxBasisPoints": 1000,
    },
    "assignMembershipClass": lambda stage: {
        "organisationId": AOZORA,
        "membershipClassId": gid("MembershipClass", "class"),
    },
    "setInvoiceIssuer": lambda stage: {"name": "N", "address": "A", "paymentTo": "P"},
    "issueInvoice": Stage.payer,
    "cancelInvoice": lambda stage: stage.billed(reason="Wrong."),
    "waiveFee": lambda stage: stage.payer(reason="A flood."),
    "recordPayment": lambda stage: {
        "invoiceId": stage.billed()["id"],
        "amount": "JPY 1",
        "receivedOn": today().isoformat(),
    },
    "remindPayment": Stage.billed,
    "openProceeding": lambda stage: {
        "organisationId": stage.unsigned()["organisationId"],
        "sought": "EXPULSION",
        "grounds": "G.",
        "articles": [1],
    },
    "serveNotice": lambda stage: stage.case(ProceedingStage.DRAFT),
    "suspendMeanwhile": lambda stage: stage.case(ProceedingStage.SERVED, reason="Danger."),
    "replyToNotice": lambda stage: stage.case(ProceedingStage.SERVED, body="No."),
    "appealDecision": lambda stage: stage.case(ProceedingStage.DECIDED, body="No."),
    "namePanel": lambda stage: stage.case(ProceedingStage.SERVED, people=[gid("Person", "analyst")]),
    "recusePanelMember": lambda stage: {"id": stage.panelled("adviser")["panel"], "reason": "A tie."},
    "castVote": lambda stage: {
        "id": stage.panelled("adviser")["id"],
        "measure": "DISMISSED",
        "reasons": "R.",
    },
    "decideProceeding": lambda stage: {
        "id": stage.panelled("analyst", "custodian", "content_editor", voted=True)["id"],
        "reasons": "R.",
        "publicText": [{"language": "en", "text": "T."}],
    },
    "pledge": Stage.unsigned,
    "updateCommitment": lambda stage: {"id": gid("Commitment", "aozora 3"), "state": "MET"},
    "draftCode": lambda stage: {"reason": "Clearer."},
    "editCodeDraft": lambda stage: {
        **stage.draft(),
        "part": "TITLE",
        "articleNumber": 1,
        "language": "en",
        "text": "Keep every law",
    },
    "adoptCode": lambda stage: {**stage.draft(), "adoptedOn": today()},
    "correctTranslation": lambda stage: {
        "version": 1,
        "part": "TITLE",
        "articleNumber": 1,
        "language": "ja",
        "text": "法令をまもる",
        "reason": "Clearer.",
    },
    "requestCheck": lambda stage: {
        "organisationId": stage.unsigned()["organisationId"],
        "kind": "PEER",
        "reason": "To learn.",
    },
    "drawChecks": lambda stage: {"kind": "AUDIT", "size": 1, "reason": "Every year."},
    "assignCheck": lambda stage: {
        "id": gid("IndependentCheck", stage.check(CheckState.REQUESTED).id),
        "checkerId": gid("Person", "adviser"),
        "dueOn": today(),
    },
    "recordFinding": lambda stage: {
        "checkId": gid("IndependentCheck", stage.check(CheckState.ASSIGNED).id),
        "commitmentId": gid("Commitment", "aozora 3"),
        "outcome": "GAP",
        "text": "Missing.",
    },
    "reportCheck": Stage.reported,
    "answerFinding": lambda stage: {**stage.finding(), "answer": "We see it too."},
    "followUpFinding": lambda stage: {
        **stage.finding(),
        "aim": [{"language": "en", "text": "It is there."}],
        "dueOn": today(),
    },
    "closeCheck": lambda stage: {"id": gid("IndependentCheck", stage.check(CheckState.ANSWERING).id)},
    "proposeCommitment": lambda stage: {
        "organisationId": AOZORA,
        "articleNumber": 3,
        "dueOn": today() + timedelta(days=1),
    },
    "planCommitment": lambda stage: {
        "id": gid("Commitment", "aozora 3"),
        "plan": {"aim": [{"language": "en", "text": "A room for everybody"}]},
    },
    "recordMeasurement": Stage.measurable,
    "addMilestone": lambda stage: {
        "commitmentId": gid("Commitment", "aozora 3"),
        "title": [{"language": "en", "text": "Half"}],
        "dueOn": today(),
    },
    "reachMilestone": Stage.milestone,
    "addEvidence": lambda stage: {
        "organisationId": AOZORA,
        "kind": "AUDIT",
        "title": [{"language": "en", "text": "T"}],
        "source": "S",
        "datedOn": today(),
        "visibility": "PUBLIC",
    },
    "linkEvidence": lambda stage: {**stage.evidence(), "commitmentIds": [gid("Commitment", "aozora 3")]},
    "linkEvidence, its own": lambda stage: {
        **stage.evidence(EvidenceVisibility.OWN),
        "commitmentIds": [gid("Commitment", "aozora 3")],
    },
    "shareEvidence": lambda stage: {**stage.evidence(), "visibility": "MEMBERS"},
    "withdrawEvidence": Stage.evidence,
    "draftCaseStudy": lambda stage: {"organisationId": AOZORA, "texts": [{"language": "en", "title": "T"}]},
    "editCaseStudy": lambda stage: {**stage.study(DRAFT), "texts": [{"language": "en", "title": "Other"}]},
    "submitCaseStudy": lambda stage: stage.study(DRAFT),
    "requestChanges": lambda stage: {**stage.study(IN_REVIEW), "note": "More."},
    "publishCaseStudy": lambda stage: stage.study(IN_REVIEW),
    "withdrawCaseStudy, draft": lambda stage: stage.study(DRAFT),
    "withdrawCaseStudy, shown": lambda stage: stage.study(PUBLISHED),
    "fileGrievance": lambda stage: {
        "category": "WAGES",
        "language": "en",
        "narrative": "Three months unpaid.",
        "employer": {"organisationId": AOZORA},
        "idempotencyKey": uuid4(),
    },
    "openGrievance": Stage.opened,
    "sendMessage": lambda stage: {
        "grievanceId": gid("Grievance", stage.told(RECEIVED, "aozora", "handler")),
        "body": "Hello",
    },
    "sendMessage, shared": lambda stage: {
        "grievanceId": gid("Grievance", stage.told(RECEIVED, "kitakaze", *SHARED)),
        "body": "Hello",
    },
    "acknowledgeGrievance": lambda stage: {"id": gid("Grievance", stage.told(RECEIVED, "aozora", "handler"))},
    "closeGrievance": lambda stage: {
        "id": gid("Grievance", stage.told(ACKNOWLEDGED, "aozora", "handler")),
        "outcome": "PAYMENT",
        "reason": "Paid.",
    },
    "closeGrievance, shared": lambda stage: {
        "id": gid("Grievance", stage.told(ACKNOWLEDGED, "kitakaze", *SHARED)),
        "outcome": "PAYMENT",
        "reason": "Paid.",
    },
}


def lines() -> dict[str, dict[str, str]]:
    """The truth table, read: by line, each person's sign."""
    head, *rest = [line for line in TRUTH.splitlines() if "|" in line]
    assert head.replace("|", "").split() == list(COLUMNS)
    read: dict[str, dict[str, str]] = {}
    for line in rest:
        *named, signs = line.replace("|", " ").partition("  ")
        cells = dict(zip(COLUMNS.values(), signs.split(), strict=True))
        assert set(cells.values()) <= {"✔", "✗", "·"}
        read[named[0].strip()] = {name: sign for people, sign in cells.items() for name in people}
    return read


@pytest.mark.row
@pytest.mark.parametrize(("line", "cells"), lines().items(), ids=lines())
async def test_a_verb_is_done_for_exactly_those(line, cells, do, behind, make, people, fresh, monkeypatch):
    monkeypatch.setattr(openid, "claims_for_code", vouching)
    verb = line.partition(",")[0]
    shows = SHOWS.get(verb, "caseStudy { id }")
    for who, sign in cells.items():
        stage = Stage(behind, make, who)
        input = SCENES[line](stage)
        asking = stage.worker if who == "worker" and stage.worker else people.get(who)
        before = behind.everything()

        payload = await do(verb, asking, shows, input)

        after = behind.everything()
        if sign == "·":
            assert payload == await do(verb, asking, shows, of_nothing(input)), who
        errors = [error["code"] for error in payload.pop("errors")]
        if sign == "✔":
            recorded = int((verb, who) not in UNRECORDED and (verb, None) not in UNRECORDED)
            assert (who, errors) == (who, [])
            assert None not in payload.values()
            assert after["audit_entry"][0] - before["audit_entry"][0] == recorded, who
        else:
            assert (who, errors) == (who, [CODES[sign]])
            assert set(payload.values()) <= {None}
            assert after == before, who


def of_nothing(input: dict[str, Any]) -> dict[str, Any]:
    """The same input, about what does not exist."""
    ids = {name: read_global_id(value) for name, value in input.items() if isinstance(value, str)}
    return input | {name: gid(found[0], uuid4()) for name, found in ids.items() if found}


def test_the_table_names_every_verb_and_everybody():
    camel = ["".join([first, *(part.title() for part in rest)]) for first, *rest in (name.split("_") for name in VERBS)]

    assert {line.partition(",")[0] for line in lines()} == set(camel)
    assert sorted(SCENES) == sorted(lines())
    assert {tuple(sorted(cells)) for cells in lines().values()} == {
        tuple(sorted([*world.PEOPLE, "visitor", "worker", "other_worker"]))
    }
