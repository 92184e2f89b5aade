import { expect } from "chai";
import { IAM, startApi } from "../../support/api/call";

const JANE = { allowedFromAddresses: ["jane@company.com"] };
const CALLER = { account_id: IAM.accountId, user_arn: IAM.userArn, user_id: IAM.userId };

describe("the audit log of the API", () => {
  let api: ReturnType<typeof startApi>;
  beforeEach(() => {
    api = startApi();
  });

  const audit = () => api.log.filter(({ message }) => message === "audit");

  // Proves D-credential-security.4, P-security3.3
  it("has one entry for each call, with caller, action, username and outcome", async () => {
    await api.call("putCredential", "jane", { body: JANE, headers: { "x-correlation-id": "ticket-7" } });
    await api.call("getCredential", "nobody");
    await api.call("listCredentials", "", { query: { limit: "no" } });
    const common = { level: "INFO", message: "audit", service: "smtp-api", stack: "test", ...CALLER };
    const own = audit().map(({ timestamp, ...fields }) => (expect(timestamp).to.be.a("string"), fields));
    expect(own).to.deep.equal([
      {
        ...common,
        ...{ correlation_id: "ticket-7", action: "putCredential", username: "jane", outcome: 201 },
        operation: "putCredential",
      },
      {
        ...common,
        ...{ correlation_id: "request-1", action: "getCredential", username: "nobody" },
        ...{ operation: "getCredential", outcome: 404, problem: "not-found" },
      },
      {
        ...common,
        ...{ correlation_id: "request-1", action: "listCredentials", operation: "listCredentials" },
        ...{ outcome: 400, problem: "invalid-request" },
      },
    ]);
  });

  it("has an entry for a call that nobody signed, which gets nothing", async () => {
    await api.call("putCredential", "jane", { body: JANE, event: { requestContext: { requestId: "r" } } });
    expect(audit()[0])
      .to.include({ action: "putCredential", outcome: 403 })
      .and.not.have.property("user_arn");
    expect(api.dynamodb.all()).to.deep.equal([]);
  });

  it("has no part of a body, and no password", async () => {
    await api.call("putCredential", "jane", { body: { ...JANE, description: "confidential" } });
    const stored = api.dynamodb.get("SMTP_USER", "USER#jane");
    api.dynamodb.put({ ...stored, smtp_username: { S: "AKIA" }, encrypted_password: { S: "c2VjcmV0" } });
    await api.call("getSecret", "jane");
    expect(JSON.stringify(api.log)).not.to.match(/confidential|c2VjcmV0|company/);
  });

  it("says when a record was changed outside the API, wherever that shows, and not what the manager published", async () => {
    await api.call("putCredential", "jane", { body: JANE });
    const outside = () => api.log.filter(({ message }) => message === "changed outside the API");
    const change = (attributes: object) =>
      api.dynamodb.put({ ...api.dynamodb.get("SMTP_USER", "USER#jane"), ...attributes });

    change({ status: { S: "active" }, smtp_username: { S: "AKIA" } });
    await api.call("getCredential", "jane");
    change({ status: { S: "failed" }, failure: { M: { of: { M: { status: { S: "pending" } } } } } });
    await api.call("getCredential", "jane");
    expect(outside()).to.deep.equal([]);

    change({ allowed_from_addresses: { L: [{ S: "*@company.com" }] } });
    await api.call("listCredentials");
    await api.call("getCredential", "jane");
    await api.call("putCredential", "jane", { body: JANE });
    expect(outside().map(({ action, usernames }) => ({ action, usernames }))).to.deep.equal(
      ["listCredentials", "getCredential", "putCredential"].map(action => ({ action, usernames: ["jane"] })),
    );
    await api.call("getCredential", "jane");
    expect(outside()).to.have.lengthOf(3);

    change({ allowed_from_addresses: { L: [{ S: "*@company.com" }] } });
    await api.call("deleteCredential", "jane");
    expect(outside().at(-1)).to.deep.include({ action: "deleteCredential", usernames: ["jane"] });
    expect(outside()).to.have.lengthOf(4);
  });
});
