import { expect } from "chai";
import fc from "fast-check";
import {
  type Attributes,
  attributesOf,
  entityTag,
  isChangedOutside,
} from "../../../handlers/api/credentials/inputs";
import type { ApiAction } from "../../../handlers/shared/api-routes";
import { IAM, startApi } from "../../support/api/call";
import type { Item } from "../../support/aws-model/expression";

const JANE = { allowedFromAddresses: ["jane@company.com"], description: "Jane" };

describe("If-Match in the API", () => {
  let api: ReturnType<typeof startApi>;
  let tag: string;
  beforeEach(async () => {
    api = startApi();
    tag = (await api.call("putCredential", "jane", { body: JANE })).headers.etag ?? "";
  });

  it("is an entity tag of the settings, which the manager's work does not change", async () => {
    const stored = api.dynamodb.get("SMTP_USER", "USER#jane");
    api.dynamodb.put({ ...stored, status: { S: "active" }, smtp_username: { S: "AKIA" } });
    expect((await api.call("getCredential", "jane")).headers.etag).to.equal(tag);
    const headers = { "if-match": tag };
    const answer = await api.call("patchCredential", "jane", { body: { description: "J" }, headers });
    expect(answer.statusCode).to.equal(200);
    expect(answer.headers.etag).not.to.equal(tag);
  });

  for (const [action, body] of [
    ["putCredential", JANE],
    ["patchCredential", { description: "x" }],
    ["deleteCredential", undefined],
    ["rotateCredential", undefined],
    ["disableCredential", undefined],
    ["enableCredential", undefined],
  ] as const) {
    it(`stops ${action} once somebody else changed the credential, and changes nothing`, async () => {
      await api.call("patchCredential", "jane", { body: { description: "of another administrator" } });
      const before = api.dynamodb.all();
      const headers = { "if-match": tag };
      const answer = await api.call(action, "jane", { headers, ...(body === undefined ? {} : { body }) });
      expect(answer.statusCode).to.equal(412);
      expect(api.dynamodb.all()).to.deep.equal(before);
    });
  }

  it("keeps the hold of a login that somebody else changed", async () => {
    const hold = { PK: { S: "SMTP_HOLD" }, SK: { S: "USER#jane" } };
    api.dynamodb.put(hold);
    const answer = await api.call("enableCredential", "jane", { headers: { "if-match": '"other"' } });
    expect(answer.statusCode).to.equal(412);
    expect(api.dynamodb.get("SMTP_HOLD", "USER#jane")).to.deep.equal(hold);
  });

  it("stops a request for a credential that does not exist, and * one that must", async () => {
    for (const given of [tag, "*"]) {
      const answer = await api.call("putCredential", "new", { body: JANE, headers: { "if-match": given } });
      expect(answer.statusCode, given).to.equal(412);
    }
  });

  it("has If-None-Match beside it, for a credential that must be new", async () => {
    const headers = { "if-none-match": "*" };
    expect((await api.call("putCredential", "jane", { body: JANE, headers })).statusCode).to.equal(412);
    expect((await api.call("putCredential", "new", { body: JANE, headers })).statusCode).to.equal(201);
  });
});

/** What an administrator does, each with the fields that it may change. */
const OPERATIONS = [
  { action: "patchCredential", body: { description: "patched" }, fields: ["description"] },
  { action: "patchCredential", body: { ownerEmail: "boss@company.com" }, fields: ["owner_email"] },
  {
    action: "patchCredential",
    body: { allowedFromAddresses: ["*@company.com"] },
    fields: ["allowed_from_addresses"],
  },
  { action: "disableCredential", fields: ["status"] },
  { action: "enableCredential", fields: ["status"] },
  { action: "rotateCredential", fields: ["rotate_requested_at"] },
] as const satisfies { action: ApiAction; body?: object; fields: string[] }[];

/** What is written past the API, by hand or by the manager. */
const OTHERS: readonly Item[] = [
  { owner_email: { S: "hand@company.com" } },
  { allowed_from_addresses: { SS: ["hand@company.com"] } },
  { status: { S: "active" }, smtp_username: { S: "AKIA" } },
];

describe("two administrators and a change by hand at once", () => {
  for (const action of ["rotateCredential", "deleteCredential"] as const) {
    it(`are noticed by ${action}, if the change by hand restored what it had read`, async () => {
      let callsUntilWrite = Infinity;
      const api = startApi({
        before: async () => {
          if (--callsUntilWrite !== 0) return;
          await api.call("patchCredential", "jane", { body: { allowedFromAddresses: ["*@company.com"] } });
          const { changed_by } = api.dynamodb.get("SMTP_USER", "USER#jane") ?? {};
          api.dynamodb.put({ ...created, ...(changed_by && { changed_by }) });
        },
      });
      api.dynamodb.put({ ...NEW_RECORD });
      await api.call("patchCredential", "jane", { body: { description: "through the API" } });
      const created = api.dynamodb.get("SMTP_USER", "USER#jane") ?? {};
      callsUntilWrite = 2; // it reads, and writes
      api.log.length = 0;
      const answer = await api.call(action, "jane");
      expect(answer.statusCode).to.be.oneOf([200, 204]);
      expect(
        api.log.filter(({ message }) => message === "changed outside the API").map(each => each.action),
      ).to.deep.equal([action]);
    });
  }

  // Proves D-load-tests.2
  it("never lose an update, in 1,000 random orders of their calls to DynamoDB", async () => {
    const planOf = fc.array(fc.record({ operation: fc.constantFrom(...OPERATIONS), ifMatch: fc.boolean() }), {
      minLength: 1,
      maxLength: 3,
    });
    let foundByHand = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        planOf,
        planOf,
        fc.array(fc.constantFrom(...OTHERS), { minLength: 1, maxLength: 2 }),
        async (scheduler, anns, bobs, byHand) => {
          const api = startApi({ before: () => scheduler.schedule(Promise.resolve()) });
          api.dynamodb.put({ ...NEW_RECORD });
          const writes: { before: Attributes; after: Attributes }[] = [];
          api.dynamodb.onWrite = ({ before, after }) =>
            writes.push({ before: attributesOf(before ?? {}), after: attributesOf(after ?? {}) });
          const done: {
            arn: string;
            action: ApiAction;
            fields: readonly string[];
            tag?: string;
            etag: string;
          }[] = [];

          const administer = async (name: string, plan: typeof anns) => {
            const arn = `arn:aws:iam::123456789012:user/${name}`;
            const event = {
              requestContext: { requestId: name, authorizer: { iam: { ...IAM, userArn: arn } } },
            };
            for (const { operation, ifMatch } of plan) {
              const tag = ifMatch
                ? (await api.call("getCredential", "jane", { event })).headers.etag
                : undefined;
              const { action, fields } = operation;
              const answer = await api.call(action, "jane", {
                event,
                headers: {
                  "content-type": "application/json",
                  ...(tag === undefined ? {} : { "if-match": tag }),
                },
                ...("body" in operation ? { body: operation.body } : {}),
              });
              expect(answer.statusCode).to.be.oneOf(ifMatch ? [200, 409, 412] : [200, 409]);
              if (answer.statusCode === 200) {
                const etag = answer.headers.etag ?? "";
                done.push({ arn, action, fields, etag, ...(tag === undefined ? {} : { tag }) });
              }
            }
          };
          const write = async () => {
            for (const attributes of byHand) {
              await scheduler.schedule(Promise.resolve());
              api.dynamodb.put({ ...api.dynamodb.get("SMTP_USER", "USER#jane"), ...attributes });
            }
          };
          const all = Promise.all([administer("ann", anns), administer("bob", bobs), write()]);
          await scheduler.waitFor(all);

          // Each success is one write that changed its own fields only, of exactly the state that If-Match named.
          for (const { arn, action, fields, tag, etag } of done) {
            const found = writes.filter(
              ({ before, after }) =>
                (after.changed_by as { arn?: string } | undefined)?.arn === arn &&
                entityTag(after) === etag &&
                (tag === undefined || entityTag(before) === tag) &&
                differences(before, after).every(
                  name => name === "changed_by" || fields.includes(name as never),
                ),
            );
            expect(found, `${action} by ${arn}`).to.have.length.at.least(1);
          }
          // Nothing else was written through the API, and the log names who did it.
          const throughApi = writes.filter(({ before, after }) =>
            differences(before, after).includes("changed_by"),
          );
          expect(throughApi).to.have.lengthOf(done.length);
          const audited = api.log.filter(
            ({ message, outcome, action }) =>
              message === "audit" && outcome === 200 && action !== "getCredential",
          );
          expect(
            audited.map(({ user_arn, action }) => `${String(user_arn)} ${String(action)}`).sort(),
          ).to.deep.equal(done.map(({ arn, action }) => `${arn} ${action}`).sort());
          // Whoever overwrites what was written by hand is logged as having found it, and nobody else is.
          const overwritten = throughApi.filter(({ before }) => isChangedOutside(before));
          const named = api.log.filter(
            ({ message, action }) => message === "changed outside the API" && action !== "getCredential",
          );
          const finders = overwritten.map(({ after }) => (after.changed_by as { arn: string }).arn);
          expect(named.map(({ user_arn }) => String(user_arn)).sort()).to.deep.equal(finders.sort());
          for (const { usernames } of named) expect(usernames).to.deep.equal(["jane"]);
          foundByHand += overwritten.filter(({ before }) => JSON.stringify(before).includes("hand@")).length;
        },
      ),
      { numRuns: 1_000 },
    );
    expect(foundByHand).to.be.above(100);
  });
});

const NEW_RECORD: Item = {
  PK: { S: "SMTP_USER" },
  SK: { S: "USER#jane" },
  status: { S: "pending" },
  allowed_from_addresses: { L: [{ S: "jane@company.com" }] },
};

function differences(before: Attributes, after: Attributes): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  const text = (value: unknown) =>
    JSON.stringify(value instanceof Set ? [...(value as Set<unknown>)] : value);
  return [...names].filter(name => text(before[name]) !== text(after[name]));
}
