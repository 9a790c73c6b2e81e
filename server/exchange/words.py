"""The words of registers: how columns, kinds of members and industries are called in people's spreadsheets."""

from collections.abc import Mapping, Sequence

from server.exchange.tables import plain
from server.members.models import OrganisationKind, Sector

COLUMNS: Mapping[str, Sequence[str]] = {
    "reference": ("会員番号", "管理番号", "整理番号", "会員ID", "reference", "member number"),
    "kind": ("会員種別", "種別", "区分", "会員区分", "kind"),
    "name": ("名称", "会員名", "団体名", "会社名", "企業名", "法人名", "組織名", "name"),
    "name_en": ("英語名", "英文名称", "名称英語", "英名", "name in english"),
    "corporate_number": ("法人番号", "corporate number"),
    "prefecture": ("都道府県", "都道府県名", "prefecture"),
    "municipality": ("市区町村", "市区町村名", "市区町村コード", "団体コード", "municipality"),
    "sector": ("業種", "産業分類", "sector"),
    "member_since": ("入会日", "加入日", "入会年月日", "member since"),
    "contact_name": ("担当者名", "担当者", "担当者氏名", "ご担当者", "contact name"),
    "contact_email": ("メールアドレス", "メール", "担当者メール", "Eメール", "e-mail", "contact e-mail"),
}
"""The headings by which each column is known; the first is the template's."""

EXAMPLE: Mapping[str, str] = {
    "reference": "0001",
    "kind": "企業",
    "name": "例示製作所株式会社",
    "name_en": "Reiji Works Ltd",
    "corporate_number": "8700110005901",
    "prefecture": "東京都",
    "municipality": "千代田区",
    "sector": "製造業",
    "member_since": "2024-04-01",
    "contact_name": "例示 花子",
    "contact_email": "hanako@works.example",
}
"""The template's one row: to be written over. Its number passes its check digit and is nobody's on the platform."""

_KINDS: Mapping[OrganisationKind, Sequence[str]] = {
    OrganisationKind.COMPANY: ("企業", "会社", "株式会社", "法人", "民間企業", "事業者"),
    OrganisationKind.INDUSTRY_ASSOCIATION: ("業界団体", "協会", "事業者団体"),
    OrganisationKind.ECONOMIC_GROUP: ("経済団体", "商工会", "商工会議所"),
    OrganisationKind.MUNICIPALITY: ("自治体", "地方自治体", "市区町村", "市町村", "地方公共団体"),
    OrganisationKind.GOVERNMENT_BODY: ("官公庁", "行政機関", "政府機関", "都道府県", "省庁", "公的機関"),
    OrganisationKind.INTERNATIONAL_ORGANISATION: ("国際機関",),
    OrganisationKind.NPO: ("NPO", "NGO", "NPO法人", "特定非営利活動法人", "NPO/NGO", "市民団体"),
    OrganisationKind.LABOUR_UNION: ("労働組合", "組合", "労組"),
    OrganisationKind.LAW_OFFICE: ("法律事務所", "弁護士事務所", "士業", "行政書士事務所", "社労士事務所"),
    OrganisationKind.RESEARCH_INSTITUTE: ("研究機関", "大学", "学校", "教育研究機関", "学術機関"),
    OrganisationKind.SUPPORT_ORGANISATION: ("支援団体", "監理団体", "登録支援機関", "支援機関"),
    OrganisationKind.MEDIA: ("メディア", "報道機関", "マスコミ"),
    OrganisationKind.INDIVIDUAL: ("個人", "個人会員"),
}
_SECTORS: Mapping[Sector, Sequence[str]] = {
    Sector.AGRICULTURE_FORESTRY: ("農業、林業", "農業", "林業", "農林業"),
    Sector.FISHERIES: ("漁業", "水産業"),
    Sector.MINING: ("鉱業、採石業、砂利採取業", "鉱業"),
    Sector.CONSTRUCTION: ("建設業", "建設"),
    Sector.MANUFACTURING: ("製造業", "製造"),
    Sector.UTILITIES: ("電気・ガス・熱供給・水道業", "電気ガス水道"),
    Sector.INFORMATION_COMMUNICATIONS: ("情報通信業", "情報通信", "IT"),
    Sector.TRANSPORT_POSTAL: ("運輸業、郵便業", "運輸業", "運輸", "物流"),
    Sector.WHOLESALE_RETAIL: ("卸売業、小売業", "卸売業", "小売業", "卸売・小売業"),
    Sector.FINANCE_INSURANCE: ("金融業、保険業", "金融業", "保険業", "金融・保険業"),
    Sector.REAL_ESTATE: ("不動産業、物品賃貸業", "不動産業"),
    Sector.RESEARCH_PROFESSIONAL: ("学術研究、専門・技術サービス業", "専門サービス業"),
    Sector.ACCOMMODATION_FOOD: ("宿泊業、飲食サービス業", "宿泊業", "飲食業", "外食"),
    Sector.LIVING_AMUSEMENT: ("生活関連サービス業、娯楽業", "娯楽業"),
    Sector.EDUCATION: ("教育、学習支援業", "教育"),
    Sector.MEDICAL_WELFARE: ("医療、福祉", "医療", "福祉", "介護", "医療・福祉"),
    Sector.COMPOUND_SERVICES: ("複合サービス事業",),
    Sector.OTHER_SERVICES: ("サービス業"),
    Sector.GOVERNMENT: ("公務"),
    Sector.UNCLASSIFIED: ("分類不能の産業",),
}

KINDS = {plain(word): kind for kind, words in _KINDS.items() for word in (*words, kind.value)}
SECTORS = {plain(word): one for one, words in _SECTORS.items() for word in (*words, one.value, one.name)}

_ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
ERAS = _ERAS | dict(zip("MTSHR", _ERAS.values(), strict=True))
"""The year before the first of each era, by its name and its letter."""
