"""The closed lists of members, as GraphQL enums."""

from schema.enums import closed
from server.members.models import OrganisationKind, OrganisationStatus, Sector

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
        OrganisationStatus.ACTIVE: "A member.",
        OrganisationStatus.DECLINED: "The application was turned down. Not public.",
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
