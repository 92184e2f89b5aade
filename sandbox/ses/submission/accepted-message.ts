import type { HeaderField } from "../message/header-section";
import type { MimeShape } from "../message/mime-parts";

/** A message that local SES accepted. */
export interface AcceptedMessage extends Submitter {
  id: string;
  receivedAt: Date;
  envelope: { from: string; to: string[] };
  subject: string;
  configurationSet?: string;
  /** The verified identity that it is sent with: a domain or an address. */
  identity: string;
  /** Of its header section, in order. */
  fields: readonly HeaderField[];
  shape: MimeShape;
  raw: Buffer;
}

/** A message that local SES refused after DATA. */
export interface RefusedMessage extends Submitter {
  /** Not SES's: a refused message has none there. */
  id: string;
  receivedAt: Date;
  envelope: { from: string; to: string[] };
  /** Empty if the message cannot be read. */
  subject: string;
  /** The SMTP reply, such as `554 Message rejected: …`. */
  reply: string;
}

/** Who handed a message to SES, and how. */
export interface Submitter {
  /** The IAM user name, as in SES's auto-tag `ses:caller-identity`. */
  user: string;
  accessKeyId: string;
  sourceIp: string;
  /** Such as `TLSv1.3`. */
  tlsVersion?: string;
  /** As in the auto-tag `ses:operation`. */
  operation: "SendSmtpEmail" | "SendEmail";
}
