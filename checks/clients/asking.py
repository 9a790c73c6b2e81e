"""gql, the Python client, as its users get it: the contract fetched first, then a page of a connection and a refusal."""

import asyncio
import os

from gql import Client, gql
from gql.transport.exceptions import TransportQueryError
from gql.transport.httpx import HTTPXAsyncTransport

STUDIES = "query ($first: Int) { caseStudies(first: $first) { totalCount nodes { id slug } } }"


async def main() -> None:
    """Ask."""
    transport = HTTPXAsyncTransport(url=os.environ["KAKEHASHI_GRAPHQL"])
    async with Client(transport=transport, fetch_schema_from_transport=True) as client:
        request = gql(STUDIES)
        request.variable_values = {"first": 3}
        answer = await client.execute(request)
        assert len(answer["caseStudies"]["nodes"]) == 3, answer
    async with Client(transport=transport) as unchecked:
        try:
            await unchecked.execute(gql("{ caseStudie { totalCount } }"))
        except TransportQueryError as error:
            assert error.errors and error.errors[0]["extensions"]["code"] == "BAD_USER_INPUT", error
        else:
            raise AssertionError("A field that does not exist was answered.")


asyncio.run(main())
print("gql: ok")
