"""The words for every closed list of the API, as source texts. A value that the API adds later is shown as it is."""

from frontend_stub.languages import text

CATEGORY_GROUPS: tuple[tuple[str, dict[str, str]], ...] = (
    (
        text("At work"),
        {
            "WAGES": text("My pay is missing or too low"),
            "OVERTIME": text("Overtime is not paid, or my hours are too long"),
            "DISMISSAL": text("I was dismissed, or told to quit or go home"),
            "HARASSMENT_VIOLENCE": text("Violence, threats, bullying or sexual harassment"),
            "DISCRIMINATION": text("I am treated worse than others"),
            "INJURY": text("I was hurt or became ill because of work"),
            "HOUSING": text("My room or dormitory"),
            "DOCUMENT_RETENTION": text("Someone keeps my passport or residence card"),
            "RECRUITMENT_FEES": text("I paid a lot, or have debts, to get this job"),
            "CONTRACT_DECEPTION": text("The work is not what I was promised"),
            "RESTRICTED_MOVEMENT": text("I may not go out, use my phone or leave the job"),
            "RETALIATION": text("I am punished because I asked or complained"),
            "PREGNANCY": text("Pregnancy or a baby"),
        },
    ),
    (
        text("In my life"),
        {
            "DAILY_LIFE": text("Everyday life: money, neighbours, city office"),
            "MEDICAL_WELFARE": text("Illness, hospital or support for my family"),
            "RESIDENCE_STATUS": text("Visa and residence status"),
            "TAX_INSURANCE": text("Tax, insurance or pension"),
            "EDUCATION": text("School, or learning Japanese"),
            "OTHER": text("Something else"),
        },
    ),
)
CATEGORIES = {value: label for _group, labels in CATEGORY_GROUPS for value, label in labels.items()}

PARTIES = {
    "EMPLOYER": text("My company"),
    "SUPERVISOR": text("My boss or group leader"),
    "SUPERVISING_ORGANISATION": text("The supervising organisation (kumiai)"),
    "REGISTERED_SUPPORT_ORGANISATION": text("The registered support organisation"),
    "SENDING_ORGANISATION": text("The agency in my country that sent me"),
    "MUNICIPALITY": text("The city or town office"),
    "FAMILY": text("My family"),
    "OTHER": text("Someone else"),
}

GRIEVANCE_STATES = {
    "RECEIVED": text("Received"),
    "ACKNOWLEDGED": text("Being looked at"),
    "CLOSED": text("Finished"),
}

OUTCOMES = {
    "PAYMENT": text("Money was paid"),
    "REPAYMENT_OF_FEES": text("Fees were paid back"),
    "HOUSING_FIX": text("The room or dormitory was put right"),
    "DOCUMENT_RETURN": text("Papers were given back"),
    "APOLOGY": text("An apology"),
    "TRANSFER": text("A change of workplace"),
    "STATUS_SUPPORT": text("Help with the residence status"),
    "REFERRAL_TO_AUTHORITY": text("Passed to a public office"),
    "MEDIATION_AGREEMENT": text("An agreement between both sides"),
    "NO_GROUNDS": text("No grounds were found"),
    "WITHDRAWN": text("Taken back by the person"),
    "OTHER": text("Another result"),
}

KINDS = {
    "COMPANY": text("Company"),
    "INDUSTRY_ASSOCIATION": text("Industry association"),
    "ECONOMIC_GROUP": text("Economic group"),
    "MUNICIPALITY": text("Municipality"),
    "GOVERNMENT_BODY": text("Government body"),
    "INTERNATIONAL_ORGANISATION": text("International organisation"),
    "NPO": text("NPO or NGO"),
    "LABOUR_UNION": text("Labour union"),
    "LAW_OFFICE": text("Law office"),
    "RESEARCH_INSTITUTE": text("Research institute"),
    "SUPPORT_ORGANISATION": text("Support organisation"),
    "MEDIA": text("Media"),
    "INDIVIDUAL": text("Individual member"),
}

SECTORS = {
    "AGRICULTURE_FORESTRY": text("Agriculture and forestry"),
    "FISHERIES": text("Fisheries"),
    "MINING": text("Mining and quarrying"),
    "CONSTRUCTION": text("Construction"),
    "MANUFACTURING": text("Manufacturing"),
    "UTILITIES": text("Electricity, gas and water"),
    "INFORMATION_COMMUNICATIONS": text("Information and communications"),
    "TRANSPORT_POSTAL": text("Transport and postal services"),
    "WHOLESALE_RETAIL": text("Wholesale and retail"),
    "FINANCE_INSURANCE": text("Finance and insurance"),
    "REAL_ESTATE": text("Real estate and leasing"),
    "RESEARCH_PROFESSIONAL": text("Research and professional services"),
    "ACCOMMODATION_FOOD": text("Hotels and restaurants"),
    "LIVING_AMUSEMENT": text("Personal services and amusement"),
    "EDUCATION": text("Education and learning support"),
    "MEDICAL_WELFARE": text("Medical care and welfare"),
    "COMPOUND_SERVICES": text("Post offices and cooperatives"),
    "OTHER_SERVICES": text("Other services"),
    "GOVERNMENT": text("Government"),
    "UNCLASSIFIED": text("Not classified"),
}

THEMES = {
    "RECRUITMENT_FEES": text("Recruitment without fees"),
    "WAGES": text("Wages"),
    "WORKING_HOURS": text("Working hours"),
    "HOUSING": text("Housing"),
    "LANGUAGE": text("Language"),
    "SAFETY": text("Safety"),
    "CONSULTATION": text("Someone to talk to"),
    "SKILLS": text("Skills and careers"),
    "FAMILY_LIFE": text("Family life"),
    "COMMUNITY": text("Community"),
    "HEALTH": text("Health"),
    "RESIDENCE_STATUS": text("Residence status"),
    "CHILD_LABOUR": text("Child labour"),
    "SUPPLY_CHAIN": text("Supply chain"),
}

COMMITMENT_STATES = {
    "PROPOSED": text("Planned"),
    "ON_TRACK": text("On track"),
    "BEHIND": text("Behind"),
    "MET": text("Met"),
    "VERIFIED": text("Met and checked"),
    "EXPIRED": text("Was met; evidence ran out"),
}

STANDINGS = {
    "ACTIVE": text("Member in good standing"),
    "GRACE": text("Report overdue"),
    "SUSPENDED": text("Membership suspended"),
}
FORMER_STANDINGS = {
    "WITHDRAWN": text("Has left"),
    "EXPELLED": text("Was expelled"),
}
CHANGES = {
    "APPLIED": text("It applied"),
    "INFORMATION_REQUESTED": text("The secretariat asked something"),
    "ANSWERED": text("It answered"),
    "APPROVED": text("It became a member"),
    "DECLINED": text("The application was declined"),
    "REPORT_OVERDUE": text("Its report was overdue"),
    "GRACE_OVER": text("Its report had not come for 30 days"),
    "REPORTED": text("The missing report has come"),
    "SUSPENDED": text("It was suspended by decision"),
    "REINSTATED": text("The suspension ended"),
    "WITHDREW": text("It left"),
    "EXPELLED": text("It was expelled"),
    "REJOINED": text("It became a member again"),
    "RECORDED": text("The record begins"),
}
ORDERS = {
    "MEMBER_SINCE_DESC": text("Newest members first"),
    "MEMBER_SINCE_ASC": text("Oldest members first"),
    "NAME": text("By name"),
}

CASE_STUDY_STATUSES = {
    "DRAFT": text("Draft"),
    "IN_REVIEW": text("In review"),
    "CHANGES_ASKED": text("Changes asked for"),
    "PUBLISHED": text("Published"),
    "WITHDRAWN": text("Withdrawn"),
}

SEAT_ROLES = {"OWNER": text("Owner"), "EDITOR": text("Editor"), "READER": text("Reader")}

ROLES = {
    "MEMBERSHIP_OFFICER": text("Membership officer"),
    "CASE_HANDLER": text("Case handler"),
    "CONTENT_EDITOR": text("Content editor"),
    "CUSTODIAN": text("Custodian"),
    "ANALYST": text("Analyst"),
    "ADMIN": text("Administrator"),
    "ADVISER": text("Adviser"),
    "PARTNER_HANDLER": text("Partner handler"),
}

IMPORT_STATES = {
    "CHECKING": text("Being checked"),
    "CHECKED": text("Checked"),
    "WRITTEN": text("Taken in"),
}

INVITATION_STATES = {
    "WAITING": text("Waiting for an answer"),
    "ACCEPTED": text("Accepted"),
    "WITHDRAWN": text("Withdrawn"),
    "EXPIRED": text("Expired"),
}

INTERVENTIONS = {
    "SECOND_FACTOR_RESET": text("The second step was deleted, so that you can set it up anew"),
    "PASSWORD_LINK": text("A link to a new password was made"),
}

SUPPLIER_STATES = {
    "SENT": text("Link made"),
    "OPENED": text("Opened, no answer yet"),
    "COMMITTED": text("Committed"),
    "DECLINED": text("Declined"),
    "REVOKED": text("Taken back"),
    "EXPIRED": text("Expired"),
}

SUPPLIER_STANDS = {"YES": text("We do this"), "PLANNED": text("We plan to"), "NOT_YET": text("Not yet")}

REPLIES = {
    "YES": text("Yes"),
    "PARTLY": text("In part"),
    "NO": text("No"),
    "NOT_APPLICABLE": text("Does not apply"),
}

REPORT_STATES = {
    "DRAFT": text("To be written"),
    "SUBMITTED": text("Submitted"),
    "QUESTIONED": text("Questions open"),
    "ACCEPTED": text("Accepted"),
}

LETTER_STATES = {"QUEUED": text("Waiting"), "SENT": text("Sent"), "FAILED": text("Not delivered")}

LETTERS = {
    "invitation": text("Invitation"),
    "membership_approved": text("Application approved"),
    "membership_declined": text("Application declined"),
    "information_requested": text("Question asked"),
    "report_opened": text("Activity report can be written"),
    "report_reminder": text("Activity report due soon"),
    "report_overdue": text("Activity report overdue"),
    "report_question": text("Question about an activity report"),
    "report_accepted": text("Activity report accepted"),
    "report_extension": text("Decision on more time"),
}

JOB_OUTCOMES = {"DONE": text("Done"), "FAILED": text("Failed")}

JOBS = {
    "open_reports": text("Open activity reports"),
    "remind_of_reports": text("Remind of activity reports"),
    "evaluate_memberships": text("Record lapsed memberships"),
    "conclude_proceedings": text("Conclude due process"),
    "count_peer_practice": text("Count what members of an industry do"),
}
EXPORT_PURPOSES = {
    "OWN_RECORDS": text("Our own records"),
    "MOVING_ELSEWHERE": text("To take it elsewhere"),
    "ACCESS_REQUEST": text("Somebody asked what is held"),
    "SUPERVISION": text("For an authority or an auditor"),
}

EXPORT_FORMATS = {"XLSX": text("Excel (XLSX)"), "CSV": text("CSV (ZIP)"), "JSON": text("JSON")}

CORRECTED_PARTS = {
    "LEGAL_NAME": text("Name in Japanese"),
    "CORPORATE_NUMBER": text("Corporate number"),
    "OTHER_NAMES": text("Name in other languages"),
    "PLACE": text("Place"),
    "SECTOR": text("Industry"),
    "CONTACT": text("Contact person"),
}

CORRECTION_STATES = {"WAITING": text("Waits"), "MADE": text("Made"), "REFUSED": text("Refused")}
MEMBERSHIP_STATUSES = {
    **STANDINGS,
    **FORMER_STANDINGS,
    "APPLIED": text("Applied"),
    "INFORMATION_REQUESTED": text("Question asked"),
    "DECLINED": text("Declined"),
    "LISTED": text("Not a member"),
}

REPORTED_STATES = {value: COMMITMENT_STATES[value] for value in ("PROPOSED", "ON_TRACK", "BEHIND", "MET")}

STATE_RULES = {
    "CONFIRMED_BY_CHECK": text("It is met, and an independent check has confirmed it."),
    "SHOWN_BY_EVIDENCE": text("It is claimed, and evidence in force shows it."),
    "EVIDENCE_RAN_OUT": text("It was met, but all evidence has run out."),
    "REPORTED_BEHIND": text("The member says that it is behind."),
    "DAY_PASSED": text("Its day has passed."),
    "MILESTONE_MISSED": text("The day of a milestone has passed."),
    "NOTHING_YET": text("Nothing has been done for it yet, as far as anybody can see."),
    "UNDER_WAY": text("Something has been done, and its day has not passed."),
}

MISSING = {
    "MEASUREMENT": text("A measurement"),
    "TARGET_REACHED": text("A measurement that reaches the target"),
    "REPORT": text("The member’s report that it is met"),
    "EVIDENCE": text("Evidence in force that somebody outside may look at"),
    "CHECK": text("An independent check"),
    "MILESTONE": text("A milestone whose day has passed"),
}

SCOPES = {
    "ORGANISATION": text("In the whole organisation"),
    "SITES": text("At some sites"),
    "SUPPLIERS": text("At suppliers"),
}

EVIDENCE_KINDS = {
    "DOCUMENT": text("Document"),
    "AUDIT": text("Audit report"),
    "SURVEY_RESULT": text("Survey result"),
    "CASE_STUDY": text("Case study"),
    "REMEDY_STATISTIC": text("Remedy statistics"),
    "TRAINING_RECORD": text("Training record"),
}

VISIBILITIES = {
    "PUBLIC": text("Everybody"),
    "MEMBERS": text("Members and the secretariat"),
    "SECRETARIAT": text("The secretariat and checkers only"),
    "OWN": text("Only your organisation (does not count)"),
}

CHECK_KINDS = {
    "PEER": text("Another member"),
    "ADVISER": text("An adviser"),
    "WORKER_REPRESENTATIVE": text("A representative of workers"),
    "AUDIT": text("An auditor"),
}

CHECK_STATES = {
    "REQUESTED": text("Asked for"),
    "ASSIGNED": text("Being checked"),
    "ANSWERING": text("With the member for answers"),
    "CLOSED": text("Closed"),
}

FINDING_OUTCOMES = {
    "CONFIRMED": text("Confirmed"),
    "GAP": text("Something is missing"),
    "NOT_EXAMINED": text("Could not be examined"),
}

TEXT_PARTS = {
    "PREAMBLE": text("Before the articles"),
    "TITLE": text("Short title"),
    "TEXT": text("Text of the article"),
    "CLOSING": text("After the articles"),
    "TRANSLATION_NOTE": text("Note on translations"),
}
