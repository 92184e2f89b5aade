import { expect } from "chai";
import { createHandler } from "../../../../handlers/record-dispatcher/handler";
import type { DispatcherClients } from "../../../../handlers/record-dispatcher/clients";
import { DISPATCHER_ENVIRONMENT } from "../../../support/record-dispatcher/environment";

const NOW = Date.parse("2026-11-27T03:17:00Z");

/** The dispatcher in an account with these items of the table, no IAM user, and this many parked messages. */
function sweeping(items: readonly Record<string, string>[], parked: number) {
  const none = { send: async () => ({}) };
  const services: DispatcherClients = {
    iam: { send: async () => ({ Users: [], IsTruncated: false }) } as DispatcherClients["iam"],
    scheduler: none,
    ses: none,
    lambda: { send: async () => ({ StatusCode: 202 }) } as DispatcherClients["lambda"],
    sqs: {
      send: async () => ({ Attributes: { ApproximateNumberOfMessages: String(parked) } }),
    } as DispatcherClients["sqs"],
    dynamodb: {
      send: async ({ input }: { input: { ExpressionAttributeValues?: { ":pk"?: { S: string } } } }) => ({
        Items: items
          .filter(({ PK }) => PK === input.ExpressionAttributeValues?.[":pk"]?.S)
          .map(item => Object.fromEntries(Object.entries(item).map(([name, S]) => [name, { S }]))),
      }),
    },
  };
  const logged: Record<string, unknown>[] = [];
  const emitted: unknown[] = [];
  const log = {
    info: (message: string, fields: Record<string, unknown>) => void logged.push({ message, ...fields }),
    warn: () => undefined,
    error: () => undefined,
  };
  const handle = createHandler(
    DISPATCHER_ENVIRONMENT,
    services,
    { log, now: () => NOW },
    { emit: (values, fields) => void emitted.push({ values, fields }) },
  );
  return { logged, emitted, handle };
}

const record = (username: string, status: string) => ({
  PK: "SMTP_USER",
  SK: `USER#${username}`,
  status,
});
const ITEMS = [
  record("a", "disabled"),
  record("b", "disabled"),
  record("c", "failed"),
  record("d", "failed"),
  { PK: "SMTP_HOLD", SK: "USER#d", kind: "suspended", reason: "a test", at: "2026-11-26T00:00:00Z" },
  record("e", "enabled"),
];

describe("a sweep", () => {
  it("logs how many logins have each status; a login on hold counts as suspended only", async () => {
    const { logged, handle } = sweeping(ITEMS, 0);
    await handle({ sweep: {} }, { awsRequestId: "sweep-1" });
    const line = logged.find(({ message }) => message === "sweep");
    expect(line).to.deep.include({
      records: 5,
      statuses: { pending: 0, active: 0, disabled: 2, failed: 1, suspended: 1, other: 1 },
    });
  });

  it("emits the number of findings once, with their kinds, if it is not a dry run", async () => {
    const { emitted, handle } = sweeping([record("c", "pending")], 3);
    await handle({ sweep: { dryRun: true } });
    expect(emitted).to.deep.equal([]);
    await handle({ sweep: {} }, { awsRequestId: "sweep-2" });
    expect(emitted).to.deep.equal([
      {
        values: { SweepFindings: 2 },
        fields: { correlation_id: "sweep-2", counts: { not_applied: 1, parked_messages: 1 } },
      },
    ]);
  });
});
