"""The words for ties and workplaces, as source texts: to whom a member is tied, and about how many work for it."""

from frontend_stub.languages import text

BANDS = {
    "NONE": text("none"),
    "UNDER_10": text("1 to 9"),
    "FROM_10": text("10 to 29"),
    "FROM_30": text("30 to 99"),
    "FROM_100": text("100 to 299"),
    "FROM_300": text("300 or more"),
}

TIE_KINDS = {
    "PARENT": text("Parent company"),
    "SUPERVISING": text("Supervising organisation"),
    "SUPPORT": text("Registered support organisation"),
    "SENDING": text("Sending organisation"),
    "SUPPLIER": text("Supplier"),
    "SUCCESSOR": text("Successor"),
    "OTHER": text("Another tie"),
}

TIE_KINDS_BACK = {
    "PARENT": text("Subsidiary"),
    "SUPERVISING": text("It supervises"),
    "SUPPORT": text("It supports"),
    "SENDING": text("It sends workers to"),
    "SUPPLIER": text("Buyer"),
    "SUCCESSOR": text("Predecessor"),
    "OTHER": text("Another tie"),
}

TIE_ANSWERS = {
    "NONE": text("Not answered yet"),
    "CONFIRMED": text("Confirmed by the other side"),
    "DISPUTED": text("Disputed by the other side"),
}

RESIDENCE_STATUSES = {
    "DIPLOMAT": text("Diplomat"),
    "OFFICIAL": text("Official"),
    "PROFESSOR": text("Professor"),
    "ARTIST": text("Artist"),
    "RELIGIOUS_ACTIVITIES": text("Religious activities"),
    "JOURNALIST": text("Journalist"),
    "HIGHLY_SKILLED_PROFESSIONAL": text("Highly skilled professional"),
    "BUSINESS_MANAGER": text("Business manager"),
    "LEGAL_ACCOUNTING": text("Legal and accounting services"),
    "MEDICAL": text("Medical services"),
    "RESEARCHER": text("Researcher"),
    "INSTRUCTOR": text("Instructor"),
    "ENGINEER_HUMANITIES_INTERNATIONAL": text("Engineer, humanities, international services"),
    "INTRA_COMPANY_TRANSFEREE": text("Intra-company transferee"),
    "NURSING_CARE": text("Nursing care (residence status)"),
    "ENTERTAINER": text("Entertainer"),
    "SKILLED_LABOUR": text("Skilled labour"),
    "SPECIFIED_SKILLED_1": text("Specified skilled worker (i)"),
    "SPECIFIED_SKILLED_2": text("Specified skilled worker (ii)"),
    "TECHNICAL_INTERN_1": text("Technical intern training (i)"),
    "TECHNICAL_INTERN_2": text("Technical intern training (ii)"),
    "TECHNICAL_INTERN_3": text("Technical intern training (iii)"),
    "SKILL_DEVELOPMENT": text("Employment for skill development"),
    "CULTURAL_ACTIVITIES": text("Cultural activities"),
    "TEMPORARY_VISITOR": text("Temporary visitor"),
    "STUDENT": text("Student"),
    "TRAINEE": text("Trainee"),
    "DEPENDENT": text("Dependent"),
    "DESIGNATED_ACTIVITIES": text("Designated activities"),
    "PERMANENT": text("Permanent resident"),
    "SPOUSE_OF_JAPANESE": text("Spouse or child of a Japanese national"),
    "SPOUSE_OF_PERMANENT": text("Spouse or child of a permanent resident"),
    "LONG_TERM": text("Long-term resident"),
    "SPECIAL_PERMANENT": text("Special permanent resident"),
}
