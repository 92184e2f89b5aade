import {
  AddUserToGroupCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreateUserCommand,
  IAMClient,
  PutGroupPolicyCommand,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import { CreateKeyCommand, EncryptCommand, KMSClient } from "@aws-sdk/client-kms";
import { deriveSmtpPassword } from "../../../handlers/shared/smtp-password";
import { clientConfig } from "../../../sandbox/shared/account";
import type { SandboxReport } from "../../../sandbox/shared/report";
import { Administrator, type Login } from "../../../sandbox/testkit/administrator";
import { MailClient } from "../../../sandbox/testkit/mail-client";

/** The group that SES's console puts its SMTP users into, and their policy. */
const CONSOLE_GROUP = "AWSSESSendingGroupDoNotRename";
const SEND_ANYTHING = document({ Action: "ses:SendRawEmail", Resource: "*" });

export interface ExistingUser {
  name: string;
  login: Login;
}

/** Makes SMTP users as others make them: none of ours. */
export class ExistingUsers {
  readonly iam: IAMClient;
  private readonly kms: KMSClient;
  private readonly administrator: Administrator;
  private readonly client: MailClient;
  private hasGroup = false;

  constructor(private readonly report: SandboxReport) {
    const config = clientConfig(report.emulator);
    this.iam = new IAMClient(config);
    this.kms = new KMSClient(config);
    this.administrator = new Administrator(report);
    this.client = new MailClient(report);
  }

  /** As SES's console makes one. */
  async byConsole(UserName: string): Promise<ExistingUser> {
    const user = await this.create(UserName);
    if (!this.hasGroup) {
      await this.iam.send(new CreateGroupCommand({ GroupName: CONSOLE_GROUP }));
      await this.iam.send(
        new PutGroupPolicyCommand({
          GroupName: CONSOLE_GROUP,
          PolicyName: "AmazonSesSendingAccess",
          PolicyDocument: SEND_ANYTHING,
        }),
      );
      this.hasGroup = true;
    }
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
  async byOtherSystem(username: string, from: string, layout: "ours" | "its own"): Promise<ExistingUser> {
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
      iam_user_arn: `arn:aws:iam::${this.report.accessKeyId}:user/${name}`,
      encrypted_credentials: Buffer.from(CiphertextBlob).toString("base64"),
      updated_at: "2025-01-01T00:00:00Z",
    };
    if (layout === "ours") await this.administrator.put(username, record);
    else
      await this.administrator.putItem({
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

  destroy(): void {
    this.iam.destroy();
    this.kms.destroy();
  }

  async create(UserName: string, Path = "/"): Promise<ExistingUser> {
    await this.iam.send(new CreateUserCommand({ UserName, Path }));
    const { AccessKey } = await this.iam.send(new CreateAccessKeyCommand({ UserName }));
    const password = deriveSmtpPassword(AccessKey?.SecretAccessKey ?? "", this.report.region);
    const login = { user: AccessKey?.AccessKeyId ?? "", password };
    // A new key takes a moment to be known to SES.
    await this.client.waitForReply(235, () => this.client.logIn(login));
    return { name: UserName, login };
  }
}

function document(statement: object): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });
}
