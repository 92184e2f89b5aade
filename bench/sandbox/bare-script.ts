import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  IAMClient,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import { EncryptCommand, KMSClient } from "@aws-sdk/client-kms";
import { marshall } from "@aws-sdk/util-dynamodb";
import { readFileSync } from "node:fs";
import { tryLogin } from "../../handlers/shared/smtp-login";
import { deriveSmtpPassword } from "../../handlers/shared/smtp-password";
import { clientConfig } from "../../sandbox/shared/account";
import type { SandboxReport } from "../../sandbox/shared/report";

/** The reconciler's own retry schedule, so that the comparison does not depend on the schedules. */
const FIRST_PAUSE_MS = 500;
const PAUSE_GROWTH = 1.5;

const TIMEOUT_MS = 60_000;

/** The minimum work to create a login: no lease, no check of existing state, no rollback. */
export class BareScript {
  private readonly iam: IAMClient;
  private readonly kms: KMSClient;
  private readonly dynamodb: DynamoDBClient;
  private readonly ca: string;

  constructor(private readonly report: SandboxReport) {
    const config = clientConfig(report.emulator);
    this.iam = new IAMClient(config);
    this.kms = new KMSClient(config);
    this.dynamodb = new DynamoDBClient(config);
    this.ca = readFileSync(report.smtp.caFile, "utf8");
  }

  /** Creates user, policy, key and ciphertext, waits until the login is accepted, and writes the record. */
  async makeLogin(username: string): Promise<void> {
    const UserName = `bare-${username}`;
    await this.iam.send(new CreateUserCommand({ UserName, Path: "/bare/" }));
    const PolicyDocument = policyFor(`${username}@company.com`);
    await this.iam.send(new PutUserPolicyCommand({ UserName, PolicyName: "send", PolicyDocument }));
    const { AccessKey } = await this.iam.send(new CreateAccessKeyCommand({ UserName }));
    const { AccessKeyId = "", SecretAccessKey = "" } = AccessKey ?? {};
    const password = deriveSmtpPassword(SecretAccessKey, this.report.region);
    const { CiphertextBlob } = await this.kms.send(
      new EncryptCommand({ KeyId: this.report.kmsKeyArn, Plaintext: Buffer.from(password) }),
    );
    await this.logIn(AccessKeyId, password);
    const Item = marshall({
      PK: "BARE",
      SK: username,
      status: "active",
      encrypted_password: Buffer.from(CiphertextBlob ?? []).toString("base64"),
    });
    await this.dynamodb.send(new PutItemCommand({ TableName: this.report.tableName, Item }));
  }

  close(): void {
    for (const client of [this.iam, this.kms, this.dynamodb]) client.destroy();
  }

  private async logIn(user: string, password: string): Promise<void> {
    const { host, port } = this.report.smtp;
    const end = Date.now() + TIMEOUT_MS;
    for (let pause = FIRST_PAUSE_MS; ; pause *= PAUSE_GROWTH) {
      const answer = await tryLogin({ host, port, ca: this.ca }, user, password);
      if (answer.kind === "accepted") return;
      if (Date.now() > end) throw new Error(`The login of ${user} was ${answer.kind}.`);
      await new Promise(resolve => setTimeout(resolve, pause));
    }
  }
}

function policyFor(address: string): string {
  const Condition = { StringLike: { "ses:FromAddress": [address] } };
  const Statement = [{ Effect: "Allow", Action: "ses:SendRawEmail", Resource: "*", Condition }];
  return JSON.stringify({ Version: "2012-10-17", Statement });
}
