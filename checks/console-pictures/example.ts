import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { dlqMessage } from "../../handlers/shared/dlq-message";
import { clientConfig } from "../../sandbox/shared/account";
import type { SandboxReport } from "../../sandbox/shared/report";
import { ExampleMail, type ExampleMessage } from "../../tests/support/console/example-mail";

const LOGO = Buffer.from(
  `<svg xmlns="http://www.w3.org/2000/svg" width="160" height="36"><rect width="36" height="36" rx="8" fill="#1d4ed8"/>` +
    `<text x="46" y="25" font-family="sans-serif" font-size="20" font-weight="700" fill="#18181b">company</text></svg>`,
);

const NEWSLETTER = `<!doctype html><html><body style="margin:0;background:#f4f4f5;font-family:sans-serif">
<table width="100%" cellpadding="0" cellspacing="0"><tr><td align="center" style="padding:28px 12px">
<table width="100%" style="max-width:560px;background:#ffffff;border-radius:10px" cellpadding="28" cellspacing="0"><tr><td>
<img src="cid:logo" alt="company" width="160" height="36">
<h1 style="font-size:24px;color:#18181b">November at Company</h1>
<p style="color:#3f3f46;line-height:1.55">Hello Ann, three things are new this month: invoices as PDF, a calendar that
everybody can read, and opening hours until eight.</p>
<p><a href="https://company.com/news" style="display:inline-block;background:#1d4ed8;color:#ffffff;padding:11px 20px;border-radius:6px;text-decoration:none">Read more</a></p>
<p style="color:#71717a;font-size:13px">You get this because you are a customer. Unsubscribe at any time.</p>
</td></tr></table></td></tr></table></body></html>`;

/** What an office sends on a morning, so that no page is empty. */
export async function sendExampleMail(report: SandboxReport): Promise<void> {
  const mail = new ExampleMail(report);
  const at = (name: string) => `${name}@${report.domain}`;
  await Promise.all([
    mail.addLogin("jane.doe", ["jane.doe"], "Jane Doe, office"),
    mail.addLogin("newsletter", ["news", "hello"], "Monthly newsletter"),
    mail.addLogin("billing", ["billing"], "Invoices from the shop"),
  ]);
  const news = (to: string): ExampleMessage => ({
    ...{
      from: at("news"),
      to,
      subject: "November at Company",
      html: NEWSLETTER,
      text: "November at Company\n",
    },
    attachments: [{ filename: "logo.svg", content: LOGO, cid: "logo", contentType: "image/svg+xml" }],
  });
  await mail.send("jane.doe", [
    {
      from: at("jane.doe"),
      to: "carl@partner.example",
      subject: "Lunch on Thursday?",
      text: "Hi Carl,\n\nat noon?\n\nJane\n",
    },
    { from: at("boss"), to: "carl@partner.example", subject: "As somebody else", text: "No.\n" },
    {
      from: at("jane.doe"),
      to: ["ann@customer.example", "team@customer.example"],
      subject: "Minutes",
      text: "See below.\n",
    },
  ]);
  await mail.send("billing", [
    {
      ...{
        from: at("billing"),
        to: "ooto@simulator.amazonses.com",
        subject: "Invoice 2026-1107",
        text: "Attached.\n",
      },
      attachments: [
        {
          filename: "invoice-2026-1107.pdf",
          content: Buffer.alloc(48_211, "%PDF "),
          contentType: "application/pdf",
        },
      ],
    },
    {
      from: at("billing"),
      to: "bounce+former@simulator.amazonses.com",
      subject: "Invoice 2026-1106",
      text: "Attached.\n",
    },
  ]);
  await mail.send("newsletter", [
    news("complaint+reader@simulator.amazonses.com"),
    news("bounce+gone@simulator.amazonses.com"),
    news("suppressionlist@simulator.amazonses.com"),
    news("ann@customer.example"),
  ]);
  await mail.waitForFeedback("bounces", [
    "bounce+former@simulator.amazonses.com",
    "bounce+gone@simulator.amazonses.com",
  ]);
  await mail.waitForFeedback("complaints", ["complaint+reader@simulator.amazonses.com"]);
  mail.close();
  await parkOperations(report);
}

async function parkOperations({ emulator, outputs }: SandboxReport): Promise<void> {
  const sqs = new SQSClient(clientConfig(emulator));
  const since = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
  const parked = dlqMessage("intern", "id-1", undefined, {
    ...{ errorType: "quota_reached", retryCount: 10, timestamp: since(130) },
    errorMessage: "IAM has as many users as the account may have: remove some, or ask AWS for a higher quota",
  });
  const waiting = dlqMessage("jane.doe", "id-2", undefined, {
    ...{ errorType: "throttled", retryCount: 2, timestamp: since(3) },
    errorMessage: "IAM throttled the request",
  });
  for (const [QueueUrl, message] of [
    [outputs.parkedQueueUrl, parked],
    [outputs.deadLetterQueueUrl, waiting],
  ])
    await sqs.send(
      new SendMessageCommand({ QueueUrl: String(QueueUrl), MessageBody: JSON.stringify(message) }),
    );
  sqs.destroy();
}
