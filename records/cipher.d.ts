/** The two KMS calls that a cipher makes; a caller adapts the SDK's client to them. */
export interface KmsCalls {
    encrypt(request: {
        KeyId: string;
        Plaintext: Uint8Array;
        EncryptionContext: Record<string, string>;
    }): Promise<{
        CiphertextBlob?: Uint8Array | undefined;
    }>;
    decrypt(request: {
        KeyId?: string;
        CiphertextBlob: Uint8Array;
        EncryptionContext: Record<string, string>;
    }): Promise<{
        Plaintext?: Uint8Array | undefined;
    }>;
}
/** Encrypts the passwords in records with KMS, each bound to its place by an encryption context. */
export declare class SecretCipher {
    private readonly kms;
    private readonly keyArn;
    /**
     * @param keyArn required to encrypt. Decrypting finds its key in the ciphertext; with an ARN, it accepts no other key.
     */
    constructor(kms: KmsCalls, keyArn: string | undefined);
    /** @returns base64 of the KMS ciphertext */
    encrypt(secret: string, context: Record<string, string>): Promise<string>;
    /** @returns undefined if it was not encrypted for this context, or not with this key */
    decrypt(ciphertext: string, context: Record<string, string>): Promise<string | undefined>;
}
