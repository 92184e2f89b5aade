import { readFileSync } from "node:fs";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { TableEmails } from "../../handlers/email-events/read/table-emails";
import { createMailer, MailerError } from "../../mailer";
import { TableSuppressionList } from "../../mailer/store";
import { clientConfig } from "../shared/account";
import { pollUntil } from "../shared/poll";
import { callApi } from "../testkit/signed-api";
import { expectReply, login, mail, type TourContext, type TourStep, USERNAME } from "./step";

const BOUNCE = "bounce+tour@simulator.amazonses.com";
const COMPLAINT = "complaint+tour@simulator.amazonses.com";

/** Allows for a cold start of the recorder on a busy machine. */
const MAX_RECORDING_MS = 60_000;

/** What becomes of mail that is not welcome. */
export const FEEDBACK_STEPS: readonly TourStep[] = [
  {
    // Proves R2.3, D-integration-tests.3, P-test-integration.1
    title: "A bounce is recorded with the login that caused it, and its address is suppressed",
    run: async context => {
      await sendTo(BOUNCE, context);
      return recorded("bounces", BOUNCE, context);
    },
  },
  {
    // Proves R2.3, D-integration-tests.3, P-test-integration.2
    title: "So is a complaint",
    run: async context => {
      await sendTo(COMPLAINT, context);
      return recorded("complaints", COMPLAINT, context);
    },
  },
  {
    title: "The API counts both, in Prometheus's format",
    run: ({ sandbox }) =>
      pollUntil("the counts", MAX_RECORDING_MS, async () => {
        const { status, text } = await callApi(sandbox, { path: "/api/metrics/prometheus" });
        const counted = COUNTERS.map(name => new RegExp(`^${name} [1-9]\\d*$`, "m").exec(text)?.[0]);
        return counted.includes(undefined) ? { yet: `${status} ${text}` } : { done: counted.join(", ") };
      }),
  },
  {
    title: "An application that uses the mailer does not send to that address again",
    run: async context => {
      try {
        await sendWithMailer(BOUNCE, context);
      } catch (error) {
        if (error instanceof MailerError && error.code === "suppressed") return error.message;
        throw error;
      }
      throw new Error(`The mailer sent to ${BOUNCE} again.`);
    },
  },
  {
    title: "After the API has taken the address off the list, the mailer sends to it",
    run: async context => {
      const path = `/api/metrics/email/suppressions/${encodeURIComponent(BOUNCE)}`;
      const { status, text } = await callApi(context.sandbox, { method: "DELETE", path });
      if (status !== 200) throw new Error(`DELETE ${path} returned ${status}: ${text}`);
      return `accepted as ${await sendWithMailer(BOUNCE, context)}`;
    },
  },
];

const COUNTERS = ["ses_smtp_email_bounces_total", "ses_smtp_email_complaints_total"];

/** @returns SES's message ID */
async function sendWithMailer(to: string, context: TourContext): Promise<string> {
  const { emulator, tableName } = context.sandbox;
  const dynamodb = new DynamoDBClient(clientConfig(emulator));
  const list = new TableSuppressionList(dynamodb, tableName);
  const mailer = createMailer(await mailerConfig(context), {
    suppression: { list, whenUnavailable: "refuse" },
  });
  try {
    return (await mailer.send({ to, subject: "Again", text: "Again\n" })).messageId ?? "";
  } finally {
    await mailer.close();
    dynamodb.destroy();
  }
}

async function sendTo(to: string, context: TourContext): Promise<void> {
  const message = { ...mail(`john.doe@${context.domain}`, "Newsletter"), to };
  expectReply(await context.client.send(await login(context), message), 250);
}

/** Waits until the table has it, and the address on its suppression list. */
async function recorded(
  kind: "bounces" | "complaints",
  address: string,
  { sandbox }: TourContext,
): Promise<string> {
  const dynamodb = new DynamoDBClient(clientConfig(sandbox.emulator));
  try {
    const emails = new TableEmails(dynamodb, sandbox.tableName);
    return await pollUntil(`the record about ${address}`, MAX_RECORDING_MS, async () => {
      const { [kind]: events, suppression } = await emails.history(address);
      const [event] = events;
      if (event === undefined || suppression === undefined) return { yet: "nothing, or no suppression" };
      if (event.username !== USERNAME)
        throw new Error(`It names ${event.username ?? "no login"} in place of ${USERNAME}.`);
      return { done: `${address}: sent by ${USERNAME}, suppressed for reason "${suppression.reason}"` };
    });
  } finally {
    dynamodb.destroy();
  }
}

async function mailerConfig(context: TourContext) {
  const { user, password } = await login(context);
  const { region, smtp, domain } = context.sandbox;
  return {
    provider: "ses" as const,
    region,
    smtpUsername: user,
    smtpPassword: password,
    fromEmail: `john.doe@${domain}`,
    endpoint: { host: smtp.host, port: smtp.port },
    tls: { ca: readFileSync(smtp.caFile, "utf8") },
  };
}
