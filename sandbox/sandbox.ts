import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { ACCOUNT_ID, REGION } from "./shared/account";
import { startEmulator } from "./emulator";
import { createKmsKey, createTable } from "./prerequisites";
import { type Deployment, ENGINES, type EngineName } from "./engine";
import { startFrontDoor, type FrontDoor } from "./front-door";
import type { SandboxReport } from "./shared/report";
import { startLocalSes, type LocalSes } from "./ses";

export interface SandboxOptions {
  /** 0 or absent: the system chooses. */
  ports?: { endpoint?: number; smtp?: number; smtps?: number; messages?: number };
  /** How long a new access key is refused, as by AWS. */
  keyDelayMs?: number;
  /** Settings of the program beside those that the sandbox must give, by their short names. */
  settings?: Record<string, string>;
  stack?: string;
  /** Deploy onto a table that was there before, without a stream. */
  existingTable?: boolean;
  /** What runs the program; the in-process engine needs nothing installed. */
  engine?: EngineName;
  /** One line for each stage. */
  say?: (line: string) => void;
}

/** The whole system, running. */
export interface Sandbox {
  report: SandboxReport;
  frontDoor: FrontDoor;
  ses: LocalSes;
  deployment: Deployment;
  /** Holds the emulator's log and the certificate authority; gone after close. */
  directory: string;
  /** Milliseconds, by stage. */
  timings: Record<string, number>;
  close(): Promise<void>;
}

/** The sandbox's domain, as in the requirements' examples. */
const DOMAIN = "company.com";

const KEY_DELAY_MS = 3_000;

const PROGRAM = path.join(__dirname, "..", "infra");

/**
 * Starts everything on this machine and deploys the program into it.
 * @throws SandboxError with the remedy; nothing is left running then
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const opened: (() => Promise<unknown>)[] = [];
  const close = async () => {
    const faults: unknown[] = [];
    // What cannot be ended does not keep the others: a process among them would run on for ever.
    for (const end of opened.splice(0).reverse()) await end().catch((fault: unknown) => faults.push(fault));
    if (faults.length > 0) throw faults[0];
  };
  try {
    const sandbox = await open(options, opened);
    return { ...sandbox, close };
  } catch (error) {
    await close().catch(() => undefined); // because of the error, which says more
    throw error;
  }
}

async function open(
  options: SandboxOptions,
  opened: (() => Promise<unknown>)[],
): Promise<Omit<Sandbox, "close">> {
  const { ports = {}, say = () => undefined, stack = "sandbox", engine = "in-process" } = options;
  const timings: Record<string, number> = {};
  const timed = async <T>(stage: string, work: Promise<T>): Promise<T> => {
    const started = performance.now();
    const result = await work;
    timings[stage] = Math.round(performance.now() - started);
    return result;
  };

  await ENGINES[engine].check();
  const directory = await mkdtemp(path.join(tmpdir(), "ses-smtp-"));
  opened.push(() => rm(directory, { recursive: true, force: true }));

  say("Starting the AWS emulator (the first time, it is installed from PyPI) …");
  const emulator = await timed(
    "emulator",
    startEmulator({ region: REGION, accountId: ACCOUNT_ID, logFile: path.join(directory, "emulator.log") }),
  );
  opened.push(() => emulator.close());

  say("Starting local SES: SMTP, mailbox, control plane …");
  const started: { ses?: LocalSes } = {}; // the door asks SES for its API, SES asks the door who is knocking
  const frontDoor = await startFrontDoor({
    emulatorUrl: emulator.url,
    region: REGION,
    accountId: ACCOUNT_ID,
    sesApi: request => started.ses?.api(request) ?? { status: 503, body: { message: "SES is starting." } },
    ...(ports.endpoint ? { port: ports.endpoint } : {}),
  });
  opened.push(() => frontDoor.close());
  const ses = await startLocalSes({
    region: REGION,
    accountId: ACCOUNT_ID,
    identities: frontDoor.identities,
    keyDelayMs: options.keyDelayMs ?? KEY_DELAY_MS,
    directory,
    ports: { starttls: ports.smtp ?? 0, tls: ports.smtps ?? 0, mailbox: ports.messages ?? 0 },
  });
  started.ses = ses;
  opened.push(() => ses.close());

  const kmsKeyArn = await createKmsKey(frontDoor.url);
  const settings = options.existingTable ? { tableName: await createTable(frontDoor.url) } : {};
  const config = programConfig({ ...settings, ...options.settings }, kmsKeyArn, ses);
  say("Deploying the program …");
  const deployment = await timed(
    "deploy",
    ENGINES[engine].deploy({
      programDirectory: PROGRAM,
      project: "ses-smtp",
      stack,
      config,
      endpoint: frontDoor.url,
      region: REGION,
      accountId: ACCOUNT_ID,
      onOutput: text => say(text.trimEnd()),
    }),
  );
  // An emulator of our own goes with everything in it; one that ran before keeps nothing of ours, and
  // a Pulumi engine has a state to remove.
  if (emulator.shared || engine === "pulumi") opened.push(() => deployment.destroy());
  const { tableName } = deployment.outputs as { tableName: string };
  const report: SandboxReport = {
    emulator: frontDoor.url,
    region: REGION,
    tableName,
    kmsKeyArn,
    smtp: { host: "localhost", port: ses.smtp.port, caFile: ses.smtp.caFile },
    messages: ses.mailboxUrl,
    domain: senderDomain(config),
    outputs: deployment.outputs,
  };
  return { report, frontDoor, ses, deployment, directory, timings };
}

function programConfig(
  settings: Record<string, string>,
  kmsKeyArn: string,
  ses: LocalSes,
): Record<string, string> {
  const values: Record<string, string> = {
    domains: JSON.stringify([DOMAIN]),
    mailFromSubdomain: "mail",
    deletionProtection: "false",
    kmsKeyArn,
    smtpEndpointOverride: `localhost:${ses.smtp.port}`,
    smtpCaFile: ses.smtp.caFile,
    ...settings,
  };
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`ses-smtp:${name}`, value]));
}

/** The program has read these settings, and refused them where they are no list. */
function senderDomain(config: Record<string, string>): string {
  const domains = config["ses-smtp:allowedFromDomains"] ?? config["ses-smtp:domains"] ?? "";
  return (JSON.parse(domains) as string[])[0] ?? DOMAIN;
}
