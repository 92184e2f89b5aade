import type { Counter } from "../../../records/email-events";
import { type DiagnosticRow, PERMANENT, TRANSIENT } from "./diagnostics";
import type { Reported } from "./reported-message";
import { bounce, type BounceDetails, failed, type MailDetails } from "./reported-shapes";

const READER = "reader@mail.example";

function bounceRow(
  counter: Counter,
  details: BounceDetails,
  verdict: DiagnosticRow[3],
  mailDetails?: MailDetails,
) {
  const addresses = details.recipients.map(({ emailAddress }) => String(emailAddress).toLowerCase());
  return {
    counts: { [counter]: details.recipients.length },
    suppresses: verdict === "suppresses" ? addresses : [],
    message: bounce(
      mailDetails?.callerIdentity === undefined ? "event" : "notification",
      details,
      mailDetails,
    ),
  };
}

export const REPORTED_BOUNCES: readonly Reported[] = [
  ...PERMANENT.map(([title, status, diagnosticCode, verdict], index) => ({
    title,
    ...bounceRow(
      "bounced_permanent",
      {
        type: "Permanent",
        subtype: "General",
        recipients: [failed(`reader${index}@mail.example`, status, diagnosticCode)],
      },
      verdict,
      index % 2 === 0 ? { callerIdentity: "ses-smtp-user-jane.doe-1763000000" } : undefined,
    ),
  })),
  ...TRANSIENT.map(([title, subtype, status, diagnosticCode]) => ({
    title,
    ...bounceRow(
      "bounced_transient",
      { type: "Transient", subtype, recipients: [failed(READER, status, diagnosticCode)] },
      "does not suppress",
    ),
  })),
  {
    title: "a bounce that SES could not make sense of",
    ...bounceRow(
      "bounced_undetermined",
      { type: "Undetermined", subtype: "Undetermined", recipients: [{ emailAddress: READER }] },
      "does not suppress",
    ),
  },
  {
    title: "the account's suppression list, with the name that the sender wrote",
    counts: { not_sent_suppressed: 1 },
    suppresses: [],
    message: bounce("notification", {
      type: "Permanent",
      subtype: "OnAccountSuppressionList",
      recipients: [
        failed(
          "John <listed@mail.example>",
          "5.1.1",
          "Amazon SES did not send the message to this address because it is on the suppression list for your account. For more information about removing addresses from the suppression list, see the Amazon SES Developer Guide",
        ),
      ],
      others: { reportingMTA: "dns; amazonses.com" },
    }),
  },
  {
    title: "SES's global suppression list",
    ...bounceRow(
      "bounced_permanent",
      {
        type: "Permanent",
        subtype: "Suppressed",
        recipients: [
          failed(
            "global@mail.example",
            "5.1.1",
            "Amazon SES has suppressed sending to this address because it has a recent history of bouncing as an invalid address.",
          ),
        ],
      },
      "suppresses",
    ),
  },
  {
    title: "several recipients of one domain, in mixed case",
    ...bounceRow(
      "bounced_permanent",
      {
        type: "Permanent",
        subtype: "NoEmail",
        recipients: [
          failed("One@Mail.Example", "5.1.1"),
          failed("two@mail.example", "5.1.1"),
          failed("three@mail.example", "5.1.1"),
        ],
      },
      "suppresses",
      { destination: ["one@mail.example", "two@mail.example", "three@mail.example", "four@other.example"] },
    ),
  },
  {
    title: "the simulator's bounce, of a foreign IAM user",
    ...bounceRow(
      "bounced_permanent",
      {
        type: "Permanent",
        subtype: "General",
        recipients: [failed("bounce@simulator.amazonses.com", "5.1.1", "smtp; 550 5.1.1 user unknown")],
      },
      "suppresses",
      { tags: { "ses:caller-identity": ["teamcity-ses-nonprod-ses-user"] } },
    ),
  },
  {
    title: "another account that may send for the domain",
    ...bounceRow(
      "bounced_permanent",
      { type: "Permanent", subtype: "General", recipients: [failed("victim@mail.example", "5.1.1")] },
      "does not suppress",
      { sendingAccountId: "999988887777" },
    ),
  },
  {
    title: "an out-of-office reply, a display name in the source, and times with an offset",
    ...bounceRow(
      "bounced_transient",
      {
        type: "Transient",
        subtype: "General",
        recipients: [{ emailAddress: "ooto@simulator.amazonses.com" }],
        others: { timestamp: "2026-11-20T02:14:07.237-07:00" },
      },
      "does not suppress",
      { source: '"Company, Inc." <noreply@company.example>', timestamp: "2026-11-20T12:14:05.933666+03:00" },
    ),
  },
  {
    title: "an old message without account, headers or a reporting server, and with a time without a zone",
    counts: { bounced_permanent: 1 },
    suppresses: ["old@mail.example"],
    message: {
      notificationType: "Bounce",
      bounce: {
        bounceType: "Permanent",
        bounceSubType: "General",
        bouncedRecipients: [{ emailAddress: "old@mail.example" }],
        timestamp: "2026-11-20 06:56:32.087",
      },
      mail: {
        timestamp: "2026-11-20T06:56:30.000Z",
        source: "sender@company.example",
        messageId: "ses-123",
        destination: [],
      },
    },
  },
];
