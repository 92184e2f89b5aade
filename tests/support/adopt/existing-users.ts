import {
  AddUserToGroupCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteUserCommand,
  DeleteUserPolicyCommand,
  EntityAlreadyExistsException,
  IAMClient,
  ListUserPoliciesCommand,
  PutGroupPolicyCommand,
  PutUserPolicyCommand,
  UpdateAccessKeyCommand,
} from "@aws-sdk/client-iam";
import { CreateKeyCommand, EncryptCommand, KMSClient } from "@aws-sdk/client-kms";
import { deriveSmtpPassword } from "../../../handlers/shared/smtp-password";
import { clientConfig } from "../../../sandbox/shared/account";
import type { SandboxReport } from "../../../sandbox/shared/report";
import { CredentialRecords, type Login } from "../../../sandbox/testkit/credential-records";
import { MailClient } from "../../../sandbox/testkit/mail-client";

/** The group that SES's console puts its SMTP users into, and their policy. */
const CONSOLE_GROUP = "AWSSESSendingGroupDoNotRename";
const SEND_ANYTHING = document({ Action: "ses:SendRawEmail", Resource: "*" });

const NO_REPLY = { code: 0, text: "" };

/** Where users and records are made. */
export type Account = Pick<SandboxReport, "emulator" | "accessKeyId" | "tableName" | "region">;

export interface ExistingUser {
  name: string;
  login: Login;
}

/** Makes SMTP users as others make them: none of ours. */
export class ExistingUsers {
  readonly iam: IAMClient;
  private readonly kms: KMSClient;
  private readonly records: CredentialRecords;
  private readonly client: MailClient | undefined;
  private group: Promise<void> | undefined;

  /** @param account with `report`, each login works once it is returned; without, there is no stack yet */
  constructor(
    private readonly account: Account,
    report?: SandboxReport,
  ) {
    const config = clientConfig(account.emulator);
    this.iam = new IAMClient(config);
    this.kms = new KMSClient(config);
    this.records = new CredentialRecords(config, account.tableName, 0);
    this.client = report && new MailClient(report);
  }

  /** As SES's console makes one. */
  async byConsole(UserName: string): Promise<ExistingUser> {
    const user = await this.create(UserName);
    await (this.group ??= this.createGroup());
    await this.iam.send(new AddUserToGroupCommand({ UserName, GroupName: CONSOLE_GROUP }));
    return user;
  }

  /** As Terraform's aws_iam_user, aws_iam_user_policy and aws_iam_access_key make one. */
  async byTerraform(UserName: string, from: string): Promise<ExistingUser> {
    const user = await this.create(UserName, "/system/");
    await this.putPolicy(UserName, "ses", {
      Action: ["ses:SendEmail", "ses:SendRawEmail"],
      Resource: "*",
      Condition: { StringLike: { "ses:FromAddress": from } },
    });
    return user;
  }

  /** As the receiving system makes one, with its record, encrypted by a key of its own. */
  async byOtherSystem(
    username: string,
    from: string,
    layout: "ours" | "its own" | "both",
  ): Promise<ExistingUser> {
    const name = `ses-smtp-user-${username}-1700000000`;
    const user = await this.create(name);
    const StringLike = { "ses:FromAddress": from };
    await this.putPolicy(name, "SESSendPolicy", {
      Action: ["ses:SendEmail", "ses:SendRawEmail"],
      Resource: "*",
      Condition: { StringLike },
    });
    const { KeyMetadata } = await this.kms.send(new CreateKeyCommand({}));
    const secret = { access_key_id: user.login.user, smtp_password: user.login.password };
    const { CiphertextBlob = new Uint8Array() } = await this.kms.send(
      new EncryptCommand({ KeyId: KeyMetadata?.KeyId, Plaintext: Buffer.from(JSON.stringify(secret)) }),
    );
    const record = {
      status: "active",
      allowed_from_addresses: [from],
      smtp_username: user.login.user,
      iam_user_arn: `arn:aws:iam::${this.account.accessKeyId}:user/${name}`,
      encrypted_credentials: Buffer.from(CiphertextBlob).toString("base64"),
      updated_at: "2025-01-01T00:00:00Z",
    };
    if (layout !== "its own") await this.records.put(username, record);
    if (layout !== "ours")
      await this.records.putItem({
        PK: `SMTP_USER#${username}`,
        SK: "CREDENTIALS#v1",
        entity_type: "SMTP_CREDENTIALS",
        ...record,
      });
    return user;
  }

  async putPolicy(UserName: string, PolicyName: string, statement: object): Promise<void> {
    const PolicyDocument = document(statement);
    await this.iam.send(new PutUserPolicyCommand({ UserName, PolicyName, PolicyDocument }));
  }

  async removePolicy(UserName: string, PolicyName: string): Promise<void> {
    await this.iam.send(new DeleteUserPolicyCommand({ UserName, PolicyName }));
  }

  /** As the command that a person is told stops a login. */
  async deactivate(UserName: string, { user: AccessKeyId }: Login): Promise<void> {
    await this.iam.send(new UpdateAccessKeyCommand({ UserName, AccessKeyId, Status: "Inactive" }));
  }

  /** Removes a user with its key and its inline policies. */
  async remove(UserName: string, { user: AccessKeyId }: Login): Promise<void> {
    const { PolicyNames = [] } = await this.iam.send(new ListUserPoliciesCommand({ UserName }));
    await this.iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId }));
    for (const PolicyName of PolicyNames)
      await this.iam.send(new DeleteUserPolicyCommand({ UserName, PolicyName }));
    await this.iam.send(new DeleteUserCommand({ UserName }));
  }

  destroy(): void {
    this.iam.destroy();
    this.kms.destroy();
  }

  /** The console makes one for all its users, and suites share a sandbox. */
  private async createGroup(): Promise<void> {
    try {
      await this.iam.send(new CreateGroupCommand({ GroupName: CONSOLE_GROUP }));
    } catch (error) {
      if (!(error instanceof EntityAlreadyExistsException)) throw error;
    }
    await this.iam.send(
      new PutGroupPolicyCommand({
        GroupName: CONSOLE_GROUP,
        PolicyName: "AmazonSesSendingAccess",
        PolicyDocument: SEND_ANYTHING,
      }),
    );
  }

  async create(UserName: string, Path = "/"): Promise<ExistingUser> {
    await this.iam.send(new CreateUserCommand({ UserName, Path }));
    const { AccessKey } = await this.iam.send(new CreateAccessKeyCommand({ UserName }));
    const password = deriveSmtpPassword(AccessKey?.SecretAccessKey ?? "", this.account.region);
    const login = { user: AccessKey?.AccessKeyId ?? "", password };
    // A new key takes a moment to be known to SES.
    await this.client?.waitForReply(235, async () => (await this.client?.logIn(login)) ?? NO_REPLY);
    return { name: UserName, login };
  }
}

function document(statement: object): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });
}
