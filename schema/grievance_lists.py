"""The closed lists of grievances, each value with what it means."""

from schema.enums import closed
from server.grievances.models import Author, GrievanceCategory, GrievanceState, Outcome, Party

closed(
    GrievanceCategory,
    "What a grievance is about. The first thirteen concern labour.",
    {
        GrievanceCategory.WAGES: "Wages not paid, paid late, or less than agreed.",
        GrievanceCategory.OVERTIME: "Too long hours, or overtime that is not paid.",
        GrievanceCategory.DISMISSAL: "Dismissed, or told to leave.",
        GrievanceCategory.HARASSMENT_VIOLENCE: "Harassment, threats or violence.",
        GrievanceCategory.DISCRIMINATION: "Treated worse than others for who one is.",
        GrievanceCategory.INJURY: "An injury or illness from work.",
        GrievanceCategory.HOUSING: "A dormitory or dwelling that the employer provides.",
        GrievanceCategory.DOCUMENT_RETENTION: "Passport, residence card or bank book kept by others.",
        GrievanceCategory.RECRUITMENT_FEES: "Fees and debts for getting the job.",
        GrievanceCategory.CONTRACT_DECEPTION: "Work or pay other than promised.",
        GrievanceCategory.RESTRICTED_MOVEMENT: "Not free to go out, to telephone, to leave.",
        GrievanceCategory.RETALIATION: "Punished for having spoken.",
        GrievanceCategory.PREGNANCY: "Pregnancy, birth, and work.",
        GrievanceCategory.DAILY_LIFE: "Daily life: neighbours, contracts, money, family.",
        GrievanceCategory.MEDICAL_WELFARE: "Doctors, hospitals, welfare.",
        GrievanceCategory.RESIDENCE_STATUS: "Visa and residence status.",
        GrievanceCategory.TAX_INSURANCE: "Taxes, pension and health insurance.",
        GrievanceCategory.EDUCATION: "School and learning.",
        GrievanceCategory.OTHER: "Something else.",
    },
)
closed(
    GrievanceState,
    "Where a grievance stands: received, then acknowledged, then closed.",
    {
        GrievanceState.RECEIVED: "It has arrived; nobody has acknowledged it yet.",
        GrievanceState.ACKNOWLEDGED: "A person has read it and works on it.",
        GrievanceState.CLOSED: "It has ended, with an outcome and a reason. Its worker may still write.",
    },
)
closed(
    Outcome,
    "How a grievance ended.",
    {
        Outcome.PAYMENT: "What was owed was paid.",
        Outcome.REPAYMENT_OF_FEES: "Recruitment fees were paid back.",
        Outcome.HOUSING_FIX: "The housing was mended or changed.",
        Outcome.DOCUMENT_RETURN: "Documents were given back.",
        Outcome.APOLOGY: "Those responsible apologised.",
        Outcome.TRANSFER: "The worker moved to another workplace or employer.",
        Outcome.STATUS_SUPPORT: "The worker was helped with residence status.",
        Outcome.REFERRAL_TO_AUTHORITY: "It went to an authority that can decide it.",
        Outcome.MEDIATION_AGREEMENT: "Both sides agreed, with help.",
        Outcome.NO_GROUNDS: "No grounds were found.",
        Outcome.WITHDRAWN: "The worker withdrew it.",
        Outcome.OTHER: "Something else; the reason says what.",
    },
)
closed(
    Party,
    "Who must not learn of a grievance.",
    {
        Party.EMPLOYER: "The employer.",
        Party.SUPERVISOR: "The supervisor at work.",
        Party.SUPERVISING_ORGANISATION: "The supervising organisation of a trainee.",
        Party.REGISTERED_SUPPORT_ORGANISATION: "The registered support organisation.",
        Party.SENDING_ORGANISATION: "The organisation that sent the worker abroad.",
        Party.MUNICIPALITY: "The city, town or village.",
        Party.FAMILY: "The worker's family.",
        Party.OTHER: "Somebody else; the narrative says who.",
    },
)
closed(Author, "Whose words they are.", {Author.WORKER: "The worker's.", Author.HANDLER: "A handler's."})
