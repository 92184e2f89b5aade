import { expect } from "chai";
import { exposedKeys, holdExposed } from "../../../handlers/record-dispatcher/exposed-keys";
import { DynamoDbModel } from "../../support/aws-model/dynamodb";
import { serviceError } from "../../support/aws-model/errors";

const KEY = "AKIAIOSFODNN7EXAMPLE";
const EVENT_ARN = "arn:aws:health:us-east-1::event/RISK/AWS_RISK_CREDENTIALS_EXPOSED/one";
const AT = new Date("2026-11-26T12:00:00Z");

const event = (detail: object = {}) => ({
  source: "aws.health",
  detail: {
    eventArn: EVENT_ARN,
    service: "RISK",
    eventTypeCode: "AWS_RISK_CREDENTIALS_EXPOSED",
    affectedEntities: [{ entityValue: KEY }],
    ...detail,
  },
});

describe("an event of AWS Health", () => {
  for (const [what, given, keys] of [
    [
      "names the exposed keys, each once",
      { affectedEntities: [{ entityValue: KEY }, { entityValue: KEY }] },
      [KEY],
    ],
    ["of another type names none", { eventTypeCode: "AWS_RISK_IAM_QUARANTINE" }, []],
    ["that is closed names none", { statusCode: "closed" }, []],
    ["without entities names none", { affectedEntities: undefined }, []],
    [
      "whose entities are no key ids names none",
      { affectedEntities: [null, 7, {}, { entityValue: "../x" }] },
      [],
    ],
  ] as const)
    it(what, () => expect(exposedKeys(event(given))).to.deep.equal(keys));

  it("of another source names none", () => {
    expect(exposedKeys({ ...event(), source: "my.app" })).to.deep.equal([]);
    expect(exposedKeys({})).to.deep.equal([]);
  });
});

describe("an access key that AWS Health reports as exposed", () => {
  const table = "mail";
  const key = { PK: { S: "SMTP_HOLD" }, SK: { S: "USER#john.doe" } };

  function services(userOf: () => object) {
    const dynamodb = new DynamoDbModel(table);
    const log: object[] = [];
    return {
      dynamodb,
      log,
      hold: () => dynamodb.get("SMTP_HOLD", "USER#john.doe"),
      services: {
        iam: { send: async () => userOf() },
        dynamodb: {
          send: async (command: { constructor: { name: string }; input: object }) =>
            dynamodb.call(command.constructor.name.replace(/Command$/, ""), command.input),
        },
        table,
        log: { info: (message: string, fields: object) => void log.push({ message, ...fields }) },
      },
    };
  }
  const ours = () => ({ UserName: "ses-smtp-user-john.doe-1790000000" });

  it("has its login held: suspended, with the reason and the event as evidence", async () => {
    const at = services(ours);
    await holdExposed(event(), at.services, AT);
    expect(at.hold()).to.deep.equal({
      ...key,
      kind: { S: "suspended" },
      at: { S: AT.toISOString() },
      reason: { S: `AWS Health reports that the access key ${KEY} of this login is exposed` },
      evidence: { S: EVENT_ARN },
      by: { S: "aws.health" },
    });
  });

  it("leaves a hold that stops the login as it is, so that the event's copy from another region changes nothing", async () => {
    const at = services(ours);
    await holdExposed(event(), at.services, AT);
    const before = at.hold();
    await holdExposed(event({ eventArn: "another" }), at.services, new Date());
    expect(at.hold()).to.deep.equal(before);
  });

  it("replaces a hold whose compromise was handled, because that stops nothing", async () => {
    const at = services(ours);
    at.dynamodb.put({ ...key, kind: { S: "compromised" }, at: { S: "then" }, done_at: { S: "then" } });
    await holdExposed(event(), at.services, AT);
    expect(at.hold()?.kind).to.deep.equal({ S: "suspended" });
    expect(at.hold()).not.to.have.property("done_at");
  });

  for (const name of ["AccessDenied", "NoSuchEntityException"])
    it(`holds nothing if it is not this stack's: IAM answers ${name}`, async () => {
      const at = services(() => {
        throw serviceError(name, "no");
      });
      await holdExposed(event(), at.services, AT);
      expect(at.hold()).to.equal(undefined);
      expect(at.log).to.have.length(1);
    });

  it("holds nothing if its user is not one of a login", async () => {
    const at = services(() => ({ UserName: "admin" }));
    await holdExposed(event(), at.services, AT);
    expect(at.hold()).to.equal(undefined);
  });

  it("is looked at again if IAM does not answer: the event fails", async () => {
    const at = services(() => {
      throw serviceError("Throttling", "Rate exceeded");
    });
    const outcome = await holdExposed(event(), at.services as never, AT).then(
      () => "done",
      (error: Error) => error.name,
    );
    expect(outcome).to.equal("Throttling");
  });
});
