import { rm, writeFile } from "node:fs/promises";
import * as path from "node:path";
import { ACCOUNT_ID, REGION } from "./shared/account";
import { receiveAlertEmails } from "./alert-emails";
import { startEmulator } from "./emulator/start";
import type { DnsRecord } from "../dns/record";
import { startDnsServer } from "./dns/dns-server";
import { stackZones } from "./dns/stack-zones";
import { createKmsKey, createTable } from "./prerequisites";
import { DOMAIN, programConfig, senderDomain } from "./program-config";
import { type Deployment, ENGINES, type EngineName } from "./engine";
import { sesEventTargets } from "./front-door/event-targets";
import { customDomainNames, startCustomDomains } from "./front-door/custom-domains";
import { startFrontDoor, type FrontDoor } from "./front-door/front-door";
import type { SandboxReport } from "./shared/report";
import { startLocalSes, type LocalSes } from "./ses/local-ses";
import { issueServerCertificate } from "./ses/server-certificate";
import type { AcceptedMessage, RefusedMessage } from "./ses/submission/accepted-message";
import { LOOPBACK } from "./shared/listen";
import { SandboxError } from "./shared/sandbox-error";
import { startTraceDaemon, type TraceDaemon } from "./traces/daemon";
import { collectAbandonedFolders, temporaryFolder } from "./shared/temporary-folder";

export interface SandboxOptions {
  /** 0 or absent: a free port. */
  ports?: { endpoint?: number; smtp?: number; smtps?: number; messages?: number };
  /** How long a new access key is rejected, as AWS does. */
  keyDelayMs?: number;
  /** How long a change of a key's status has no effect, as on AWS. */
  inactiveDelayMs?: number;
  /** How long a new event source mapping takes to begin; minutes on AWS. */
  streamDelayMs?: number;
  /** Settings of the program in addition to those the sandbox needs, by their short names. */
  settings?: Record<string, string>;
  stack?: string;
  /** Deploy onto an existing table that has no stream. */
  existingTable?: boolean;
  /** Called with the front door's URL and that table's name, before the program is deployed. */
  prepareTable?: (endpoint: string, tableName: string) => Promise<void>;
  /** Whether the KMS key's policy lets SES use it, so that the topics for bounces and complaints are encrypted. */
  keyForSes?: boolean;
  /** Of the emulator: its modules (sandbox/emulator/*.py) say what each variable does. Not with one already running. */
  emulatorEnvironment?: Readonly<Record<string, string>>;
  /** What deploys the program; the in-process engine needs no installation. */
  engine?: EngineName;
  /** Called for each message that local SES accepts, or refuses after DATA, and for emails of SNS. */
  onMessage?: (message: AcceptedMessage | RefusedMessage) => void;
  /** Called with each line of progress. */
  log?: (line: string) => void;
  /** Aborted: starting ends early, as a failure. Has no effect afterwards. */
  signal?: AbortSignal;
}

/** The whole system, running. */
export interface Sandbox {
  report: SandboxReport;
  frontDoor: FrontDoor;
  ses: LocalSes;
  /** What the functions have traced. */
  traces: TraceDaemon;
  deployment: Deployment;
  /** Holds the emulator's log and the CA certificate; deleted on close. */
  directory: string;
  /** Milliseconds, by stage. */
  timings: Record<string, number>;
  /** Resolves if the sandbox stops working, with the reason: its emulator ended. */
  failed: Promise<SandboxError>;
  close(): Promise<void>;
}

const KEY_DELAY_MS = 3_000;

const PROGRAM = path.join(__dirname, "..", "infra");

/**
 * Starts the whole system on this machine and deploys the program into it.
 * @throws SandboxError with the remedy; nothing is left running in that case
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const cleanups: Cleanup[] = [];
  const close = async () => {
    const errors: unknown[] = [];
    // A failed cleanup must not skip the others, or a process might keep running.
    for (const cleanUp of cleanups.splice(0).reverse()) {
      await cleanUp().catch((error: unknown) => errors.push(error));
    }
    if (errors.length > 0) throw errors[0];
  };
  try {
    const sandbox = await start(options, cleanups);
    return { ...sandbox, close };
  } catch (error) {
    await close().catch(() => undefined); // the first error is the one to report
    throw error;
  }
}

type Cleanup = () => Promise<unknown>;

async function start(options: SandboxOptions, cleanups: Cleanup[]): Promise<Omit<Sandbox, "close">> {
  const { ports = {}, log = () => undefined, stack = "sandbox", engine = "in-process", signal } = options;
  const begin = (stage: string) => {
    signal?.throwIfAborted();
    log(stage);
  };
  const timings: Record<string, number> = {};
  const timed = async <T>(stage: string, work: Promise<T>): Promise<T> => {
    const started = performance.now();
    const result = await work;
    timings[stage] = Math.round(performance.now() - started);
    return result;
  };

  await ENGINES[engine].check();
  await collectAbandonedFolders();
  const directory = await temporaryFolder();
  cleanups.push(() => rm(directory, { recursive: true, force: true }));

  const traces = await startTraceDaemon();
  cleanups.push(() => traces.close());

  const started: { ses?: LocalSes } = {}; // those that start before SES need it later
  const alertEmails = await receiveAlertEmails(message => {
    started.ses?.mailbox.add(message);
    options.onMessage?.(message);
  });
  cleanups.push(() => alertEmails.close());

  begin("Starting the AWS emulator (installed from PyPI on the first start) …");
  const emulator = await timed(
    "emulator",
    startEmulator({
      region: REGION,
      accountId: ACCOUNT_ID,
      logFile: path.join(directory, "emulator.log"),
      environment: {
        AWS_XRAY_DAEMON_ADDRESS: traces.address,
        SES_SMTP_EMAIL_URL: alertEmails.url,
        SES_SMTP_FIRST_DELIVERY_SECONDS: String((options.streamDelayMs ?? 0) / 1000),
        ...options.emulatorEnvironment,
      },
    }),
  );
  cleanups.push(() => emulator.close());

  begin("Starting local SES: SMTP, control plane, mailbox …");
  const frontDoor = await startFrontDoor({
    emulator,
    region: REGION,
    accountId: ACCOUNT_ID,
    sesApi: request =>
      started.ses?.handle(request) ?? { status: 503, body: { message: "SES is still starting." } },
    inactiveDelayMs: options.inactiveDelayMs ?? 0,
    ...(ports.endpoint ? { port: ports.endpoint } : {}),
  });
  cleanups.push(() => frontDoor.close());
  const targets = sesEventTargets({ emulator, frontDoor, region: REGION, accountId: ACCOUNT_ID });
  cleanups.push(async () => targets.close());
  const { domains = JSON.stringify([DOMAIN]), mtaStsHosting } = options.settings ?? {};
  const certificate = await issueServerCertificate(REGION, customDomainNames(domains, mtaStsHosting));
  const ses = await startLocalSes({
    certificate,
    region: REGION,
    accountId: ACCOUNT_ID,
    secretAccessKey: frontDoor.secretAccessKey,
    identities: frontDoor.identities,
    targets,
    keyDelayMs: options.keyDelayMs ?? KEY_DELAY_MS,
    inactiveDelayMs: options.inactiveDelayMs ?? 0,
    directory,
    ports: { starttls: ports.smtp ?? 0, tls: ports.smtps ?? 0, mailbox: ports.messages ?? 0 },
    ...(options.onMessage && { onAccepted: options.onMessage, onRefused: options.onMessage }),
  });
  started.ses = ses;
  cleanups.push(() => ses.close());

  const https = await startCustomDomains({ emulator, region: REGION, accountId: ACCOUNT_ID, certificate });
  cleanups.push(() => https.close());

  const kmsKeyArn = await createKmsKey(frontDoor.url, options.keyForSes);
  const existing = options.existingTable ? { tableName: await createTable(frontDoor.url) } : undefined;
  if (existing !== undefined) await options.prepareTable?.(frontDoor.url, existing.tableName);
  const config = programConfig({ ...existing, ...options.settings }, kmsKeyArn, ses);
  begin("Deploying the program …");
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
      onOutput: text => log(text.trimEnd()),
      // What was created in a shared emulator must be removed, so it must be known.
      ...(signal === undefined || emulator.shared ? {} : { signal }),
    }),
  );
  // Our own emulator ends with everything in it. A shared one must keep nothing of ours, and the Pulumi engine has
  // a state to remove.
  if (emulator.shared || engine === "pulumi") cleanups.push(() => deployment.destroy());
  const { tableName } = deployment.outputs as { tableName: string };
  const zones = stackZones(deployment.outputs.dnsRecords as DnsRecord[]);
  const dns = await startDnsServer({ zones: () => zones });
  cleanups.push(() => dns.close());
  const outputsFile = path.join(directory, "outputs.json");
  await writeFile(outputsFile, JSON.stringify(deployment.outputs));
  const report: SandboxReport = {
    emulator: frontDoor.url,
    region: REGION,
    accessKeyId: ACCOUNT_ID,
    secretAccessKey: frontDoor.secretAccessKey,
    tableName,
    kmsKeyArn,
    smtp: {
      host: "localhost",
      port: ses.smtp.port,
      tlsPort: ses.smtp.tlsPort,
      caFile: ses.smtp.caFile,
    },
    httpsPort: https.port,
    dnsServer: `${LOOPBACK}:${dns.port}`,
    messages: ses.mailboxUrl,
    domain: senderDomain(config),
    outputs: deployment.outputs,
    outputsFile,
  };
  const failed = emulator.ended.then(how => emulatorEnded(how));
  return { report, frontDoor, ses, traces, deployment, directory, timings, failed };
}

function emulatorEnded(how: string): SandboxError {
  return new SandboxError(`The local emulator ended unexpectedly (${how}): start the sandbox again.`);
}
