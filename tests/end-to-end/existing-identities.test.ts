import {
  CreateConfigurationSetCommand,
  CreateEmailIdentityCommand,
  GetConfigurationSetCommand,
  GetEmailIdentityCommand,
  NotFoundException,
  SESv2Client,
} from "@aws-sdk/client-sesv2";
import { expect } from "chai";
import { type Deployment, deploy } from "../../sandbox/engine";
import { startSandbox, type Sandbox } from "../../sandbox/sandbox";
import { Administrator } from "../../sandbox/testkit/administrator";
import { MailClient } from "../../sandbox/testkit/mail-client";
import type { Clients, TestStack } from "../support/targets/target";
import { activate } from "../support/targets/administer";
import { destroyAll } from "../support/targets/clean-up";
import { type OnEmulator, onEmulator } from "../support/targets/emulator";

const THEIRS = "corporate";
const MONITORED = "monitored.example";
const BARE = "bare.example";
const OWN_KEY = "own-key.example";
const EXISTING = { identity: "existing", mailFromSubdomain: "", domains: JSON.stringify([MONITORED, BARE]) };

describe("existing identities", function () {
  this.timeout(300_000);
  let emulator: OnEmulator;
  let ses: SESv2Client;
  const stacks = new Set<TestStack>();

  before(async () => {
    emulator = await onEmulator();
    ses = new SESv2Client(emulator.config);
    await ses.send(new CreateConfigurationSetCommand({ ConfigurationSetName: THEIRS }));
    await ses.send(
      new CreateEmailIdentityCommand({ EmailIdentity: MONITORED, ConfigurationSetName: THEIRS }),
    );
    await ses.send(new CreateEmailIdentityCommand({ EmailIdentity: BARE }));
    const DkimSigningAttributes = { DomainSigningSelector: "s1", DomainSigningPrivateKey: "cHJpdmF0ZQ==" };
    await ses.send(new CreateEmailIdentityCommand({ EmailIdentity: OWN_KEY, DkimSigningAttributes }));
  });
  after(async () => {
    await destroyAll(stacks, emulator.config);
    ses.destroy();
  });

  const up = async (name: string, settings: Record<string, string>): Promise<Deployment> => {
    const deployment = await deploy(emulator.request(name, MONITORED, { ...EXISTING, ...settings }));
    const stack: Pick<TestStack, "name" | "destroy"> = {
      name,
      destroy: async () => {
        await deployment.destroy();
        stacks.delete(stack as TestStack);
      },
    };
    stacks.add(stack as TestStack);
    return deployment;
  };
  const defaultSetOf = async (EmailIdentity: string) =>
    (await ses.send(new GetEmailIdentityCommand({ EmailIdentity }))).ConfigurationSetName;
  const setExists = (ConfigurationSetName: string) =>
    ses.send(new GetConfigurationSetCommand({ ConfigurationSetName })).then(
      () => true,
      (error: unknown) => {
        if (error instanceof NotFoundException) return false;
        throw error;
      },
    );

  it("with another default configuration set, or none, stop the deployment with every other issue before anything exists", async () => {
    const refused = deploy(
      emulator.request("refused", MONITORED, {
        ...EXISTING,
        domains: JSON.stringify([MONITORED, BARE, "missing.example"]),
        tableName: "no-such-table",
      }),
    );
    const error = (await refused.catch((thrown: unknown) => thrown)) as Error & { resources: unknown[] };
    expect(error.message)
      .to.include("Invalid settings:\n")
      .and.include(`"${MONITORED}" has the default configuration set "${THEIRS}"`)
      .and.include(`"${BARE}" has no default configuration set`)
      .and.include('ses-smtp:domains[2]: cannot read "missing.example"')
      .and.include('ses-smtp:tableName: cannot read "no-such-table"');
    expect(error.resources).to.deep.equal([]);
    expect(await setExists("ses-smtp-refused")).to.equal(false);
  });

  // Proves D-dependencies.1
  it('keep their configuration sets with "allow", and SMTP users can send through them', async () => {
    const domains = JSON.stringify([MONITORED, OWN_KEY]);
    const { outputs } = await up("allowing", { existingConfigurationSet: "allow", domains });
    const clients: Clients = await emulator.clients(outputs);
    try {
      await activate(clients, "ann", MONITORED);
      const from = `ann@${MONITORED}`;
      const mail = { from, to: "success@simulator.amazonses.com", subject: "allowed set", text: "Hello.\n" };
      expect((await clients.client.send(await clients.administrator.login("ann"), mail)).code).to.equal(250);
      await clients.administrator.remove("ann");
    } finally {
      clients.administrator.close();
    }
    expect(await defaultSetOf(MONITORED)).to.equal(THEIRS);
    // An identity with its own DKIM key gets no DKIM records.
    const names = (outputs.dnsRecords as { name: string; type: string }[])
      .filter(({ type }) => type === "CNAME")
      .map(({ name }) => name);
    expect(names).to.have.lengthOf(3);
    expect(names.every(name => name.endsWith(`._domainkey.${MONITORED}`))).to.equal(true);
    expect(outputs.dnsZoneFile).to.include(`; ${OWN_KEY} signs with its own DKIM key`);
    await destroyAll(stacks, emulator.config);
    expect(await setExists("ses-smtp-allowing")).to.equal(false); // nobody's default
  });

  // Proves R2.1, R5.1
  it('get the stack\'s configuration set with "attach", and keep it when the stack is destroyed', async () => {
    await up("attaching", { existingConfigurationSet: "attach" });
    for (const domain of [MONITORED, BARE]) expect(await defaultSetOf(domain)).to.equal("ses-smtp-attaching");
    await destroyAll(stacks, emulator.config);
    for (const domain of [MONITORED, BARE]) expect(await defaultSetOf(domain)).to.equal("ses-smtp-attaching");
    expect(await setExists("ses-smtp-attaching")).to.equal(true);
  });

  it("that a stack created survive it, with their configuration set", async () => {
    const { outputs } = await up("creating", { identity: "create", domains: '["created.example"]' });
    await destroyAll(stacks, emulator.config);
    expect(await defaultSetOf("created.example")).to.equal(outputs.configurationSetName);
    expect(await setExists("ses-smtp-creating")).to.equal(true);
  });
});

describe("a protected stack with logins, on an existing table", function () {
  this.timeout(300_000);
  let sandbox: Sandbox;
  before(async () => {
    sandbox = await startSandbox({
      existingTable: true,
      keyDelayMs: 200,
      settings: { deletionProtection: "true" },
    });
  });
  after(() => sandbox?.close());

  it("cannot be destroyed, and its logins go on working", async () => {
    const administrator = new Administrator(sandbox.report);
    const client = new MailClient(sandbox.report);
    try {
      await activate({ administrator }, "ann", sandbox.report.domain);
      const error = await sandbox.deployment.destroy().catch((thrown: unknown) => thrown);
      expect(error)
        .to.be.instanceOf(Error)
        .with.property("message", "Nothing was deleted; protected: aws:iam/policy:Policy smtp-user-boundary");
      expect((await client.logIn(await administrator.login("ann"))).code).to.equal(235);
    } finally {
      administrator.close();
    }
  });
});
