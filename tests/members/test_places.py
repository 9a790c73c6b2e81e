async def test_the_prefectures_stand_from_north_to_south_with_their_names(ask):
    answer = await ask("""{ prefectures { code name(in: "ja") { value } } }""")

    assert len(answer["prefectures"]) == 47
    assert answer["prefectures"][12] == {"code": "JP-13", "name": {"value": "東京都"}}
    assert [one["code"] for one in answer["prefectures"]] == sorted(one["code"] for one in answer["prefectures"])


async def test_municipalities_are_found_by_prefecture_name_reading_and_whether_the_code_is_in_use(ask):
    document = "query($filter: MunicipalityFilter) { municipalities(filter: $filter) { nodes { code } totalCount } }"
    for wanted, found in (
        ({}, ["112089", "131016"]),
        ({"prefecture": "JP-13"}, ["131016"]),
        ({"search": "千代田"}, ["131016"]),
        ({"search": "ところ"}, ["112089"]),
        ({"search": "%"}, []),
        ({"inUse": True}, ["131016"]),
        ({"inUse": False}, ["112089"]),
    ):
        answer = (await ask(document, filter=wanted))["municipalities"]
        assert ([node["code"] for node in answer["nodes"]], answer["totalCount"]) == (found, len(found))
