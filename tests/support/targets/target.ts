import type { Change } from "../../../sandbox/engine/pulumi/stack";
import type { CredentialRecords } from "../../../sandbox/testkit/credential-records";
import type { SmtpClient } from "../../../sandbox/testkit/smtp-client";

export type { Change } from "../../../sandbox/engine/pulumi/stack";

/** What some targets cannot do. */
export type Capability = "preview" | "change" | "refresh" | "mail";

export interface Clients {
  administrator: CredentialRecords;
  client: SmtpClient;
}

/** A stack of the program at a target. */
export interface TestStack {
  readonly name: string;
  /** The domain it may send from, its own. */
  readonly domain: string;
  /** Deploys, with these settings over those that the target needs; nothing of earlier ones stays. */
  up(settings?: Record<string, string>): Promise<{ outputs: Record<string, unknown>; changes: Change[] }>;
  preview(settings?: Record<string, string>): Promise<Change[]>;
  refresh(): Promise<void>;
  /** The state as its backend keeps it. */
  state(): Promise<string>;
  destroy(): Promise<void>;
}

/** An engine and the AWS that it works on. */
export interface Target {
  /** Engine and AWS, in one line. */
  readonly title: string;
  readonly lacks: Readonly<Partial<Record<Capability, string>>>;
  readonly kmsKeyArn: string;
  open: (name: string) => Promise<TestStack>;
  clients(outputs: Record<string, unknown>): Promise<Clients>;
  /** A table that nobody's stack made. @returns its name */
  createTable(): Promise<string>;
  tableExists(name: string): Promise<boolean>;
  keyIsEnabled(): Promise<boolean>;
  userExists(name: string): Promise<boolean>;
  logGroup: {
    retention(stack: TestStack): Promise<number | undefined>;
    remove(stack: TestStack): Promise<void>;
  };
  /** What must be legible nowhere, of the login with this user name. */
  secretsOf(user: string): Promise<string[]>;
  /** Removes whatever a failure left. */
  close(): Promise<void>;
}

/** Why a target is not there, or the target. */
export type TargetChoice = { title: string; open: () => Promise<Target> } | { title: string; absent: string };
