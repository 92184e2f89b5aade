import { DynamoDBClient, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import * as iamCommands from "@aws-sdk/client-iam";
import { DecryptCommand, EncryptCommand, KMSClient } from "@aws-sdk/client-kms";
import { expect } from "chai";
import { userPath } from "../../handlers/shared/iam-names";
import { encryptionContext } from "../../records/encryption";
import { clientConfig } from "../../sandbox/shared/account";
import { AwsModel, BOUNDARY_ARN, KEY_ARN, STACK, TABLE } from "../support/aws-model";
import { sharedSandbox } from "../support/sandbox/shared-sandbox";

/** One call: the operation, its input, and the result on AWS. */
type ExpectedCall = [operation: string, input: Record<string, unknown>, answer: string];

const NAME = "ses-smtp-user-model-1767225600";

/** Model and emulator get the same calls in the same order, and must respond as AWS documents. */
const IAM: ExpectedCall[] = [
  ["GetUser", { UserName: NAME }, "NoSuchEntity"],
  ["CreateUser", { UserName: NAME, made: true }, "ok"],
  ["CreateUser", { UserName: NAME.toUpperCase(), made: true }, "EntityAlreadyExists"],
  ["GetUser", { UserName: NAME }, "ok"],
  ["GetUserPolicy", { UserName: NAME, PolicyName: "p" }, "NoSuchEntity"],
  ["PutUserPolicy", { UserName: NAME, PolicyName: "p", PolicyDocument: policyOf(40) }, "ok"],
  ["PutUserPolicy", { UserName: NAME, PolicyName: "p", PolicyDocument: policyOf(3_000) }, "LimitExceeded"],
  ["CreateAccessKey", { UserName: NAME }, "ok"],
  ["DeleteUser", { UserName: NAME }, "DeleteConflict"],
  ["CreateAccessKey", { UserName: NAME }, "ok"],
  ["CreateAccessKey", { UserName: NAME }, "LimitExceeded"],
  ["DeleteAccessKey", { UserName: NAME, AccessKeyId: "AKIAIOSFODNN7EXAMPLE" }, "NoSuchEntity"],
];

describe("the AWS model and the emulator behind the front door", () => {
  const model = new AwsModel();
  let iam: iamCommands.IAMClient;
  let kms: KMSClient;
  let dynamodb: DynamoDBClient;
  let boundary: string;
  let table: string;
  let key: string;

  before(async () => {
    const { report, deployment } = await sharedSandbox();
    const client = clientConfig(report.emulator);
    iam = new iamCommands.IAMClient(client);
    kms = new KMSClient(client);
    dynamodb = new DynamoDBClient(client);
    const policy = deployment.resources.find(({ type }) => type === "aws:iam/policy:Policy");
    boundary = String(policy?.outputs.arn);
    ({ tableName: table, kmsKeyArn: key } = report);
  });
  after(async () => {
    const { AccessKeyMetadata = [] } = await iam.send(
      new iamCommands.ListAccessKeysCommand({ UserName: NAME }),
    );
    for (const { AccessKeyId } of AccessKeyMetadata) {
      await iam.send(new iamCommands.DeleteAccessKeyCommand({ UserName: NAME, AccessKeyId }));
    }
    await iam.send(new iamCommands.DeleteUserPolicyCommand({ UserName: NAME, PolicyName: "p" }));
    await iam.send(new iamCommands.DeleteUserCommand({ UserName: NAME }));
    for (const client of [iam, kms, dynamodb]) client.destroy();
  });

  it("agree on users, keys and policies", async () => {
    for (const [operation, { made, ...input }, expected] of IAM) {
      const what = `${operation} ${JSON.stringify(input).slice(0, 80)}`;
      const of = (stack: string, PermissionsBoundary: string) =>
        made ? { ...input, Path: userPath(stack, "model"), PermissionsBoundary } : input;
      const modelled = await resultOf(() => model.iam.call(operation, of(STACK, BOUNDARY_ARN)));
      const emulated = await resultOf(() => iam.send(command(operation, of("sandbox", boundary))));
      expect({ modelled, emulated }, what).to.deep.equal({ modelled: expected, emulated: expected });
    }
  });

  // Proves R4.2, R4.5, D-unit-tests.2, D-security-tests.1
  it("agree that a ciphertext decrypts only with its own encryption context", async () => {
    const context = (username: string, of = table) =>
      encryptionContext({ table: of, username, smtpUsername: "AKIAIOSFODNN7EXAMPLE" });
    const Plaintext = Buffer.from("a password");
    const { CiphertextBlob } = await kms.send(
      new EncryptCommand({ KeyId: key, Plaintext, EncryptionContext: context("john") }),
    );
    const decrypt = (username: string) =>
      resultOf(() => kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext: context(username) })));
    expect([await decrypt("john"), await decrypt("jane")]).to.deep.equal(["ok", "InvalidCiphertext"]);

    const modelled = (username: string) => context(username, TABLE);
    const encrypted = model.kms.call("Encrypt", {
      KeyId: KEY_ARN,
      Plaintext,
      EncryptionContext: modelled("john"),
    }) as {
      CiphertextBlob: Uint8Array;
    };
    const decryptInModel = (username: string) =>
      resultOf(() =>
        model.kms.call("Decrypt", { ...encrypted, KeyId: KEY_ARN, EncryptionContext: modelled(username) }),
      );
    expect([await decryptInModel("john"), await decryptInModel("jane")]).to.deep.equal([
      "ok",
      "InvalidCiphertext",
    ]);
  });

  it("agree that a failed condition check writes nothing", async () => {
    const update = (TableName: string) => ({
      TableName,
      Key: { PK: { S: "SMTP_LEASE" }, SK: { S: "USER#model" } },
      UpdateExpression: "SET holder = :holder",
      ConditionExpression: "holder = :holder",
      ExpressionAttributeValues: { ":holder": { S: "nobody" } },
    });
    const modelled = await resultOf(() => model.dynamodb.call("UpdateItem", update(TABLE)));
    const emulated = await resultOf(() => dynamodb.send(new UpdateItemCommand(update(table))));
    expect({ modelled, emulated }).to.deep.equal({
      modelled: "ConditionalCheckFailed",
      emulated: "ConditionalCheckFailed",
    });
  });
});

function policyOf(characters: number): string {
  const statement = { Sid: "x".repeat(characters), Effect: "Deny", Action: "ses:*", Resource: "*" };
  return JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
}

/** The SDK command for one of the operations in the table above. */
function command(operation: string, input: object): iamCommands.GetUserCommand {
  const commands = iamCommands as unknown as Record<
    string,
    new (input: object) => iamCommands.GetUserCommand
  >;
  const Command = commands[`${operation}Command`];
  if (Command === undefined) throw new Error(`The IAM client has no ${operation}.`);
  return new Command(input);
}

async function resultOf(call: () => unknown): Promise<string> {
  try {
    await call();
    return "ok";
  } catch (error) {
    return error instanceof Error ? error.name.replace(/Exception$/, "") : String(error);
  }
}
