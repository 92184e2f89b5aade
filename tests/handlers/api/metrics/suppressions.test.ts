import { expect } from "chai";
import { IAM, startApi } from "../../../support/api/call";
import { suppressions } from "../../../../handlers/api/metrics/schemas";

const ENTRY = { reason: "bounce", source: "ses", created_at: "2026-11-01T00:00:00.000Z" } as const;

describe("the API's suppression list", () => {
  let api: ReturnType<typeof startApi>;
  beforeEach(() => {
    api = startApi();
    api.emails.suppressions = [
      { ...ENTRY, email: "a@one.example" },
      { ...ENTRY, email: "b@one.example", reason: "complaint", expires_at: "2027-01-01T00:00:00.000Z" },
      { ...ENTRY, email: "c+tag@one.example", reason: "manual", source: "arn:aws:iam::1:user/ann" },
    ];
  });
  const emails = () => api.emails.suppressions.map(({ email }) => email);

  // Proves P-api.5, P-suppressions.email, P-suppressions.reason, P-suppressions.created_at, P-debug.3
  it("is read in pages, with the fields that a client of the older application reads", async () => {
    const { body } = await api.call("listSuppressions");
    expect(suppressions.parse(body)).to.include({ total: 3, limit: 100, offset: 0 });
    expect((body.suppressions as object[])[1]).to.deep.include({
      ...{ email: "b@one.example", reason: "complaint", created_at: ENTRY.created_at },
      ...{ expires_at: "2027-01-01T00:00:00.000Z", is_permanent: false },
    });
    expect((body.suppressions as object[])[0]).to.include({ expires_at: null, is_permanent: true });
    const page = await api.call("listSuppressions", "", { query: { limit: "1", offset: "2" } });
    expect((page.body.suppressions as { email: string }[]).map(({ email }) => email)).to.deep.equal([
      "c+tag@one.example",
    ]);
  });

  it("is read for one reason, or one address in any case", async () => {
    const complained = await api.call("listSuppressions", "", { query: { reason: "complaint" } });
    expect(complained.body).to.include({ total: 1 });
    const found = await api.call("listSuppressions", "", { query: { email: "A@One.example" } });
    expect(found.body).to.include({ total: 1 });
    const none = await api.call("listSuppressions", "", { query: { email: "nobody@one.example" } });
    expect(none.body).to.deep.include({
      ...{ total: 0, suppressions: [], by_reason: { bounce: 1, complaint: 1, manual: 1 } },
    });
    const other = await api.call("listSuppressions", "", {
      query: { email: "a@one.example", reason: "manual" },
    });
    expect(other.body).to.include({ total: 0 });
  });

  it("takes an address by hand, with who added it", async () => {
    const { statusCode, body } = await api.call("addSuppression", "", {
      body: { email: "New@one.example", expires_at: "2027-03-01T00:00:00+01:00" },
    });
    expect(statusCode).to.equal(201);
    expect(body).to.deep.include({
      ...{ email: "new@one.example", reason: "manual", source: IAM.userArn },
      ...{ expires_at: "2027-02-28T23:00:00.000Z", is_permanent: false },
    });
    await api.call("addSuppression", "", { body: { email: "b@one.example", expires_at: null } });
    expect(emails()).to.have.members([
      "a@one.example",
      "new@one.example",
      "b@one.example",
      "c+tag@one.example",
    ]);
  });

  // Proves P-component4.2, P-api.6
  it("gives up an address by its path, and by the query", async () => {
    const byPath = await api.call("deleteSuppression", "", {
      event: { pathParameters: { email: "c+tag@one.example" } },
    });
    expect(byPath.statusCode).to.equal(200);
    expect(byPath.body.message).to.match(/^Removed from the stack's suppression list\. SES may still have/);
    const query = { email: "A@one.example" };
    expect((await api.call("deleteSuppressionByQuery", "", { query })).statusCode).to.equal(200);
    expect(emails()).to.deep.equal(["b@one.example"]);
    const again = await api.call("deleteSuppressionByQuery", "", { query });
    expect(again.statusCode).to.equal(404);
    expect(again.body.type).to.equal("urn:problem-type:ses-smtp:not-suppressed");
  });

  const invalid: [what: string, call: () => ReturnType<typeof api.call>, detail: string][] = [
    [
      "a body without an address",
      () => api.call("addSuppression", "", { body: {} }),
      'email: use an address such as "jane@example.com".',
    ],
    [
      "a body with half an address",
      () => api.call("addSuppression", "", { body: { email: "jane" } }),
      'email: use an address such as "jane@example.com".',
    ],
    [
      "a reason of the caller's own",
      () => api.call("addSuppression", "", { body: { email: "a@b.example", reason: "bounce" } }),
      '"reason": unknown field; expected email, expires_at.',
    ],
    [
      "an end that has passed",
      () =>
        api.call("addSuppression", "", {
          body: { email: "a@b.example", expires_at: "2020-01-01T00:00:00Z" },
        }),
      'expires_at is "2020-01-01T00:00:00Z", which has passed; use a time in the future.',
    ],
    [
      "a plus sign that became a space",
      () => api.call("deleteSuppressionByQuery", "", { query: { email: "c tag@one.example" } }),
      'email is "c tag@one.example"; use an address such as "jane@example.com", with "+" written as %2B.',
    ],
    [
      "no address to delete",
      () => api.call("deleteSuppressionByQuery"),
      'email is missing; use an address such as "jane@example.com", with "+" written as %2B.',
    ],
    [
      "a path without an address",
      () => api.call("deleteSuppression", "", { event: { pathParameters: { email: "jane" } } }),
      'email is "jane"; use an address such as "jane@example.com", with "+" written as %2B.',
    ],
    [
      "an unknown reason",
      () => api.call("listSuppressions", "", { query: { reason: "spam" } }),
      'reason is "spam"; use one of bounce, complaint, manual.',
    ],
    [
      "a page that is too long",
      () => api.call("listSuppressions", "", { query: { limit: "1001" } }),
      'limit is "1001"; use a number from 1 to 1000.',
    ],
  ];
  for (const [what, call, detail] of invalid)
    it(`refuses ${what} and changes nothing`, async () => {
      const before = emails();
      const { statusCode, body } = await call();
      expect([statusCode, body.detail]).to.deep.equal([400, detail]);
      expect(emails()).to.deep.equal(before);
    });

  it("leaves no address in the audit log, which has who called what and the outcome", async () => {
    await api.call("addSuppression", "", { body: { email: "private@one.example" } });
    await api.call("deleteSuppression", "", { event: { pathParameters: { email: "private@one.example" } } });
    await api.call("deleteSuppressionByQuery", "", { query: { email: "private@one.example" } });
    expect(JSON.stringify(api.log)).not.to.include("private");
    const audit = api.log.filter(({ message }) => message === "audit");
    expect(audit.map(({ action, outcome, user_arn }) => [action, outcome, user_arn])).to.deep.equal([
      ["addSuppression", 201, IAM.userArn],
      ["deleteSuppression", 200, IAM.userArn],
      ["deleteSuppressionByQuery", 404, IAM.userArn],
    ]);
  });
});
