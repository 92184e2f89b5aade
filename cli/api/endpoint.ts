import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import type { Command } from "commander";
import { isImplicitTlsPort } from "../../records/smtp-ports";
import { issueText, sentence } from "../../mailer/validation/issue";
import { CommandError, UsageError } from "../shared/context";

/** Where the API is. */
export interface ApiOptions {
  stack?: string;
  apiUrl?: string;
}

/** What a mail client connects to; ports by how TLS begins. */
export interface ClientEndpoint {
  host: string;
  ports: { starttls: number[]; tls: number[] };
}

export interface ApiEndpoint {
  url: URL;
  region: string;
  /** Known from the stack's outputs or the environment. */
  smtp?: ClientEndpoint;
}

export function withApiOptions(command: Command): Command {
  return command
    .option("--stack <name>", "the Pulumi stack (SES_SMTP_STACK)", process.env.SES_SMTP_STACK)
    .option(
      "--api-url <url>",
      "the API, instead of asking the stack (SES_SMTP_API_URL)",
      process.env.SES_SMTP_API_URL,
    );
}

/**
 * Finds the API: by its URL, or by the outputs of the stack in this folder.
 *
 * @throws UsageError for an invalid URL; CommandError if there is no stack or no region
 */
export async function findApi({ apiUrl, stack }: ApiOptions): Promise<ApiEndpoint> {
  const outputs: Outputs = apiUrl ? { apiUrl } : await stackOutputs(stack, "apiUrl");
  const url = parseUrl(outputs.apiUrl ?? "", apiUrl ? "--api-url" : "stack output apiUrl");
  const smtp = outputs.smtpEndpoint ?? smtpFromEnvironment();
  return { url, region: regionOf(url), ...(smtp && { smtp }) };
}

interface Outputs {
  apiUrl?: string;
  logGroupNames?: unknown;
  smtpEndpoint?: ClientEndpoint;
}

function parseUrl(text: string, key: string): URL {
  if (/^https?:\/\//.test(text) && URL.canParse(text)) return new URL(text);
  throw new UsageError(
    key,
    `${JSON.stringify(text)} is not a URL`,
    "use the stack output apiUrl, such as https://….execute-api.eu-central-1.amazonaws.com",
  );
}

const run = promisify(execFile);

/**
 * The outputs of the stack in this folder.
 *
 * @param output an output that the stack must have
 * @throws CommandError if there is no stack, or it lacks the output
 */
export async function stackOutputs(stack: string | undefined, output: string): Promise<Outputs> {
  const file = process.env.SES_SMTP_OUTPUTS;
  if (file && !stack) return outputsIn(file, output);
  const named = stack ? ["--stack", stack] : [];
  const what = stack ? `--stack ${JSON.stringify(stack)}` : "--stack";
  try {
    const { stdout } = await run("pulumi", ["stack", "output", "--json", "--non-interactive", ...named], {
      maxBuffer: MAX_OUTPUT_BYTES,
    });
    return requireOutput(JSON.parse(stdout) as Outputs, output, what);
  } catch (error) {
    if (error instanceof CommandError) throw error;
    const { code, stderr = "" } = error as { code?: string; stderr?: string };
    if (code === "ENOENT") {
      throw failure(
        output === "apiUrl" ? "--api-url" : output,
        "missing, and there is no Pulumi CLI to ask for it",
        output === "apiUrl"
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
    throw failure(
      what,
      reason ?? "pulumi stack output failed",
      `name a stack of this project, or set SES_SMTP_API_URL; ${FOR_SANDBOX}`,
    );
  }
}

/** @param file `pulumi stack output --json > FILE`; the sandbox writes one */
async function outputsIn(file: string, output: string): Promise<Outputs> {
  const what = `SES_SMTP_OUTPUTS ${JSON.stringify(file)}`;
  const remedy = "write it with pulumi stack output --json, or unset the variable";
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    throw failure(what, `cannot be read (${String((error as { code?: string }).code)})`, remedy);
  });
  try {
    return requireOutput(JSON.parse(text) as Outputs, output, what);
  } catch (error) {
    throw error instanceof CommandError ? error : failure(what, "is not JSON", remedy);
  }
}

function requireOutput(outputs: Outputs | null, output: string, what: string): Outputs {
  const value = (outputs as Record<string, unknown> | null)?.[output];
  if (outputs !== null && value !== undefined) return outputs;
  throw failure(what, `the stack has no output ${output}`, "deploy this version of the program (pulumi up)");
}

const FOR_SANDBOX = "for the sandbox, copy the export line that npm start prints";

/** All outputs of a stack are far smaller. */
const MAX_OUTPUT_BYTES = 16 * 1024 * 1024;

function failure(key: string, problem: string, remedy: string): CommandError {
  return new CommandError(sentence(issueText({ key, problem, remedy })));
}

/** API Gateway's host names have their region; others are in the region of the environment. */
function regionOf({ hostname }: URL): string {
  const named = /\.execute-api\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?$/.exec(hostname)?.[1];
  const region = named ?? (process.env.AWS_REGION || process.env.AWS_DEFAULT_REGION);
  if (region) return region;
  throw failure("AWS_REGION", "missing", `set the region of the API at ${hostname}`);
}

/** `host:port`, as applications know it from the same variable; the port says how TLS begins. */
function smtpFromEnvironment(): ClientEndpoint | undefined {
  const [, host, port] = /^(.+):(\d+)$/.exec(process.env.SES_SMTP_ENDPOINT ?? "") ?? [];
  if (host === undefined) return undefined;
  const isTls = isImplicitTlsPort(Number(port));
  return { host, ports: { starttls: isTls ? [] : [Number(port)], tls: isTls ? [Number(port)] : [] } };
}
