import type { Sandbox } from "../sandbox";
import { exportLine } from "../shared/command-environment";

interface DnsRecord {
  name: string;
  type: string;
  value: string;
}

/** The text printed when the sandbox is ready: endpoints, DNS records, and commands to copy. */
export function welcome({ report }: Sandbox): string {
  const records = report.outputs.dnsRecords as DnsRecord[];
  const record = JSON.stringify({
    PK: { S: "SMTP_USER" },
    SK: { S: "USER#john.doe" },
    status: { S: "pending" },
    description: { S: "John Doe email access" },
    allowed_from_addresses: {
      L: [{ S: `john.doe@${report.domain}` }, { S: `*@marketing.${report.domain}` }],
    },
    entity_type: { S: "smtp_credential" },
  });
  const call = (service: string, version: string) =>
    `curl -sw '\\n' ${report.emulator}/ -H 'Content-Type: application/x-amz-json-${version}' \\
    --aws-sigv4 aws:amz:${report.region}:${service} --user ${report.accessKeyId}:${report.secretAccessKey}`;
  return `
The ses-smtp sandbox is ready.

  AWS endpoint    ${report.emulator}   (region ${report.region})
  Access key      ID ${report.accessKeyId}, secret ${report.secretAccessKey}
  Table           ${report.tableName}
  KMS key         ${report.kmsKeyArn}
  SMTP            ${report.smtp.host}:${report.smtp.port} (STARTTLS), ${report.smtp.host}:${report.smtp.tlsPort} (TLS)
  CA certificate  ${report.smtp.caFile}
  Mailbox         ${new URL("/", report.messages).href}

DNS records that ${report.domain} would need:
${records.map(({ name, type, value }) => `  ${name}  ${type}  ${value}`).join("\n")}

Try it, in this folder and another terminal:

  ${exportLine(report)}
  npx ses-smtp credential add jane --from jane@${report.domain} --wait

The second command prints a sheet for setting up a mail client. npx ses-smtp credential --help lists the others.

The same without the command:

1. Create a login by writing a record.
  ${call("dynamodb", "1.0")} \\
    -H 'X-Amz-Target: DynamoDB_20120810.PutItem' \\
    -d '{"TableName":"${report.tableName}","Item":${record}}'

2. Read the record until its status is active.
  ${call("dynamodb", "1.0")} \\
    -H 'X-Amz-Target: DynamoDB_20120810.GetItem' \\
    -d '{"TableName":"${report.tableName}","Key":{"PK":{"S":"SMTP_USER"},"SK":{"S":"USER#john.doe"}}}'

3. Decrypt the password with KMS: replace ENCRYPTED_PASSWORD and SMTP_USERNAME with the record's values. Plaintext in
   the response is the password in base64 (decode it with base64 -d).
  ${call("kms", "1.1")} \\
    -H 'X-Amz-Target: TrentService.Decrypt' \\
    -d '{"CiphertextBlob":"ENCRYPTED_PASSWORD","EncryptionContext":{"purpose":"smtp-password","table":"${report.tableName}","username":"john.doe","smtp_username":"SMTP_USERNAME"}}'

4. Send a message: replace SMTP_USERNAME and PASSWORD.
  curl -sS --ssl-reqd --cacert ${report.smtp.caFile} smtp://${report.smtp.host}:${report.smtp.port} --user 'SMTP_USERNAME:PASSWORD' \\
    --mail-from john.doe@${report.domain} --mail-rcpt someone@example.org \\
    -H 'From: john.doe@${report.domain}' -H 'Subject: Hello' -F '=Hello from ses-smtp'

npm start -- --once does all of this automatically. Ctrl-C stops everything and cleans up.
`;
}
