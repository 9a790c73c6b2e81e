"""The closed lists of workplaces, as GraphQL enums."""

from schema.enums import closed
from server.sites.models import HeadcountBand, ResidenceStatus

closed(
    ResidenceStatus,
    "A status of residence in Japan.",
    {
        ResidenceStatus.DIPLOMAT: "Diplomat.",
        ResidenceStatus.OFFICIAL: "Official.",
        ResidenceStatus.PROFESSOR: "Professor.",
        ResidenceStatus.ARTIST: "Artist.",
        ResidenceStatus.RELIGIOUS_ACTIVITIES: "Religious activities.",
        ResidenceStatus.JOURNALIST: "Journalist.",
        ResidenceStatus.HIGHLY_SKILLED_PROFESSIONAL: "Highly skilled professional, (i) a to c and (ii).",
        ResidenceStatus.BUSINESS_MANAGER: "Business manager.",
        ResidenceStatus.LEGAL_ACCOUNTING: "Legal and accounting services.",
        ResidenceStatus.MEDICAL: "Medical services.",
        ResidenceStatus.RESEARCHER: "Researcher.",
        ResidenceStatus.INSTRUCTOR: "Instructor.",
        ResidenceStatus.ENGINEER_HUMANITIES_INTERNATIONAL: "Engineer, humanities, international services.",
        ResidenceStatus.INTRA_COMPANY_TRANSFEREE: "Intra-company transferee.",
        ResidenceStatus.NURSING_CARE: "Nursing care.",
        ResidenceStatus.ENTERTAINER: "Entertainer.",
        ResidenceStatus.SKILLED_LABOUR: "Skilled labour.",
        ResidenceStatus.SPECIFIED_SKILLED_1: "Specified skilled worker (i).",
        ResidenceStatus.SPECIFIED_SKILLED_2: "Specified skilled worker (ii).",
        ResidenceStatus.TECHNICAL_INTERN_1: "Technical intern training (i).",
        ResidenceStatus.TECHNICAL_INTERN_2: "Technical intern training (ii).",
        ResidenceStatus.TECHNICAL_INTERN_3: "Technical intern training (iii).",
        ResidenceStatus.SKILL_DEVELOPMENT: "Employment for skill development; from April 2027.",
        ResidenceStatus.CULTURAL_ACTIVITIES: "Cultural activities.",
        ResidenceStatus.TEMPORARY_VISITOR: "Temporary visitor.",
        ResidenceStatus.STUDENT: "Student.",
        ResidenceStatus.TRAINEE: "Trainee.",
        ResidenceStatus.DEPENDENT: "Dependent.",
        ResidenceStatus.DESIGNATED_ACTIVITIES: "Designated activities.",
        ResidenceStatus.PERMANENT: "Permanent resident.",
        ResidenceStatus.SPOUSE_OF_JAPANESE: "Spouse or child of a Japanese national.",
        ResidenceStatus.SPOUSE_OF_PERMANENT: "Spouse or child of a permanent resident.",
        ResidenceStatus.LONG_TERM: "Long-term resident.",
        ResidenceStatus.SPECIAL_PERMANENT: "Special permanent resident.",
    },
)
closed(
    HeadcountBand,
    "About how many people.",
    {
        HeadcountBand.NONE: "None.",
        HeadcountBand.UNDER_10: "1 to 9. Not public: of a few, one could be told from another.",
        HeadcountBand.FROM_10: "10 to 29.",
        HeadcountBand.FROM_30: "30 to 99.",
        HeadcountBand.FROM_100: "100 to 299.",
        HeadcountBand.FROM_300: "300 or more.",
    },
)
