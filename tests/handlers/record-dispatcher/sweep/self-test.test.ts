import { expect } from "chai";
import { findings } from "../../../../handlers/record-dispatcher/sweep/find";
import { removeSelfTest } from "../../../../handlers/record-dispatcher/sweep/self-test";
import { selfTestDescription, selfTestNames } from "../../../../records/self-test";
import { DAY, HOUR, NOW, SETTINGS, sound, swept } from "../../../support/reconciler/swept";

const names = selfTestNames("0123456789ab");
const DESCRIPTION = selfTestDescription(new Date("2026-03-01T10:00:00Z"));

interface Call {
  name: string;
  input: Record<string, unknown>;
}

/** Clients that note each call, and fail the calls with these names. */
function clients(failures: Readonly<Record<string, string>> = {}) {
  const calls: Call[] = [];
  const send = async (command: { constructor: { name: string }; input: Record<string, unknown> }) => {
    const { name } = command.constructor;
    calls.push({ name, input: command.input });
    const isRecord = JSON.stringify(command.input).includes("SMTP_USER");
    const failure = failures[isRecord ? "record" : name];
    if (failure !== undefined) throw Object.assign(new Error(failure), { name: failure });
    return {};
  };
  const client = { send } as unknown as Parameters<typeof removeSelfTest>[0]["dynamodb"];
  return { calls, clients: { dynamodb: client, ses: client as never } };
}

describe("what a sweep does with a killed self-test", () => {
  const remove = (made: ReturnType<typeof clients>, username = names.credential) =>
    removeSelfTest(made.clients, "mail", username, DESCRIPTION);

  it("removes its suppressions and its configuration set, and then its record, if it is still the same", async () => {
    const made = clients();
    await remove(made);
    const last = made.calls.at(-1);
    expect(made.calls.map(({ name }) => name)).to.deep.equal([
      ...["DeleteItemCommand", "DeleteItemCommand", "DeleteItemCommand"],
      ...["DeleteConfigurationSetCommand", "DeleteItemCommand"],
    ]);
    expect(JSON.stringify(made.calls[0])).to.include(`EMAIL#${names.bounce}`);
    expect(made.calls[3]?.input).to.deep.equal({ ConfigurationSetName: names.configurationSet });
    expect(last?.input).to.deep.include({
      Key: { PK: { S: "SMTP_USER" }, SK: { S: `USER#${names.credential}` } },
      ConditionExpression: "description = :description",
      ExpressionAttributeValues: { ":description": { S: DESCRIPTION } },
    });
  });

  it("does not mind what is gone already, or a record that somebody wrote since", async () => {
    await remove(clients({ DeleteConfigurationSetCommand: "NotFoundException" }));
    await remove(clients({ record: "ConditionalCheckFailedException" }));
  });

  it("keeps the record if anything else fails, so that the next sweep tries again", async () => {
    const made = clients({ DeleteConfigurationSetCommand: "AccessDeniedException" });
    const error = await remove(made).catch((reason: unknown) => reason as Error);
    expect((error as Error).message).to.equal("AccessDeniedException");
    expect(JSON.stringify(made.calls)).not.to.include("SMTP_USER");
  });

  it("never touches a record of another name", async () => {
    for (const username of ["jane", "self-test-team", names.keyUser, ""]) {
      const made = clients();
      const error = await remove(made, username).catch((reason: unknown) => reason as Error);
      expect((error as Error).message).to.include("Not a username of a self-test");
      expect(made.calls).to.deep.equal([]);
    }
  });
});

describe("a sweep", () => {
  const kinds = (plants: Parameters<typeof swept>[0]) =>
    findings(swept(plants), SETTINGS, NOW).map(({ kind }) => kind);
  const startedAt = (time: number) => selfTestDescription(new Date(time));

  it("finds a self-test that was killed more than a day ago, and nothing else about it", () => {
    const planted = (time: number) => {
      const { record, lease, user } = sound(names.credential);
      return { [names.credential]: { record: { ...record, description: startedAt(time) }, lease, user } };
    };
    const [finding, ...others] = findings(swept(planted(NOW - 2 * DAY)), SETTINGS, NOW);
    expect(others).to.deep.equal([]);
    expect(finding).to.include({ kind: "self_test_left", username: names.credential, stops: true });
    expect(kinds(planted(NOW - HOUR))).to.deep.equal([]);
  });

  it("leaves another login alone, whatever its description or its name says", () => {
    const { record, lease, user } = sound("jane");
    expect(
      kinds({ jane: { record: { ...record, description: startedAt(NOW - 2 * DAY) }, lease, user } }),
    ).to.deep.equal([]);
    expect(kinds({ [names.credential]: sound(names.credential) })).to.deep.equal([]);
  });
});
