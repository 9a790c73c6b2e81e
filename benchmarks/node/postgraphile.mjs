// (b) PostGraphile 5 over the views of views.sql, with its own contract: what it shows is the same rows in the same order.
import { createServer } from "node:http";
import { randomBytes, randomInt, randomUUID } from "node:crypto";
import { grafserv } from "postgraphile/grafserv/node";
import { withPgClient } from "postgraphile/@dataplan/pg";
import { makePgService } from "postgraphile/adaptors/pg";
import { extendSchema, gql } from "postgraphile/utils";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
import { postgraphile } from "postgraphile";
import pg from "pg";

const pool = new pg.Pool({ connectionString: process.env.BENCHMARK_URL, max: 10, options: "-c jit=off" });
const port = Number(process.argv[2]);

// A mutation of one function: what would be sealed is made here, as in the other contenders.
const Filing = extendSchema((build) => {
  const executor = build.input.pgRegistry.pgExecutors.main;
  return {
    typeDefs: gql`
      input BenchEmployerInput { unknown: Boolean! }
      input BenchFileInput {
        idempotencyKey: UUID! category: String! language: String! narrative: String! employer: BenchEmployerInput!
      }
      type BenchFilePayload { receipt: String }
      extend type Mutation { fileGrievance(input: BenchFileInput!): BenchFilePayload }
    `,
    objects: {
      Mutation: {
        plans: {
          fileGrievance(_, { $input }) {
            return withPgClient(executor, $input, async (client, input) => {
              const sizes = [32, 32, 32, 32, 1160, 32, 80, 32, 72, 32, 32, 120];
              const ready = sizes.map((size) => randomBytes(size));
              const digits = Array.from({ length: 20 }, () => randomInt(10)).join("");
              const receipt = digits.match(/.{4}/g).join(" ");
              await client.query({
                text: `select bench.file_grievance($1, $2, $3, $4, ${ready.map((_, at) => `$${at + 5}`).join(", ")}, $17)`,
                name: "file",
                values: [randomUUID(), input.category.toLowerCase(), input.language, randomUUID(), ...ready, receipt],
              });
              return { receipt };
            });
          },
        },
      },
    },
  };
});

const preset = {
  extends: [PostGraphileAmberPreset],
  plugins: [Filing],
  disablePlugins: ["NodePlugin"],
  pgServices: [makePgService({ pool, schemas: ["bench"] })],
  grafserv: { port, graphiql: false, websockets: false, watch: false, graphqlPath: "/graphql" },
  grafast: { explain: false },
};

const served = postgraphile(preset).createServ(grafserv);
const server = createServer();
await served.addTo(server);
server.listen(port, "127.0.0.1");
process.on("SIGTERM", () => process.exit(0));
