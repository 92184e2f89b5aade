import type { PolicyDocument } from "./policy/policy-document";

/** Where local SES learns who is knocking: answered by the front door from the emulator's IAM. */
export interface SmtpIdentities {
  /** undefined where no such key exists (deleted, never issued). */
  find(accessKeyId: string): Promise<SmtpIdentity | undefined>;
}

export interface SmtpIdentity {
  accessKeyId: string;
  secretAccessKey: string;
  active: boolean;
  createdAt: Date;
  userName: string;
  userArn: string;
  /** The user's inline and attached policies. */
  policies: readonly PolicyDocument[];
  /** The permissions boundary; absent = none. */
  boundary?: PolicyDocument;
}
