import { expect } from "chai";
import { dlqMessage } from "../../../handlers/shared/dlq-message";
import { bounce, complaint } from "../../support/api/recorded-emails";
import { HOSTILE_TEXTS } from "../../support/console/hostile-texts";
import { MANAGER_GROUP, RECORDER_GROUP, withConsole } from "../../support/console/with-console";

const NOW = new Date("2026-11-20T08:00:00Z");
const AT = "2026-11-20T07:30:00.000Z";

/** What would be read as something else than text, if it stood there as it is. */
const MARKS = /[<>"'&]/;

/** Without the console's policy of content, which would keep such a text from running anyway: it is written as text. */
describe("a hostile text on a page of the console", () => {
  const running = withConsole(() => NOW);

  const log = (group: string, fields: object) => {
    const message = JSON.stringify({
      level: "INFO",
      message: "email",
      service: "smtp-feedback-recorder",
      at: AT,
      ...fields,
    });
    running().aws.events.push({ group, timestamp: Date.parse(AT), message });
  };

  for (const [index, text] of HOSTILE_TEXTS.entries())
    it(`is text, number ${index + 1}`, async () => {
      const { api, aws, browser, parked, waiting } = running();
      const mail = { message_id: "m1", username: text, source: text };
      log(RECORDER_GROUP, { ...mail, email_event: "send", recipients: [text] });
      log(RECORDER_GROUP, { ...mail, email_event: "delivery", recipients: [text], smtp_response: text });
      log(MANAGER_GROUP, { message: text, service: text, level: text, username: "jane", [text]: text });
      api.emails.bounces = [
        bounce(text, { message_id: "m1", timestamp: AT, diagnostic_code: text, username: text }),
      ];
      api.emails.complaints = [complaint(text, { message_id: "m1", timestamp: AT, complaint_type: text })];
      api.emails.suppressions = [{ email: text, reason: "manual", source: text, created_at: AT }];
      const failed = { errorType: text, errorMessage: text, retryCount: 1, timestamp: AT };
      aws.queues.set(parked, [JSON.stringify(dlqMessage(text, text, undefined, failed)), text]);
      aws.queues.set(waiting, [JSON.stringify(dlqMessage(text, text, undefined, failed))]);
      const query = encodeURIComponent(text);
      const pages = [
        "/activity",
        "/activity/rows",
        "/activity/m1",
        "/suppressions",
        "/problems",
        "/problems/story?login=jane",
        `/activity?q=${query}&login=${query}&before=${query}`,
        `/suppressions?q=${query}&list=${query}&page=${query}`,
        `/activity/${query}`,
        `/problems/story?login=${query}`,
        `/cost?recipients=${query}&plan=${query}`,
        `/domains/records/bind?domain=${query}`,
      ];
      for (const path of pages) {
        const { body, headers } = await browser.get(path);
        if (headers["content-type"]?.startsWith("text/html") !== true) continue;
        if (MARKS.test(text)) expect(body, path).not.to.include(text);
      }
      expect((await browser.get("/activity")).body.replaceAll("<wbr/>", "")).to.include(escaped(text));
    });
});

function escaped(text: string): string {
  const names: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return text.replace(/[&<>"']/g, mark => names[mark] ?? mark);
}
