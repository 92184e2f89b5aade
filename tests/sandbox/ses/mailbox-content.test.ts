import { expect } from "chai";

import { type Bench, MESSAGE, mailer, startBench } from "../../support/ses/local-ses";

describe("local SES: what the mailbox gives of a message", () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await startBench();
  });
  afterEach(async () => {
    await bench.close();
  });

  const get = async (path: string) => fetch(new URL(path, bench.ses.mailboxUrl));
  const list = async (query = "") => (await (await get(`/messages${query}`)).json()) as { id: string }[];
  const send = async (overrides: object = {}) => mailer(bench).sendMail({ ...MESSAGE, ...overrides });

  it("finds a text in the sender, a recipient, the subject or the name of the user", async () => {
    await send({ to: "bob@elsewhere.test" });
    await send({ to: ["carol@elsewhere.test", "dave@elsewhere.test"], subject: "Invoice 7" });
    for (const [text, count] of [
      ["DAVE@", 1],
      ["voice", 1],
      ["alice", 2],
      ["nobody", 0],
    ] as const)
      expect(await list(`?any=${text}`), text).to.have.length(count);
  });

  it("returns an attachment to save only, whatever its type and name", async () => {
    const filename = `"a;b'.html\r\nx: y`;
    await send({
      attachments: [
        { filename: "a.txt", content: "abc" },
        { filename, content: "<script>", contentType: "text/html" },
      ],
    });
    const [{ id } = { id: "" }] = await list();
    const saved = await get(`/messages/${id}/attachments/1`);
    expect(await saved.text()).to.equal("<script>");
    expect(saved.headers.get("content-type")).to.equal("application/octet-stream");
    expect(saved.headers.get("x-content-type-options")).to.equal("nosniff");
    expect(saved.headers.get("content-disposition")).to.match(
      /^attachment; filename\*=UTF-8''%22a%3Bb%27.html[\w%]*$/,
    );
    expect((await get(`/messages/${id}/attachments/2`)).status).to.equal(404);
  });

  it("returns the HTML alone in a sandbox, with the images that the message brings and no others", async () => {
    const png = Buffer.from("89504e470d0a1a0a", "hex");
    const html = `<script>1</script><img src="cid:logo%40x"><img src='cid:page@x'><img src="cid:none">`;
    const image = { filename: "logo.png", content: png, cid: "logo@x" };
    await send({
      html,
      attachments: [image, { filename: "p.html", content: "<b>", contentType: "text/html", cid: "page@x" }],
    });
    await send({ text: "no HTML" });
    const [{ id: second } = { id: "" }, { id: first } = { id: "" }] = await list();
    const shown = await get(`/messages/${first}/html`);
    expect(shown.headers.get("content-security-policy")).to.match(/^sandbox; default-src 'none'/);
    expect(await shown.text()).to.include(
      `<img src="data:image/png;base64,${png.toString("base64")}"><img src='cid:page@x'><img src="cid:none">`,
    );
    expect((await get(`/messages/${second}/html`)).status).to.equal(404);
  });
});
