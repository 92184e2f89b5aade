/** What an administrator decides about a stack; everything else has a default in Pulumi.yaml. */
export interface Choices {
  stack: string;
  region: string;
  /** In lower case. */
  domains: readonly string[];
  /** An ARN, an id, or an alias such as `alias/ses-smtp`. */
  kmsKey: string;
  /** An existing table; undefined: the stack creates one. */
  table?: string | undefined;
  alertEmails: readonly string[];
  /** What to do about an existing identity's default configuration set, if there is a choice. */
  configurationSet?: "attach" | "allow" | undefined;
}

/** An answer of AWS; `unknown`: the question was refused or failed, and says why. */
export type Answer<T> = { found: T } | { missing: true } | { unknown: string };

export interface FoundKey {
  arn: string;
  /** KMS's words: https://docs.aws.amazon.com/kms/latest/APIReference/API_KeyMetadata.html. */
  state: string;
  usage: string;
  spec: string;
  manager: string;
}

export interface FoundTable {
  partitionKey: string;
  sortKey: string | undefined;
  /** Both are strings. */
  hasStringKeys: boolean;
  hasStream: boolean;
}

export interface FoundIdentity {
  isVerified: boolean;
  /** Its default configuration set. */
  configurationSet: string | undefined;
}

export interface FoundAccount {
  hasProductionAccess: boolean;
  /** `HEALTHY`, `PROBATION` or `SHUTDOWN`: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetAccount.html. */
  enforcement: string;
  isSendingEnabled: boolean;
  /** Recipients. */
  quota: { perDay: number; perSecond: number; sentToday: number };
  /** Such as `ESSENTIALS`; undefined where SES does not say. */
  plan: string | undefined;
}

/** What the account has of what was chosen. */
export interface Observed {
  key: Answer<FoundKey>;
  /** Undefined if no table was chosen. */
  table: Answer<FoundTable> | undefined;
  /** By domain. */
  identities: ReadonlyMap<string, Answer<FoundIdentity>>;
  account: Answer<FoundAccount>;
  /** How many functions may run at a time. */
  concurrency: Answer<number>;
}
