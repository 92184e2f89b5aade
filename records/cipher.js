"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.SecretCipher = void 0;
/** Encrypts the passwords in records with KMS, each bound to its place by an encryption context. */
class SecretCipher {
    kms;
    keyArn;
    /**
     * @param keyArn required to encrypt. Decrypting finds its key in the ciphertext; with an ARN, it accepts no other key.
     */
    constructor(kms, keyArn) {
        this.kms = kms;
        this.keyArn = keyArn;
    }
    /** @returns base64 of the KMS ciphertext */
    async encrypt(secret, context) {
        if (this.keyArn === undefined)
            throw new Error("Storing a password requires a KMS key: provide its ARN.");
        const { CiphertextBlob } = await this.kms.encrypt({
            KeyId: this.keyArn,
            Plaintext: Buffer.from(secret),
            EncryptionContext: context,
        });
        if (CiphertextBlob === undefined)
            throw new Error("KMS Encrypt returned no ciphertext.");
        return Buffer.from(CiphertextBlob).toString("base64");
    }
    /** @returns undefined if it was not encrypted for this context, or not with this key */
    async decrypt(ciphertext, context) {
        try {
            const { Plaintext } = await this.kms.decrypt({
                CiphertextBlob: Buffer.from(ciphertext, "base64"),
                EncryptionContext: context,
                ...(this.keyArn !== undefined && { KeyId: this.keyArn }),
            });
            return Plaintext === undefined ? undefined : Buffer.from(Plaintext).toString();
        }
        catch (error) {
            if (error instanceof Error && NOT_OURS.has(error.name))
                return undefined;
            throw error;
        }
    }
}
exports.SecretCipher = SecretCipher;
/**
 * How KMS Decrypt answers a ciphertext that is damaged, of another context or of another key, and, if it is empty or
 * too long, the request itself: https://docs.aws.amazon.com/kms/latest/APIReference/API_Decrypt.html#API_Decrypt_Errors.
 */
const NOT_OURS = new Set(["InvalidCiphertextException", "IncorrectKeyException", "ValidationException"]);
