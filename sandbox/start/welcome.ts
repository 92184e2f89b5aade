import { ACCOUNT_ID } from "../shared/account";
import type { Sandbox } from "../sandbox";

interface DnsRecord {
  name: string;
  type: string;
  value: string;
}

/** What a newcomer sees when everything is up: where it is, and what to try. */
export function welcome({ report, ses }: Sandbox): string {
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
  const call = `curl -sw '\\n' ${report.emulator}/ -H 'Content-Type: application/x-amz-json-1.0' \\
    -H 'Authorization: AWS4-HMAC-SHA256 Credential=${ACCOUNT_ID}/20260101/${report.region}/dynamodb/aws4_request, SignedHeaders=host, Signature=0'`;
  return `
ses-smtp is up.

  AWS endpoint   ${report.emulator}   (region ${report.region}, access key id ${ACCOUNT_ID}, any secret)
  Table          ${report.tableName}
  KMS key        ${report.kmsKeyArn}
  SMTP           ${report.smtp.host}:${report.smtp.port} STARTTLS, ${report.smtp.host}:${ses.smtp.tlsPort} TLS
  Its authority  ${report.smtp.caFile}
  Mailbox        ${new URL("/", report.messages).href}

DNS records that ${report.domain} would need:
${records.map(({ name, type, value }) => `  ${name}  ${type}  ${value}`).join("\n")}

Try it: ask for a login,
  ${call} \\
    -H 'X-Amz-Target: DynamoDB_20120810.PutItem' \\
    -d '{"TableName":"${report.tableName}","Item":${record}}'
look at the record until its status is active,
  ${call} \\
    -H 'X-Amz-Target: DynamoDB_20120810.GetItem' \\
    -d '{"TableName":"${report.tableName}","Key":{"PK":{"S":"SMTP_USER"},"SK":{"S":"USER#john.doe"}}}'
take its smtp_username and encrypted_password, and let KMS decrypt the password (Plaintext is base64 of it: base64 -d),
  ${call.replace("/dynamodb/", "/kms/").replace("json-1.0", "json-1.1")} \\
    -H 'X-Amz-Target: TrentService.Decrypt' \\
    -d '{"CiphertextBlob":"ENCRYPTED_PASSWORD","EncryptionContext":{"purpose":"smtp-password","table":"${report.tableName}","username":"john.doe","smtp_username":"SMTP_USERNAME"}}'
and send:
  curl -sS --ssl-reqd --cacert ${report.smtp.caFile} smtp://${report.smtp.host}:${report.smtp.port} --user 'SMTP_USERNAME:PASSWORD' \\
    --mail-from john.doe@${report.domain} --mail-rcpt someone@example.org \\
    -H 'From: john.doe@${report.domain}' -H 'Subject: Hello' -F '=Hello from ses-smtp'

npm start -- --once does all of this by itself. Ctrl-C stops everything and leaves nothing behind.
`;
}
