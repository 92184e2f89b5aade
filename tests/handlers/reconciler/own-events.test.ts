import type {
  AttributeValue,
  BatchGetItemCommand,
  BatchGetItemCommandOutput,
} from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import { leaveOutOwnWrites } from "../../../handlers/reconciler/own-events";
import type { Ports } from "../../../handlers/reconciler/ports";
import { HOLD_PK } from "../../../records/keys";
import type { Call } from "../../support/aws-model/process";
import { Stage } from "../../support/reconciler/stage";

const JOHN = "john.doe";
const OWN = "event-of-the-run";
const ECHO = "event-of-its-write";
const PENDING = { status: "pending", allowed_from_addresses: ["a@company.com"] };

/** A run that has stored its secret and waits for the key to be accepted. */
async function probing(correlationId = OWN, eventId = correlationId): Promise<Stage> {
  const stage = new Stage({ smtpLagMs: () => 20_000 });
  stage.put(JOHN, PENDING);
  void stage.start(JOHN, 300_000, undefined, correlationId, eventId);
  while (stage.record(JOHN)?.in_progress === undefined) await stage.pass(50);
  return stage;
}

/** Whether an event is left out, and the calls that this takes. */
async function leftOut(
  stage: Stage,
  correlationId: string,
  reads: (dynamodb: Ports["leases"]["dynamodb"]) => Ports["leases"]["dynamodb"] = dynamodb => dynamodb,
) {
  const calls: string[] = [];
  stage.model.faultOf = ({ operation }: Call) => {
    calls.push(operation);
    return undefined;
  };
  const modelled = stage.model.ports(stage.model.process());
  const ports = {
    ...modelled,
    leases: { ...modelled.leases, dynamodb: reads(modelled.leases.dynamodb) },
  };
  let usernames: string[] | undefined;
  void leaveOutOwnWrites([JOHN], correlationId, ports).then(found => (usernames = found));
  while (usernames === undefined) await stage.pass(10);
  stage.model.faultOf = () => undefined;
  return { leftOut: usernames.length === 0, calls };
}

/** DynamoDB, as it answers where the items of one partition do not fit into a batch. */
function leavingUnprocessed(
  dynamodb: Ports["leases"]["dynamodb"],
  partition: string,
): Ports["leases"]["dynamodb"] {
  const send = async (command: BatchGetItemCommand): Promise<BatchGetItemCommandOutput> => {
    const output = await dynamodb.send(command);
    const [table = ""] = Object.keys(output.Responses ?? {});
    const isLeft = ({ PK }: Record<string, AttributeValue>) => PK?.S === partition;
    const items = output.Responses?.[table] ?? [];
    return {
      ...output,
      Responses: { [table]: items.filter(item => !isLeft(item)) },
      UnprocessedKeys: {
        [table]: { Keys: items.filter(isLeft).map(({ PK, SK }) => ({ PK: PK!, SK: SK! })) },
      },
    };
  };
  return { send: send as typeof dynamodb.send };
}

describe("the event of the manager's own write", () => {
  it("is left out while the login is probed, and costs one read", async () => {
    const { leftOut: left, calls } = await leftOut(await probing(), ECHO);
    expect(left).to.equal(true);
    expect(calls.filter(operation => operation === "BatchGetItem")).to.have.length(1);
  });

  it("is left out although an API request gave the run another id, and what follows from either is not", async () => {
    const stage = await probing("request", OWN);
    expect((await leftOut(stage, ECHO)).leftOut).to.equal(true);
    expect((await leftOut(stage, OWN)).leftOut, "a retry of the event").to.equal(false);
    expect((await leftOut(stage, "request")).leftOut, "a wake-up that the run booked").to.equal(false);
  });

  it("is left out once the login is active and nothing was changed since", async () => {
    const stage = await probing();
    await stage.pass(25_000);
    expect(stage.record(JOHN)).to.include({ status: "active" }).and.not.have.property("in_progress");
    expect(await leftOut(stage, ECHO)).to.have.property("leftOut", true);
    await stage.pass(180_000);
    expect(await leftOut(stage, ECHO), "IAM has settled: a look is worth its calls").to.have.property(
      "leftOut",
      false,
    );
  });

  const OTHERS: Record<string, (stage: Stage) => void> = {
    "another status": stage => stage.change(JOHN, { status: "disabled" }),
    "another list": stage => stage.change(JOHN, { allowed_from_addresses: ["b@company.com"] }),
    "any other attribute": stage => stage.change(JOHN, { description: "by hand" }),
    "a damaged secret": stage => stage.change(JOHN, { encrypted_password: "AAAA" }),
    "a forged note": stage =>
      stage.change(JOHN, { description: "x", in_progress: { holder: "me", correlation_id: "x", of: "y" } }),
    "a note that is no map": stage => stage.change(JOHN, { in_progress: "x" }),
    "the record put again": stage => stage.put(JOHN, PENDING),
    "the record removed": stage => stage.remove(JOHN),
  };
  for (const [what, change] of Object.entries(OTHERS)) {
    it(`is not taken for one that reports ${what}`, async () => {
      const stage = await probing();
      change(stage);
      expect(await leftOut(stage, ECHO)).to.have.property("leftOut", false);
    });
  }

  it("is not taken for one that reports a hold which DynamoDB left unprocessed", async () => {
    const stage = await probing();
    stage.putHold(JOHN, "suspended");
    const left = await leftOut(stage, ECHO, dynamodb => leavingUnprocessed(dynamodb, HOLD_PK));
    expect(left).to.have.property("leftOut", false);
  });

  it("does not include the run's own event, which is retried if the run dies", async () => {
    expect(await leftOut(await probing(), OWN)).to.have.property("leftOut", false);
  });

  it("is followed again once the holder's lease has ended", async () => {
    const stage = await probing();
    stage.putLease(JOHN, { ...stage.lease(JOHN), expires_at: { N: "1" } });
    expect(await leftOut(stage, ECHO)).to.have.property("leftOut", false);
  });
});
