"""The closed lists of members, as GraphQL enums."""

from schema.enums import closed
from server.members.models import MembershipCause, OrganisationKind, OrganisationStatus, Participation, Sector

closed(
    OrganisationKind,
    "What sort of member it is.",
    {
        OrganisationKind.COMPANY: "A company that employs, or buys from those who do.",
        OrganisationKind.INDUSTRY_ASSOCIATION: "An association of one industry.",
        OrganisationKind.ECONOMIC_GROUP: "A chamber of commerce or another group of businesses.",
        OrganisationKind.MUNICIPALITY: "A city, ward, town or village.",
        OrganisationKind.GOVERNMENT_BODY: "A prefecture, a ministry or another public body.",
        OrganisationKind.INTERNATIONAL_ORGANISATION: "An organisation of states.",
        OrganisationKind.NPO: "A non-profit or non-governmental organisation.",
        OrganisationKind.LABOUR_UNION: "A union of workers.",
        OrganisationKind.LAW_OFFICE: "Lawyers, or other licensed advisers.",
        OrganisationKind.RESEARCH_INSTITUTE: "A university or another place of research.",
        OrganisationKind.SUPPORT_ORGANISATION: "A supervising or a registered support organisation.",
        OrganisationKind.MEDIA: "A newspaper, a broadcaster or another medium.",
        OrganisationKind.INDIVIDUAL: "A person who is a member by themselves.",
    },
)
closed(
    OrganisationStatus,
    "Where a membership stands.",
    {
        OrganisationStatus.APPLIED: "The application waits for the secretariat. Not public.",
        OrganisationStatus.INFORMATION_REQUESTED: "The secretariat has asked something and waits for the applicant. "
        "Not public.",
        OrganisationStatus.DECLINED: "The application was turned down. Not public.",
        OrganisationStatus.ACTIVE: "A member.",
        OrganisationStatus.GRACE: "A member whose report is overdue, for at most 30 days.",
        OrganisationStatus.SUSPENDED: "A member without a member's rights for now: by decision, or because a report "
        "is overdue for more than 30 days. Reporting ends the latter at once.",
        OrganisationStatus.WITHDRAWN: "It was a member, and left.",
        OrganisationStatus.EXPELLED: "It was a member, and was expelled.",
        OrganisationStatus.LISTED: "No member: named by one that is tied to it. Not public.",
    },
)
closed(
    Participation,
    "In which way an organisation takes part. `participations` says what each may and must do.",
    {
        Participation.MEMBER: "Pledges and reports.",
        Participation.PARTNER: "Supports the platform; neither pledges nor reports.",
        Participation.OBSERVER: "Follows the platform; neither pledges nor reports nor publishes.",
    },
)
closed(
    MembershipCause,
    "What changed where a membership stands: somebody's step, or a rule of dates.",
    {
        MembershipCause.APPLIED: "The application was handed in.",
        MembershipCause.INFORMATION_REQUESTED: "The secretariat asked something.",
        MembershipCause.ANSWERED: "The applicant answered.",
        MembershipCause.APPROVED: "The secretariat admitted it.",
        MembershipCause.DECLINED: "The secretariat turned it down.",
        MembershipCause.REPORT_OVERDUE: "Rule: a report was due the day before, and had not come.",
        MembershipCause.GRACE_OVER: "Rule: the 30 days of grace were over, and the report had not come.",
        MembershipCause.REPORTED: "Rule: the report that was missed has come, or its day was moved.",
        MembershipCause.SUSPENDED: "It was suspended by decision.",
        MembershipCause.REINSTATED: "A suspension by decision ended.",
        MembershipCause.WITHDREW: "It left.",
        MembershipCause.EXPELLED: "It was expelled, and no appeal is open.",
        MembershipCause.REJOINED: "It was admitted again.",
        MembershipCause.RECORDED: "It was so when the record began, or was taken over from an earlier record.",
    },
)
closed(
    Sector,
    "A major division of the Japan Standard Industrial Classification.",
    {
        Sector.AGRICULTURE_FORESTRY: "A: agriculture and forestry.",
        Sector.FISHERIES: "B: fisheries.",
        Sector.MINING: "C: mining and quarrying.",
        Sector.CONSTRUCTION: "D: construction.",
        Sector.MANUFACTURING: "E: manufacturing.",
        Sector.UTILITIES: "F: electricity, gas, heat and water.",
        Sector.INFORMATION_COMMUNICATIONS: "G: information and communications.",
        Sector.TRANSPORT_POSTAL: "H: transport and postal services.",
        Sector.WHOLESALE_RETAIL: "I: wholesale and retail.",
        Sector.FINANCE_INSURANCE: "J: finance and insurance.",
        Sector.REAL_ESTATE: "K: real estate and the renting of goods.",
        Sector.RESEARCH_PROFESSIONAL: "L: research, professional and technical services.",
        Sector.ACCOMMODATION_FOOD: "M: accommodation, eating and drinking.",
        Sector.LIVING_AMUSEMENT: "N: services for living, and amusement.",
        Sector.EDUCATION: "O: education and learning support.",
        Sector.MEDICAL_WELFARE: "P: medical care, health and welfare.",
        Sector.COMPOUND_SERVICES: "Q: compound services.",
        Sector.OTHER_SERVICES: "R: services not classified elsewhere.",
        Sector.GOVERNMENT: "S: government.",
        Sector.UNCLASSIFIED: "T: what cannot be classified.",
    },
)
