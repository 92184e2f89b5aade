import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { json } from "node:stream/consumers";
import { z } from "zod";
import { closeServer, listen, LOOPBACK } from "./shared/listen";
import { composeSimple } from "./ses/control-plane/composed-message";
import { readMessage } from "./ses/message/message";
import type { AcceptedMessage } from "./ses/submission/accepted-message";
import { newMessageId } from "./ses/submission/message-id";

/** Receives what SNS sends to subscribers by email. */
export interface AlertEmails {
  /** For SES_SMTP_EMAIL_URL; nobody else knows it. */
  readonly url: string;
  close(): Promise<void>;
}

/** What the mailbox shows in place of an IAM user. */
export const SNS_USER = "Amazon SNS";

const email = z.object({
  to: z.string(),
  subject: z.string().nullish(),
  message: z.string(),
  topicArn: z.string(),
});

/** https://docs.aws.amazon.com/sns/latest/dg/sns-email-notifications.html */
const FROM = "no-reply@sns.amazonaws.com";

/** @param deliver called with each email, as a message for the mailbox: it did not go through SES, so it has no events */
export async function receiveAlertEmails(deliver: (message: AcceptedMessage) => void): Promise<AlertEmails> {
  const path = `/${randomUUID()}`;
  const server = createServer((request, response) => {
    const receive = async () => {
      if (request.method !== "POST" || request.url !== path) return 404;
      deliver(messageOf(email.parse(await json(request))));
      return 200;
    };
    void receive()
      .catch(() => 400)
      .then(status => response.writeHead(status).end());
  });
  const port = await listen(server);
  return { url: `http://${LOOPBACK}:${port}${path}`, close: () => closeServer(server) };
}

function messageOf({ to, subject, message, topicArn }: z.infer<typeof email>): AcceptedMessage {
  const raw = composeSimple({
    ...{ from: `AWS Notifications <${FROM}>`, to: [to], cc: [], replyTo: [], headers: [], html: undefined },
    subject: subject || "AWS Notification Message", // SNS's own, without one
    text: `${message}\n\n--\nAmazon SNS sends this to a subscriber of ${topicArn}.\n`,
  });
  const receivedAt = new Date();
  const read = readMessage(raw);
  return {
    ...{ user: SNS_USER, accessKeyId: "", sourceIp: LOOPBACK, operation: "SendEmail" },
    ...{ id: newMessageId(receivedAt), receivedAt, raw, identity: FROM },
    ...{ subject: read.subject, fields: read.fields, shape: read.shape },
    envelope: { from: FROM, to: [to] },
  };
}
