// (h) Mercurius with graphql-jit and loaders over node-postgres: the same contract, the same statements as by hand.
import { randomBytes, randomInt, randomUUID } from "node:crypto";
import Fastify from "fastify";
import mercurius from "mercurius";
import pg from "pg";

// Days and JSON as PostgreSQL writes them: nothing here computes with days.
pg.types.setTypeParser(1082, (text) => text);
const pool = new pg.Pool({
  connectionString: process.env.BENCHMARK_URL,
  max: 10,
  options: "-c jit=off",
});
const query = (name, text, values) => pool.query({ name, text, values }).then((found) => found.rows);

const schema = `
  type Text { value: String }
  type Contact { name: String! email: String! }
  type Article { number: Int! title: Text! }
  type Commitment { id: ID! state: String! dueOn: String! updatedOn: String! overdue: Boolean! article: Article progressNote: Text }
  type Organisation {
    id: ID! name: Text! kind: String! prefecture: String memberSince: String contact: Contact
    commitments: [Commitment!]! caseStudies(first: Int!): CaseStudyConnection!
  }
  type CaseStudy { id: ID! title: Text! summary: Text! publishedOn: String themes: [String!]! organisation: Organisation }
  type Grievance { id: ID! state: String! category: String! language: String! filedOn: String! dueOn: String! overdue: Boolean! }
  type PageInfo { hasNextPage: Boolean! endCursor: String }
  type CaseStudyEdge { cursor: String! node: CaseStudy! }
  type CaseStudyConnection { edges: [CaseStudyEdge!]! nodes: [CaseStudy!]! pageInfo: PageInfo! }
  type OrganisationConnection { nodes: [Organisation!]! pageInfo: PageInfo! }
  type GrievanceConnection { nodes: [Grievance!]! totalCount: Int }
  input CaseStudyFilter { search: String! }
  input OrganisationFilter { commitmentOverdue: Boolean! }
  enum GrievanceState { RECEIVED ACKNOWLEDGED CLOSED }
  enum GrievanceOrder { NEWEST }
  input GrievanceFilter { state: GrievanceState! }
  input EmployerInput { unknown: Boolean! }
  input FileGrievanceInput {
    idempotencyKey: ID! category: String! language: String! narrative: String! employer: EmployerInput!
  }
  type UserError { code: String! }
  type FileGrievancePayload { receipt: String errors: [UserError!]! }
  type Query {
    caseStudies(first: Int!, after: String, filter: CaseStudyFilter): CaseStudyConnection!
    organisation(id: ID!): Organisation
    organisations(first: Int!, filter: OrganisationFilter!): OrganisationConnection!
    grievances(first: Int!, orderBy: GrievanceOrder!, filter: GrievanceFilter!): GrievanceConnection!
  }
  type Mutation { fileGrievance(input: FileGrievanceInput!): FileGrievancePayload! }
`;

const TODAY = "(now() at time zone 'Asia/Tokyo')::date";
const globalId = (type, key) => Buffer.from(`${type}:${key}`).toString("base64");
const keyOf = (id) => Buffer.from(id, "base64").toString().split(":")[1];
const text = (column, at = 1) => `coalesce(${column}->>$${at}, ${column}->>'en', ${column}->>'ja')`;
const STUDY = `id as key, ${text("title")} as title, ${text("summary")} as summary, published_on as "publishedOn",
  themes, organisation_id as organisation`;
const LISTED = "coalesce(published_on, '9000-01-01'::date)";

const cursor = (row) => Buffer.from(JSON.stringify(["NEWEST", row.publishedOn, row.key])).toString("base64url");
// Python's base64 is padded.
const padded = (mark) => mark + "=".repeat((4 - (mark.length % 4)) % 4);

const study = (row) => ({
  ...row,
  id: globalId("CaseStudy", row.key),
  title: { value: row.title },
  summary: { value: row.summary },
  themes: row.themes.map((theme) => theme.toUpperCase()),
});

const page = (rows, first) => {
  const nodes = rows.slice(0, first).map(study);
  const edges = nodes.map((node) => ({ cursor: padded(cursor(node)), node }));
  return { nodes, edges, pageInfo: { hasNextPage: rows.length > first, endCursor: edges.at(-1)?.cursor ?? null } };
};

const organisation = (row) => ({ ...row, id: globalId("Organisation", row.key), name: { value: row.name } });
const ORGANISATION = `o.id as key, ${text("o.name")} as name, upper(o.kind) as kind, o.prefecture, o.member_since as "memberSince"`;

const resolvers = {
  Query: {
    async caseStudies(_, { first, after, filter }, { language }) {
      const values = [language, first + 1];
      let condition = "";
      if (after) {
        const [, day, key] = JSON.parse(Buffer.from(after, "base64url").toString());
        values.push(day, key);
        condition = `and (${LISTED}, id) < ($3::date, $4::uuid)`;
      } else if (filter) {
        values.push(tsquery(filter.search));
        condition = "and id in (select case_study_id from case_study_search where words @@ $3::tsquery)";
      }
      const rows = await query(
        `feed${condition}`.slice(0, 60),
        `select ${STUDY} from case_study where status = 'published' ${condition} order by ${LISTED} desc, id desc limit $2`,
        values,
      );
      return page(rows, first);
    },
    async organisation(_, { id }, { language }) {
      const statement = `select ${ORGANISATION} from organisation o where o.id = $2 and o.status = 'active'`;
      const [row] = await query("organisation", statement, [language, keyOf(id)]);
      return row ? organisation(row) : null;
    },
    async organisations(_, { first }, { language }) {
      const rows = await query(
        "overdue",
        `select ${ORGANISATION} from organisation o
         where exists (select from commitment c where c.organisation_id = o.id and c.due_on < ${TODAY} and c.state <> 'met')
         order by coalesce(o.member_since, '9000-01-01'::date) desc, o.id desc limit $2`,
        [language, first + 1],
      );
      return { nodes: rows.slice(0, first).map(organisation), pageInfo: { hasNextPage: rows.length > first } };
    },
    async grievances(_, { first, filter }, { person }) {
      const rows = await query(
        "board",
        `select g.id, upper(g.state) as state, upper(g.category) as category, g.language, g.filed_on as "filedOn",
           g.due_on as "dueOn", g.due_on < ${TODAY} and g.state <> 'closed' as overdue, count(*) over ()::int as total
         from grievance_grant h join grievance g on g.id = h.grievance_id
         where h.person_id = $1 and h.revoked_on is null and g.state = $2
         order by g.filed_on desc, g.id desc limit $3`,
        [person, filter.state.toLowerCase(), first],
      );
      const nodes = rows.map((row) => ({ ...row, id: globalId("Grievance", row.id) }));
      return { nodes, totalCount: rows[0]?.total ?? 0 };
    },
  },
  Mutation: {
    async fileGrievance(_, { input }) {
      const sizes = [32, 32, 32, 32, 1160, 32, 80, 32, 72, 32, 32, 120];
      const ready = sizes.map((size) => randomBytes(size));
      const digits = Array.from({ length: 20 }, () => randomInt(10)).join("");
      const receipt = digits.match(/.{4}/g).join(" ");
      await query(
        "file",
        `select bench.file_grievance($1, $2, $3, $4, ${ready.map((_, at) => `$${at + 5}`).join(", ")}, $17)`,
        [randomUUID(), input.category.toLowerCase(), input.language, randomUUID(), ...ready, receipt],
      );
      return { receipt, errors: [] };
    },
  },
};

const byKey = (rows, name) => new Map(rows.map((row) => [row[name], row]));
const grouped = (rows, name) => {
  const groups = new Map();
  for (const row of rows) groups.get(row[name])?.push(row) ?? groups.set(row[name], [row]);
  return groups;
};

const loaders = {
  CaseStudy: {
    async organisation(queries, { language }) {
      const keys = queries.map(({ obj }) => obj.organisation);
      const statement = `select ${ORGANISATION} from organisation o where o.id = any ($2::uuid[])`;
      const found = byKey((await query("organisations", statement, [language, keys])).map(organisation), "key");
      return keys.map((key) => found.get(key) ?? null);
    },
  },
  Organisation: {
    async contact(queries) {
      const keys = queries.map(({ obj }) => obj.key);
      const statement = "select organisation_id, name, email from member_contact where organisation_id = any ($1::uuid[])";
      const found = byKey(await query("contacts", statement, [keys]), "organisation_id");
      return keys.map((key) => found.get(key) ?? null);
    },
    async commitments(queries, { language }) {
      const keys = queries.map(({ obj }) => obj.key);
      const statement = `
        select c.id, c.organisation_id, upper(c.state) as state, c.due_on as "dueOn", c.updated_on as "updatedOn",
          c.due_on < ${TODAY} and c.state <> 'met' as overdue, a.number, ${text("a.title")} as title,
          ${text("n.text")} as note
        from commitment c join article a on a.id = c.article_id
        left join commitment_note n on n.commitment_id = c.id and n.published
        where c.organisation_id = any ($2::uuid[]) order by a.number, c.id`;
      const rows = (await query("commitments", statement, [language, keys])).map((row) => ({
        ...row,
        id: globalId("Commitment", row.id),
        article: { number: row.number, title: { value: row.title } },
        progressNote: row.note === null ? null : { value: row.note },
      }));
      const groups = grouped(rows, "organisation_id");
      return keys.map((key) => groups.get(key) ?? []);
    },
    async caseStudies(queries, { language }) {
      const first = queries[0].params.first;
      const keys = queries.map(({ obj }) => obj.key);
      const statement = `select ${STUDY} from unnest($3::uuid[]) wanted, lateral (
        select * from case_study where organisation_id = wanted and status = 'published'
        order by ${LISTED} desc, id desc limit $2) own order by ${LISTED} desc, id desc`;
      const groups = grouped(await query("theirs", statement, [language, first + 1, keys]), "organisation");
      return keys.map((key) => page(groups.get(key) ?? [], first));
    },
  },
};

// The terms of this benchmark only: phrases of pairs for Japanese, prefixes for English.
const tsquery = (search) =>
  /^[\x00-\x7f]+$/.test(search)
    ? `'${search}':*`
    : `(${Array.from(hiragana(search)).slice(1).map((sign, at) => `'${hiragana(search)[at]}${sign}'`).join(" <-> ")})`;
const hiragana = (word) => word.replace(/[\u30a1-\u30f6]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60));

const app = Fastify();
app.register(mercurius, {
  schema,
  resolvers,
  loaders,
  jit: 1,
  context: (request) => ({
    language: request.headers["accept-language"] ?? "en",
    person: request.headers["x-person"],
  }),
});
await app.listen({ port: Number(process.argv[2]), host: "127.0.0.1" });
process.on("SIGTERM", () => process.exit(0));
