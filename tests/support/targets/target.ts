import type { Change } from "../../../sandbox/engine/pulumi/stack";
import type { CredentialRecords } from "../../../sandbox/testkit/credential-records";
import type { SmtpClient } from "../../../sandbox/testkit/smtp-client";

export type { Change } from "../../../sandbox/engine/pulumi/stack";

/** Capabilities that some targets lack. */
export type Capability = "preview" | "change" | "refresh" | "mail";

export interface Clients {
  administrator: CredentialRecords;
  client: SmtpClient;
}

/** A stack of the program on a target. */
export interface TestStack {
  readonly name: string;
  /** Its own domain, which it may send from. */
  readonly domain: string;
  /** Deploys with these settings in addition to those the target needs; settings of earlier calls are dropped. */
  up(settings?: Record<string, string>): Promise<{ outputs: Record<string, unknown>; changes: Change[] }>;
  preview(settings?: Record<string, string>): Promise<Change[]>;
  refresh(): Promise<void>;
  /** The state as stored by the backend. */
  state(): Promise<string>;
  destroy(): Promise<void>;
}

/** An engine and the AWS, real or local, that it deploys to. */
export interface Target {
  /** Engine and AWS, in one line. */
  readonly title: string;
  readonly lacks: Readonly<Partial<Record<Capability, string>>>;
  readonly kmsKeyArn: string;
  open: (name: string) => Promise<TestStack>;
  clients(outputs: Record<string, unknown>): Promise<Clients>;
  /** Creates a table outside any stack. @returns its name */
  createTable(): Promise<string>;
  /** Disables and enables a table's stream, which then has another ARN. */
  restartStream(table: string): Promise<void>;
  tableExists(name: string): Promise<boolean>;
  keyIsEnabled(): Promise<boolean>;
  userExists(name: string): Promise<boolean>;
  logGroup: {
    retention(stack: TestStack): Promise<number | undefined>;
    remove(stack: TestStack): Promise<void>;
  };
  /** Further secrets of the login with this SMTP username, which must not appear anywhere. */
  secretsOf(user: string): Promise<string[]>;
  /** Deletes everything that a failed test left. */
  close(): Promise<void>;
}

/** A target, or the reason that it is not available. */
export type TargetChoice = { title: string; open: () => Promise<Target> } | { title: string; absent: string };
