import { DynamoDBClient, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import * as iamCommands from "@aws-sdk/client-iam";
import { DecryptCommand, EncryptCommand, KMSClient } from "@aws-sdk/client-kms";
import { expect } from "chai";
import { userPath } from "../../handlers/shared/iam-names";
import { encryptionContext } from "../../records/encryption";
import { ACCOUNT_ID } from "../../sandbox/shared/account";
import { AwsModel, BOUNDARY_ARN, KEY_ARN, STACK, TABLE } from "../support/aws-model";
import { sharedSandbox } from "../support/sandbox/shared-sandbox";

/** One call: the operation, its input, and what AWS answers. */
type Line = [operation: string, input: Record<string, unknown>, answer: string];

const NAME = "ses-smtp-user-model-1767225600";

/** Both are asked the same in the same order, and must answer as AWS documents it. */
const IAM: Line[] = [
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

describe("the model of AWS and the emulator behind the front door", () => {
  const model = new AwsModel();
  let iam: iamCommands.IAMClient;
  let kms: KMSClient;
  let dynamodb: DynamoDBClient;
  let boundary: string;
  let table: string;
  let key: string;

  before(async () => {
    const { report, deployment } = await sharedSandbox();
    const credentials = { accessKeyId: ACCOUNT_ID, secretAccessKey: "test" };
    const client = { endpoint: report.emulator, region: report.region, credentials };
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
      const modelled = await answerOf(() => model.iam.call(operation, of(STACK, BOUNDARY_ARN)));
      const emulated = await answerOf(() => iam.send(command(operation, of("sandbox", boundary))));
      expect({ modelled, emulated }, what).to.deep.equal({ modelled: expected, emulated: expected });
    }
  });

  it("agree that a ciphertext decrypts in its own context only", async () => {
    const context = (username: string, of = table) =>
      encryptionContext({ table: of, username, smtpUsername: "AKIAIOSFODNN7EXAMPLE" });
    const Plaintext = Buffer.from("a password");
    const { CiphertextBlob } = await kms.send(
      new EncryptCommand({ KeyId: key, Plaintext, EncryptionContext: context("john") }),
    );
    const decrypt = (username: string) =>
      answerOf(() => kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext: context(username) })));
    expect([await decrypt("john"), await decrypt("jane")]).to.deep.equal(["ok", "InvalidCiphertext"]);

    const modelled = (username: string) => context(username, TABLE);
    const sealed = model.kms.call("Encrypt", {
      KeyId: KEY_ARN,
      Plaintext,
      EncryptionContext: modelled("john"),
    }) as {
      CiphertextBlob: Uint8Array;
    };
    const open = (username: string) =>
      answerOf(() =>
        model.kms.call("Decrypt", { ...sealed, KeyId: KEY_ARN, EncryptionContext: modelled(username) }),
      );
    expect([await open("john"), await open("jane")]).to.deep.equal(["ok", "InvalidCiphertext"]);
  });

  it("agree that a condition that does not hold writes nothing", async () => {
    const update = (TableName: string) => ({
      TableName,
      Key: { PK: { S: "SMTP_LEASE" }, SK: { S: "USER#model" } },
      UpdateExpression: "SET holder = :holder",
      ConditionExpression: "holder = :holder",
      ExpressionAttributeValues: { ":holder": { S: "nobody" } },
    });
    const modelled = await answerOf(() => model.dynamodb.call("UpdateItem", update(TABLE)));
    const emulated = await answerOf(() => dynamodb.send(new UpdateItemCommand(update(table))));
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

/** Only the few operations of the table above are asked for. */
function command(operation: string, input: object): iamCommands.GetUserCommand {
  const commands = iamCommands as unknown as Record<
    string,
    new (input: object) => iamCommands.GetUserCommand
  >;
  const Command = commands[`${operation}Command`];
  if (Command === undefined) throw new Error(`There is no ${operation}.`);
  return new Command(input);
}

async function answerOf(ask: () => unknown): Promise<string> {
  try {
    await ask();
    return "ok";
  } catch (error) {
    return error instanceof Error ? error.name.replace(/Exception$/, "") : String(error);
  }
}
