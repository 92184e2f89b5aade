import { DecryptCommand, EncryptCommand, type KMSClient } from "@aws-sdk/client-kms";
import type { KmsCalls } from "../../records/cipher";

/** The SDK's client as the cipher calls it. */
export function kmsCalls(kms: Pick<KMSClient, "send">): KmsCalls {
  return {
    encrypt: request => kms.send(new EncryptCommand(request)),
    decrypt: request => kms.send(new DecryptCommand(request)),
  };
}
