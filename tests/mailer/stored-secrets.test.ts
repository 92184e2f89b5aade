import { EncryptCommand } from "@aws-sdk/client-kms";
import { expect } from "chai";
import { deriveSmtpPassword } from "../../handlers/shared/smtp-password";
import { ConfigStore, createStoredMailer } from "../../mailer/store";
import { issue } from "../support/mailer/certificates";
import { FaultyServer } from "../support/mailer/faulty-server";
import { failure, thrown } from "../support/mailer/mailers";
import { REGION, SECRET, startStoreBench, type StoreBench, TABLE } from "../support/mailer/store-bench";
import { ALICE, identity } from "../support/ses/local-ses";

describe("somebody who can write stored configurations", () => {
  let bench: StoreBench;
  let thief: FaultyServer;
  let theirs: { endpoint: { host: string; port: number }; tls: { ca: string } };
  const logins: string[] = [];
  before(async () => {
    bench = await startStoreBench();
    const certificate = await issue();
    const login = (user: string, password: string) => logins.push(user + password) > 0;
    thief = await FaultyServer.start({ certificate, login });
    theirs = { endpoint: { host: "127.0.0.1", port: thief.port }, tls: { ca: certificate.ca } };
    await bench.storeApp();
    await putCredential("alice", ALICE, bench.ses.password);
  });
  afterEach(async () => {
    expect(logins).to.deep.equal([]);
    expect(thief.connections).to.equal(0);
    await bench.storeApp();
  });
  after(async () => {
    await thief.close();
    await bench.close();
  });

  const putCredential = async (username: string, key: string, password: string, more = {}) => {
    const EncryptionContext = {
      ...{ purpose: "smtp-password", table: TABLE, username, smtp_username: key },
    };
    const { CiphertextBlob } = await bench.kms.send(
      new EncryptCommand({ KeyId: bench.kmsKey, Plaintext: Buffer.from(password), EncryptionContext }),
    );
    const encrypted_password = Buffer.from(CiphertextBlob ?? []).toString("base64");
    const record = { status: "active", smtp_username: key, encrypted_password, ...more };
    await bench.putItem("SMTP_USER", `USER#${username}`, record);
  };
  /** Loads and sends as an application does. @returns the issues' keys */
  const send = async (name: string, store = bench.store) => {
    const sending = createStoredMailer(store, name, { retry: { attempts: 1 } }).then(async mailer => {
      await mailer.sendTestEmail("bob@elsewhere.test").finally(() => mailer.close());
    });
    const error = await failure(sending);
    expect(error.code).to.equal("configuration");
    return error.issues.map(({ key }) => key);
  };

  describe("never receives a configuration's own password", () => {
    const changes = () => ({
      "another host": { endpoint: theirs.endpoint, tls: theirs.tls },
      "another port": { endpoint: { ...bench.place().endpoint, port: thief.port } },
      "another CA": { tls: theirs.tls },
      "no CA": { tls: undefined },
      "TLS from the start": { endpoint: { ...bench.place().endpoint, secure: true } },
      "another region's host": { endpoint: undefined, region: "us-east-1" },
      "another provider": {
        provider: "smtp",
        host: "127.0.0.1",
        port: thief.port,
        secure: false,
        username: ALICE,
      },
      "the nested form": { endpoint: undefined, tls: undefined, aws_ses: theirs },
    });
    for (const what of Object.keys({
      ...{ "another host": 0, "another port": 0, "another CA": 0, "no CA": 0, "TLS from the start": 0 },
      ...{ "another region's host": 0, "another provider": 0, "the nested form": 0 },
    } satisfies Record<keyof ReturnType<typeof changes>, 0>)) {
      it(`by writing ${what} into the record`, async () => {
        const change: object = changes()[what as keyof ReturnType<typeof changes>];
        const { smtpPassword, ...record } = await bench.record("app");
        const moved = { ...record, smtpPassword, password: smtpPassword, ...change };
        const given = Object.entries(moved).filter(([, value]) => value !== undefined);
        await bench.put("app", Object.fromEntries(given));
        expect(await send("app")).to.have.length(1);
      });
    }
    it("by waiving TLS for a server that had it", async () => {
      const server = { provider: "smtp", host: "mail.example.com", port: 587, secure: false };
      await bench.store.set("plain", { ...server, fromEmail: "a@example.com", username: "u" }, "p@ssword");
      await bench.put("plain", { ...(await bench.record("plain")), tls: { required: false } });
      expect(await send("plain")).to.deep.equal(["password"]);
    });
    it("by changing the record while an application runs and has its login rejected", async () => {
      const mailer = await createStoredMailer(bench.store, "app", {
        retry: { attempts: 2, random: () => 0 },
      });
      await mailer.sendTestEmail("bob@elsewhere.test");
      bench.ses.users.set(ALICE, identity({ active: false }));
      await bench.put("app", { ...(await bench.record("app")), ...theirs });
      const warnings: string[] = [];
      const listen = (warning: Error) => warnings.push(warning.message);
      process.on("warning", listen);
      const error = await failure(mailer.sendTestEmail("bob@elsewhere.test"));
      expect(error).to.include({ code: "authentication", responseCode: 535 });
      await mailer.close();
      await new Promise(setImmediate);
      process.off("warning", listen);
      bench.ses.users.set(ALICE, identity());
      expect(warnings.join()).to.include("changed since it was loaded: load it again");
    });
  });

  describe("never receives a personal credential's password", () => {
    const base = { provider: "ses", region: REGION, fromEmail: "alice@example.com", credential: "alice" };
    const mine = { provider: "smtp", secure: false, fromEmail: "alice@example.com", credential: "alice" };
    for (const [what, record, keys] of [
      ["a host of their own", () => ({ ...base, ...theirs }), ["endpoint.host", "tls.ca"]],
      [
        "a host of their own, nested",
        () => ({ credential: "alice", aws_ses: { ...base, ...theirs } }),
        ["endpoint.host", "tls.ca"],
      ],
      ["a CA of their own", () => ({ ...base, tls: theirs.tls }), ["tls.ca"]],
      ["a server of another kind", () => ({ ...mine, ...theirs.endpoint, tls: theirs.tls }), ["credential"]],
      ["a region that does not exist", () => ({ ...base, region: "x.example.com/" }), ["region"]],
      [
        "a host like SES's",
        () => ({ ...base, endpoint: { host: `email-smtp.${REGION}.amazonaws.com.evil.test`, port: 587 } }),
        ["endpoint.host"],
      ],
      [
        "SES's host of an unlisted region",
        () => ({ ...base, region: "x", endpoint: { host: "email-smtp.x.amazonaws.com", port: 587 } }),
        ["endpoint.host"],
      ],
    ] as const) {
      it(`by naming it in a configuration with ${what}`, async () => {
        await bench.put("theft", record());
        expect(await send("theft", withoutEndpoint())).to.deep.equal(keys);
      });
    }
    const withoutEndpoint = () => new ConfigStore({ table: TABLE, dynamodb: bench.dynamodb, kms: bench.kms });
    it("by writing a host into the credential's record", async () => {
      await putCredential("alice", ALICE, bench.ses.password, {
        smtp_host: theirs.endpoint.host,
        smtp_port: thief.port,
      });
      await bench.put("hinted", base);
      expect(await bench.store.load("hinted")).to.deep.include(bench.place());
      expect(await withoutEndpoint().load("hinted")).to.not.have.any.keys("endpoint", "tls");
    });
    it("but SES does, at its own host of the region, on any port", async () => {
      await bench.put("own", {
        ...base,
        endpoint: { host: `email-smtp.${REGION}.amazonaws.com`, port: 2587 },
      });
      expect(await withoutEndpoint().load("own")).to.deep.include({
        endpoint: { host: `email-smtp.${REGION}.amazonaws.com`, port: 2587 },
        smtpPassword: bench.ses.password,
      });
    });
    it("but the server in the application's own options does", async () => {
      await bench.put("own", base);
      const { endpoint, tls } = bench.place();
      const options = { table: TABLE, dynamodb: bench.dynamodb, kms: bench.kms };
      const store = new ConfigStore({ ...options, endpoint: { ...endpoint, ca: tls.ca } });
      const mailer = await createStoredMailer(store, "own");
      expect(await mailer.sendTestEmail("bob@elsewhere.test")).to.include({ attempts: 1 });
      await mailer.close();
      const wrong = { ...endpoint, host: "smtp://x" };
      expect(thrown(() => new ConfigStore({ ...options, endpoint: wrong })).issues[0]?.key).to.equal(
        "endpoint.host",
      );
    });
    it("and a credential of another region is named as such, not tried", async () => {
      await putCredential("carol", ALICE, deriveSmtpPassword(SECRET, "us-east-1"), { region: "us-east-1" });
      await bench.put("abroad", { ...base, credential: "carol" });
      const error = await failure(bench.store.load("abroad"));
      expect(error.message).to.include(
        '"carol" is a login for us-east-1, not eu-central-1: set the region to us-east-1',
      );
    });
  });
});
