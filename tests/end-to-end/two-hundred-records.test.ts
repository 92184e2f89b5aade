import { readdir, readFile } from "node:fs/promises";
import * as path from "node:path";
import { DynamoDBClient, paginateScan } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { expect } from "chai";
import { strFromU8, unzipSync } from "fflate";
import { clientConfig } from "../../sandbox/shared/account";
import { deployedFunctions } from "../../sandbox/testkit/function-archive";
import { pollUntil } from "../../sandbox/shared/poll";
import { startSandbox, type Sandbox } from "../../sandbox/sandbox";
import { Administrator, type CredentialRecord } from "../../sandbox/testkit/administrator";
import { iamState } from "../support/sandbox/iam-users";

const COUNT = 200;
const USERNAMES = Array.from({ length: COUNT }, (_, index) => `user-${index}`);

describe("two hundred records written at once", function () {
  this.timeout(300_000); // on a busy machine some need a wake-up, which comes after a minute
  let sandbox: Sandbox;
  let administrator: Administrator;

  before(async () => {
    sandbox = await startSandbox({ keyDelayMs: 200 });
    administrator = new Administrator(sandbox.report);
  });
  after(async () => {
    administrator?.close();
    await sandbox?.close();
  });

  // Proves D-load-tests.1, T3.1-d, T3.1-e
  it("all become active, with one IAM user and one access key each", async () => {
    await Promise.all(
      USERNAMES.map(username =>
        administrator.put(username, {
          status: "pending",
          allowed_from_addresses: [`${username}@company.com`],
        }),
      ),
    );
    const records = await pollUntil("200 active records", 240_000, async () => {
      const found = (await scan()).filter(item => item.PK === "SMTP_USER");
      const active = found.filter(({ status }) => status === "active");
      const failed = found.find(({ status }) => status === "failed");
      if (failed) throw new Error(`A record failed: ${failed.failure?.message ?? ""}`);
      return active.length === COUNT ? { done: active } : { yet: `${active.length} active` };
    });
    for (const record of records) {
      const { users, keys } = await iamState(sandbox.report, record.SK.replace("USER#", ""));
      expect(users).to.deep.equal([record.iam_user_name]);
      expect(keys).to.deep.equal([`${record.smtp_username ?? ""} Active`]);
    }
  });

  // Proves R4.2, D-security-tests.1, D-credential-security.1
  it("leave no secret in any log, state, archive or record", async () => {
    const secrets = await issuedSecrets();
    expect(secrets).to.have.lengthOf(2 * COUNT);
    const places = {
      ...(await files(sandbox.directory)),
      ...(await archives()),
      state: JSON.stringify(sandbox.deployment.resources),
    };
    const records = JSON.stringify(await scan());
    expect(places, "the functions' own log entries")
      .to.have.property("emulator.log")
      .that.includes("correlation_id");
    for (const [place, text] of Object.entries({ ...places, records })) {
      expect(text.length, place).to.be.greaterThan(0);
      expect(
        secrets.filter(secret => text.includes(secret)),
        place,
      ).to.deep.equal([]);
    }
  });

  /** The secret access keys and SMTP passwords of all credentials. */
  async function issuedSecrets(): Promise<string[]> {
    const secrets: string[] = [];
    for (const username of USERNAMES) {
      const { user, password } = await administrator.login(username);
      const identity = await sandbox.frontDoor.identities.find(user);
      secrets.push(password, identity?.secretAccessKey ?? "");
    }
    return secrets.filter(secret => secret.length >= 40);
  }

  async function archives(): Promise<Record<string, string>> {
    const functions = await deployedFunctions(sandbox.report);
    return Object.fromEntries(
      functions.flatMap(({ archive }) =>
        Object.entries(unzipSync(archive)).map(([name, content]) => [name, strFromU8(content)]),
      ),
    );
  }

  async function scan(): Promise<(CredentialRecord & { PK: string; SK: string })[]> {
    const { emulator, tableName } = sandbox.report;
    const client = new DynamoDBClient(clientConfig(emulator));
    try {
      const items: (CredentialRecord & { PK: string; SK: string })[] = [];
      for await (const page of paginateScan({ client }, { TableName: tableName })) {
        items.push(
          ...(page.Items ?? []).map(
            item => unmarshall(item) as CredentialRecord & { PK: string; SK: string },
          ),
        );
      }
      return items;
    } finally {
      client.destroy();
    }
  }
});

async function files(folder: string): Promise<Record<string, string>> {
  const names = await readdir(folder);
  return Object.fromEntries(
    await Promise.all(names.map(async name => [name, await readFile(path.join(folder, name), "latin1")])),
  ) as Record<string, string>;
}
