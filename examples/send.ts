/**
 * Sends one message with the configuration from the environment:
 *
 *   EMAIL_PROVIDER=aws_ses AWS_REGION=eu-central-1 EMAIL_FROM=app@example.com \
 *   SES_SMTP_USERNAME=AKIA… SES_SMTP_PASSWORD=… npx tsx examples/send.ts bob@example.com
 *
 * With the sandbox (`npm start`), also set SES_SMTP_ENDPOINT=localhost:PORT and SES_SMTP_CA="$(cat …/ca.pem)".
 */
import { configFromEnvironment, createMailer, logTo, MailerError } from "../mailer"; // in an application: "ses-smtp/mailer"

async function main([to]: readonly string[]): Promise<number> {
  if (to === undefined) {
    console.error("Usage: npx tsx examples/send.ts ADDRESS");
    return 2;
  }
  try {
    const mailer = createMailer(configFromEnvironment(process.env), { onEvent: logTo(console) });
    const { messageId } = await mailer.send({
      to,
      subject: "Hello from ses-smtp",
      text: "Sent over SMTP.",
      html: "<p>Sent over <b>SMTP</b>.</p>",
      tags: { kind: "example" },
      attachments: [{ filename: "note.txt", content: "An attachment." }],
    });
    console.log(`Accepted: ${messageId}`);
    await mailer.close();
    return 0;
  } catch (error) {
    if (!(error instanceof MailerError)) throw error;
    console.error(`${error.code}: ${error.message}`);
    return 1;
  }
}

void main(process.argv.slice(2)).then(code => (process.exitCode = code));
