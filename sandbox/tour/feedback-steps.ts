import { readFileSync } from "node:fs";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { TableEmails } from "../../handlers/email-events/read/table-emails";
import { createMailer, MailerError } from "../../mailer";
import { TableSuppressionList } from "../../mailer/store";
import { clientConfig } from "../shared/account";
import { pollUntil } from "../shared/poll";
import { expectReply, login, mail, type TourContext, type TourStep, USERNAME } from "./step";

const BOUNCE = "bounce+tour@simulator.amazonses.com";
const COMPLAINT = "complaint+tour@simulator.amazonses.com";

/** Allows for a cold start of the recorder on a busy machine. */
const MAX_RECORDING_MS = 60_000;

/** What becomes of mail that is not welcome. */
export const FEEDBACK_STEPS: readonly TourStep[] = [
  {
    title: "A bounce is recorded with the login that caused it, and its address is suppressed",
    run: async context => {
      await sendTo(BOUNCE, context);
      return recorded("bounces", BOUNCE, context);
    },
  },
  {
    title: "So is a complaint",
    run: async context => {
      await sendTo(COMPLAINT, context);
      return recorded("complaints", COMPLAINT, context);
    },
  },
  {
    title: "An application that uses the mailer does not send to that address again",
    run: async context => {
      const { tableName: table } = context.sandbox;
      const dynamodb = new DynamoDBClient(clientConfig(context.sandbox.emulator));
      const mailer = createMailer(await mailerConfig(context), {
        suppression: { list: new TableSuppressionList(dynamodb, table), whenUnavailable: "refuse" },
      });
      try {
        await mailer.send({ to: BOUNCE, subject: "Again", text: "Again\n" });
      } catch (error) {
        if (error instanceof MailerError && error.code === "suppressed") return error.message;
        throw error;
      } finally {
        await mailer.close();
        dynamodb.destroy();
      }
      throw new Error(`The mailer sent to ${BOUNCE} again.`);
    },
  },
];

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
