import type { Command } from "commander";
import { isImplicitTlsPort } from "../../records/smtp-ports";
import { CommandError, UsageError } from "../shared/context";
import { type ClientEndpoint, type StackOutputs, stackOutputs } from "./stack-outputs";

/** Where the API is. */
export interface ApiOptions {
  stack?: string;
  apiUrl?: string;
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
  const outputs: Partial<StackOutputs> = apiUrl ? { apiUrl } : await stackOutputs(stack, "apiUrl");
  const url = parseUrl(outputs.apiUrl ?? "", apiUrl ? "--api-url" : "stack output apiUrl");
  const smtp = outputs.smtpEndpoint ?? smtpFromEnvironment();
  return { url, region: regionOf(url), ...(smtp && { smtp }) };
}

function parseUrl(text: string, key: string): URL {
  if (/^https?:\/\//.test(text) && URL.canParse(text)) return new URL(text);
  throw new UsageError(
    key,
    `${JSON.stringify(text)} is not a URL`,
    "use the stack output apiUrl, such as https://….execute-api.eu-central-1.amazonaws.com",
  );
}

/** API Gateway's host names have their region; others are in the region of the environment. */
function regionOf({ hostname }: URL): string {
  const named = /\.execute-api\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?$/.exec(hostname)?.[1];
  const region = named ?? (process.env.AWS_REGION || process.env.AWS_DEFAULT_REGION);
  if (region) return region;
  throw CommandError.about("AWS_REGION", "missing", `set the region of the API at ${hostname}`);
}

/** `host:port`, as applications know it from the same variable; the port says how TLS begins. */
function smtpFromEnvironment(): ClientEndpoint | undefined {
  const [, host, port] = /^(.+):(\d+)$/.exec(process.env.SES_SMTP_ENDPOINT ?? "") ?? [];
  if (host === undefined) return undefined;
  const isTls = isImplicitTlsPort(Number(port));
  return { host, ports: { starttls: isTls ? [] : [Number(port)], tls: isTls ? [Number(port)] : [] } };
}
