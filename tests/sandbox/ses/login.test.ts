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
  const refused = "535 Authentication Credentials Invalid";

  it("takes the derived password by PLAIN and by LOGIN", async () => {
    expect(await login()).to.equal("235 Authentication successful.");
    const session = await Dialogue.secure(bench, false);
    expect(await session.say("AUTH LOGIN")).to.equal("334 VXNlcm5hbWU6");
    expect(await session.say(Buffer.from(ALICE).toString("base64"))).to.equal("334 UGFzc3dvcmQ6");
    expect(await session.say(Buffer.from(bench.password).toString("base64"))).to.match(/^235 /);
    session.destroy();
  });
  it("refuses a wrong password, the raw secret and an unknown key alike", async () => {
    expect(await login(ALICE, "wrong")).to.equal(refused);
    expect(await login(ALICE, identity().secretAccessKey)).to.equal(refused);
    expect(await login("AKIANOBODY0000000000")).to.equal(refused);
  });
  it("refuses an inactive key", async () => {
    bench.users.set(ALICE, identity({ active: false }));
    expect(await login()).to.equal(refused);
  });
  it("refuses a key until it is old enough", async () => {
    bench.users.set(ALICE, identity({ createdAt: NOW }));
    bench.clock.now = new Date(NOW.getTime() + 4_999);
    expect(await login()).to.equal(refused);
    bench.clock.now = new Date(NOW.getTime() + 5_000);
    expect(await login()).to.match(/^235 /);
  });
  it("refuses to act for another", async () => {
    const session = await Dialogue.secure(bench, false);
    const token = Buffer.from(`bob\0${ALICE}\0${bench.password}`).toString("base64");
    expect(await session.say(`AUTH PLAIN ${token}`)).to.equal(refused);
    session.destroy();
  });
  it("answers 451 without details when IAM cannot be asked", async () => {
    const ses = await startBench({
      identities: { find: () => Promise.reject(new Error("secret detail")) },
    });
    const session = await Dialogue.secure(ses, false);
    expect(await session.say(`AUTH PLAIN ${plain(ALICE, "x")}`)).to.equal("451 Temporary service failure");
    session.destroy();
    await ses.close();
  });
  it("ends with the key, also in an open session", async () => {
    const session = await Dialogue.secure(bench);
    expect(await session.say("MAIL FROM:<alice@example.com>")).to.equal("250 Ok");
    bench.users.set(ALICE, identity({ active: false }));
    await session.say("RCPT TO:<bob@elsewhere.test>");
    await session.say("DATA");
    expect(await session.say("From: alice@example.com\r\n\r\nHi\r\n.")).to.equal(refused);
    expect(await session.say("MAIL FROM:<alice@example.com>")).to.equal(refused);
    session.destroy();
  });
});
