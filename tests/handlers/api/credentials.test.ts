import { expect } from "chai";
import { credential, secret } from "../../../handlers/api/credentials/schemas";
import { IAM, startApi } from "../../support/api/call";
import { PUBLISHED } from "../../support/api/published";

const JANE = { allowedFromAddresses: ["jane@company.com"], description: "Jane Doe" };

describe("a credential in the API", () => {
  let api: ReturnType<typeof startApi>;
  beforeEach(() => {
    api = startApi();
  });

  const record = (username: string) => api.dynamodb.get("SMTP_USER", `USER#${username}`);
  const publish = (username: string) => api.dynamodb.put({ ...record(username), ...PUBLISHED });

  it("is created by PUT as a record that asks for a login, and says who asked", async () => {
    const { statusCode, body } = await api.call("putCredential", "jane", { body: JANE });
    expect(statusCode).to.equal(201);
    expect(body).to.deep.include({ name: "jane", status: "pending", ...JANE, changedOutsideApi: false });
    const { changed_by, ...stored } = record("jane") ?? {};
    expect(stored).to.deep.equal({
      PK: { S: "SMTP_USER" },
      SK: { S: "USER#jane" },
      status: { S: "pending" },
      description: { S: "Jane Doe" },
      allowed_from_addresses: { L: [{ S: "jane@company.com" }] },
      entity_type: { S: "smtp_credential" },
    });
    expect(changed_by?.M?.arn).to.deep.equal({ S: IAM.userArn });
  });

  it("has the fields of the requirements' SMTPCredential once it is active, but for the password", async () => {
    await api.call("putCredential", "jane", { body: JANE });
    publish("jane");
    const { body } = await api.call("getCredential", "jane");
    expect(body).to.deep.include({
      username: "AKIAEXAMPLE",
      iamUserArn: PUBLISHED.iam_user_arn.S,
      createdAt: "2026-11-26T12:00:00.000Z",
      status: "active",
      description: "Jane Doe",
      allowedFromAddresses: ["jane@company.com"],
      entityType: "smtp_credential",
    });
    expect(body).not.to.have.property("encryptedPassword");
    expect(() => credential.parse(body)).not.to.throw();
  });

  // Proves R4.3, R4.5
  it("gives its password, encrypted, and the context to decrypt it with", async () => {
    await api.call("putCredential", "jane", { body: JANE });
    expect((await api.call("getSecret", "jane")).body).to.deep.include({ status: 409 });
    publish("jane");
    const { body } = await api.call("getSecret", "jane");
    expect(body).to.deep.include({
      encryptedPassword: "Y2lwaGVydGV4dA==",
      encryptionContext: {
        purpose: "smtp-password",
        table: "mail",
        username: "jane",
        smtp_username: "AKIAEXAMPLE",
      },
    });
    expect(() => secret.parse(body)).not.to.throw();
  });

  it("keeps its login and status when PUT replaces its settings, and loses settings that are left out", async () => {
    await api.call("putCredential", "jane", { body: { ...JANE, ownerEmail: "boss@company.com" } });
    publish("jane");
    const body = { allowedFromAddresses: ["jane@company.com", "*@company.com"] };
    expect((await api.call("putCredential", "jane", { body })).statusCode).to.equal(200);
    const { description, owner_email, ...kept } = record("jane") ?? {};
    expect({ description, owner_email }).to.deep.equal({ description: undefined, owner_email: undefined });
    expect(kept).to.deep.include(PUBLISHED);
  });

  it("keeps with PATCH what is not named; null removes", async () => {
    await api.call("putCredential", "jane", { body: { ...JANE, ownerEmail: "boss@company.com" } });
    const answer = await api.call("patchCredential", "jane", {
      body: { description: "J.", ownerEmail: null },
    });
    expect(answer.body).to.deep.include({ description: "J.", allowedFromAddresses: ["jane@company.com"] });
    expect(answer.body).not.to.have.property("ownerEmail");
  });

  it("has an end and an age to rotate at, which the record has in DynamoDB's types", async () => {
    const times = { validUntil: "2030-01-31T18:00:00Z", rotationDays: 90, rotationGraceDays: 0 };
    const { body } = await api.call("putCredential", "jane", { body: { ...JANE, ...times } });
    expect(body).to.deep.include(times);
    expect(record("jane")).to.deep.include({
      valid_until: { S: "2030-01-31T18:00:00Z" },
      rotation_days: { N: "90" },
      rotation_grace_days: { N: "0" },
    });
    const patched = await api.call("patchCredential", "jane", {
      body: { validUntil: null, rotationDays: 30 },
    });
    expect(patched.body).to.include({ rotationDays: 30 }).and.not.to.have.property("validUntil");
  });

  it("is deleted", async () => {
    await api.call("putCredential", "jane", { body: JANE });
    expect((await api.call("deleteCredential", "jane")).statusCode).to.equal(204);
    expect(record("jane")).to.equal(undefined);
    expect((await api.call("deleteCredential", "jane")).statusCode).to.equal(404);
  });

  it("is disabled, and enabled again by a request for a login that works", async () => {
    await api.call("putCredential", "jane", { body: JANE });
    publish("jane");
    expect((await api.call("disableCredential", "jane")).body.status).to.equal("disabled");
    expect((await api.call("enableCredential", "jane")).body.status).to.equal("pending");
  });

  it("loses its hold by enabling, and by nothing else", async () => {
    await api.call("putCredential", "jane", { body: JANE });
    const hold = { PK: { S: "SMTP_HOLD" }, SK: { S: "USER#jane" }, kind: { S: "suspended" } };
    api.dynamodb.put(hold);
    await api.call("putCredential", "jane", { body: JANE });
    await api.call("patchCredential", "jane", { body: { description: "x" } });
    await api.call("disableCredential", "jane");
    await api.call("rotateCredential", "jane");
    expect(api.dynamodb.get("SMTP_HOLD", "USER#jane")).to.deep.equal(hold);
    expect(api.dynamodb.get("SMTP_ENABLED", "USER#jane")).to.equal(undefined);
    await api.call("enableCredential", "jane");
    expect(api.dynamodb.get("SMTP_HOLD", "USER#jane")).to.equal(undefined);
    const enabled = api.dynamodb.get("SMTP_ENABLED", "USER#jane");
    expect(enabled).to.deep.include({ at: record("jane")?.changed_by?.M?.at, by: { S: IAM.userArn } });
    await api.call("putCredential", "jane", { body: JANE });
    expect(api.dynamodb.get("SMTP_ENABLED", "USER#jane")).to.deep.equal(enabled);
  });

  it("reports a compromise in its hold too, which outlives the record, and does so again", async () => {
    await api.call("putCredential", "jane", { body: JANE });
    const first = await api.call("rotateCredential", "jane", { body: { compromised: true } });
    const at = { S: first.body.compromisedAt };
    const reason = { S: "its password was reported as stolen" };
    const hold = api.dynamodb.get("SMTP_HOLD", "USER#jane") ?? {};
    expect(hold).to.deep.include({ kind: { S: "compromised" }, at, reason });
    expect(hold.by?.S).to.match(/^arn:aws:/);
    api.dynamodb.put({ ...hold, done_at: { S: "2026-11-26T12:00:00.000Z" } });
    const second = await api.call("rotateCredential", "jane", { body: { compromised: true } });
    const again = api.dynamodb.get("SMTP_HOLD", "USER#jane");
    expect(again?.at).to.deep.equal({ S: second.body.compromisedAt });
    expect(again).not.to.have.property("done_at");
  });

  it("reports a compromise of a suspended login in its record alone: the suspension stays", async () => {
    await api.call("putCredential", "jane", { body: JANE });
    const hold = { PK: { S: "SMTP_HOLD" }, SK: { S: "USER#jane" }, kind: { S: "suspended" } };
    api.dynamodb.put(hold);
    const { statusCode, body } = await api.call("rotateCredential", "jane", { body: { compromised: true } });
    expect([statusCode, typeof body.compromisedAt]).to.deep.equal([200, "string"]);
    expect(api.dynamodb.get("SMTP_HOLD", "USER#jane")).to.deep.equal(hold);
  });

  it("asks for another password, or says that it is compromised", async () => {
    await api.call("putCredential", "jane", { body: JANE });
    const rotated = await api.call("rotateCredential", "jane");
    expect(rotated.body.rotateRequestedAt).to.match(/^2026-11-26T12:00:\d\d\.000Z$/);
    expect(rotated.body).not.to.have.property("compromisedAt");
    const compromised = await api.call("rotateCredential", "jane", { body: { compromised: true } });
    expect(compromised.body.compromisedAt).to.match(/^2026-11-26T12:00:\d\d\.000Z$/);
  });

  for (const action of [
    "disableCredential",
    "enableCredential",
    "rotateCredential",
    "patchCredential",
  ] as const) {
    it(`must exist for ${action}`, async () => {
      const body = action === "patchCredential" ? { description: "x" } : undefined;
      const { statusCode } = await api.call(action, "nobody", { body });
      expect(statusCode).to.equal(404);
      expect(api.dynamodb.all()).to.deep.equal([]);
    });
  }

  it("is shown even where somebody wrote attributes of other types, and as a string set", async () => {
    api.dynamodb.put({
      PK: { S: "SMTP_USER" },
      SK: { S: "USER#odd" },
      status: { N: "7" },
      description: { L: [] },
      allowed_from_addresses: { SS: ["b@company.com", "a@company.com"] },
      failure: { S: "text" },
      created_at: { M: {} },
    });
    const { body } = await api.call("getCredential", "odd");
    expect(() => credential.parse(body)).not.to.throw();
    expect(body.allowedFromAddresses).to.deep.equal(["a@company.com", "b@company.com"]);
    expect(body.changedOutsideApi).to.equal(true);
  });
});
