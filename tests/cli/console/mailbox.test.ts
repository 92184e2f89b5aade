import { expect } from "chai";
import { mailboxPage } from "../../../cli/console/pages/mailbox";
import { withPage } from "../../support/console/with-page";
import { withEnvironment } from "../../support/cli/environment";
import {
  ACCOUNT,
  type Bench,
  MESSAGE,
  mailer,
  REGION,
  SANDBOX_SECRET,
  startBench,
} from "../../support/ses/local-ses";

describe("the console's mailbox", () => {
  let bench: Bench;
  const sandbox = { frontDoor: "http://127.0.0.1:1", messages: "" };
  beforeEach(async () => {
    bench = await startBench();
    sandbox.messages = new URL("/messages", bench.ses.mailboxUrl).href;
  });
  afterEach(() => bench.close());

  const ask = withPage("mailbox", mailboxPage, { sandbox });
  const KEY = { AWS_ACCESS_KEY_ID: ACCOUNT, AWS_SECRET_ACCESS_KEY: SANDBOX_SECRET, AWS_REGION: REGION };
  const get = (path = "", init?: RequestInit) => withEnvironment(KEY, () => ask(`/mailbox${path}`, init));
  const send = async (overrides: object = {}) => mailer(bench).sendMail({ ...MESSAGE, ...overrides });
  const newest = () => `/${bench.ses.mailbox.list()[0]?.id ?? ""}`;

  it("says how to get mail while there is none, and which was accepted or refused once there is", async () => {
    expect((await get()).body).to.match(/No mail yet.*<a href="\/logins\/~add">/s);
    await send({ subject: "First" });
    await send({ subject: "Second", from: "eve@elsewhere.test" }).catch(() => undefined);
    const { body } = await get();
    expect(body).to.include("1 message, 1 refused");
    expect(body).to.match(/Second<p class="reply">554 [^<]+<\/p>.*Refused.*First<\/a>/s);
    expect(body).to.match(/data-live="\/mailbox\/rows"/);
    expect((await get("/rows")).body)
      .to.include("First")
      .and.not.include("<html");
  });

  it("finds messages by any of what the list shows", async () => {
    await send({ subject: "Invoice 7" });
    await send({ subject: "Other" });
    expect((await get("?q=VOICE")).body)
      .to.include("Invoice 7")
      .and.not.include(">Other<");
    expect((await get("?q=nobody")).body).to.include("No message matches");
  });

  it("shows a message's HTML in a frame without any right, and as on a phone", async () => {
    await send({ html: "<b>Hi</b><script>1</script>" });
    const page = await get(newest());
    expect(page.body).to.match(
      /<iframe sandbox="" title="HTML of the message" src="\/mailbox\/[\w-]+\/html">/,
    );
    expect(page.body).to.not.include("<b>Hi</b>");
    expect(page.headers["x-policy"]).to.equal("page-with-frame");
    expect((await get(`${newest()}?view=html&width=phone`)).body).to.include('class="preview phone"');
    const framed = await get(`${newest()}/html`);
    expect(framed.body).to.include("<b>Hi</b>");
    expect(framed.headers["x-policy"]).to.equal("message");
  });

  it("shows text, headers, source, attachments and events", async () => {
    await send({
      text: "Just <text>",
      headers: { "X-Own": "mine" },
      attachments: [{ filename: "a&b.txt", content: "abc" }],
    });
    expect((await get(newest())).body).to.include("Just &lt;text&gt;");
    expect((await get(`${newest()}?view=headers`)).body).to.match(/X-Own.*mine/s);
    expect((await get(`${newest()}?view=source`)).body).to.include("Content-Transfer-Encoding: base64");
    expect((await get(`${newest()}?view=attachments`)).body).to.match(/a&amp;b\.txt.*text\/plain.*>3</s);
    expect((await get(`${newest()}?view=html`)).body).to.include("This message has no HTML");
    const refused = await get(`${newest()}?view=pigeon`);
    expect(refused.status).to.equal(400);
    expect(refused.body).to.match(/^View: "pigeon" is unknown: use one of html, text, .*events\.$/);
    expect((await get(`${newest()}?view=events`)).status).to.equal(200);
  });

  it("gives attachments and the source to save only", async () => {
    await send({ attachments: [{ filename: "a'ü.html", content: "<script>", contentType: "text/html" }] });
    const saved = await get(`${newest()}/attachments/0`);
    expect(saved.body).to.equal("<script>");
    expect(saved.headers).to.include({
      "content-type": "application/octet-stream",
      "content-disposition": "attachment; filename*=UTF-8''a%27%C3%BC.html",
    });
    const source = await get(`${newest()}/raw`);
    expect(source.headers["content-disposition"]).to.match(/^attachment; .*\.eml$/);
    expect(source.body).to.include("Subject: ");
    expect((await get(`${newest()}/attachments/7`)).status).to.equal(404);
  });

  it("is cleared", async () => {
    await send();
    expect((await get("/clear", { method: "POST" })).status).to.equal(303);
    expect(bench.ses.mailbox.list()).to.deep.equal([]);
  });

  it("knows no message that is gone, and says so where there is no sandbox", async () => {
    expect((await get("/none")).status).to.equal(404);
    expect((await get("/none/html")).status).to.equal(404);
    sandbox.messages = "http://127.0.0.1:1/messages";
    expect((await get()).body).to.include("does not answer");
  });
});
