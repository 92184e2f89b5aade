import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type UpdateItemCommandInput,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { PasswordCipher } from "../../handlers/reconciler/adapters/password-cipher";
import { keyAttributes } from "../../handlers/shared/read-items";
import { userPath } from "../../handlers/shared/iam-names";
import { CREDENTIAL_ENTITY_TYPE } from "../../records/credential";
import { credentialKey } from "../../records/keys";
import { ADOPTING_ATTRIBUTE, FOREIGN_SECRET_ATTRIBUTE } from "../../records/unmanaged";
import { CommandError } from "../shared/context";
import type { AdoptPorts } from "./ports";
import type { Adoption, Earlier } from "./prepare";

/**
 * Marks the record before anything else is done: from then on the manager leaves the login alone. A username without a
 * record gets one.
 *
 * @throws CommandError if somebody else has written the record meanwhile
 */
export async function markAdopting(
  { request, user, accessKeyId, addresses, hasRecord }: Adoption,
  earlier: Earlier,
  { dynamodb, table, clock }: AdoptPorts,
): Promise<void> {
  const at = new Date(clock.now()).toISOString();
  const values = {
    adopting: { ...earlier, user_id: user.id, access_key_id: accessKeyId, at, by: "ses-smtp" },
    ...(hasRecord ? {} : { status: "active", entity_type: CREDENTIAL_ENTITY_TYPE }),
    ...(hasRecord && request.addresses === undefined ? {} : { allowed_from_addresses: [...addresses] }),
  };
  const unmanaged = `attribute_not_exists(encrypted_password)${hasRecord ? " AND attribute_exists(PK)" : " AND attribute_not_exists(PK)"}`;
  await update(dynamodb, request.username, {
    TableName: table,
    Key: keyAttributes(credentialKey(request.username)),
    UpdateExpression: `SET ${setting(values)}`,
    ConditionExpression: `(${unmanaged} AND attribute_not_exists(#adopting)) OR #adopting.#user = :user`,
    ExpressionAttributeNames: { ...names(values), "#user": "user" },
    ExpressionAttributeValues: { ...valuesOf(values), ":user": { S: earlier.user } },
  });
}

/** The last write: the login is ours. Whatever the record asks for meanwhile stays, and the manager follows it. */
export async function finishRecord(
  { request, accessKeyId, password, other }: Adoption,
  earlier: Earlier,
  ports: AdoptPorts,
  userArn: string,
): Promise<void> {
  const { dynamodb, kms, table, kmsKeyArn, region, smtpHost, clock } = ports;
  const { username } = request;
  const cipher = new PasswordCipher(kms, kmsKeyArn, table);
  const at = new Date(clock.now()).toISOString();
  const values = {
    smtp_username: accessKeyId,
    ...(password !== undefined && {
      encrypted_password: await cipher.encrypt(username, accessKeyId, password),
    }),
    iam_user_name: earlier.to,
    iam_user_arn: userArn,
    region,
    smtp_host: smtpHost,
    updated_at: at,
    verified_status: password === undefined ? "unproved" : "active",
  };
  await update(dynamodb, username, {
    TableName: table,
    Key: keyAttributes(credentialKey(username)),
    UpdateExpression: `SET ${setting(values)}, created_at = if_not_exists(created_at, :at) REMOVE #adopting, #foreign`,
    ConditionExpression: "#adopting.#user = :user",
    ExpressionAttributeNames: {
      ...names(values),
      "#adopting": ADOPTING_ATTRIBUTE,
      "#foreign": FOREIGN_SECRET_ATTRIBUTE,
      "#user": "user",
    },
    ExpressionAttributeValues: { ...valuesOf(values), ":at": { S: at }, ":user": { S: earlier.user } },
  });
  // The other system's second layout keeps its item, without a copy of the password.
  if (other !== undefined && other.key.PK !== credentialKey(username).PK)
    await dynamodb.send(
      new UpdateItemCommand({
        TableName: table,
        Key: keyAttributes(other.key),
        UpdateExpression: "SET adopted_at = :at REMOVE #foreign",
        ConditionExpression: "attribute_exists(PK)",
        ExpressionAttributeNames: { "#foreign": FOREIGN_SECRET_ATTRIBUTE },
        ExpressionAttributeValues: { ":at": { S: at } },
      }),
    );
}

/** Takes the mark back; a record that only this adoption has made goes. */
export async function unmark(
  { request: { username }, hasRecord, earlier: before, other }: Adoption,
  { user }: Earlier,
  { dynamodb, table }: AdoptPorts,
): Promise<void> {
  const Key = keyAttributes(credentialKey(username));
  const condition = {
    TableName: table,
    Key,
    ConditionExpression: "#adopting.#user = :user",
    ExpressionAttributeNames: { "#adopting": ADOPTING_ATTRIBUTE, "#user": "user" },
    ExpressionAttributeValues: { ":user": { S: user } },
  };
  // An earlier attempt's record holds nothing else either, unless the other system wrote it.
  const isOnlyOurs = !hasRecord || (before !== undefined && other?.key.PK !== credentialKey(username).PK);
  if (isOnlyOurs) await dynamodb.send(new DeleteItemCommand(condition));
  else await dynamodb.send(new UpdateItemCommand({ ...condition, UpdateExpression: "REMOVE #adopting" }));
}

/** The user's ARN as it becomes. */
export function arnAfter(arn: string, { stack }: AdoptPorts, username: string, to: string): string {
  const [prefix = ""] = arn.split(":user/");
  return `${prefix}:user${userPath(stack, username)}${to}`;
}

async function update(
  dynamodb: AdoptPorts["dynamodb"],
  username: string,
  input: UpdateItemCommandInput,
): Promise<void> {
  try {
    await dynamodb.send(new UpdateItemCommand(input));
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    throw new CommandError(
      `Username ${JSON.stringify(username)}: its record was written by somebody else meanwhile: look at it (ses-smtp credential show ${username}), then run the command again.`,
    );
  }
}

function setting(values: object): string {
  return Object.keys(values)
    .map(name => `#${name} = :${name}`)
    .join(", ");
}

function names(values: object): Record<string, string> {
  return Object.fromEntries(Object.keys(values).map(name => [`#${name}`, name]));
}

function valuesOf(values: object) {
  return marshall(
    Object.fromEntries(Object.entries(values).map(([name, value]) => [`:${name}`, value as unknown])),
  );
}
