import { createHash } from "node:crypto";
import { DecryptCommand, EncryptCommand } from "@aws-sdk/client-kms";
import { expect } from "chai";
import { deriveSmtpPassword } from "../../handlers/shared/smtp-password";
import { ConfigStore, createStoredMailer, RecordChanged } from "../../mailer/store";
import { ALICE, identity } from "../support/ses/local-ses";
import { failure } from "../support/mailer/mailers";
import { OLD, REGION, SECRET, startStoreBench, type StoreBench, TABLE } from "../support/mailer/store-bench";

describe("stored mail configurations", () => {
  let bench: StoreBench;
  before(async () => {
    bench = await startStoreBench();
    await bench.storeApp();
  });
  after(() => bench.close());

  it("for the SES API are recognized, not used", async () => {
    await bench.put("old", OLD);
    expect(await bench.store.describe("old")).to.include({
      state: "credentials_needed",
      provider: "ses",
      region: REGION,
      from: "Alice <alice@example.com>",
    });
    expect(await failure(bench.store.load("old"))).to.include({ code: "credentials_needed" });
  });
  // Proves US2.3, FR-004
  it("do not decrypt where they were copied to", async () => {
    const { smtpPassword } = await bench.record("app");
    await bench.put("copy", { ...OLD, smtpUsername: ALICE, smtpPassword });
    const error = await failure(bench.store.load("copy"));
    expect(error).to.include({ code: "configuration" });
    expect(error.issues[0]?.key).to.equal("smtpPassword");
    const { endpoint, tls } = bench.place();
    const context = {
      ...{ purpose: "email-config", table: TABLE, config: "app", field: "smtpPassword" },
      ...{ host: endpoint.host, port: String(endpoint.port), tls: "starttls" },
      ca: createHash("sha256").update(tls.ca).digest("hex"),
    };
    const CiphertextBlob = Buffer.from(String(smtpPassword), "base64");
    const { Plaintext } = await bench.kms.send(
      new DecryptCommand({ CiphertextBlob, EncryptionContext: context }),
    );
    expect(Buffer.from(Plaintext ?? []).toString()).to.equal(bench.ses.password);
  });
  it("are not overwritten when someone else changed them in the meantime", async () => {
    const meddling = {
      send: async (command: EncryptCommand) => {
        await bench.store.set("app", { fromName: "Somebody else" });
        return bench.kms.send(command);
      },
    };
    const { dynamodb, kmsKey } = bench;
    const slow = new ConfigStore({ table: TABLE, kmsKey, dynamodb, kms: meddling as never });
    const error: unknown = await slow.set("app", { fromName: "Me" }, "x").catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(RecordChanged);
    expect(await bench.store.load("app")).to.include({
      fromName: "Somebody else",
      smtpPassword: bench.ses.password,
    });
  });
  it("follow the rotation of a personal credential", async () => {
    const user = async (key: string, password: string) => {
      const EncryptionContext = {
        purpose: "smtp-password",
        table: TABLE,
        username: "alice",
        smtp_username: key,
      };
      const { CiphertextBlob } = await bench.kms.send(
        new EncryptCommand({ KeyId: bench.kmsKey, Plaintext: Buffer.from(password), EncryptionContext }),
      );
      const encrypted_password = Buffer.from(CiphertextBlob ?? []).toString("base64");
      const record = { status: "active", smtp_username: key, encrypted_password };
      await bench.putItem("SMTP_USER", "USER#alice", record);
    };
    const NEXT = "AKIANEXT000000000000";
    await user(ALICE, bench.ses.password);
    await bench.put("personal", {
      provider: "ses",
      region: REGION,
      fromEmail: "alice@example.com",
      credential: "alice",
    });
    const mailer = await createStoredMailer(bench.store, "personal", { retry: { random: () => 0 } });
    await mailer.sendTestEmail("bob@elsewhere.test");
    await user(NEXT, deriveSmtpPassword(SECRET.toUpperCase(), REGION));
    bench.ses.users.set(NEXT, identity({ accessKeyId: NEXT, secretAccessKey: SECRET.toUpperCase() }));
    bench.ses.users.set(ALICE, identity({ active: false }));
    expect(await mailer.sendTestEmail("bob@elsewhere.test")).to.include({ attempts: 2 });
    await mailer.close();
    bench.ses.users.set(ALICE, identity());
  });
});
