import { expect } from "chai";
import { dlqMessage } from "../../../handlers/shared/dlq-message";
import { MANAGER_GROUP, withConsole } from "../../support/console/with-console";

const NOW = new Date("2026-11-20T08:00:00Z");

const FAILED = {
  errorType: "quota_reached",
  errorMessage: "IAM refused the request",
  retryCount: 10,
  timestamp: "2026-11-20T05:00:00.000Z",
};
const of = (username: string) => JSON.stringify(dlqMessage(username, `id of ${username}`, undefined, FAILED));

describe("the console's page of problems", () => {
  const running = withConsole(() => NOW);
  const get = async (path = "/problems") => (await running().browser.get(path)).body;

  it("says that nothing has failed", async () => {
    expect(await get()).to.include("Nothing has failed");
  });

  it("shows what is parked, what waits and what cannot be parsed, with its story, and changes nothing", async () => {
    const { aws, parked, waiting } = running();
    aws.queues.set(parked, [of("jane"), "not JSON"]).set(waiting, [of("bob")]);
    const body = await get();
    expect(body).to.match(
      /Parked.*jane.*quota_reached.*IAM refused the request.*10.*2026-11-20 05:00 UTC.*Retry/s,
    );
    expect(body).to.match(/Waiting for a retry.*bob/s);
    expect(body).to.match(/Cannot be parsed.*not JSON.*Discard/s);
    expect([...new Set(aws.calls)]).to.deep.equal(["AmazonSQS.ReceiveMessage"]);
  });

  it("retries one login's operations, as the command does", async () => {
    const { aws, browser, parked } = running();
    aws.queues.set(parked, [of("jane"), of("bob")]);
    const answer = await browser.post("/problems/retry", [["login", "jane"]], "/problems");
    expect(answer.status).to.equal(303);
    expect(
      aws.invoked.map(({ name, payload }) => [name, (payload as { usernames: string[] }).usernames]),
    ).to.deep.equal([["manager", ["jane"]]]);
    expect(aws.queues.get(parked)?.map(body => body !== undefined)).to.deep.equal([false, true]);
    expect(await get()).to.include("1 retried: jane. 1 left.");
  });

  it("retries all, and keeps what cannot be parsed until somebody discards it", async () => {
    const { aws, browser, parked } = running();
    aws.queues.set(parked, [of("jane"), "not JSON"]);
    await browser.post("/problems/retry", [], "/problems");
    expect(aws.invoked).to.have.lengthOf(1);
    const body = await get();
    expect(body).to.include("1 retried: jane. 1 left.").and.include("cannot be parsed");
    const id = /name="id" value="([^"]+)"/.exec(body)?.[1] ?? "";
    aws.queues.get(parked)?.push("arrived since");
    await browser.post("/problems/discard", [["id", id]], "/problems");
    expect(aws.queues.get(parked)).to.deep.equal([undefined, undefined, "arrived since"]);
  });

  it("says so if there is nothing to retry", async () => {
    const { aws, browser, parked } = running();
    aws.queues.set(parked, [of("bob")]);
    const { status, body } = await browser.post("/problems/retry", [["login", "jane"]], "/problems");
    expect(status).to.equal(502);
    expect(body).to.include("No parked operation of &quot;jane&quot;");
  });

  it("tells what all functions logged about a login, newest first", async () => {
    const log = (minute: number, message: string, username: string) =>
      running().aws.events.push({
        ...{ group: MANAGER_GROUP, timestamp: Date.parse(`2026-11-20T07:0${minute}:00Z`) },
        message: JSON.stringify({
          level: "ERROR",
          message,
          service: "smtp-credential-manager",
          username,
          code: "x1",
        }),
      });
    log(1, "first", "jane");
    log(2, "second", "jane");
    log(3, "of another", "jane.doe");
    const body = await get("/problems/story?login=jane");
    expect(body)
      .to.match(/second.*code=x1.*first/s)
      .and.not.include("of another");
    expect((await running().browser.get("/problems/story?login=%22")).status).to.equal(400);
  });
});
