import { errorResponse, type HttpResponse } from "./http-response";
import { keyIdOfCiphertext } from "./kms-ciphertext";
import { jsonOf, textOf } from "./authorization/permission";
import type { Resources } from "./authorization/resources";
import type { FrontDoorRequest } from "./request";

/**
 * KMS's error for a Decrypt or ReEncrypt that names another key than the one that encrypted; the emulator (MiniStack
 * 1.5.33) answers with garbage (https://docs.aws.amazon.com/kms/latest/APIReference/API_Decrypt.html).
 */
export async function keyError(
  request: FrontDoorRequest,
  resources: Resources,
): Promise<HttpResponse | undefined> {
  if (request.service !== "kms" || !/^(?:Decrypt|ReEncrypt)$/.test(request.action)) return undefined;
  const { KeyId, SourceKeyId, CiphertextBlob } = jsonOf(request);
  const named = textOf(KeyId) || textOf(SourceKeyId);
  const encryptedWith = keyIdOfCiphertext(CiphertextBlob);
  if (named === "" || encryptedWith === "") return undefined;
  const arn = await resources.keyArn(named);
  if (arn === undefined || arn.endsWith(`/${encryptedWith}`)) return undefined;
  const message = "The key ID in the request does not identify a CMK that can perform this operation.";
  return errorResponse("kms", 400, "IncorrectKeyException", message);
}
