// The audits of graphql-http: every MUST, SHOULD and MAY of GraphQL over HTTP, asked of a running server.
import { auditServer } from "graphql-http";

const results = await auditServer({ url: process.env.KAKEHASHI_GRAPHQL });
const failed = results.filter((result) => result.status !== "ok");
for (const { id, name, reason } of failed) console.error(`${id} ${name}: ${reason}`);
console.log(`graphql-http: ${results.length - failed.length} passed, ${failed.length} failed`);
process.exit(failed.length || results.length < 61 ? 1 : 0);
