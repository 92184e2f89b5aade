import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { headingsOf } from "../support/repository/headings";

const ROOT = join(__dirname, "../..");
const read = (file: string) => readFileSync(join(ROOT, file), "utf8");

/** The alternatives of the type that alarms and alerts name a section with. */
const RUNBOOKS = [...read("handlers/shared/runbooks.ts").matchAll(/^ {2}\| "([a-z-]+)"/gm)].map(
  ([, name = ""]) => name,
);

/** Every text that is published to the alert topic comes from one of these; a new one belongs here. */
const ALERT_TEXTS: Readonly<Record<string, readonly string[]>> = {
  "handlers/shared/parked-alert.ts": ["parked-operations"],
  "handlers/reconciler/notices/alert-texts.ts": [
    "a-password-changes-or-a-login-ends",
    "a-login-may-send-from-more-addresses",
    "a-login-is-suspended",
    "a-login-was-stolen",
    "a-record-cannot-be-applied",
  ],
  "handlers/email-validator/breaker/texts.ts": [
    "a-login-has-many-bounces-complaints-or-sends-unusually-much",
  ],
  "handlers/email-events/digest/texts.ts": ["the-daily-digest"],
  "handlers/email-validator/alert-text.ts": ["a-login-sent-from-an-address-it-may-not-use"],
  "handlers/feedback-recorder/account/account-alerts.ts": [
    "the-sending-quota-is-nearly-used-up",
    "ses-paused-us",
  ],
  "handlers/webhook/act.ts": ["a-subscription-of-the-webhook-ended"],
  "infra/account-events.ts": ["ses-paused-us", "recommendations-of-ses"],
};

describe("runbooks", () => {
  const headings = headingsOf(read("docs/operations.md"));

  it("exist for everything that an alarm or an alert can name", () => {
    expect(RUNBOOKS).to.have.length.above(10);
    for (const runbook of RUNBOOKS) expect(headings).to.include(runbook);
  });

  for (const [file, runbooks] of Object.entries(ALERT_TEXTS))
    it(`are named by the alerts of ${file}`, () => {
      for (const runbook of runbooks) expect(read(file)).to.include(`"${runbook}"`);
      expect(read(file)).to.include("runbookLine(");
    });

  it("are listed by the subjects of the emails", () => {
    const guide = read("docs/operations.md");
    const table = guide.slice(guide.indexOf("| subject"), guide.indexOf("## Alarms"));
    const listed = [...table.matchAll(/\(#([\w-]+)\)/g)].map(([, anchor]) => anchor);
    expect(listed).to.include.members(RUNBOOKS);
  });
});
