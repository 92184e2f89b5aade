import { request } from "node:http";

import { expect } from "chai";

import { rawRequest } from "../../support/front-door/raw-request";

import { Mailbox } from "../../../sandbox/ses/mailbox/mailbox";
import type { AcceptedMessage } from "../../../sandbox/ses/submission/accepted-message";
import { Dialogue } from "../../support/ses/dialogue";
import { signedHeaders } from "../../../sandbox/shared/sigv4";
import {
  ACCOUNT,
  type Bench,
  MESSAGE,
  NOW,
  mailer,
  REGION,
  SANDBOX_SECRET,
  startBench,
} from "../../support/ses/local-ses";

interface Summary {
  id: string;
  receivedAt: string;
  user: string;
  envelope: { from: string; to: string[] };
  subject: string;
  size: number;
}

describe("local SES: mailbox", () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await startBench();
  });
  afterEach(async () => {
    await bench.close();
  });

  /** fetch would normalize the path, and cannot set a Host header. */
  const statusOf = (path: string, headers: Record<string, string> = {}) =>
    new Promise<number | undefined>((resolve, reject) => {
      request(bench.ses.mailboxUrl, { path, headers }, response => {
        resolve(response.resume().statusCode);
      })
        .once("error", reject)
        .end();
    });
  const get = async (path: string) => fetch(new URL(path, bench.ses.mailboxUrl));
  const list = async (query = "") => (await (await get(`/messages${query}`)).json()) as Summary[];
  const change = async (
    method: string,
    secretAccessKey = SANDBOX_SECRET,
    more = {},
    signedAt = new Date(),
  ) => {
    const { host, pathname: url } = new URL(bench.ses.mailboxUrl);
    const scope = { accessKeyId: ACCOUNT, secretAccessKey, region: REGION, service: "ses" };
    const headers = signedHeaders({ method, url, headers: { host }, body: "" }, scope, signedAt);
    return (await rawRequest(bench.ses.mailboxUrl, { ...headers, ...more }, method)).status;
  };
  const send = async (overrides: object = {}) => mailer(bench).sendMail({ ...MESSAGE, ...overrides });

  it("lists messages, newest first", async () => {
    await send({ subject: "First" });
    await send({ subject: "Grüße" });
    const messages = await list();
    expect(messages.map(({ subject }) => subject)).to.deep.equal(["Grüße", "First"]);
    expect(messages[0]).to.deep.include({
      user: "alice",
      receivedAt: NOW.toISOString(),
      envelope: { from: "alice@example.com", to: ["bob@elsewhere.test"] },
    });
    expect(messages[0]?.size).to.equal(bench.ses.mailbox.list()[0]?.raw.length);
  });

  it("filters by recipient, sender and subject", async () => {
    await send({ to: "bob@elsewhere.test" });
    await send({ to: ["carol@elsewhere.test", "dave@elsewhere.test"], subject: "Invoice 7" });
    expect(await list("?to=DAVE@elsewhere.test")).to.have.length(1);
    expect(await list("?subject=invoice")).to.have.length(1);
    expect(await list("?from=alice@example.com")).to.have.length(2);
    expect(await list("?to=bob@&subject=invoice")).to.have.length(0);
  });

  it("returns a message with headers, bodies and attachments, and its raw source", async () => {
    await send({ html: "<b>Hi</b>", attachments: [{ filename: "a.txt", content: "abc" }] });
    const [{ id } = { id: "" }] = await list();
    const detail = (await (await get(`/messages/${id}`)).json()) as Record<string, unknown>;
    expect(detail).to.include({ id, user: "alice" });
    expect(detail.html).to.include("<b>Hi</b>");
    expect(detail.text).to.include("Hi Bob");
    expect(detail.attachments).to.deep.equal([{ filename: "a.txt", mimeType: "text/plain", size: 3 }]);
    expect(detail.headers).to.deep.include({ name: "Subject", value: "Hello" });
    const raw = await get(`/messages/${id}/raw`);
    expect(raw.headers.get("content-type")).to.equal("message/rfc822");
    expect(Buffer.from(await raw.arrayBuffer())).to.deep.equal(bench.ses.mailbox.get(id)?.raw);
  });

  it("rejects unknown messages, paths and methods", async () => {
    expect((await get("/messages/none")).status).to.equal(404);
    expect((await get("/elsewhere")).status).to.equal(404);
    expect(await statusOf("//")).to.equal(404);
    expect(await statusOf("http://elsewhere.test/messages")).to.equal(404);
    expect(await statusOf("[")).to.equal(400);
    expect(await change("POST")).to.equal(405);
  });

  it("is cleared by a signed DELETE and by reset", async () => {
    await send();
    expect(await change("DELETE")).to.equal(204);
    expect(await list()).to.deep.equal([]);
    await send();
    bench.ses.reset();
    expect(await list()).to.deep.equal([]);
  });

  it("is not cleared without the signature of this sandbox, made just now", async () => {
    await send();
    expect((await fetch(bench.ses.mailboxUrl, { method: "DELETE" })).status).to.equal(403);
    expect(await change("DELETE", "the-secret-of-another-start")).to.equal(403);
    expect(await change("DELETE", SANDBOX_SECRET, {}, new Date(Date.now() - 3_600_000))).to.equal(403);
    expect(await list()).to.have.length(1);
  });

  it("is not cleared by a web page, even with a signature", async () => {
    await send();
    for (const headers of [
      { origin: "https://evil.example" },
      { origin: "null" },
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
      { host: "localhost:1" },
    ]) {
      expect(await change("DELETE", SANDBOX_SECRET, headers), JSON.stringify(headers)).to.equal(403);
    }
    expect(await list()).to.have.length(1);
  });

  it("has a page that says how to send, until there is a message, and when each arrived in which zone", async () => {
    const page = async () => (await get("/")).text();
    expect(await page())
      .to.include("0 messages.")
      .and.include("npx ses-smtp credential add");
    await send();
    const received = NOW.toISOString().replace("T", " ").slice(0, 19);
    expect(await page())
      .to.include(`>${received} UTC</td>`)
      .and.not.include("credential add");
  });

  it("has pages that run no scripts from messages", async () => {
    const attack = `<script>alert("x")</script>`;
    await send({ subject: attack, text: attack, html: `${attack}"></iframe>` });
    const [{ id } = { id: "" }] = await list();
    for (const path of ["/", `/messages/${id}/view`]) {
      const response = await get(path);
      const page = await response.text();
      expect(page).to.include("&lt;script&gt;");
      expect(page).not.to.include("<script");
      expect(response.headers.get("content-security-policy")).to.match(/default-src 'none'/);
    }
    const page = await (await get(`/messages/${id}/view`)).text();
    expect(page).to.match(/<iframe sandbox="" title="HTML body" srcdoc="[^"<]*"><\/iframe>/);
  });

  it("keeps answering with a message of 200,000 parts or 500 nested multiparts, and shows their raw source", async () => {
    const part = "--b\r\n\r\nx\r\n";
    const nested = Array.from(
      { length: 500 },
      (_, level) => `--b${level}\r\nContent-Type: multipart/mixed; boundary=b${level + 1}\r\n\r\n`,
    );
    const session = await Dialogue.secure(bench);
    for (const [boundary, body] of [
      ["b", part.repeat(200_000)],
      ["b0", `${nested.join("")}--b500\r\n\r\nx`],
    ] as const) {
      const header = `From: alice@example.com\r\nContent-Type: multipart/mixed; boundary=${boundary}\r\n\r\n`;
      const to = ["bob@elsewhere.test"];
      expect(await session.submit("alice@example.com", to, `${header}${body}`)).to.match(/^250 Ok /);
    }
    session.destroy();
    const messages = await list();
    expect(messages).to.have.length(2);
    for (const { id } of messages) {
      const detail = (await (await get(`/messages/${id}`)).json()) as { problem: string };
      expect(detail.problem).to.match(/^This message has (200000|501) parts, nested (1|501) deep: too many/);
      const page = await (await get(`/messages/${id}/view`)).text();
      expect(page).to.include("too many to show").and.include(`/messages/${id}/raw`);
      expect((await get(`/messages/${id}/raw`)).status).to.equal(200);
    }
    expect((await get("/")).status).to.equal(200);
  });

  it("answers others while a message is parsed that takes long", async () => {
    const nested = "Content-Type: message/rfc822\r\n\r\n".repeat(100_000);
    const session = await Dialogue.secure(bench);
    await session.submit("alice@example.com", ["bob@elsewhere.test"], `From: alice@example.com\r\n${nested}`);
    session.destroy();
    const [{ id } = { id: "" }] = await list();
    const answered: string[] = [];
    const detail = get(`/messages/${id}`).then(() => answered.push("detail"));
    await Promise.all([detail, list().then(() => answered.push("list"))]);
    expect(answered).to.deep.equal(["list", "detail"]);
  });

  for (const [host, status] of [
    ["127.0.0.1", 200],
    ["localhost:1234", 200],
    ["evil.test", 403],
    ["localhost.evil.test", 403],
  ] as const) {
    it(`returns ${status} for Host: ${host}`, async () => {
      expect(await statusOf("/", { host })).to.equal(status);
    });
  }
});

describe("local SES: mailbox limits", () => {
  const message = (id: string, size = 1): AcceptedMessage => ({
    id,
    receivedAt: NOW,
    user: "alice",
    accessKeyId: "AKIA",
    sourceIp: "127.0.0.1",
    operation: "SendSmtpEmail",
    identity: "example.com",
    fields: [],
    envelope: { from: "a@example.com", to: ["b@example.com"] },
    subject: "",
    shape: { parts: 0, depth: 0 },
    raw: Buffer.alloc(size),
  });
  const idsAfter = (mailbox: Mailbox, ...messages: AcceptedMessage[]) => {
    for (const one of messages) mailbox.add(one);
    return mailbox.list().map(({ id }) => id);
  };

  it("limit the number of messages, keeping the newest", () => {
    const mailbox = new Mailbox({ messages: 2, bytes: 100 });
    expect(idsAfter(mailbox, message("1"), message("2"), message("3"))).to.deep.equal(["3", "2"]);
  });
  it("limit the total size, keeping the newest", () => {
    const mailbox = new Mailbox({ messages: 9, bytes: 100 });
    expect(idsAfter(mailbox, message("1", 60), message("2", 30), message("3", 50))).to.deep.equal(["3", "2"]);
  });
});
