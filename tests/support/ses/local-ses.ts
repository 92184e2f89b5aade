import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { createTransport } from "nodemailer";

import { deriveSmtpPassword } from "../../../handlers/shared/smtp-password";
import { type LocalSes, type LocalSesOptions, startLocalSes } from "../../../sandbox/ses/local-ses";
import type { PolicyDocument } from "../../../sandbox/iam/policy-document";
import type { SmtpIdentity } from "../../../sandbox/ses/submission/authentication";

export const REGION = "eu-central-1";
export const ACCOUNT = "123456789012";
export const ALICE = "AKIAALICE00000000000";
const SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

/** Signs what changes the mailbox. */
export const SANDBOX_SECRET = "the-secret-of-this-sandbox";

/** The tests' current time; keys are an hour older. */
export const NOW = new Date("2026-03-01T12:00:00Z");

/** Allows a user to send from these addresses, with this configuration set. */
export function senderPolicy(addresses: readonly string[], configurationSet = "main"): PolicyDocument {
  return {
    Version: "2012-10-17",
    Statement: {
      Effect: "Allow",
      Action: ["ses:SendEmail", "ses:SendRawEmail"],
      Resource: [
        `arn:aws:ses:${REGION}:${ACCOUNT}:identity/*`,
        `arn:aws:ses:${REGION}:${ACCOUNT}:configuration-set/${configurationSet}`,
      ],
      Condition: { StringLike: { "ses:FromAddress": addresses } },
    },
  };
}

export function identity(overrides: Partial<SmtpIdentity> = {}): SmtpIdentity {
  return {
    accessKeyId: ALICE,
    secretAccessKey: SECRET,
    active: true,
    createdAt: new Date(NOW.getTime() - 3_600_000),
    userName: "alice",
    userArn: `arn:aws:iam::${ACCOUNT}:user/alice`,
    policies: [senderPolicy(["alice@example.com"])],
    ...overrides,
  };
}

export interface Bench {
  ses: LocalSes;
  /** The existing users by access key ID; tests change it during open sessions. */
  users: Map<string, SmtpIdentity>;
  password: string;
  clock: { now: Date };
  close(): Promise<void>;
}

/** Local SES with one user, alice, on the verified domain example.com. */
export async function startBench(options: Partial<LocalSesOptions> = {}): Promise<Bench> {
  const directory = mkdtempSync(join(tmpdir(), "local-ses-"));
  const users = new Map([[ALICE, identity()]]);
  const clock = { now: NOW };
  const ses = await startLocalSes({
    region: REGION,
    accountId: ACCOUNT,
    secretAccessKey: SANDBOX_SECRET,
    identities: {
      createdAt: accessKeyId => users.get(accessKeyId)?.createdAt,
      find: async accessKeyId => users.get(accessKeyId),
      permissions: async userName => [...users.values()].find(user => user.userName === userName),
    },
    keyDelayMs: 5_000,
    directory,
    now: () => clock.now,
    ...options,
  });
  call(ses, "POST", "/v2/email/configuration-sets", { ConfigurationSetName: "main" });
  call(ses, "POST", "/v2/email/identities", { EmailIdentity: "example.com" });
  return {
    ses,
    users,
    password: deriveSmtpPassword(SECRET, REGION),
    clock,
    async close() {
      await ses.close();
      rmSync(directory, { recursive: true });
    },
  };
}

export function call(ses: LocalSes, method: string, path: string, body?: unknown) {
  return ses.api({
    method,
    path,
    query: new URLSearchParams(),
    body: body === undefined ? "" : JSON.stringify(body),
  });
}

/** nodemailer's error for an SMTP error reply. */
export interface SmtpError extends Error {
  responseCode?: number;
  response?: string;
}

/** The error that a promise rejects with. @throws Error if it resolves */
export async function failure(promise: Promise<unknown>): Promise<SmtpError> {
  return promise.then(
    () => {
      throw new Error("It succeeded.");
    },
    (error: SmtpError) => error,
  );
}

export function mailer({ ses, password }: Bench, mode: "starttls" | "tls" = "starttls", user = ALICE) {
  return createTransport({
    host: ses.smtp.host,
    port: mode === "tls" ? ses.smtp.tlsPort : ses.smtp.port,
    secure: mode === "tls",
    requireTLS: true,
    auth: { user, pass: password },
    tls: { ca: ses.smtp.caPem },
  });
}

export const MESSAGE = {
  from: "alice@example.com",
  to: "bob@elsewhere.test",
  subject: "Hello",
  text: "Hi Bob",
};
