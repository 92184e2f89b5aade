import { once } from "node:events";
import net from "node:net";
import { expect } from "chai";

import { Dialogue } from "../../support/ses/dialogue";
import { type Bench, startBench } from "../../support/ses/local-ses";

const TIMEOUT = "451 4.4.2 Timeout waiting for data from client.";
const TO = ["bob@elsewhere.test"];
const MESSAGE = "From: alice@example.com\r\n\r\nHi";

describe("local SES: a session", () => {
  let bench: Bench;
  afterEach(async () => {
    await bench.close();
  });

  it("ends after ten seconds of silence", async () => {
    bench = await startBench();
    const session = await Dialogue.secure(bench);
    const began = performance.now();
    expect(await session.next()).to.equal(TIMEOUT);
    expect(performance.now() - began).to.be.at.least(9_000);
    expect(await session.next()).to.equal("(closed)");
  });

  for (const [when, prepare] of [
    ["before EHLO", async () => (await Dialogue.open(bench.ses.smtp.port)).session],
    ["before login", async () => Dialogue.secure(bench, false)],
    ["between two messages", async () => Dialogue.secure(bench)],
    [
      "in the middle of a message",
      async () => {
        const session = await Dialogue.secure(bench);
        await session.say("MAIL FROM:<alice@example.com>");
        await session.say("RCPT TO:<bob@elsewhere.test>");
        await session.say("DATA");
        session.write("From: alice@example.com\r\n\r\nHalf");
        return session;
      },
    ],
  ] as const) {
    it(`ends with SES's reply when its client is silent ${when}`, async () => {
      bench = await startBench({ maxIdleMs: 1_000 });
      const session = await prepare();
      expect(await session.next()).to.equal(TIMEOUT);
      expect(await session.next()).to.equal("(closed)");
      expect(bench.ses.mailbox.list()).to.deep.equal([]);
    });
  }

  it("ends when a message arrives too slowly, although its client is never silent", async () => {
    bench = await startBench({ maxIdleMs: 5_000, maxDataMs: 600 });
    const session = await Dialogue.secure(bench);
    await session.say("MAIL FROM:<alice@example.com>");
    await session.say("RCPT TO:<bob@elsewhere.test>");
    await session.say("DATA");
    const drip = setInterval(() => {
      session.write("x");
    }, 50);
    expect(await session.next()).to.equal(TIMEOUT);
    clearInterval(drip);
    expect(await session.next()).to.equal("(closed)");
  });

  it("may take longer than one message may", async () => {
    bench = await startBench({ maxDataMs: 300 });
    const session = await Dialogue.secure(bench);
    for (const until = performance.now() + 900; performance.now() < until;) {
      expect(await session.submit("alice@example.com", TO, MESSAGE)).to.match(/^250 Ok /);
    }
    session.destroy();
  });

  it("gets a temporary failure while all sessions together use too much memory, and is served afterward", async () => {
    bench = await startBench({ maxReceivingBytes: 2_000_000 });
    const sessions = [await Dialogue.secure(bench), await Dialogue.secure(bench)];
    const large = `${MESSAGE}\r\n${`${"x".repeat(70)}\r\n`.repeat(20_000)}`; // 1.4 MB: there is room for one
    const submit = (session: Dialogue) => session.submit("alice@example.com", TO, large);
    let replies: string[] = [];
    while (!replies.some(reply => reply.startsWith("451"))) replies = await Promise.all(sessions.map(submit));
    for (const reply of replies) expect(reply).to.match(/^(250 Ok .*|451 Temporary service failure)$/);
    for (const session of sessions) {
      expect(await submit(session)).to.match(/^250 Ok /);
      session.destroy();
    }
  });

  it("whose client leaves in the middle of a message gives back its memory", async () => {
    bench = await startBench({ maxReceivingBytes: 2_000_000 });
    const large = `${MESSAGE}\r\n${`${"x".repeat(70)}\r\n`.repeat(20_000)}`;
    for (let session = 0; session < 3; session++) {
      const leaving = await Dialogue.secure(bench);
      await leaving.say("MAIL FROM:<alice@example.com>");
      await leaving.say("RCPT TO:<bob@elsewhere.test>");
      await leaving.say("DATA");
      leaving.write(large);
      leaving.destroy();
    }
    const session = await Dialogue.secure(bench);
    let reply = "";
    while (!reply.startsWith("250")) reply = await session.submit("alice@example.com", TO, large);
    session.destroy();
  });

  it("holds a bounded number of recipients", async () => {
    bench = await startBench();
    const session = await Dialogue.secure(bench);
    await session.say("MAIL FROM:<alice@example.com>");
    let reply = "250 Ok";
    let accepted = 0;
    for (; reply === "250 Ok"; accepted++) reply = await session.say(`RCPT TO:<r${accepted}@elsewhere.test>`);
    expect(reply).to.match(/^452 /);
    expect(accepted).to.be.within(51, 2_000);
    session.destroy();
  });

  it("is refused while there are too many", async () => {
    bench = await startBench();
    const sockets: net.Socket[] = [];
    let greeting = "";
    while (!greeting.startsWith("421") && sockets.length < 2_000) {
      const socket = net.connect(bench.ses.smtp.port, "127.0.0.1");
      sockets.push(socket);
      const [data] = (await once(socket, "data")) as [Buffer];
      greeting = data.toString();
    }
    expect(greeting).to.equal("421 Too many concurrent SMTP connections\r\n");
    for (const socket of sockets) socket.destroy();
  });

  for (const [command, name] of [
    ["MAIL FROM:<alice@example.com> SMTPUTF8", "SMTPUTF8"],
    ["MAIL FROM:<alice@example.com> RET=FULL", "RET"],
    ["MAIL FROM:<alice@example.com> ENVID=x", "ENVID"],
    ["MAIL FROM:<alice@example.com> BODY=8BITMIME REQUIRETLS", "REQUIRETLS"],
    ["MAIL FROM:<alice@example.com> MT-PRIORITY=3", "MT-PRIORITY"],
    ["MAIL FROM:<alice@example.com> HOLDFOR=60", "HOLDFOR"],
    ["MAIL FROM:<alice@example.com> FOO", "FOO"],
    ["RCPT TO:<bob@elsewhere.test> NOTIFY=NEVER", "NOTIFY"],
    ["RCPT TO:<bob@elsewhere.test> ORCPT=rfc822;bob@elsewhere.test", "ORCPT"],
    ["RCPT TO:<bob@elsewhere.test> RRVS=x", "RRVS"],
  ] as const) {
    it(`refuses parameters of extensions that were not offered: ${command}`, async () => {
      bench = await startBench();
      const session = await Dialogue.secure(bench);
      if (command.startsWith("RCPT")) await session.say("MAIL FROM:<alice@example.com>");
      expect(await session.say(command)).to.equal(
        `555 MAIL FROM/RCPT TO parameters not recognized or not implemented: ${name}`,
      );
      session.destroy();
    });
  }

  it("accepts the parameters of what was offered, and none after HELO", async () => {
    bench = await startBench();
    const session = await Dialogue.secure(bench);
    const offered = "MAIL FROM:<alice@example.com> SIZE=100 BODY=8BITMIME AUTH=<>";
    expect(await session.say(offered)).to.equal("250 Ok");
    await session.say("HELO client.test");
    expect(await session.say(offered)).to.match(/^555 .*: SIZE$/);
    session.destroy();
  });
});
