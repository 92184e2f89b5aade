import * as z from "zod/mini";
import { MAX_DAYS } from "../../../records/rotation";

/**
 * The shapes of requests and responses: the handler validates with them, and docs/openapi.yaml is generated from them.
 */

const MAX_TEXT = 1_000;

/** A policy has room for about 50; up to this many, the response names IAM's limit. */
const MAX_ADDRESSES = 500;

/** RFC 5321 §4.5.3.1.3. */
const MAX_ADDRESS_LENGTH = 254;

const LIST_REMEDY =
  'use a list of 1 to 500 addresses or patterns such as ["jane@example.com", "*@example.com"]';
const ADDRESS_REMEDY = `use an address or a pattern of at most ${MAX_ADDRESS_LENGTH} characters`;
const TEXT_REMEDY = `use a string of at most ${MAX_TEXT} characters, without control characters`;
const EMAIL_REMEDY = 'use an address such as "jane@example.com"';

/** Without control characters, in a form that every JSON Schema tool knows. */
// eslint-disable-next-line no-control-regex
const TEXT = /^[^\u0000-\u001f\u007f-\u009f]*$/;

const text = z
  .string({ error: TEXT_REMEDY })
  .check(z.maxLength(MAX_TEXT, { error: TEXT_REMEDY }), z.regex(TEXT, { error: TEXT_REMEDY }));

const email = z
  .email({ error: EMAIL_REMEDY })
  .check(z.maxLength(MAX_ADDRESS_LENGTH, { error: EMAIL_REMEDY }));

const addresses = z
  .array(
    z.string({ error: ADDRESS_REMEDY }).check(z.maxLength(MAX_ADDRESS_LENGTH, { error: ADDRESS_REMEDY })),
    {
      error: LIST_REMEDY,
    },
  )
  .check(z.minLength(1, { error: LIST_REMEDY }), z.maxLength(MAX_ADDRESSES, { error: LIST_REMEDY }));

const DAYS_REMEDY = `use a number of days from 0 to ${MAX_DAYS}`;

/** One and a half minutes; DynamoDB refuses to store numbers that are almost nothing. */
const MIN_DAYS = 0.001;

const days = z.number({ error: DAYS_REMEDY }).check(
  z.minimum(0, { error: DAYS_REMEDY }),
  z.maximum(MAX_DAYS, { error: DAYS_REMEDY }),
  z.refine(value => value === 0 || value >= MIN_DAYS, { error: DAYS_REMEDY }),
);

const time = z.iso.datetime({
  offset: true,
  error: 'use a time with its time zone, such as "2030-01-31T18:00:00Z"',
});

const BODY = { error: "use a JSON object" };

/** All settings; those that are left out are removed. */
export const putBody = z.strictObject(
  {
    /** May be left out if there is a mailbox. */
    allowedFromAddresses: z.optional(addresses),
    description: z.optional(text),
    ownerEmail: z.optional(email),
    mailbox: z.optional(email),
    validUntil: z.optional(time),
    rotationDays: z.optional(days),
    rotationGraceDays: z.optional(days),
  },
  BODY,
);

/** A JSON Merge Patch (https://www.rfc-editor.org/rfc/rfc7396): null removes, what is left out stays. */
export const patchBody = z.strictObject(
  {
    allowedFromAddresses: z.optional(z.nullable(addresses)),
    description: z.optional(z.nullable(text)),
    ownerEmail: z.optional(z.nullable(email)),
    mailbox: z.optional(z.nullable(email)),
    validUntil: z.optional(z.nullable(time)),
    rotationDays: z.optional(z.nullable(days)),
    rotationGraceDays: z.optional(z.nullable(days)),
  },
  BODY,
);

export const rotateBody = z.strictObject(
  { compromised: z.optional(z.boolean({ error: "use true or false" })) },
  BODY,
);

export const emptyBody = z.strictObject({}, BODY);

export const statuses = z.enum(["pending", "active", "disabled", "failed"]);

const failure = z.object({
  code: z.string(),
  message: z.string(),
  correlationId: z.optional(z.string()),
  at: z.optional(z.string()),
});

/** A credential, without its password. */
export const credential = z.object({
  /** The name in the record's key and in the API's paths. */
  name: z.string(),
  /** The SMTP user name, which is an IAM access key ID; absent until there is a login. */
  username: z.optional(z.string()),
  iamUserArn: z.optional(z.string()),
  createdAt: z.optional(z.string()),
  status: z.string(),
  description: z.string(),
  allowedFromAddresses: z.array(z.string()),
  entityType: z.literal("smtp_credential"),
  ownerEmail: z.optional(z.string()),
  /** The mailbox whose receiving rules allow more addresses. */
  mailbox: z.optional(z.string()),
  /** What receiving rules allow now: each is the pattern of a rule. */
  ruleSenders: z.optional(z.array(z.string())),
  /** The patterns of addresses that a `*@domain` among them leaves out. */
  ruleExceptions: z.optional(z.array(z.string())),
  /** When the login is disabled. */
  validUntil: z.optional(z.string()),
  rotationDays: z.optional(z.number()),
  rotationGraceDays: z.optional(z.number()),
  region: z.optional(z.string()),
  smtpHost: z.optional(z.string()),
  /** What was proved of the login last. */
  verifiedStatus: z.optional(z.string()),
  updatedAt: z.optional(z.string()),
  rotatedAt: z.optional(z.string()),
  rotateRequestedAt: z.optional(z.string()),
  /** The request that was carried out last, copied. */
  rotatedFor: z.optional(z.string()),
  compromisedAt: z.optional(z.string()),
  /** The report that was dealt with last, copied. */
  compromisedFor: z.optional(z.string()),
  /** During a rotation's grace: the SMTP user name that still works, and until when. */
  previousUsername: z.optional(z.string()),
  previousUntil: z.optional(z.string()),
  failure: z.optional(failure),
  /** Why the login is held. */
  suspended: z.optional(z.object({ reason: z.string(), at: z.optional(z.string()) })),
  changedBy: z.optional(z.object({ arn: z.string(), at: z.string() })),
  /** The record was changed since by something other than the API. */
  changedOutsideApi: z.boolean(),
});

export type Credential = z.infer<typeof credential>;

export const credentialList = z.object({
  credentials: z.array(credential),
  /** Absent on the last page. */
  nextPageToken: z.optional(z.string()),
});

/** The login with its password encrypted: whoever may decrypt with this context can use it. */
export const secret = z.object({
  ...credential.shape,
  username: z.string(),
  /** Base64 of the KMS ciphertext. */
  encryptedPassword: z.string(),
  /** What kms:Decrypt must be given. */
  encryptionContext: z.record(z.string(), z.string()),
});

export const problemDetails = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  errors: z.optional(
    z.array(
      z.object({
        detail: z.string(),
        pointer: z.optional(z.string()),
        parameter: z.optional(z.string()),
        header: z.optional(z.string()),
      }),
    ),
  ),
  correlationId: z.string(),
});
