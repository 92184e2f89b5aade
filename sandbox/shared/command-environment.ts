import { writeFile } from "node:fs/promises";
import * as path from "node:path";
import type { SandboxReport } from "./report";

/** The variables with which `ses-smtp`, the AWS SDK and the AWS CLI use a running sandbox. */
export function commandEnvironment(report: SandboxReport): Record<string, string> {
  const {
    emulator,
    region,
    accessKeyId,
    secretAccessKey,
    tableName,
    kmsKeyArn,
    smtp,
    messages,
    outputs,
    outputsFile,
    dnsServer,
    httpsPort,
  } = report;
  return {
    AWS_ENDPOINT_URL: emulator,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region, // boto3 and version 1 of the AWS CLI ignore AWS_REGION
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    SES_SMTP_API_URL: String(outputs.apiUrl),
    SES_SMTP_DEAD_LETTER_QUEUE_URL: String(outputs.deadLetterQueueUrl),
    SES_SMTP_PARKED_QUEUE_URL: String(outputs.parkedQueueUrl),
    SES_SMTP_MANAGER_FUNCTION: String(outputs.managerFunctionName),
    SES_SMTP_DISPATCHER_FUNCTION: String(outputs.dispatcherFunctionName),
    SES_SMTP_RECORDER_FUNCTION: String(outputs.recorderFunctionName),
    SES_SMTP_LOG_GROUPS: String(outputs.logGroupNames), // separated by commas
    SES_SMTP_OUTPUTS: outputsFile,
    SES_SMTP_DNS_SERVERS: dnsServer,
    SES_SMTP_HTTPS_PORT: String(httpsPort),
    SES_SMTP_MAILBOX_URL: messages,
    SES_SMTP_TABLE: tableName,
    SES_SMTP_KMS_KEY: kmsKeyArn,
    SES_SMTP_ENDPOINT: `${smtp.host}:${smtp.port}`,
    NODE_EXTRA_CA_CERTS: smtp.caFile,
  };
}

/** Settings of a shell that would take precedence over these variables, or be sent with them. */
const CONFLICTING = ["AWS_PROFILE", "AWS_SESSION_TOKEN"];

/**
 * Writes a file for a POSIX shell to source (`. FILE`). Only its owner can read it: it has the secret access key.
 *
 * @returns the file's path
 */
export async function writeEnvironmentFile(folder: string, report: SandboxReport): Promise<string> {
  const file = path.join(folder, "env");
  const lines = [
    `unset ${CONFLICTING.join(" ")}`,
    ...Object.entries(commandEnvironment(report)).map(
      ([name, value]) => `export ${name}=${shellWord(value)}`,
    ),
  ];
  await writeFile(file, `${lines.join("\n")}\n`, { mode: 0o600 });
  return file;
}

/** A value as a POSIX shell reads it, in quotes where it needs them. */
export function shellWord(value: string): string {
  return /^[\w./:@=+-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}
