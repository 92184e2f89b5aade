import { expect } from "chai";
import { problemDetails } from "../../../handlers/api/credentials/schemas";
import { type CallOptions, startApi } from "../../support/api/call";
import type { ApiAction } from "../../../handlers/shared/api-routes";

const JANE = { allowedFromAddresses: ["jane@company.com"] };

describe("a request to the API", () => {
  let api: ReturnType<typeof startApi>;
  beforeEach(() => {
    api = startApi();
  });

  const LONG = Array.from({ length: 60 }, (_, index) => `somebody.with.a.long.name.${index}@company.com`);

  const cases: [
    what: string,
    action: ApiAction,
    username: string,
    options: CallOptions,
    status: number,
    said: string,
  ][] = [
    ["has no JSON", "putCredential", "jane", { body: "{" }, 400, "The body is not JSON:"],
    [
      "has another type of JSON",
      "putCredential",
      "jane",
      { body: "[]" },
      400,
      "The body: use a JSON object.",
    ],
    [
      "is not JSON by its type",
      "putCredential",
      "jane",
      { body: "a=b", headers: { "content-type": "application/x-www-form-urlencoded" } },
      415,
      "send JSON with content-type application/json.",
    ],
    [
      "has a large body",
      "putCredential",
      "jane",
      { body: JSON.stringify({ ...JANE, description: "x".repeat(70_000) }) },
      413,
      "send at most 65536.",
    ],
    ["names no addresses", "putCredential", "jane", { body: {} }, 400, "allowedFromAddresses: use a list of"],
    [
      "has an empty list",
      "putCredential",
      "jane",
      { body: { allowedFromAddresses: [] } },
      400,
      "use a list of 1 to",
    ],
    [
      "has an unknown field",
      "putCredential",
      "jane",
      { body: { ...JANE, status: "active" } },
      400,
      '"status": unknown field; expected allowedFromAddresses, description, ownerEmail, mailbox, validUntil, rotationDays, rotationGraceDays.',
    ],
    ["has a body where none belongs", "disableCredential", "jane", { body: JANE }, 400, "send no body"],
    ["changes nothing", "patchCredential", "jane", { body: {} }, 400, "Nothing to change; expected"],
    [
      "has an address in a domain that is not allowed",
      "putCredential",
      "jane",
      { body: { allowedFromAddresses: ["jane@company.com", "jane@elsewhere.org"] } },
      400,
      'allowedFromAddresses[1]: "jane@elsewhere.org" is not in an allowed domain. Use company.com',
    ],
    [
      "has more addresses than a policy holds",
      "putCredential",
      "jane",
      { body: { allowedFromAddresses: LONG } },
      400,
      "2048",
    ],
    [
      "has a control character in its description",
      "putCredential",
      "jane",
      { body: { ...JANE, description: "a\u001b[31mb" } },
      400,
      "description: use a string of at most 1000 characters, without control characters.",
    ],
    [
      "has an invalid owner",
      "putCredential",
      "jane",
      { body: { ...JANE, ownerEmail: "boss" } },
      400,
      'ownerEmail: use an address such as "jane@example.com".',
    ],
    [
      "ends at no time",
      "putCredential",
      "jane",
      { body: { ...JANE, validUntil: "tomorrow" } },
      400,
      'validUntil: use a time with its time zone, such as "2030-01-31T18:00:00Z".',
    ],
    [
      "rotates at a negative age",
      "putCredential",
      "jane",
      { body: { ...JANE, rotationDays: -1 } },
      400,
      "rotationDays: use a number of days from 0 to 3650.",
    ],
    [
      "rotates at an age that DynamoDB cannot store",
      "putCredential",
      "jane",
      { body: { ...JANE, rotationDays: 5e-324 } },
      400,
      "rotationDays: use a number of days from 0 to 3650.",
    ],
    [
      "has an invalid username",
      "getCredential",
      "jane doe",
      {},
      400,
      'username is "jane doe"; use 1 to 39 ASCII',
    ],
    ["has a username that is too long", "getCredential", "j".repeat(40), {}, 400, "use 1 to 39 ASCII"],
    ["names nobody", "getCredential", "nobody", {}, 404, 'There is no credential "nobody"'],
    [
      "has a correlation id that cannot be logged",
      "listCredentials",
      "",
      { headers: { "x-correlation-id": "a b" } },
      400,
      'x-correlation-id is "a b"; use 1 to 64 letters, digits or _.-',
    ],
    [
      "has a malformed If-Match",
      "deleteCredential",
      "jane",
      { headers: { "if-match": "abc" } },
      400,
      "if-match: use the etag of an earlier response, in its double quotes",
    ],
    [
      "is signed by nobody",
      "listCredentials",
      "",
      { event: { requestContext: {} } },
      403,
      "Sign the request",
    ],
  ];
  for (const [what, action, username, options, status, said] of cases) {
    it(`that ${what} gets ${status} and what to do about it, and changes nothing`, async () => {
      const { statusCode, headers, body } = await api.call(action, username, options);
      expect(statusCode).to.equal(status);
      expect(headers["content-type"]).to.equal("application/problem+json");
      const problem = problemDetails.parse(body);
      expect(problem.detail).to.include(said);
      expect(problem).to.include({ status });
      expect(problem.type).to.match(/^urn:problem-type:ses-smtp:[a-z-]+$/);
      expect(api.dynamodb.all()).to.deep.equal([]);
    });
  }

  it("has all invalid fields named at once, by JSON Pointers", async () => {
    const body = { allowedFromAddresses: ["a", "b@company.com", 7], "x/y": 1 };
    const answer = await api.call("putCredential", "jane", { body });
    expect(problemDetails.parse(answer.body).errors?.map(({ pointer }) => pointer)).to.deep.equal([
      "#/allowedFromAddresses/2",
      "#/x~1y",
    ]);
    const wrong = await api.call("putCredential", "jane", { body: { allowedFromAddresses: ["a", "b"] } });
    expect(problemDetails.parse(wrong.body).errors?.map(({ pointer }) => pointer)).to.deep.equal([
      "#/allowedFromAddresses/0",
      "#/allowedFromAddresses/1",
    ]);
  });

  it("is answered with its correlation id, or with API Gateway's request id", async () => {
    const own = await api.call("listCredentials", "", { headers: { "x-correlation-id": "ticket-7" } });
    expect(own.headers["x-correlation-id"]).to.equal("ticket-7");
    expect((await api.call("listCredentials")).headers["x-correlation-id"]).to.equal("request-1");
    const failed = await api.call("getCredential", "nobody", { headers: { "x-correlation-id": "ticket-8" } });
    expect(failed.body.correlationId).to.equal("ticket-8");
  });

  it("may have its body in base64, as API Gateway passes on types that it does not know", async () => {
    const { statusCode } = await api.call("patchCredential", "jane", {
      body: Buffer.from('{"description":"x"}').toString("base64"),
      headers: { "content-type": "application/merge-patch+json" },
      event: { isBase64Encoded: true },
    });
    expect(statusCode).to.equal(404); // it was understood, and there is no Jane
  });

  it("gets 503 if DynamoDB is busy, and 500 without details if anything else fails", async () => {
    for (const [name, status] of [
      ["ThrottlingException", 503],
      ["AccessDeniedException", 500],
    ] as const) {
      api.dynamodb.call = () => {
        throw Object.assign(new Error("secret detail"), { name });
      };
      const { statusCode, body } = await api.call("getCredential", "jane");
      expect(statusCode).to.equal(status);
      expect(JSON.stringify(body)).not.to.include("secret detail");
    }
  });
});
