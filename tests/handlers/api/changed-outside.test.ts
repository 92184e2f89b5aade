import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import { startApi } from "../../support/api/call";

type Attributes = Record<string, AttributeValue>;

const ACTIVE = { status: { S: "active" } };
const DISABLED = { status: { S: "disabled" } };
const EXPIRED = { ...DISABLED, failure: { M: { code: { S: "expired" }, message: { S: "It has ended." } } } };
const HELD = {
  status: { S: "failed" },
  failure: { M: { code: { S: "suspended" }, of: { M: { status: { S: "active" } } } } },
};

describe("a credential, created through the API with an end", () => {
  let api: ReturnType<typeof startApi>;
  beforeEach(async () => {
    api = startApi();
    const body = { allowedFromAddresses: ["jane@company.com"], validUntil: "2026-11-26T13:00:00Z" };
    await api.call("putCredential", "jane", { body });
    write(ACTIVE);
  });

  /** Replaces the status and the failure, which the manager writes together. */
  function write(attributes: Attributes): void {
    const record = { ...api.dynamodb.get("SMTP_USER", "USER#jane") };
    delete record.failure;
    api.dynamodb.put({ ...record, ...attributes });
  }
  const isChangedOutside = async () => (await api.call("getCredential", "jane")).body.changedOutsideApi;

  for (const [what, attributes] of [
    ["publishes it", ACTIVE],
    ["disables it because it has ended", EXPIRED],
    ["holds it", HELD],
  ] as const) {
    it(`is not changed outside the API when the manager ${what}`, async () => {
      write(attributes);
      expect(await isChangedOutside()).to.equal(false);
    });
  }

  it("is not changed outside the API when the manager drops the reason, after its end was removed", async () => {
    write(EXPIRED);
    await api.call("patchCredential", "jane", { body: { validUntil: null } });
    expect(await isChangedOutside()).to.equal(false);
    write(DISABLED);
    expect(await isChangedOutside()).to.equal(false);
  });

  it("is not changed outside the API when it is enabled after its end, and disabled again", async () => {
    write(EXPIRED);
    await api.call("enableCredential", "jane");
    write(EXPIRED);
    expect(await isChangedOutside()).to.equal(false);
  });

  it("is changed outside the API when somebody disables it by hand, or changes it after its end", async () => {
    write(DISABLED);
    expect(await isChangedOutside()).to.equal(true);
    write({ ...EXPIRED, description: { S: "by hand" } });
    expect(await isChangedOutside()).to.equal(true);
  });
});
