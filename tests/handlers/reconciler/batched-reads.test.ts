import {
  type AttributeValue,
  BatchGetItemCommand,
  GetItemCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import { CredentialStore } from "../../../handlers/reconciler/adapters/credential-store";
import { batchReads } from "../../../handlers/reconciler/adapters/batched-reads";
import { credentialKey } from "../../../records/keys";

/** A table with records of these usernames; of a batch it leaves some out, as DynamoDB does when it throttles. */
function account(
  usernames: readonly string[],
  { leftOut = [], error }: { leftOut?: string[]; error?: Error } = {},
) {
  const calls: string[] = [];
  const items = new Map(
    usernames.map(username => {
      const { PK, SK } = credentialKey(username);
      return [`${PK} ${SK}`, { PK: { S: PK }, SK: { S: SK }, status: { S: `of ${username}` } }];
    }),
  );
  const send = async (command: { constructor: { name: string } }) => {
    calls.push(command.constructor.name);
    if (error) throw error;
    if (command instanceof GetItemCommand) return { Item: items.get(nameOf(command.input.Key)) };
    if (!(command instanceof BatchGetItemCommand)) return {};
    const { Keys = [] } = command.input.RequestItems?.mail ?? {};
    if (Keys.length > 100) throw new Error("Too many items requested for the BatchGetItem call");
    const left = Keys.filter(({ SK }) => leftOut.some(username => credentialKey(username).SK === SK?.S));
    const found = Keys.filter(key => !left.includes(key)).flatMap(key => items.get(nameOf(key)) ?? []);
    return {
      Responses: { mail: found.reverse() },
      UnprocessedKeys: left.length ? { mail: { Keys: left } } : {},
    };
  };
  const client = batchReads({ send }, true);
  return { calls, client, store: new CredentialStore(client, "mail") };
}

function nameOf({ PK, SK }: Record<string, AttributeValue> = {}): string {
  return `${PK?.S ?? ""} ${SK?.S ?? ""}`;
}

const statusOf = async (store: CredentialStore, username: string) =>
  (await store.read(username))?.attributes.status;

describe("reads of records side by side", () => {
  it("are as many calls as 100 keys each need", async () => {
    const usernames = Array.from({ length: 230 }, (_, index) => `user-${index}`);
    const { calls, store } = account(usernames, { leftOut: ["user-229"] });
    const statuses = await Promise.all(usernames.map(username => statusOf(store, username)));
    expect(statuses).to.deep.equal(usernames.map(username => `of ${username}`));
    expect(calls.filter(call => call === "BatchGetItemCommand").length).to.be.within(3, 5);
  });

  it("are one call, and each gets its own record", async () => {
    const { calls, store } = account(["a", "b"]);
    const statuses = await Promise.all(["a", "b", "none"].map(username => statusOf(store, username)));
    expect(statuses).to.deep.equal(["of a", "of b", undefined]);
    expect(calls).to.deep.equal(["BatchGetItemCommand"]);
  });

  it("of the same record name it once: DynamoDB refuses a key twice", async () => {
    const { calls, store } = account(["a"]);
    expect(await Promise.all([statusOf(store, "a"), statusOf(store, "a")])).to.deep.equal(["of a", "of a"]);
    expect(calls).to.deep.equal(["BatchGetItemCommand"]);
  });

  it("stay a GetItem where there is only one", async () => {
    const { calls, client } = account([]);
    const read = () => client.send(new GetItemCommand({ TableName: "mail", Key: {}, ConsistentRead: true }));
    await read();
    await read();
    expect(calls).to.deep.equal(["GetItemCommand", "GetItemCommand"]);
  });

  it("of one username are one call too: its record and its hold", async () => {
    const { calls, store } = account(["a"]);
    expect(await statusOf(store, "a")).to.equal("of a");
    expect(calls).to.deep.equal(["BatchGetItemCommand"]);
  });

  it("that DynamoDB has left out are made alone", async () => {
    const { calls, store } = account(["a", "b"], { leftOut: ["b"] });
    expect(await Promise.all([statusOf(store, "a"), statusOf(store, "b")])).to.deep.equal(["of a", "of b"]);
    expect(calls, "the record and the hold of b").to.deep.equal([
      "BatchGetItemCommand",
      "GetItemCommand",
      "GetItemCommand",
    ]);
  });

  it("fail together, with AWS's error", async () => {
    const { store } = account(["a", "b"], { error: new Error("throttled") });
    const results = await Promise.allSettled([store.read("a"), store.read("b")]);
    expect(
      results.map(result => (result.status === "rejected" ? String(result.reason) : "read")),
    ).to.deep.equal(["Error: throttled", "Error: throttled"]);
  });

  it("let all other calls pass", async () => {
    const { calls, client } = account([]);
    await client.send(new UpdateItemCommand({ TableName: "mail", Key: {} }));
    expect(calls).to.deep.equal(["UpdateItemCommand"]);
  });
});
