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

  it("is done at a login's first event, at each fifth, and after a minute", async () => {
    const { examinations, asked, clock } = started();
    for (let count = 0; count < 11; count++) await examinations.request(["jane"]);
    expect(asked).to.deep.equal([["jane"], ["jane"], ["jane"]]);
    clock.now = 59_999;
    await examinations.request(["jane"]);
    expect(asked).to.have.lengthOf(3);
    clock.now = 60_000;
    await examinations.request(["jane"]);
    expect(asked).to.have.lengthOf(4);
  });

  it("is one request for all logins of a batch, and none without any", async () => {
    const { examinations, asked } = started();
    await examinations.request([]);
    await examinations.request(["jane", "joe", "jane"]);
    await examinations.request(["jane", "joe", "joe", "joe", "joe", "joe"]);
    expect(asked).to.deep.equal([["jane", "joe"], ["joe"]]);
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
