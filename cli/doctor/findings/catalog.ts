/** Every check: its area, and what it looks at. docs/operations.md has the same table, which a test compares. */
export const CHECKS = {
  "name-servers": { area: "dns", looksAt: "that each name server of the domain's zone answers" },
  dkim: {
    area: "dns",
    looksAt: "the three DKIM records, in the zone that SES names, and the keys behind them",
  },
  "mail-from": { area: "dns", looksAt: "the one MX record of the MAIL FROM subdomain" },
  spf: {
    area: "dns",
    looksAt:
      "SPF of the domain and the MAIL FROM subdomain: one record, syntax, lookups, empty lookups, includes, how it ends",
  },
  dmarc: {
    area: "dns",
    looksAt:
      "the DMARC policy that applies (RFC 9989), its syntax and tags, and how it differs from the settings",
  },
  "report-addresses": {
    area: "dns",
    looksAt: "that DMARC reports can be received, and that other organizations have agreed to get them",
  },
  "mta-sts": {
    area: "dns",
    looksAt: "the MTA-STS record, the policy as it is served, and the MX records that it lists",
  },
  "certificate-record": {
    area: "dns",
    looksAt: "the record by which ACM validates and renews the certificate of the MTA-STS policy",
  },
  "tls-rpt": { area: "dns", looksAt: "the record for reports of failed TLS" },
  sending: { area: "ses", looksAt: "that SES lets the account send: enforcement status, sending turned off" },
  "production-access": { area: "ses", looksAt: "whether the account is still in the SES sandbox" },
  quota: { area: "ses", looksAt: "how much of the quota for 24 hours is used (from 80%)" },
  plan: { area: "ses", looksAt: "the account's pricing plan, the next one, and what they cost" },
  "auto-validation": { area: "ses", looksAt: "whether SES drops mail to addresses that it thinks invalid" },
  "account-suppression": { area: "ses", looksAt: "what the account's suppression list takes up" },
  "configuration-set": {
    area: "ses",
    looksAt: "that the stack's configuration set exists, sends, and suppresses bounces and complaints",
  },
  "event-destinations": {
    area: "ses",
    looksAt: "that bounces, complaints, sent messages and deliveries reach the stack once",
  },
  identity: { area: "ses", looksAt: "whether SES has verified the domain, and if not, the kind of error" },
  "identity-signing": { area: "ses", looksAt: "that SES signs the domain's mail, and with what key" },
  "identity-mail-from": { area: "ses", looksAt: "that SES uses the MAIL FROM subdomain of the settings" },
  "feedback-forwarding": { area: "ses", looksAt: "that senders are told by email about what bounces" },
  "default-configuration-set": {
    area: "ses",
    looksAt: "that the stack's configuration set is the identity's default",
  },
  "identity-policies": {
    area: "ses",
    looksAt:
      "policies of the identity that let SMTP users send: their permissions boundary does not limit these",
  },
  "identity-topics": { area: "ses", looksAt: "topics of the identity itself, which double events" },
  "other-identities": {
    area: "ses",
    looksAt: "identities of subdomains and addresses, whose settings SES uses instead of the domain's",
  },
  "kms-key": { area: "stack", looksAt: "that the KMS key is enabled, and can encrypt" },
  table: { area: "stack", looksAt: "that the table exists, is active, and has the right keys" },
  stream: { area: "stack", looksAt: "that the table has a stream" },
  "stream-mapping": {
    area: "stack",
    looksAt: "that the dispatcher reads the stream that the table has now, and without problems",
  },
  "stream-readers": { area: "stack", looksAt: "who else reads the stream: DynamoDB allows two readers" },
  functions: { area: "stack", looksAt: "that the functions for logins and events exist and may run" },
  certificates: {
    area: "stack",
    looksAt: "that the certificates of the MTA-STS policy are issued, and ACM renews them in time",
  },
  "alert-subscriptions": { area: "stack", looksAt: "that somebody confirmed to get alarms and alerts" },
  "event-topics": {
    area: "stack",
    looksAt:
      "each link between SES and the recorder: that SES may publish bounces and complaints, and that the topics deliver them all",
  },
  alarms: {
    area: "stack",
    looksAt: "that all alarms exist, notify the alert topic, and which are raised now",
  },
  queues: { area: "stack", looksAt: "operations that failed: parked, or waiting to be retried" },
  "lambda-concurrency": {
    area: "stack",
    looksAt: "whether the account runs fewer than 100 functions at a time",
  },
  "round-trip": {
    area: "stack",
    looksAt:
      "with --round-trip: that the events of two messages to SES's mailbox simulator arrive in the table",
  },
  clock: { area: "stack", looksAt: "this machine's clock against AWS's" },
  "smtp-endpoint": {
    area: "stack",
    looksAt: "each port of the SMTP endpoint up to the login: STARTTLS, certificate, AUTH",
  },
} as const satisfies Readonly<Record<string, { area: Area; looksAt: string }>>;

export const AREAS = ["dns", "ses", "stack"] as const;

export type Area = (typeof AREAS)[number];

export type CheckName = keyof typeof CHECKS;
