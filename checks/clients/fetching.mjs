// Apollo Client and urql as their users get them: pages of a connection, typed refusals, trusted documents.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { ApolloClient, ApolloLink, HttpLink, InMemoryCache, gql } from "@apollo/client";
import { CombinedGraphQLErrors } from "@apollo/client/errors";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";
import { Client, cacheExchange, fetchExchange } from "@urql/core";

const uri = process.env.KAKEHASHI_GRAPHQL;
const STUDIES = "query Studies($after: String) { caseStudies(first: 2, after: $after) { totalCount pageInfo { endCursor } nodes { id slug title(in: \"ja\") { value language } } } }";
const SIGN_IN = "mutation ($input: SignInInput!) { signIn(input: $input) { token errors { code path } } }";
const WRONG = { input: { email: "nobody@kakehashi.example", password: "not the password" } };
const SUGGESTED = "{ caseStudie { totalCount } }";
const page = readFileSync(new URL("../../frontend_stub/pages/public/practices/page.graphql", import.meta.url), "utf8");
const asked = { operationName: "Practices", variables: { tag: "en", orderBy: "NEWEST" } };

async function apollo() {
  const client = new ApolloClient({ link: new HttpLink({ uri }), cache: new InMemoryCache() });
  const first = (await client.query({ query: gql(STUDIES) })).data.caseStudies;
  const second = (await client.query({ query: gql(STUDIES), variables: { after: first.pageInfo.endCursor } })).data;
  assert.equal(new Set([...first.nodes, ...second.caseStudies.nodes].map((node) => node.id)).size, 4);
  const refused = (await client.mutate({ mutation: gql(SIGN_IN), variables: WRONG })).data.signIn;
  assert.equal(refused.token, null);
  assert.equal(refused.errors.length, 1);
  await assert.rejects(client.query({ query: gql(SUGGESTED) }), (error) => {
    assert.ok(CombinedGraphQLErrors.is(error));
    assert.equal(error.errors[0].extensions.code, "BAD_USER_INPUT");
    return true;
  });
}

async function apolloWithHashes(useGETForHashedQueries) {
  const sha256 = (text) => createHash("sha256").update(text).digest("hex");
  const answers = [];
  const fetched = async (...request) => (answers.push(await fetch(...request)), answers.at(-1).clone());
  const hashes = new PersistedQueryLink({ sha256, useGETForHashedQueries });
  const link = ApolloLink.from([hashes, new HttpLink({ uri, fetch: fetched })]);
  const client = new ApolloClient({ link, cache: new InMemoryCache() });
  const { data } = await client.query({ query: gql(STUDIES) });
  assert.equal(data.caseStudies.nodes.length, 2);
  assert.equal(answers.length, 2); // an unknown hash, then the document itself
}

async function urql(preferGetMethod) {
  const client = new Client({ url: uri, exchanges: [cacheExchange, fetchExchange], preferGetMethod });
  const { data, error } = await client.query(STUDIES, {}).toPromise();
  assert.equal(error, undefined);
  assert.equal(data.caseStudies.nodes.length, 2);
  const refused = await client.mutation(SIGN_IN, WRONG).toPromise();
  assert.equal(refused.data.signIn.errors.length, 1);
  const wrong = await client.query(SUGGESTED, {}).toPromise();
  assert.equal(wrong.error.graphQLErrors[0].extensions.code, "BAD_USER_INPUT");
}

async function trusted() {
  const documentId = `sha256:${createHash("sha256").update(page).digest("hex")}`;
  const variables = JSON.stringify(asked.variables);
  const url = `${uri}?${new URLSearchParams({ documentId, ...asked, variables })}`;
  const answer = await fetch(url);
  assert.equal(answer.headers.get("cache-control"), "public, max-age=60");
  assert.ok((await answer.json()).data.caseStudies.nodes.length > 0);
  const again = await fetch(url, { headers: { "If-None-Match": answer.headers.get("etag") } });
  assert.equal(again.status, 304);
}

await apollo();
await apolloWithHashes(false);
await apolloWithHashes(true);
console.log("Apollo Client: ok");
await urql(false);
await urql("force");
console.log("urql: ok");
await trusted();
console.log("trusted documents by fetch: ok");
