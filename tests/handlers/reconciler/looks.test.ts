import type { BatchGetItemCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import { leaseKey } from "../../../handlers/reconciler/lease/item";
import { SharedLooks } from "../../../handlers/reconciler/lease/looks";
import type { Clock } from "../../../handlers/shared/clock";

/** A table of leases that answers when the test says so. */
function account(unprocessed: string[] = []) {
  const time = { now: 1_000_000 };
  const clock: Clock = { now: () => time.now, sleep: () => Promise.resolve() };
  const reads: string[][] = [];
  const answers: { answer: () => void; fail: (error: Error) => void }[] = [];
  const send = async ({ input }: BatchGetItemCommand) => {
    const keys = input.RequestItems?.mail?.Keys ?? [];
    reads.push(keys.map(({ SK }) => SK?.S ?? ""));
    await new Promise<void>((answer, fail) => answers.push({ answer, fail }));
    const left = keys.filter(({ SK }) => unprocessed.includes(SK?.S ?? ""));
    const found = keys.filter(key => !left.includes(key));
    return {
      Responses: { mail: found.map(key => ({ ...key, dirty: { N: String(reads.length) } })) },
      UnprocessedKeys: left.length > 0 ? { mail: { Keys: left } } : {},
    };
  };
  const dynamodb = { send } as unknown as Pick<DynamoDBClient, "send">;
  const looks = new SharedLooks({ dynamodb, table: "mail", clock }, ["a", "b"]);
  const answered = async <T>(look: Promise<T>): Promise<T> => {
    answers.shift()?.answer();
    return look;
  };
  return { time, reads, answers, looks, answered };
}

const skOf = (username: string) => leaseKey(username).SK?.S ?? "";

describe("looks at leases", () => {
  it("are made in one call for all usernames of the event", async () => {
    const { time, reads, looks, answered } = account();
    const [first, second] = await answered(
      Promise.all([looks.look("a", time.now), looks.look("b", time.now)]),
    );
    expect(reads).to.deep.equal([[skOf("a"), skOf("b")]]);
    expect(first?.at).to.equal(time.now);
    expect(second?.item.SK?.S).to.equal(skOf("b"));
  });

  it("never show what was read before the time that is asked for", async () => {
    const { time, reads, looks, answered } = account();
    await answered(looks.look("a", time.now));
    time.now += 500;
    expect((await looks.look("a", time.now - 500))?.at).to.equal(time.now - 500);
    const fresh = await answered(looks.look("a", time.now - 499));
    expect(fresh?.at).to.equal(time.now);
    expect(reads).to.have.length(2);
  });

  it("read again once the clock was set back", async () => {
    const { time, reads, looks, answered } = account();
    await answered(looks.look("a", time.now));
    time.now -= 60_000;
    await answered(looks.look("a", time.now - 1_000));
    expect(reads).to.have.length(2);
  });

  it("say so where DynamoDB has left an item out", async () => {
    const { time, looks, answered } = account([skOf("a")]);
    expect(await answered(looks.look("a", time.now))).to.equal(undefined);
  });

  it("fail as the call fails, and the next one reads again", async () => {
    const { time, answers, reads, looks, answered } = account();
    const failing = looks.look("a", time.now).catch((error: unknown) => error);
    answers.shift()?.fail(new Error("throttled"));
    expect(await failing).to.have.property("message", "throttled");
    expect((await answered(looks.look("a", time.now)))?.item.SK?.S).to.equal(skOf("a"));
    expect(reads).to.have.length(2);
  });
});
