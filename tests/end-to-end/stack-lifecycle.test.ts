import { readFile } from "node:fs/promises";
import * as path from "node:path";
import { expect } from "chai";
import { activate, removeUser } from "../support/targets/administer";
import {
  LOG_RETENTION,
  UNTESTED_SETTINGS,
  SETTING_CHANGES,
  settingsFor,
  STATEFUL,
} from "../support/targets/setting-changes";
import type { Capability, Clients, Target, TargetChoice, TestStack } from "../support/targets/target";
import { summary, typeName } from "../support/targets/summary";
import { aws } from "../support/targets/aws";
import { inProcess } from "../support/targets/in-process";
import { pulumiEngine } from "../support/targets/pulumi-engine";

/** Each preview and update takes seconds with a real engine, minutes on AWS. */
const TIMEOUT_MS = 900_000;

const OUTPUTS = [
  ...["bounceTopicArn", "complaintTopicArn", "configurationSetName", "deadLetterQueueUrl", "dnsRecords"],
  ...["dnsZoneFile", "domainVerification", "kmsKeyArn", "smtpEndpoint", "tableName"],
];

/** Skipped test titles by reason; reported at the end. */
const skipped = new Map<string, string[]>();

function noteSkipped(target: string, why: string, title: string): void {
  const reason = `${target}: ${why}`;
  skipped.set(reason, [...(skipped.get(reason) ?? []), title]);
}

for (const choose of [async () => inProcess, pulumiEngine, aws]) {
  let choice: TargetChoice;
  describe("the stack's lifecycle", function () {
    this.timeout(TIMEOUT_MS);
    let target: Target;
    let first: TestStack;
    let outputs: Record<string, unknown>;
    let clients: Clients | undefined;
    let second: { stack: TestStack; tableName: string; clients: Clients } | undefined;

    before(async function () {
      choice = await choose();
      if ("absent" in choice) {
        console.log(`    engine and target: ${choice.title} (not available)`);
        noteSkipped(choice.title, choice.absent, "all tests");
        this.skip();
      }
      console.log(`    engine and target: ${choice.title}`);
      target = await choice.open();
      first = await target.open("first");
    });
    after(async () => {
      clients?.administrator.close();
      second?.clients.administrator.close();
      await target?.close();
    });

    /** A test that is skipped, and reported, if the target lacks a capability. */
    const testWith = (needs: Capability | undefined, title: string, test: () => Promise<void>) =>
      it(title, async function () {
        const why = needs && target.lacks[needs];
        if (why !== undefined) {
          noteSkipped(target.title, why, title);
          this.skip();
        }
        await test();
      });

    // Proves R1.1, D-outputs.1, D-outputs.2, D-outputs.3, D-outputs.4, D-outputs.5, T1-c, T9-a, T9-b
    testWith(undefined, "deploys and returns the outputs that clients rely on", async () => {
      ({ outputs } = await first.up());
      expect(Object.keys(outputs).sort()).to.include.members(OUTPUTS);
      expect(outputs.kmsKeyArn).to.equal(target.kmsKeyArn);
      expect(outputs.dnsZoneFile).to.include(`_dmarc.${first.domain}.`);
      const records = outputs.dnsRecords as { name: string; type: string; value: string; purpose: string }[];
      expect(records.filter(({ type }) => type === "CNAME")).to.have.lengthOf(3);
      for (const record of records) expect(Object.values(record)).to.satisfy(areNonEmptyStrings);
      const { host, ports } = outputs.smtpEndpoint as {
        host: string;
        ports: { starttls: number[]; tls: number[] };
      };
      expect(host).to.be.a("string").and.not.equal("");
      expect(ports.starttls[0]).to.be.greaterThan(0);
      // With an endpoint override there is a single port, which uses STARTTLS.
      expect(ports.tls).to.deep.equal(host.startsWith("email-smtp.") ? [465, 2465] : []);
    });

    // Proves T9-c
    testWith(undefined, "turns a record into a login that is accepted", async () => {
      clients = await target.clients(outputs);
      await activate(clients, "ann", first.domain);
      const login = await clients.administrator.login("ann");
      expect((await clients.client.logIn(login)).code).to.equal(235);
    });

    // Proves R2.2, T8.2-c
    testWith("mail", "accepts mail from the allowed address only", async () => {
      expect(await send(clients, "ann", `ann@${first.domain}`)).to.equal(250);
      expect(await send(clients, "ann", `bob@${first.domain}`)).to.equal(554);
    });

    testWith(undefined, "keeps no secret of a login in the state", async () => {
      const { user, password } = await clientsOf(clients).administrator.login("ann");
      const state = await first.state();
      expect(state).to.include("aws:lambda/function:Function");
      for (const secret of [password, ...(await target.secretsOf(user))])
        expect(state.includes(secret)).to.equal(false);
    });

    testWith("preview", "previews no changes if nothing changed", async () => {
      expect(summary(await first.preview())).to.deep.equal([]);
    });

    testWith("preview", "has a preview test for every setting in Pulumi.yaml", async () => {
      const text = await readFile(path.join(__dirname, "..", "..", "Pulumi.yaml"), "utf8");
      const all = [...text.matchAll(/^ {2}ses-smtp:(\w+):$/gm)].map(([, name]) => name);
      const tried = SETTING_CHANGES.flatMap(({ settings }) => Object.keys(settings));
      const named = new Set([...tried, ...Object.keys(UNTESTED_SETTINGS)]);
      expect([...named].sort()).to.deep.equal(all.sort());
    });

    for (const change of SETTING_CHANGES) {
      const { settings, shows, loses = [] } = change;
      // Proves D-environment.5, D-environment.6
      testWith(
        "preview",
        `previews ${settingText(settings)} as ${shows.join(", ") || "no change"}`,
        async () => {
          const changes = await first.preview(await settingsFor(change, target, first));
          expect(summary(changes)).to.deep.equal([...shows].sort());
          const lost = changes.filter(({ op }) => /replac|delete/.test(op)).map(typeName);
          expect(lost.filter(type => STATEFUL.includes(type))).to.deep.equal(loses);
        },
      );
    }

    // Proves D-lambda.4
    testWith("change", "changes a setting in place and keeps the login", async () => {
      const { changes } = await first.up({ logRetentionDays: "14" });
      expect(summary(changes)).to.deep.equal(LOG_RETENTION);
      expect(await target.logGroup.retention(first)).to.equal(14);
      expect(summary(await first.preview({ logRetentionDays: "14" }))).to.deep.equal([]);
      const { administrator, client } = clientsOf(clients);
      expect((await client.logIn(await administrator.login("ann"))).code).to.equal(235);
    });

    testWith("refresh", "finds nothing to change after a refresh", async () => {
      await first.refresh();
      expect(summary(await first.preview({ logRetentionDays: "14" }))).to.deep.equal([]);
    });

    testWith("refresh", "recreates a resource that was deleted outside Pulumi", async () => {
      await target.logGroup.remove(first);
      await first.refresh();
      const { changes } = await first.up({ logRetentionDays: "14" });
      expect(summary(changes)).to.deep.equal(["create LogGroup"]);
      expect(await target.logGroup.retention(first)).to.equal(14);
    });

    testWith(
      undefined,
      "runs alongside another stack on an existing table, and neither affects the other",
      async () => {
        const tableName = await target.createTable();
        const stack = await target.open("second");
        const others = await stack.up({ tableName });
        second = { stack, tableName, clients: await target.clients(others.outputs) };
        expect(others.outputs.tableName).to.equal(tableName);
        expect(others.outputs.configurationSetName).to.not.equal(outputs.configurationSetName);
        await activate(second.clients, "ann", stack.domain); // the same username
        const logins = [
          await clientsOf(clients).administrator.login("ann"),
          await second.clients.administrator.login("ann"),
        ];
        expect(logins[0]?.user).to.not.equal(logins[1]?.user);
        await removeUser(target, second.clients);
        const [mine] = logins;
        expect(mine && (await clientsOf(clients).client.logIn(mine)).code).to.equal(235);
      },
    );

    testWith("preview", "previews no changes on an existing table either", async () => {
      const { stack, tableName } = secondOf(second);
      expect(summary(await stack.preview({ tableName }))).to.deep.equal([]);
    });

    testWith("change", "follows the existing table's stream after it was disabled and enabled", async () => {
      const { stack, tableName, clients: own } = secondOf(second);
      await target.restartStream(tableName);
      const { changes } = await stack.up({ tableName });
      expect(summary(changes)).to.deep.equal([
        ...["create-replacement", "delete-replaced", "replace"].map(op => `${op} EventSourceMapping`),
        ...["update RolePolicy", "update RolePolicy"], // of the dispatcher and the processor
      ]);
      expect(summary(await stack.preview({ tableName }))).to.deep.equal([]);
      await activate(own, "bob", stack.domain);
      await removeUser(target, own, "bob");
    });

    testWith(undefined, "keeps the existing table and the key when it is destroyed", async () => {
      const { stack, tableName } = secondOf(second);
      await stack.destroy();
      expect(await target.tableExists(tableName)).to.equal(true);
      expect(await target.keyIsEnabled()).to.equal(true);
    });

    testWith(undefined, "deletes its own table and keeps the key when it is destroyed", async () => {
      await removeUser(target, clientsOf(clients));
      await first.destroy();
      expect(await target.tableExists(String(outputs.tableName))).to.equal(false);
      expect(await target.keyIsEnabled()).to.equal(true);
    });
  });
}

after("report skipped tests", () => {
  for (const [reason, titles] of skipped)
    console.log(`    skipped: ${reason}:\n${titles.map(title => `      ${title}`).join("\n")}`);
});

async function send(clients: Clients | undefined, username: string, from: string): Promise<number> {
  const { administrator, client } = clientsOf(clients);
  const mail = { from, to: "success@simulator.amazonses.com", subject: "integration", text: "Hello.\n" };
  return (await client.send(await administrator.login(username), mail)).code;
}

function clientsOf(clients: Clients | undefined): Clients {
  if (clients === undefined) throw new Error("An earlier test of this stack failed.");
  return clients;
}

function secondOf<T>(second: T | undefined): T {
  if (second === undefined) throw new Error("The second stack was not deployed.");
  return second;
}

function settingText(settings: Record<string, string>): string {
  return Object.entries(settings)
    .map(([key, value]) => `${key}=${value}`)
    .join(" ");
}

function areNonEmptyStrings(values: unknown[]): boolean {
  return values.every(value => typeof value === "string" && value !== "");
}
