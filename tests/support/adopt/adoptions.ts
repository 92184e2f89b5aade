import { readFileSync } from "node:fs";
import { DynamoDBClient, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import {
  GetUserCommand,
  IAMClient,
  ListGroupsForUserCommand,
  ListUserPoliciesCommand,
  type User,
} from "@aws-sdk/client-iam";
import { KMSClient } from "@aws-sdk/client-kms";
import { SESv2Client } from "@aws-sdk/client-sesv2";
import { expect } from "chai";
import { adopt, type Adopted } from "../../../cli/adopt/adopt";
import type { AdoptPorts, AdoptRequest } from "../../../cli/adopt/ports";
import { ignoreNotFound } from "../../../handlers/reconciler/adapters/iam-errors";
import { keyAttributes } from "../../../handlers/shared/read-items";
import { tryLogin } from "../../../handlers/shared/smtp-login";
import { leaseKey } from "../../../records/keys";
import { clientConfig } from "../../../sandbox/shared/account";
import type { SandboxReport } from "../../../sandbox/shared/report";
import { Administrator, type CredentialRecord, type Login } from "../../../sandbox/testkit/administrator";
import { MailClient } from "../../../sandbox/testkit/mail-client";
import { type ExistingUser, ExistingUsers } from "./existing-users";

/** Decides before each call: what it throws is thrown in place of the call; its result is called once that has been made. */
export type Intervene = (command: object) => void | (() => void) | Promise<void | (() => void)>;

/** A run that found the lease held comes again with the first minute after it ends, at least 60 s later. */
const MAX_WAIT_MS = 200_000;

/** The sandbox's IAM shows each change at once, but the order of events is the same. */
const SETTLE_MS = 300;

/** Calls that change nothing. */
const READS = /^(Get|List|Query|Scan|BatchGet|Encrypt|Decrypt)/;

/** The record of a credential with what adopting adds to it. */
export type AdoptedRecord = CredentialRecord & Record<string, unknown>;

/** Adoptions and releases in a sandbox, by the command's own code, in whose calls a test can intervene. */
export class Adoptions {
  readonly existing: ExistingUsers;
  readonly administrator: Administrator;
  readonly client: MailClient;
  private readonly clients: { iam: IAMClient; dynamodb: DynamoDBClient; kms: KMSClient; ses: SESv2Client };

  constructor(private readonly report: SandboxReport) {
    this.existing = new ExistingUsers(report, report);
    this.administrator = new Administrator(report, MAX_WAIT_MS);
    this.client = new MailClient(report);
    const config = clientConfig(report.emulator);
    this.clients = {
      iam: new IAMClient(config),
      dynamodb: new DynamoDBClient(config),
      kms: new KMSClient(config),
      ses: new SESv2Client(config),
    };
  }

  ports(intervene: Intervene = () => undefined): AdoptPorts {
    const { host, port, caFile } = this.report.smtp;
    const { smtpUsers, kmsKeyArn } = this.report.outputs as {
      smtpUsers: AdoptPorts["rules"] & { stack: string; boundaryArn: string };
      kmsKeyArn: string;
    };
    const { iam, dynamodb, kms, ses } = this.clients;
    return {
      iam: intervened(iam, intervene),
      dynamodb: intervened(dynamodb, intervene),
      kms: intervened(kms, intervene),
      ses,
      clock: { now: () => Date.now(), sleep: () => new Promise(resolve => setTimeout(resolve, 20)) },
      settleMs: SETTLE_MS,
      login: (user, password) => tryLogin({ host, port, ca: readFileSync(caFile, "utf8") }, user, password),
      progress: () => undefined,
      table: this.report.tableName,
      kmsKeyArn,
      region: this.report.region,
      smtpHost: host,
      stack: smtpUsers.stack,
      boundaryArn: smtpUsers.boundaryArn,
      rules: smtpUsers,
    };
  }

  from(username: string): string {
    return `${username}@${this.report.domain}`;
  }

  request(username: string, user: string, more: Partial<AdoptRequest> = {}): AdoptRequest {
    const addresses = [this.from(username)];
    return { user, username, addresses, password: undefined, withoutPassword: false, ...more };
  }

  /** A user as Terraform makes one, whose policy allows the username's address, and how to adopt it. */
  async make(username: string): Promise<ExistingUser & { request: AdoptRequest; before: unknown }> {
    const user = await this.existing.byTerraform(`user-of-${username}`, this.from(username));
    const request = this.request(username, user.name, { password: user.login.password });
    return { ...user, request, before: await this.stateOf(user.name) };
  }

  adopt(request: AdoptRequest, intervene?: Intervene): Promise<Adopted> {
    return adopt(request, this.ports(intervene));
  }

  async requireWorking(login: Login, username: string, when: string): Promise<void> {
    const mail = { from: this.from(username), to: "ann@example.com", subject: "x", text: "x" };
    const { code, text } = await this.client.send(login, mail);
    expect(code, `${when}: ${text}`).to.equal(250);
  }

  async read(username: string): Promise<AdoptedRecord | undefined> {
    return (await this.administrator.read(username)) as AdoptedRecord | undefined;
  }

  async user(UserName: string): Promise<User | undefined> {
    return (await ignoreNotFound(this.clients.iam.send(new GetUserCommand({ UserName }))))?.User;
  }

  /** A user as it was before it was adopted: everything that an adoption changes. */
  async stateOf(UserName: string): Promise<unknown> {
    const [user, policies, groups] = await Promise.all([
      this.user(UserName),
      ignoreNotFound(this.clients.iam.send(new ListUserPoliciesCommand({ UserName }))),
      ignoreNotFound(this.clients.iam.send(new ListGroupsForUserCommand({ UserName }))),
    ]);
    return {
      user,
      policies: policies?.PolicyNames,
      groups: groups?.Groups?.map(({ GroupName }) => GroupName),
    };
  }

  /** The login is managed: the record has it, and its user has nothing but the sender policy. */
  async requireAdopted(username: string, login: Login, verified: string, when: string): Promise<void> {
    const record = (await this.administrator.waitFor(username, each => "applied" in each)) as AdoptedRecord;
    expect(record, when).to.include({
      status: "active",
      verified_status: verified,
      smtp_username: login.user,
    });
    expect(record, when).not.to.have.any.keys("adopting", "encrypted_credentials", "failure");
    const { user, policies, groups } = (await this.stateOf(record.iam_user_name ?? "")) as {
      user?: User;
      policies: unknown;
      groups: unknown;
    };
    expect(user, when).to.include({ Path: `/ses-smtp/sandbox/${username}/` });
    expect({ policies, groups }, when).to.deep.equal({ policies: ["ses-smtp-sender"], groups: [] });
  }

  /** The lease of a process that died ends after half a minute. */
  endLease(username: string): Promise<unknown> {
    return this.setLease(username, "SET expires_at = :value", { N: "1" });
  }

  /** Another run takes the lease, as it may once it has ended. */
  stealLease(username: string): Promise<unknown> {
    return this.setLease(username, "SET holder = :value", { S: "another run" });
  }

  destroy(): void {
    this.existing.destroy();
    this.administrator.close();
    for (const client of Object.values(this.clients)) client.destroy();
  }

  private setLease(
    username: string,
    UpdateExpression: string,
    value: { S: string } | { N: string },
  ): Promise<unknown> {
    return this.clients.dynamodb.send(
      new UpdateItemCommand({
        TableName: this.report.tableName,
        Key: keyAttributes(leaseKey(username)),
        UpdateExpression,
        ExpressionAttributeValues: { ":value": value },
      }),
    );
  }
}

/** Its message, for a person. */
export function errorOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => "no error",
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}

/** The name of a command, such as `UpdateUser`. */
export function nameOf(command: object): string {
  return command.constructor.name.replace(/Command$/, "");
}

export function isWrite(command: object): boolean {
  return !READS.test(nameOf(command));
}

/** A client that makes a call only if nothing intervenes. */
function intervened<Client extends IAMClient | DynamoDBClient | KMSClient>(
  client: Client,
  intervene: Intervene,
): Client {
  const calls = client as unknown as { send(command: object): Promise<unknown>; config: unknown };
  const send = async (command: object) => {
    const after = await intervene(command);
    const answer = await calls.send(command);
    after?.();
    return answer;
  };
  return { config: calls.config, send } as unknown as Client;
}
