import { expect } from "chai";

import { Dialogue } from "../../support/ses/dialogue";
import { ACCOUNT, ALICE, type Bench, REGION, identity, startBench } from "../../support/ses/local-ses";

const arn = (rest: string) => `arn:aws:ses:${rest}`;
const OWN = arn(`${REGION}:${ACCOUNT}:identity/example.com`);
const FROM = "From: alice@example.com";
const denied = (resource: string) =>
  `554 Access denied: User \`arn:aws:iam::${ACCOUNT}:user/alice' is not authorized to perform ` +
  `\`ses:SendRawEmail' on resource \`${resource}'`;

describe("local SES: an identity named by ARN", () => {
  let bench: Bench;
  before(async () => {
    bench = await startBench();
  });
  afterEach(() => {
    bench.users.set(ALICE, identity());
  });
  after(async () => {
    await bench.close();
  });

  /** The reply to a message with these header lines. */
  const submit = async (...headers: string[]) => {
    const session = await Dialogue.secure(bench);
    const message = `${headers.join("\r\n")}\r\n\r\nHi`;
    const reply = await session.submit("alice@example.com", ["bob@elsewhere.test"], message);
    session.destroy();
    return reply;
  };
  const ok = /^250 Ok 0100/;

  for (const field of ["X-SES-SOURCE-ARN", "X-SES-FROM-ARN", "X-SES-RETURN-PATH-ARN"]) {
    it(`may be the sender's own: ${field}`, async () => {
      expect(await submit(`${field}: ${OWN}`, FROM)).to.match(ok);
    });
    for (const foreign of [
      arn(`${REGION}:999988887777:identity/example.com`),
      arn(`us-east-1:${ACCOUNT}:identity/example.com`),
      arn(`*:${ACCOUNT}:identity/example.com`),
    ]) {
      it(`must be allowed by the sender's policy: ${field}: ${foreign}`, async () => {
        expect(await submit(`${field}: ${foreign}`, FROM)).to.equal(denied(foreign));
      });
    }
    it(`must be an identity's: ${field}`, async () => {
      expect(await submit(`${field}: example.com`, FROM)).to.equal(
        "554 Transaction failed: Invalid identity ARN: example.com",
      );
    });
  }
  it("of another account needs its owner's policy, whatever the sender's own says", async () => {
    const foreign = arn(`${REGION}:999988887777:identity/example.com`);
    const policies = [{ Statement: { Effect: "Allow", Action: "*", Resource: "*" } }] as const;
    bench.users.set(ALICE, identity({ policies }));
    expect(await submit(`X-SES-SOURCE-ARN: ${foreign}`, FROM)).to.equal(denied(foreign));
  });
  it("must exist", async () => {
    const gone = arn(`${REGION}:${ACCOUNT}:identity/gone.test`);
    expect(await submit(`X-SES-FROM-ARN: ${gone}`, FROM)).to.equal(denied(gone));
  });
  it("is the first of several", async () => {
    const foreign = arn(`${REGION}:999988887777:identity/example.com`);
    expect(await submit(`X-SES-FROM-ARN: ${OWN}`, `X-SES-FROM-ARN: ${foreign}`, FROM)).to.match(ok);
  });
});
