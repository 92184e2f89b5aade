import type { Socket } from "node:net";
import { expect } from "chai";
import type { CertificatePorts } from "../../../handlers/webhook/sns/certificates";
import { drip, endlessly, startHostileServer } from "../../support/cli/hostile-server";
import { answering, startWebhook } from "../../support/webhook/post";
import { CERTIFICATE_URL, NOW, type SnsSender, snsSender } from "../../support/webhook/sns-sender";

const HEAD = "HTTP/1.1 200 OK\r\n\r\n";

describe("the certificate of a message", function () {
  this.timeout(10_000);
  let sns: SnsSender;
  before(async () => {
    sns = await snsSender();
  });

  /** Fetches for real, but from this server. */
  const from =
    (base: string): CertificatePorts["fetch"] =>
    (_, init) =>
      fetch(base, init);

  const hostile: [what: string, status: number, answer: (socket: Socket) => void][] = [
    ["never answers", 503, () => undefined],
    ["never ends its answer", 503, socket => socket.write(`${HEAD}-----BEGIN`)],
    [
      "drips",
      503,
      socket => {
        socket.write(HEAD);
        drip(socket, "x");
      },
    ],
    ["closes", 503, socket => socket.destroy()],
    ["fails", 503, socket => socket.end("HTTP/1.1 500 Oops\r\ncontent-length: 0\r\n\r\n")],
    ["throttles", 503, socket => socket.end("HTTP/1.1 429 Too Many Requests\r\ncontent-length: 0\r\n\r\n")],
    [
      "sends without end",
      403,
      socket => {
        socket.write(HEAD);
        endlessly(socket, "x");
      },
    ],
    ["has no such file", 403, socket => socket.end("HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n")],
    ["sends something else", 403, socket => socket.end(`${HEAD}<Error><Code>AccessDenied</Code></Error>`)],
    [
      "redirects",
      503,
      socket =>
        socket.end("HTTP/1.1 302 Found\r\nlocation: https://evil.example/\r\ncontent-length: 0\r\n\r\n"),
    ],
  ];
  for (const [what, status, answer] of hostile)
    it(`whose host ${what} gets ${status} within SNS's patience, and nothing is done`, async () => {
      const server = await startHostileServer(answer);
      try {
        const webhook = startWebhook({ fetch: from(server.url) });
        expect((await webhook.post(sns.sign({}))).statusCode).to.equal(status);
        expect(webhook.calls).to.deep.equal([]);
      } finally {
        await server.close();
      }
    });

  it("is fetched once", async () => {
    const webhook = startWebhook({ fetch: answering(sns.certificate) });
    for (let message = 0; message < 3; message++) await webhook.post(sns.sign({}));
    expect(webhook.fetched).to.have.length(1);
  });

  it("that could not be fetched is not asked for again for half a minute, and then is", async () => {
    let time = NOW.getTime();
    let isUp = false;
    const webhook = startWebhook({
      fetch: async () => new Response(isUp ? sns.certificate : "busy", { status: isUp ? 200 : 503 }),
      now: () => new Date(time),
    });
    expect((await webhook.post(sns.sign({}))).statusCode).to.equal(503);
    isUp = true;
    time += 29_000;
    expect((await webhook.post(sns.sign({}))).statusCode).to.equal(503);
    expect(webhook.fetched).to.have.length(1);
    time += 1_000;
    expect((await webhook.post(sns.sign({}))).statusCode).to.equal(200);
  });

  it("with an error page in its place is not taken for a certificate later", async () => {
    let time = NOW.getTime();
    let body = "<Error/>";
    const webhook = startWebhook({ fetch: async () => new Response(body), now: () => new Date(time) });
    expect((await webhook.post(sns.sign({}))).statusCode).to.equal(403);
    body = sns.certificate;
    time += 30_000;
    expect((await webhook.post(sns.sign({}))).statusCode).to.equal(200);
  });

  it("is not looked for at ever new addresses: ten failures stop that for a while, but not what is known", async () => {
    const webhook = startWebhook({
      fetch: async url =>
        url === CERTIFICATE_URL ? new Response(sns.certificate) : new Response("", { status: 404 }),
    });
    expect((await webhook.post(sns.sign({}))).statusCode).to.equal(200);
    const guess = (hex: string) =>
      webhook.post(sns.sign({ SigningCertURL: CERTIFICATE_URL.replace(/-[0-9a-f]{32}/, `-${hex}`) }));
    const statuses = [];
    for (let number = 0; number < 12; number++)
      statuses.push((await guess(String(number).padStart(32, "0"))).statusCode);
    expect(statuses).to.deep.equal([...Array<number>(10).fill(403), 503, 503]);
    expect(webhook.fetched).to.have.length(11);
    expect((await webhook.post(sns.sign({}))).statusCode).to.equal(200);
  });
});
