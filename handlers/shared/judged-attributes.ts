import { SENDER_ATTRIBUTES } from "./sender-history";

/** What the validator reads of a login's lease item and of its record; its role may read no more. */
export const LEASE_ATTRIBUTES = ["PK", "SK", "user_name", ...SENDER_ATTRIBUTES] as const;
export const USER_ATTRIBUTES = ["PK", "SK", "iam_user_name"] as const;
