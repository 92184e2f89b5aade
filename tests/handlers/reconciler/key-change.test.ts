import { expect } from "chai";
import { KEY_ARN, OTHER_KEY_ARN, TABLE } from "../../support/aws-model";
import { encryptionContext } from "../../../records/encryption";
import { deriveSmtpPassword } from "../../../handlers/shared/smtp-password";
import { Stage } from "../../support/reconciler/stage";

const JOHN = "john.doe";
const PENDING = { status: "pending", allowed_from_addresses: ["a@company.com"] };

/** A login that was made under one key, after the program was deployed with another. */
async function afterKeyChange(previousKeyArns: string[], status?: string): Promise<Stage> {
  const stage = new Stage();
  stage.put(JOHN, PENDING);
  await stage.reconcile(JOHN);
  if (status !== undefined) {
    stage.change(JOHN, { status });
    await stage.reconcile(JOHN);
  }
  await stage.pass();
  const { kms } = stage.model;
  kms.grant = { ...kms.grant, keyArn: OTHER_KEY_ARN, previousKeyArns };
  return stage;
}

/** The password as its owner decrypts it, with this key. */
function passwordUnder(stage: Stage, KeyId: string): string {
  const { smtp_username, encrypted_password } = stage.record(JOHN) as Record<string, string>;
  const { Plaintext } = stage.model.kms.call("Decrypt", {
    KeyId,
    CiphertextBlob: Buffer.from(encrypted_password!, "base64"),
    EncryptionContext: encryptionContext({ table: TABLE, username: JOHN, smtpUsername: smtp_username! }),
  }) as { Plaintext: Uint8Array };
  return Buffer.from(Plaintext).toString();
}

const failure = (stage: Stage) => stage.record(JOHN)?.failure as { code: string; message: string };

describe("after kmsKeyArn changed", () => {
  for (const [before, status] of [
    ["active", undefined],
    ["disabled", "disabled"],
  ] as const) {
    // Proves R4.5, D-unit-tests.2, T3.3-b
    it(`the password of an ${before} record is encrypted again, not replaced`, async () => {
      const stage = await afterKeyChange([KEY_ARN], status);
      const old = stage.record(JOHN)!;
      const [user] = stage.users(JOHN);
      expect(await stage.reconcile(JOHN)).to.equal("done");
      const { encrypted_password, updated_at, applied, ...rest } = stage.record(JOHN)!;
      expect(old).to.deep.include(rest);
      expect([encrypted_password, updated_at, applied]).not.to.include.members([
        old.encrypted_password,
        old.applied,
      ]);
      expect(passwordUnder(stage, OTHER_KEY_ARN)).to.equal(
        deriveSmtpPassword(user!.keys[0]!.secret, "eu-central-1"),
      );
      expect(stage.users(JOHN), "nothing changes in IAM").to.deep.equal([user]);
    });
  }

  it("the previous key is not used anymore after that, and can be removed from the settings", async () => {
    const stage = await afterKeyChange([KEY_ARN]);
    await stage.reconcile(JOHN);
    const { kms } = stage.model;
    kms.grant = { ...kms.grant, previousKeyArns: [] };
    const record = stage.record(JOHN);
    await stage.pass();
    expect(await stage.reconcile(JOHN)).to.equal("done");
    expect(stage.record(JOHN)).to.deep.equal(record);
  });

  it("a changed list takes effect in the same run", async () => {
    const stage = await afterKeyChange([KEY_ARN]);
    const { smtp_username } = stage.record(JOHN)!;
    stage.change(JOHN, { allowed_from_addresses: ["b@company.com"] });
    await stage.reconcile(JOHN);
    expect(stage.record(JOHN)).to.include({ status: "active", smtp_username });
    expect(passwordUnder(stage, OTHER_KEY_ARN)).to.be.a("string");
  });

  it("a login keeps working if its password cannot be encrypted again, and another run tries again", async () => {
    const stage = await afterKeyChange([KEY_ARN]);
    const record = stage.record(JOHN);
    stage.model.faultOf = ({ operation }) => (operation === "Encrypt" ? "denied" : undefined);
    expect(await stage.reconcile(JOHN)).to.equal("thrown");
    expect(stage.record(JOHN)).to.deep.equal(record);
    expect(stage.users(JOHN)[0]?.keys[0]?.active).to.equal(true);
    stage.model.faultOf = () => undefined;
    expect(await stage.reconcile(JOHN)).to.equal("done");
    expect(passwordUnder(stage, OTHER_KEY_ARN)).to.be.a("string");
  });

  it("a record that changes meanwhile keeps its change", async () => {
    const stage = await afterKeyChange([KEY_ARN]);
    stage.model.faultOf = ({ operation }) => {
      if (operation === "Encrypt") stage.change(JOHN, { encrypted_password: "AAAA" });
      return undefined;
    };
    await stage.reconcile(JOHN);
    expect(stage.record(JOHN)).to.include({ status: "active" });
    expect(passwordUnder(stage, OTHER_KEY_ARN)).to.be.a("string");
  });

  describe("without the previous key in the settings", () => {
    it("a password is not replaced: the record says which setting is missing, and the login stays", async () => {
      const stage = await afterKeyChange([]);
      const old = stage.record(JOHN)!;
      const [user] = stage.users(JOHN);
      stage.change(JOHN, { description: "changed" });
      expect(await stage.reconcile(JOHN)).to.equal("done");
      expect(failure(stage)).to.include({ code: "unknown_kms_key" });
      expect(failure(stage).message).to.include("previousKmsKeyArns");
      const { smtp_username, encrypted_password } = old;
      expect(stage.record(JOHN)).to.include({ smtp_username, encrypted_password });
      expect(stage.users(JOHN)).to.deep.equal([user]);

      const { kms } = stage.model;
      kms.grant = { ...kms.grant, previousKeyArns: [KEY_ARN] };
      stage.change(JOHN, { status: "pending" });
      await stage.reconcile(JOHN);
      expect(stage.record(JOHN)).to.include({ status: "active", smtp_username });
      expect(passwordUnder(stage, OTHER_KEY_ARN)).to.be.a("string");
    });

    it("a changed list takes effect all the same", async () => {
      const stage = await afterKeyChange([]);
      stage.change(JOHN, { allowed_from_addresses: ["b@company.com"] });
      await stage.reconcile(JOHN);
      expect(JSON.stringify(stage.users(JOHN)[0]?.inline)).to.include("b@company.com");
    });

    it("a login is disabled all the same", async () => {
      const stage = await afterKeyChange([]);
      stage.change(JOHN, { status: "disabled" });
      await stage.reconcile(JOHN);
      expect(stage.record(JOHN)).to.include({ status: "disabled" });
      expect(stage.users(JOHN)[0]?.keys[0]?.active).to.equal(false);
    });
  });
});
