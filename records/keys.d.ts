/** The keys of the single table. A sort key names whose item it is: `USER#{username}`, `CONFIG#{name}`, `EMAIL#{address}`. */
export declare const CREDENTIAL_PK = "SMTP_USER";
export declare const LEASE_PK = "SMTP_LEASE";
export declare const CONFIG_PK = "EMAIL_CONFIG";
export declare const SUPPRESSION_PK = "SUPPRESSION";
export interface ItemKey {
    PK: string;
    SK: string;
}
export declare function credentialKey(username: string): ItemKey;
export declare function leaseKey(username: string): ItemKey;
export declare function configKey(name: string): ItemKey;
/** @param address in the form that {@link suppressionKey} compares by */
export declare function suppressionItemKey(address: string): ItemKey;
/** @returns undefined where the sort key does not name a user */
export declare function usernameOf(sk: string): string | undefined;
/** @returns undefined where the sort key does not name a configuration */
export declare function configNameOf(sk: string): string | undefined;
/**
 * The form in which addresses are stored and compared: SES's own suppression list ignores case
 * (https://docs.aws.amazon.com/ses/latest/dg/sending-email-suppression-list.html).
 */
export declare function suppressionKey(address: string): string;
