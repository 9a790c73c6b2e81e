"""gql, the Python client, as its users get it: the contract is fetched, then a page of a connection and a refusal."""

import asyncio
import os

from gql import Client, gql
from gql.transport.exceptions import TransportQueryError
from gql.transport.httpx import HTTPXAsyncTransport

STUDIES = "query ($first: Int) { caseStudies(first: $first) { totalCount nodes { id slug } } }"


async def main() -> None:
    """Ask, and leave with words where the answer is not what gql promises."""
    transport = HTTPXAsyncTransport(url=os.environ["KAKEHASHI_GRAPHQL"])
    async with Client(transport=transport, fetch_schema_from_transport=True) as client:
        request = gql(STUDIES)
        request.variable_values = {"first": 3}
        answer = await client.execute(request)
    if len(answer["caseStudies"]["nodes"]) != 3:
        raise SystemExit(f"gql: {answer}")

    async with Client(transport=transport) as unchecked:
        try:
            answer = await unchecked.execute(gql("{ caseStudie { totalCount } }"))
        except TransportQueryError as error:
            answer = error.errors or []
    if [error["extensions"]["code"] for error in answer] != ["BAD_USER_INPUT"]:
        raise SystemExit(f"gql: {answer}")


asyncio.run(main())
