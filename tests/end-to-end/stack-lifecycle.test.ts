import { readFile } from "node:fs/promises";
import * as path from "node:path";
import { expect } from "chai";
import { activate, removeUser } from "../support/targets/administer";
import { NOT_TRIED, SETTING_CHANGES, settingsFor, STATEFUL } from "../support/targets/setting-changes";
import type { Ability, Change, People, Target, TargetChoice, TestStack } from "../support/targets/target";
import { aws } from "../support/targets/aws";
import { inProcess } from "../support/targets/in-process";
import { pulumiEngine } from "../support/targets/pulumi-engine";

/** Previews and updates of a real engine take seconds each, those of AWS minutes. */
const TIMEOUT_MS = 900_000;

const OUTPUTS = [
  ...["configurationSetName", "deadLetterQueueUrl", "dnsRecords", "dnsZoneFile", "kmsKeyArn"],
  ...["smtpEndpoint", "tableName"],
];

/** What did not run, by its reason: said at the end. */
const left = new Map<string, string[]>();

function leave(target: string, why: string, title: string): void {
  const reason = `${target}: ${why}`;
  left.set(reason, [...(left.get(reason) ?? []), title]);
}

for (const choose of [async () => inProcess, pulumiEngine, aws]) {
  let choice: TargetChoice;
  describe("the program as a stack", function () {
    this.timeout(TIMEOUT_MS);
    let target: Target;
    let first: TestStack;
    let outputs: Record<string, unknown>;
    let people: People | undefined;
    let second: { stack: TestStack; tableName: string; people: People } | undefined;

    before(async function () {
      choice = await choose();
      if ("absent" in choice) {
        console.log(`    engine and target: ${choice.title}, which is not here`);
        leave(choice.title, choice.absent, "any case");
        this.skip();
      }
      console.log(`    engine and target: ${choice.title}`);
      target = await choice.open();
      first = await target.open("first");
    });
    after(async () => {
      people?.administrator.close();
      second?.people.administrator.close();
      await target?.close();
    });

    /** A case; skipped, and reported, where the target cannot do it. */
    const can = (needs: Ability | undefined, title: string, test: () => Promise<void>) =>
      it(title, async function () {
        const why = needs && target.lacks[needs];
        if (why !== undefined) {
          leave(target.title, why, title);
          this.skip();
        }
        await test();
      });

    can(undefined, "deploys, and gives the outputs that clients rely on", async () => {
      ({ outputs } = await first.up());
      expect(Object.keys(outputs).sort()).to.include.members(OUTPUTS);
      expect(outputs.kmsKeyArn).to.equal(target.kmsKeyArn);
      expect(outputs.dnsZoneFile).to.include(`_dmarc.${first.domain}.`);
      const records = outputs.dnsRecords as { name: string; type: string; value: string; purpose: string }[];
      expect(records.filter(({ type }) => type === "CNAME")).to.have.lengthOf(3);
      for (const record of records) expect(Object.values(record)).to.satisfy(every);
      const { host, ports } = outputs.smtpEndpoint as {
        host: string;
        ports: { starttls: number[]; tls: number[] };
      };
      expect(host).to.be.a("string").and.not.equal("");
      expect(ports.starttls[0]).to.be.greaterThan(0);
      // An override is one port, whose TLS begins with STARTTLS.
      expect(ports.tls).to.deep.equal(host.startsWith("email-smtp.") ? [465, 2465] : []);
    });

    can(undefined, "turns a record into a login that is accepted", async () => {
      people = await target.people(outputs);
      await activate(people, "ann", first.domain);
      const login = await people.administrator.login("ann");
      expect((await people.client.logIn(login)).code).to.equal(235);
    });

    can("mail", "takes mail from the allowed address and from no other", async () => {
      expect(await send(people, "ann", `ann@${first.domain}`)).to.equal(250);
      expect(await send(people, "ann", `bob@${first.domain}`)).to.equal(554);
    });

    can(undefined, "keeps no secret of a login in the state", async () => {
      const { user, password } = await peopleOf(people).administrator.login("ann");
      const state = await first.state();
      expect(state).to.include("aws:lambda/function:Function");
      for (const secret of [password, ...(await target.secretsOf(user))])
        expect(state.includes(secret)).to.equal(false);
    });

    can("preview", "shows no change where nothing has changed", async () => {
      expect(shown(await first.preview())).to.deep.equal([]);
    });

    can("preview", "has previewed a change of every setting in Pulumi.yaml", async () => {
      const text = await readFile(path.join(__dirname, "..", "..", "Pulumi.yaml"), "utf8");
      const all = [...text.matchAll(/^ {2}ses-smtp:(\w+):$/gm)].map(([, name]) => name);
      const tried = SETTING_CHANGES.flatMap(({ settings }) => Object.keys(settings));
      expect([...tried, ...Object.keys(NOT_TRIED)].sort()).to.deep.equal(all.sort());
    });

    for (const change of SETTING_CHANGES) {
      const { settings, shows, loses = [] } = change;
      can("preview", `previews ${settingText(settings)} as ${shows.join(", ") || "no change"}`, async () => {
        const changes = await first.preview(await settingsFor(change, target, first));
        expect(shown(changes)).to.deep.equal([...shows].sort());
        const lost = changes.filter(({ op }) => /replac|delete/.test(op)).map(typeName);
        expect(lost.filter(type => STATEFUL.includes(type))).to.deep.equal(loses);
      });
    }

    can("change", "changes a setting in place, and the login stays", async () => {
      const { changes } = await first.up({ logRetentionDays: "14" });
      expect(shown(changes)).to.deep.equal(["update LogGroup"]);
      expect(await target.logGroup.retention(first)).to.equal(14);
      expect(shown(await first.preview({ logRetentionDays: "14" }))).to.deep.equal([]);
      const { administrator, client } = peopleOf(people);
      expect((await client.logIn(await administrator.login("ann"))).code).to.equal(235);
    });

    can("refresh", "finds nothing to change after a refresh", async () => {
      await first.refresh();
      expect(shown(await first.preview({ logRetentionDays: "14" }))).to.deep.equal([]);
    });

    can("refresh", "makes again what was removed behind its back", async () => {
      await target.logGroup.remove(first);
      await first.refresh();
      const { changes } = await first.up({ logRetentionDays: "14" });
      expect(shown(changes)).to.deep.equal(["create LogGroup"]);
      expect(await target.logGroup.retention(first)).to.equal(14);
    });

    can(
      undefined,
      "runs beside another stack, on an existing table, and neither disturbs the other",
      async () => {
        const tableName = await target.createTable();
        const stack = await target.open("second");
        const others = await stack.up({ tableName });
        second = { stack, tableName, people: await target.people(others.outputs) };
        expect(others.outputs.tableName).to.equal(tableName);
        expect(others.outputs.configurationSetName).to.not.equal(outputs.configurationSetName);
        await activate(second.people, "ann", stack.domain); // the same username
        const logins = [
          await peopleOf(people).administrator.login("ann"),
          await second.people.administrator.login("ann"),
        ];
        expect(logins[0]?.user).to.not.equal(logins[1]?.user);
        await removeUser(target, second.people);
        const [mine] = logins;
        expect(mine && (await peopleOf(people).client.logIn(mine)).code).to.equal(235);
      },
    );

    can("preview", "shows no change on an existing table either", async () => {
      const { stack, tableName } = secondOf(second);
      expect(shown(await stack.preview({ tableName }))).to.deep.equal([]);
    });

    can(undefined, "leaves the existing table and the key when it is destroyed", async () => {
      const { stack, tableName } = secondOf(second);
      await stack.destroy();
      expect(await target.tableExists(tableName)).to.equal(true);
      expect(await target.keyIsEnabled()).to.equal(true);
    });

    can(undefined, "removes its own table when it is destroyed, and leaves the key", async () => {
      await removeUser(target, peopleOf(people));
      await first.destroy();
      expect(await target.tableExists(String(outputs.tableName))).to.equal(false);
      expect(await target.keyIsEnabled()).to.equal(true);
    });
  });
}

after("say what did not run", () => {
  for (const [reason, titles] of left)
    console.log(`    did not run: ${reason}:\n${titles.map(title => `      ${title}`).join("\n")}`);
});

async function send(people: People | undefined, username: string, from: string): Promise<number> {
  const { administrator, client } = peopleOf(people);
  const mail = { from, to: "success@simulator.amazonses.com", subject: "integration", text: "Hello.\n" };
  return (await client.send(await administrator.login(username), mail)).code;
}

function peopleOf(people: People | undefined): People {
  if (people === undefined) throw new Error("The case before this one has not come so far.");
  return people;
}

function secondOf<T>(second: T | undefined): T {
  if (second === undefined) throw new Error("The second stack has not been deployed.");
  return second;
}

/** `operation Type` of each resource, the stack and its providers apart. */
function shown(changes: readonly Change[]): string[] {
  return changes
    .filter(({ type }) => !type.startsWith("pulumi:"))
    .map(change => `${change.op} ${typeName(change)}`)
    .sort();
}

function settingText(settings: Record<string, string>): string {
  return Object.entries(settings)
    .map(([key, value]) => `${key}=${value}`)
    .join(" ");
}

function typeName({ type }: Change): string {
  return type.split(":").at(-1) ?? type;
}

function every(values: unknown[]): boolean {
  return values.every(value => typeof value === "string" && value !== "");
}
