import { jsonOf, objectOf, textOf, type Mapper } from "../permission";
import { keyIdOfCiphertext } from "../../kms-ciphertext";

/** Actions on one key that need its ID only. */
const KEY_ACTIONS =
  /^(?:Describe|Enable|Disable|ScheduleKeyDeletion|CancelKeyDeletion|UpdateKeyDescription|(?:Get|Put|List)KeyPolic|(?:Get|Enable|Disable)KeyRotation|ListGrants|CreateGrant|RevokeGrant|(?:Un)?[Tt]agResource|ListResourceTags|GetPublicKey)/;
const CRYPTOGRAPHIC =
  /^(?:Encrypt|Decrypt|GenerateDataKey(?:WithoutPlaintext|Pair|PairWithoutPlaintext)?|GenerateMac|VerifyMac|Sign|Verify)$/;

/** Condition keys: https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html. */
export const kms: Mapper = async (request, { accountId, resources, region }) => {
  const { action } = request;
  const input = jsonOf(request);
  const arnOf = async (key: string) =>
    (await resources.keyArn(key)) ??
    (key.startsWith("arn:") ? key : `arn:aws:kms:${region}:${accountId}:key/${key}`);
  const needs = async (name: string, key: string, encryptionContext: unknown) => ({
    action: `kms:${name}`,
    resource: await arnOf(key),
    context: kmsContext(objectOf(encryptionContext), accountId, input),
  });

  if (action === "ListKeys" || action === "ListAliases" || action === "CreateKey") {
    return [{ action: `kms:${action}`, resource: "*", context: kmsContext({}, accountId, input) }];
  }
  if (action === "ReEncrypt") {
    const source = textOf(input.SourceKeyId) || keyIdOfCiphertext(input.CiphertextBlob);
    return [
      await needs("ReEncryptFrom", source, input.SourceEncryptionContext),
      await needs("ReEncryptTo", textOf(input.DestinationKeyId), input.DestinationEncryptionContext),
    ];
  }
  if (CRYPTOGRAPHIC.test(action) || KEY_ACTIONS.test(action)) {
    const key = textOf(input.KeyId) || keyIdOfCiphertext(input.CiphertextBlob);
    return [await needs(action, key, input.EncryptionContext)];
  }
  return undefined;
};

/** @param input of a request that the caller itself makes */
export function kmsContext(
  encryptionContext: Readonly<Record<string, unknown>>,
  accountId: string,
  input: Readonly<Record<string, unknown>> = {},
) {
  const pairs = Object.entries(encryptionContext).map(
    ([key, value]) => [`kms:EncryptionContext:${key}`, textOf(value)] as const,
  );
  const alias = textOf(input.KeyId);
  return {
    "kms:CallerAccount": accountId,
    "kms:EncryptionAlgorithm": textOf(input.EncryptionAlgorithm) || "SYMMETRIC_DEFAULT",
    "kms:EncryptionContextKeys": Object.keys(encryptionContext),
    "kms:ViaService": [],
    "kms:GrantIsForAWSResource": [],
    "kms:RequestAlias": alias.startsWith("alias/") ? alias : [],
    ...Object.fromEntries(pairs),
    "kms:EncryptionContext:*": [],
  };
}
