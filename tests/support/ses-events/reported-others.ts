import type { Reported } from "./reported-message";
import { complaint, message } from "./reported-shapes";

const READER = "reader@mail.example";

const SIMULATOR = { userAgent: "Amazon SES Mailbox Simulator", complaintFeedbackType: "abuse" };

export const REPORTED_COMPLAINTS: readonly Reported[] = [
  ...(
    [
      [
        "the simulator's complaint, with a subtype of null",
        { ...SIMULATOR, complaintSubType: null, arrivalDate: "2026-11-20T09:15:48.979Z" },
        "suppresses",
      ],
      [
        "Yahoo's feedback loop",
        {
          userAgent: "Yahoo!-Mail-Feedback/2.0",
          complaintFeedbackType: "abuse",
          complaintSubType: null,
          arrivalDate: "2026-11-20T09:30:00.000Z",
        },
        "suppresses",
      ],
      [
        "Validity's feedback loop",
        { userAgent: "ReturnPathFBL/2.0", complaintFeedbackType: "abuse" },
        "suppresses",
      ],
      ["a complaint without a report", {}, "suppresses"],
      ["an authentication failure", { complaintFeedbackType: "auth-failure" }, "suppresses"],
      ["somebody who says that it is no spam", { complaintFeedbackType: "not-spam" }, "does not suppress"],
    ] as const
  ).map(([title, details, verdict], index) => ({
    title,
    counts: { complaints: 1 } as const,
    suppresses: verdict === "suppresses" ? [`complains${index}@mail.example`] : [],
    message: complaint(index % 2 === 0 ? "notification" : "event", details, [
      `complains${index}@mail.example`,
    ]),
  })),
  {
    title: "a complaint that may be of any of three recipients",
    counts: { complaints: 3 },
    suppresses: ["first@isp.example", "second@isp.example", "third@isp.example"],
    message: complaint("event", { complaintFeedbackType: "abuse" }, [
      "first@isp.example",
      "second@isp.example",
      "third@isp.example",
    ]),
  },
  {
    title: "a complainant who was on the account's list already",
    counts: { not_sent_suppressed: 1 },
    suppresses: [],
    message: complaint("event", { complaintSubType: "OnAccountSuppressionList" }, ["known@isp.example"]),
  },
];

export const REPORTED_OTHERS: readonly Reported[] = [
  {
    title: "a delivery to Gmail, as a notification",
    counts: { delivered: 1 },
    suppresses: [],
    message: message("notification", "Delivery", {
      delivery: {
        timestamp: "2026-11-20T09:14:06.606Z",
        processingTimeMillis: 609,
        recipients: [READER],
        smtpResponse: "250 2.0.0 OK  1680059472 l4-20020ad44084000000b00570b7ce3d78si21013747qvp.465 - gsmtp",
        remoteMtaIp: "198.51.100.26",
        reportingMTA: "a8-53.smtp-out.amazonses.com",
      },
    }),
  },
  {
    title: "a delivery to two recipients, with a misspelt property",
    counts: { delivered: 2 },
    suppresses: [],
    message: message("event", "Delivery", {
      delivery: {
        timestamp: "2026-11-20T09:14:06.100Z",
        processingTimeMillis: 398,
        recipients: [READER, "other@mail.example"],
        smtpResponse: "250 2.6.0 Message received",
        "reportingMTA ": "a8 - 53. smtp - out.amazonses.com ",
      },
    }),
  },
  {
    title: "a delivery that lists no recipients",
    counts: { delivered: 1 },
    suppresses: [],
    message: message("event", "Delivery", {
      delivery: { timestamp: "2026-11-20T09:14:06.100Z", smtpResponse: "250 2.0.0 OK" },
    }),
  },
  {
    title: "a send to three, of an unknown IAM role",
    counts: { sent_messages: 1, sent: 3 },
    suppresses: [],
    message: message(
      "event",
      "Send",
      { send: {} },
      {
        destination: ["a@x.example", "b@x.example", "c@y.example"],
        tags: { "ses:caller-identity": ["root"] },
      },
    ),
  },
  {
    title: "a send whose tag is text and not a list",
    counts: { sent_messages: 1, sent: 1 },
    suppresses: [],
    message: message(
      "event",
      "Send",
      { send: {} },
      { tags: { "ses:caller-identity": "ses-smtp-user-jane.doe-1763000000" } },
    ),
  },
  {
    title: "a delay for a full mailbox",
    counts: { delayed: 1 },
    suppresses: [],
    message: message("event", "DeliveryDelay", {
      deliveryDelay: {
        timestamp: "2026-11-20T09:25:40.095Z",
        delayType: "MailboxFull",
        expirationTime: "2026-11-20T21:14:05.914Z",
        delayedRecipients: [
          { emailAddress: READER, status: "4.2.2", diagnosticCode: "smtp; 452 4.2.2 Mailbox full" },
        ],
      },
    }),
  },
  {
    title: "a delay that names nobody",
    counts: { delayed: 1 },
    suppresses: [],
    message: message("event", "DeliveryDelay", {
      deliveryDelay: { timestamp: "2026-11-20T10:20:00.000Z", delayType: "TransientCommunicationFailure" },
    }),
  },
  {
    title: "a virus",
    counts: { rejected_messages: 1 },
    suppresses: [],
    message: message("event", "Reject", { reject: { reason: "Bad content" } }),
  },
  {
    title: "a template without its data",
    counts: { rendering_failures: 1 },
    suppresses: [],
    message: message("event", "Rendering Failure", {
      failure: {
        errorMessage: "Attribute 'name' is not present in the rendering data.",
        templateName: "welcome",
      },
    }),
  },
  {
    title: "an open",
    counts: { opened_messages: 1 },
    suppresses: [],
    message: message("event", "Open", {
      open: {
        ipAddress: "203.0.113.9",
        timestamp: "2026-11-20T12:05:00.000Z",
        userAgent:
          "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)",
      },
    }),
  },
  {
    title: "a type that AWS has not documented yet",
    counts: { unknown: 1 },
    suppresses: [],
    message: message("event", "Email Replied", { reply: {} }),
  },
];
