// graphql-sse: a worker writes, and the worker's own stream tells of it; a stream without a session is refused.
import assert from "node:assert/strict";
import { createClient } from "graphql-sse";

const uri = process.env.KAKEHASHI_GRAPHQL;
const worker = JSON.parse(process.env.KAKEHASHI_LOG_INS).find((person) => person.receipt);
const headers = { Authorization: `Bearer ${worker.token}` };
const SEND = "mutation ($input: SendMessageInput!) { sendMessage(input: $input) { errors { code path } } }";
const said = "A message of the check of clients.";

async function ask(query, variables) {
  const answer = await fetch(uri, {
    method: "POST",
    headers: { ...headers, "Content-Type": "application/json" },
    body: JSON.stringify({ query, variables }),
  });
  return (await answer.json()).data;
}

const client = createClient({ url: `${uri}/stream`, headers, retryAttempts: 0 });
const events = client.iterate({ query: "subscription { grievanceMessages { body } }" });
const next = events.next();
await new Promise((resolve) => setTimeout(resolve, 1_000)); // a stream tells what comes after it has begun
const { grievance } = await ask("{ grievance { id } }");
const input = { grievanceId: grievance.id, body: said, idempotencyKey: crypto.randomUUID() };
assert.deepEqual((await ask(SEND, { input })).sendMessage.errors, []);
const timer = setTimeout(() => assert.fail("The stream told nothing for 15 seconds."), 15_000);
assert.deepEqual((await next).value, { data: { grievanceMessages: { body: said } } });
clearTimeout(timer);
await events.return();

const nobody = createClient({ url: `${uri}/stream`, retryAttempts: 0 });
await assert.rejects(async () => {
  for await (const event of nobody.iterate({ query: "subscription { boardChanged { __typename } }" })) {
    if (event.errors) throw new Error(event.errors[0].extensions.code);
  }
});
console.log("graphql-sse: ok");
process.exit(0);
