import type { SandboxReport } from "./report";

/** The variables with which `ses-smtp`, the AWS SDK and the AWS CLI use a running sandbox. */
export function commandEnvironment(report: SandboxReport): Record<string, string> {
  const { emulator, region, accessKeyId, secretAccessKey, tableName, kmsKeyArn, smtp, outputs } = report;
  return {
    AWS_ENDPOINT_URL: emulator,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    SES_SMTP_API_URL: String(outputs.apiUrl),
    SES_SMTP_DEAD_LETTER_QUEUE_URL: String(outputs.deadLetterQueueUrl),
    SES_SMTP_PARKED_QUEUE_URL: String(outputs.parkedQueueUrl),
    SES_SMTP_MANAGER_FUNCTION: String(outputs.managerFunctionName),
    SES_SMTP_DISPATCHER_FUNCTION: String(outputs.dispatcherFunctionName),
    SES_SMTP_TABLE: tableName,
    SES_SMTP_KMS_KEY: kmsKeyArn,
    SES_SMTP_ENDPOINT: `${smtp.host}:${smtp.port}`,
    NODE_EXTRA_CA_CERTS: smtp.caFile,
  };
}

/** One line for a POSIX shell. */
export function exportLine(report: SandboxReport): string {
  const pairs = Object.entries(commandEnvironment(report)).map(([name, value]) => `${name}=${quoted(value)}`);
  return `export ${pairs.join(" ")}`;
}

function quoted(value: string): string {
  return /^[\w./:@=+-]*$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}
