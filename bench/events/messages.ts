import { userNameOf } from "../../tests/support/email-validator/validator";
import { ACCOUNT } from "../../tests/support/ses-events/event-store";

export const LOGINS = 20;

/** One in this many of a login's mails bounces, and one in as many of the bounces is complained about instead. */
const BOUNCE_EVERY = 50;

/** What a mail's second event counts. */
export type Fate = "delivered" | "complaints" | "bounced_permanent";

/** Mails in the order in which they are sent, from {@link LOGINS} logins in turn. */
export interface Mail {
  number: number;
  /** ms since 1970. */
  sentAt: number;
}

export function usernameOf({ number }: Mail): string {
  return `login${number % LOGINS}`;
}

export function fateOf({ number }: Mail): Fate {
  const position = Math.floor(number / LOGINS) + (number % LOGINS);
  if (position % BOUNCE_EVERY !== 0) return "delivered";
  return position % (BOUNCE_EVERY * BOUNCE_EVERY) === 0 ? "complaints" : "bounced_permanent";
}

/** SES's message about a mail that was sent. */
export function sendOf(mail: Mail): unknown {
  return { eventType: "Send", mail: mailOf(mail), send: {} };
}

/** SES's message about what became of it. */
export function fateMessageOf(mail: Mail): unknown {
  const [recipient] = destinationOf(mail);
  const timestamp = new Date(mail.sentAt).toISOString();
  const feedback = { feedbackId: `f-${mail.number}`, timestamp };
  switch (fateOf(mail)) {
    case "delivered":
      return {
        eventType: "Delivery",
        mail: mailOf(mail),
        delivery: {
          timestamp,
          processingTimeMillis: 1_234,
          recipients: [recipient],
          smtpResponse: "250 2.0.0 OK  1763000000 5614622812f47-4500a1b2c3dsi1234567b6e.90 - gsmtp",
          reportingMTA: "b224-2.smtp-out.eu-central-1.amazonses.com",
        },
      };
    case "complaints":
      return {
        eventType: "Complaint",
        mail: mailOf(mail),
        complaint: { ...feedback, complainedRecipients: [{ emailAddress: recipient }] },
      };
    case "bounced_permanent":
      return {
        eventType: "Bounce",
        mail: mailOf(mail),
        bounce: {
          ...feedback,
          bounceType: "Permanent",
          bounceSubType: "General",
          bouncedRecipients: [{ emailAddress: recipient, status: "5.1.1" }],
        },
      };
  }
}

function destinationOf({ number }: Mail): [string] {
  return [`reader${number}@mail.example`];
}

function mailOf(mail: Mail) {
  return {
    timestamp: new Date(mail.sentAt).toISOString(),
    source: "noreply@company.example",
    sendingAccountId: ACCOUNT,
    messageId: `010701933c1f${String(mail.number).padStart(8, "0")}-2ce1ba85-0b5e-4b11-9d0e-9c0668bb62a0-000000`,
    destination: destinationOf(mail),
    headers: [{ name: "Subject", value: "Your invoice" }],
    commonHeaders: { from: ["noreply@company.example"], subject: "Your invoice" },
    tags: {
      "ses:caller-identity": [userNameOf(usernameOf(mail))],
      "ses:configuration-set": ["ses-smtp-prod"],
      "ses:source-ip": ["192.0.2.7"],
    },
  };
}
