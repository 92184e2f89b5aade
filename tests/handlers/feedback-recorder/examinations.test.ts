import { expect } from "chai";
import { type ExaminationPorts, Examinations } from "../../../handlers/feedback-recorder/examinations";

describe("asking for examinations", () => {
  function started() {
    const asked: string[][] = [];
    const warnings: string[] = [];
    const clock = { now: 0, fails: false };
    const lambda = {
      send: ({ input }: { input: { Payload: string } }) => {
        if (clock.fails) return Promise.reject(new Error("TooManyRequestsException"));
        asked.push((JSON.parse(input.Payload) as { examine: { usernames: string[] } }).examine.usernames);
        return Promise.resolve({});
      },
    } as unknown as ExaminationPorts["lambda"];
    const log = { warn: (text: string) => warnings.push(text) };
    const examinations = new Examinations({ lambda, validator: "validator", now: () => clock.now, log });
    return { examinations, asked, warnings, clock };
  }

  it("is done at each of a login's first twenty events, then at each fifth and after a minute", async () => {
    const { examinations, asked, clock } = started();
    const times = async (count: number) => {
      asked.length = 0;
      for (let index = 0; index < count; index++) await examinations.request(["jane"]);
      return asked.length;
    };
    expect(await times(20)).to.equal(20);
    expect(await times(4)).to.equal(0);
    expect(await times(1)).to.equal(1);
    expect(await times(100)).to.equal(20);
    clock.now = 59_999;
    expect(await times(1)).to.equal(0);
    clock.now = 60_000;
    expect(await times(1)).to.equal(1);
    clock.now += 10 * 60_000;
    expect(await times(25)).to.equal(21);
  });

  it("is one request for all logins of a batch, and none without any", async () => {
    const { examinations, asked } = started();
    await examinations.request([]);
    await examinations.request(["jane", "joe", "jane"]);
    await examinations.request([...Array<string>(30).fill("joe"), "jane"]);
    expect(asked).to.deep.equal([
      ["jane", "joe"],
      ["joe", "jane"],
    ]);
  });

  it("is tried again with the next event if Lambda does not accept the request", async () => {
    const { examinations, asked, warnings, clock } = started();
    clock.fails = true;
    await examinations.request(["jane"]);
    expect(warnings).to.have.lengthOf(1);
    clock.fails = false;
    await examinations.request(["jane"]);
    expect(asked).to.deep.equal([["jane"]]);
  });
});
