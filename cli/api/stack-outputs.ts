import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import type { DomainVerification } from "../../dns/domain-records";
import type { MtaStsCertificate, MtaStsPolicy } from "../../dns/mta-sts";
import type { DnsRecord } from "../../dns/record";
import { CommandError } from "../shared/context";

/** What a mail client connects to; ports by how TLS begins. */
export interface ClientEndpoint {
  host: string;
  ports: { starttls: number[]; tls: number[] };
}

/** The outputs that commands use, by their names in the program (infra/index.ts). */
export interface StackOutputs {
  apiUrl: string;
  smtpEndpoint: ClientEndpoint;
  smtpUsers: { stack: string; boundaryArn: string; allowedFromDomains: string[]; sendingResources: string[] };
  tableName: string;
  kmsKeyArn: string;
  configurationSetName: string;
  domainVerification: DomainVerification[];
  dnsRecords: DnsRecord[];
  mtaStsPolicies: MtaStsPolicy[];
  /** Of the hosts that serve the policies; absent in stacks of older programs. */
  mtaStsCertificates?: MtaStsCertificate[];
  alertTopicArn: string;
  bounceTopicArn: string;
  complaintTopicArn: string;
  deadLetterQueueUrl: string;
  parkedQueueUrl: string;
  managerFunctionName: string;
  dispatcherFunctionName: string;
  recorderFunctionName: string;
  validatorFunctionName: string;
  logGroupNames: string[];
  dashboardUrl: string;
  rotationDays: number;
}

/** A stack of another version may lack outputs that nobody required. */
export type KnownOutputs<Name extends keyof StackOutputs> = Partial<StackOutputs> & Pick<StackOutputs, Name>;

const run = promisify(execFile);

/**
 * The outputs of the stack in this folder.
 *
 * @param names outputs that the stack must have
 * @throws CommandError if there is no stack, or it lacks one of them
 */
export async function stackOutputs<Name extends keyof StackOutputs>(
  stack: string | undefined,
  ...names: [Name, ...Name[]]
): Promise<KnownOutputs<Name>> {
  const file = process.env.SES_SMTP_OUTPUTS;
  if (file && !stack) return outputsIn(file, names);
  const named = stack ? ["--stack", stack] : [];
  const what = stack ? `--stack ${JSON.stringify(stack)}` : "--stack";
  try {
    const { stdout } = await run("pulumi", ["stack", "output", "--json", "--non-interactive", ...named], {
      maxBuffer: MAX_OUTPUT_BYTES,
    });
    return requireOutputs(JSON.parse(stdout), names, what);
  } catch (error) {
    if (error instanceof CommandError) throw error;
    const { code, stderr = "" } = error as { code?: string; stderr?: string };
    if (code === "ENOENT") {
      const [name] = names;
      throw CommandError.about(
        name === "apiUrl" ? "--api-url" : name,
        "missing, and there is no Pulumi CLI to ask for it",
        name === "apiUrl"
          ? `set it, or SES_SMTP_API_URL, to the stack output apiUrl; ${FOR_SANDBOX}`
          : "set the variables that --help names to the stack's outputs",
      );
    }
    const reason = stderr
      .trim()
      .split("\n")
      .at(-1)
      ?.replace(/^error: /, "")
      .replace(/\.$/, "");
    throw CommandError.about(
      what,
      reason ?? "pulumi stack output failed",
      `name a stack of this project, or set SES_SMTP_API_URL; ${FOR_SANDBOX}`,
    );
  }
}

/** @param file `pulumi stack output --json > FILE`; the sandbox writes one */
async function outputsIn<Name extends keyof StackOutputs>(
  file: string,
  names: readonly Name[],
): Promise<KnownOutputs<Name>> {
  const what = `SES_SMTP_OUTPUTS ${JSON.stringify(file)}`;
  const remedy = "write it with pulumi stack output --json, or unset the variable";
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    throw CommandError.about(what, `cannot be read (${String((error as { code?: string }).code)})`, remedy);
  });
  try {
    return requireOutputs(JSON.parse(text), names, what);
  } catch (error) {
    throw error instanceof CommandError ? error : CommandError.about(what, "is not JSON", remedy);
  }
}

function requireOutputs<Name extends keyof StackOutputs>(
  json: unknown,
  names: readonly Name[],
  what: string,
): KnownOutputs<Name> {
  const outputs = json as Partial<StackOutputs> | null;
  const missing = names.find(name => outputs?.[name] === undefined);
  if (missing === undefined) return outputs as KnownOutputs<Name>;
  throw CommandError.about(
    what,
    `the stack has no output ${missing}`,
    "deploy this version of the program (pulumi up)",
  );
}

const FOR_SANDBOX = "for the sandbox, copy the export line that npm start prints";

/** All outputs of a stack are far smaller. */
const MAX_OUTPUT_BYTES = 16 * 1024 * 1024;

/** Of the stack: an ARN has the region of its key, which is the stack's (`arn:aws:kms:REGION:…`). */
export function stackRegion({ kmsKeyArn }: Pick<StackOutputs, "kmsKeyArn">): string {
  return kmsKeyArn.split(":")[3] ?? "";
}

/** 587 where it is open: many networks block 25. @throws CommandError */
export function smtpPortOf({ smtpEndpoint: { ports } }: Pick<StackOutputs, "smtpEndpoint">): number {
  const port = ports.starttls.includes(587) ? 587 : (ports.starttls[0] ?? ports.tls[0]);
  if (port === undefined)
    throw new CommandError("Stack output smtpEndpoint: no ports: deploy again (pulumi up).");
  return port;
}
