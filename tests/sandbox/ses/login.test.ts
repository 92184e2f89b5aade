import { expect } from "chai";

import { Dialogue, plain } from "../../support/ses/dialogue";
import { ALICE, type Bench, NOW, identity, startBench } from "../../support/ses/local-ses";

describe("local SES: login", () => {
  let bench: Bench;
  before(async () => {
    bench = await startBench();
  });
  afterEach(() => {
    bench.users.set(ALICE, identity());
    bench.clock.now = NOW;
  });
  after(async () => {
    await bench.close();
  });

  const login = async (user = ALICE, password = bench.password) => {
    const session = await Dialogue.secure(bench, false);
    const reply = await session.say(`AUTH PLAIN ${plain(user, password)}`);
    session.destroy();
    return reply;
  };
  const rejected = "535 Authentication Credentials Invalid";

  // Proves R6.2, T3.1-e
  it("accepts the derived password with AUTH PLAIN and AUTH LOGIN", async () => {
    expect(await login()).to.equal("235 Authentication successful.");
    const session = await Dialogue.secure(bench, false);
    expect(await session.say("AUTH LOGIN")).to.equal("334 VXNlcm5hbWU6");
    expect(await session.say(Buffer.from(ALICE).toString("base64"))).to.equal("334 UGFzc3dvcmQ6");
    expect(await session.say(Buffer.from(bench.password).toString("base64"))).to.match(/^235 /);
    session.destroy();
  });
  // Proves R6.4, D-smtp-errors.3
  it("rejects a wrong password, the raw secret and an unknown key with the same reply", async () => {
    expect(await login(ALICE, "wrong")).to.equal(rejected);
    expect(await login(ALICE, identity().secretAccessKey)).to.equal(rejected);
    expect(await login("AKIANOBODY0000000000")).to.equal(rejected);
  });
  it("rejects an inactive key", async () => {
    bench.users.set(ALICE, identity({ active: false }));
    expect(await login()).to.equal(rejected);
  });
  it("rejects a key until it is old enough", async () => {
    bench.users.set(ALICE, identity({ createdAt: NOW }));
    bench.clock.now = new Date(NOW.getTime() + 4_999);
    expect(await login()).to.equal(rejected);
    bench.clock.now = new Date(NOW.getTime() + 5_000);
    expect(await login()).to.match(/^235 /);
  });
  it("rejects an authorization identity other than the user", async () => {
    const session = await Dialogue.secure(bench, false);
    const token = Buffer.from(`bob\0${ALICE}\0${bench.password}`).toString("base64");
    expect(await session.say(`AUTH PLAIN ${token}`)).to.equal(rejected);
    session.destroy();
  });
  it("replies 451 without details when IAM is unavailable", async () => {
    const ses = await startBench({
      identities: {
        createdAt: () => new Date(0),
        find: () => Promise.reject(new Error("secret detail")),
        permissions: () => Promise.resolve(undefined),
      },
    });
    const session = await Dialogue.secure(ses, false);
    expect(await session.say(`AUTH PLAIN ${plain(ALICE, "x")}`)).to.equal("451 Temporary service failure");
    session.destroy();
    await ses.close();
  });
  it("accepts a key that was made inactive, and rejects one made active again, for the configured time", async () => {
    const slow = await startBench({ inactiveDelayMs: 2_000 });
    const attempt = async () => {
      const session = await Dialogue.secure(slow, false);
      const reply = await session.say(`AUTH PLAIN ${plain(ALICE, slow.password)}`);
      session.destroy();
      return reply;
    };
    const at = (ms: number) => (slow.clock.now = new Date(NOW.getTime() + ms));
    for (const active of [false, true]) {
      at(0);
      slow.users.set(ALICE, identity({ active, changedAt: NOW }));
      const [before, after] = active ? [rejected, /^235 /] : [/^235 /, rejected];
      at(1_999);
      expect(await attempt()).to.match(new RegExp(before));
      at(2_000);
      expect(await attempt()).to.match(new RegExp(after));
    }
    await slow.close();
  });
  for (const [what, change] of [
    ["is made inactive", () => bench.users.set(ALICE, identity({ active: false }))],
    ["is deleted", () => bench.users.set("AKIAOTHER", identity({ accessKeyId: "AKIAOTHER" })).delete(ALICE)],
  ] as const) {
    it(`lasts in an open session after its key ${what}; only the policy ends it`, async () => {
      const session = await Dialogue.secure(bench);
      change();
      expect(await send(session)).to.match(/^250 Ok /);
      const [[key = "", user] = []] = [...bench.users];
      if (user) bench.users.set(key, { ...user, policies: [] });
      expect(await send(session)).to.match(/^554 /);
      session.destroy();
    });
  }
  it("ends with the user", async () => {
    const session = await Dialogue.secure(bench);
    bench.users.clear();
    expect(await send(session)).to.match(/^554 /);
    session.destroy();
  });

  async function send(session: Dialogue): Promise<string> {
    await session.say("MAIL FROM:<alice@example.com>");
    await session.say("RCPT TO:<bob@elsewhere.test>");
    await session.say("DATA");
    return session.say("From: alice@example.com\r\n\r\nHi\r\n.");
  }
});
