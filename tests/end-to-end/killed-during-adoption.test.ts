import { readFileSync } from "node:fs";
import { DynamoDBClient, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import {
  GetUserCommand,
  IAMClient,
  ListUserPoliciesCommand,
  PutUserPermissionsBoundaryCommand,
} from "@aws-sdk/client-iam";
import { KMSClient } from "@aws-sdk/client-kms";
import { SESv2Client } from "@aws-sdk/client-sesv2";
import { expect } from "chai";
import { adopt } from "../../cli/adopt/adopt";
import type { AdoptPorts } from "../../cli/adopt/ports";
import { prepare } from "../../cli/adopt/prepare";
import { tryLogin } from "../../handlers/shared/smtp-login";
import { leaseKey } from "../../records/keys";
import { clientConfig } from "../../sandbox/shared/account";
import type { SandboxReport } from "../../sandbox/shared/report";
import { Administrator, type Login } from "../../sandbox/testkit/administrator";
import { MailClient } from "../../sandbox/testkit/mail-client";
import { ExistingUsers } from "../support/adopt/existing-users";
import { sharedSandbox } from "../support/sandbox/shared-sandbox";

/** As a killed process: this call and all later ones are never made. */
class Killed extends Error {
  override readonly name = "Killed";
}

/** A run that found the lease held comes again with the first minute after it ends, at least 60 s later. */
const MAX_WAIT_MS = 180_000;

/** More calls than an adoption makes. */
const MAX_CALLS = 60;

describe("an adoption", function () {
  this.timeout(600_000);
  let report: SandboxReport;
  let existing: ExistingUsers;
  let administrator: Administrator;
  let client: MailClient;
  let clients: Record<
    "iam" | "dynamodb" | "kms" | "ses",
    IAMClient | DynamoDBClient | KMSClient | SESv2Client
  >;
  before(async () => {
    ({ report } = await sharedSandbox());
    existing = new ExistingUsers(report, report);
    administrator = new Administrator(report, MAX_WAIT_MS);
    client = new MailClient(report);
    const config = clientConfig(report.emulator);
    clients = {
      iam: new IAMClient(config),
      dynamodb: new DynamoDBClient(config),
      kms: new KMSClient(config),
      ses: new SESv2Client(config),
    };
  });
  after(() => {
    existing?.destroy();
    for (const each of Object.values(clients ?? {})) each.destroy();
  });

  /** @param beforeCall may throw in place of a call; it gets the command's name */
  const ports = (beforeCall: (command: string) => void = () => undefined): AdoptPorts => {
    const { host, port, caFile } = report.smtp;
    const { smtpUsers, kmsKeyArn } = report.outputs as {
      smtpUsers: AdoptPorts["rules"] & { stack: string; boundaryArn: string };
      kmsKeyArn: string;
    };
    const guarded = (name: keyof typeof clients) => {
      const client = clients[name] as unknown as { send(command: object): Promise<unknown>; config: unknown };
      return {
        config: client.config,
        send: async (command: object) => {
          beforeCall(command.constructor.name);
          return client.send(command);
        },
      };
    };
    return {
      iam: guarded("iam"),
      dynamodb: guarded("dynamodb") as unknown as AdoptPorts["dynamodb"],
      kms: guarded("kms") as unknown as AdoptPorts["kms"],
      ses: clients.ses as AdoptPorts["ses"],
      clock: { now: () => Date.now(), sleep: () => new Promise(resolve => setTimeout(resolve, 20)) },
      login: (user, password) => tryLogin({ host, port, ca: readFileSync(caFile, "utf8") }, user, password),
      progress: () => undefined,
      table: report.tableName,
      kmsKeyArn,
      region: report.region,
      smtpHost: host,
      stack: smtpUsers.stack,
      boundaryArn: smtpUsers.boundaryArn,
      rules: smtpUsers,
    };
  };

  const requestFor = (username: string, user: string, password: string) => ({
    user,
    username,
    addresses: [`${username}@${report.domain}`],
    password,
    withoutPassword: false,
  });

  const requireWorking = async (login: Login, username: string, when: string) => {
    const mail = { from: `${username}@${report.domain}`, to: "ann@example.com", subject: "x", text: "x" };
    const { code, text } = await client.send(login, mail);
    expect(code, `${when}: ${text}`).to.equal(250);
  };

  /** The lease of a process that died ends after half a minute. */
  const endLease = (username: string) =>
    (clients.dynamodb as DynamoDBClient).send(
      new UpdateItemCommand({
        TableName: report.tableName,
        Key: { PK: { S: leaseKey(username).PK }, SK: { S: leaseKey(username).SK } },
        UpdateExpression: "SET expires_at = :past",
        ExpressionAttributeValues: { ":past": { N: "1" } },
      }),
    );

  it("that is killed after any of its calls is finished by the next, and its login works at every moment", async () => {
    let killed = 0;
    for (let calls = 0; calls < MAX_CALLS; calls++) {
      const username = `adopt.killed.${calls}`;
      const { name, login } = await existing.byTerraform(`killed-${calls}`, `*@${report.domain}`);
      const request = requestFor(username, name, login.password);
      const adoption = await prepare(request, ports());
      let made = 0;
      let last = "";
      const dying = ports(command => {
        if (made++ >= calls) throw new Killed(last);
        last = command;
      });
      const ended = await adopt(adoption, dying).then(
        () => "done",
        () => "killed",
      );
      await requireWorking(login, username, `killed after call ${calls} (${last})`);
      if (ended === "done") {
        expect(killed, "calls of an adoption").to.be.greaterThan(10);
        return;
      }
      killed++;
      await endLease(username);
      const { adopting } = ((await administrator.read(username)) ?? {}) as { adopting?: unknown };
      // Only the lease was left.
      const isDone = calls > 30 && adopting === undefined;
      if (!isDone) await adopt(await prepare(request, ports()), ports());
      await requireWorking(login, username, `finished after call ${calls} (${last})`);
      const record = await administrator.waitFor(username, each => "applied" in each);
      expect(record).to.include({ status: "active", verified_status: "active", smtp_username: login.user });
      expect(record, last).not.to.have.property("adopting");
      const UserName = record.iam_user_name;
      const { PolicyNames } = await existing.iam.send(new ListUserPoliciesCommand({ UserName }));
      expect(PolicyNames, last).to.deep.equal(["ses-smtp-sender"]);
    }
    throw new Error(`An adoption makes more than ${MAX_CALLS} calls.`);
  });

  for (const command of ["TagUserCommand", "PutUserPermissionsBoundaryCommand", "UpdateUserCommand"])
    it(`that AWS denies ${command} is undone: user and table are as they were`, async () => {
      const username = `adopt.denied.${command.slice(0, 6)}`;
      const from = `${username}@${report.domain}`;
      const { name, login } = await existing.byTerraform(`denied-${command}`, from);
      const before = await existing.iam.send(new GetUserCommand({ UserName: name }));
      let denied = 0;
      const failing = ports(called => {
        if (called === command && denied++ === 0) throw new Error("AccessDenied: not allowed");
      });
      const request = requestFor(username, name, login.password);
      const error = await adopt(await prepare(request, failing), failing).catch((thrown: unknown) => thrown);
      expect(String(error)).to.match(/not allowed\. Everything was undone: \S+ is as it was\.$/);
      const after = await existing.iam.send(new GetUserCommand({ UserName: name }));
      expect(after.User).to.deep.equal(before.User);
      expect(await administrator.read(username)).to.equal(undefined);
      await requireWorking(login, username, "undone");
    });

  it("of a user that disappears half-way leaves nothing behind, and one of a user that does not exist changes nothing", async () => {
    const username = "adopt.vanishing";
    const { name, login } = await existing.byTerraform("vanishing", `${username}@${report.domain}`);
    const request = requestFor(username, name, login.password);
    const adoption = await prepare(request, ports());
    let isGone = false;
    const vanishing = ports(command => {
      if (command === "PutUserPermissionsBoundaryCommand") isGone = true;
    });
    const send = vanishing.iam.send.bind(vanishing.iam) as (command: object) => Promise<unknown>;
    const iam = {
      send: async (command: object) => {
        if (command instanceof PutUserPermissionsBoundaryCommand) await existing.remove(name, login);
        return send(command);
      },
    } as unknown as AdoptPorts["iam"];
    const error = await adopt(adoption, { ...vanishing, iam }).catch((thrown: unknown) => thrown);
    expect(isGone).to.equal(true);
    expect(String(error)).to.include("cannot be found").and.include("undone");
    expect(await administrator.read(username)).to.equal(undefined);
    const again = await prepare(request, ports()).catch((thrown: unknown) => thrown);
    expect(String(again)).to.include('IAM user "vanishing": no such user');
  });

  it("of one user by two administrators at once is done once", async () => {
    const username = "adopt.twice";
    const { name, login } = await existing.byTerraform("twice", `${username}@${report.domain}`);
    const request = requestFor(username, name, login.password);
    const adoptions = [await prepare(request, ports()), await prepare(request, ports())];
    const ended = await Promise.allSettled(adoptions.map(adoption => adopt(adoption, ports())));
    expect(ended.filter(({ status }) => status === "fulfilled")).to.have.length(1);
    await requireWorking(login, username, "adopted twice");
    expect(await administrator.waitFor(username, each => "applied" in each)).to.include({ status: "active" });
  });
});
