import { SubscribeCommand } from "@aws-sdk/client-sns";
import { expect } from "chai";

import { ACCOUNT_ID, REGION } from "../../../sandbox/shared/account";
import { openDeliveries, STRANGER, when, type Deliveries } from "../../support/emulator/deliveries";
import type { Queue } from "../../support/emulator/workbench";

describe("a delivery inside the emulator", () => {
  let on: Deliveries;

  before(async function () {
    if (process.env.SES_SMTP_EMULATOR_URL) this.skip(); // a shared emulator may lack the patches
    on = await openDeliveries();
  });
  after(() => on?.bench.close());

  describe("by SNS to a queue", () => {
    let topic: string;
    let queue: Queue;

    before(async () => {
      topic = await on.createTopic();
      queue = await on.bench.createQueue("judged");
      await on.bench.sns.send(
        new SubscribeCommand({ TopicArn: topic, Protocol: "sqs", Endpoint: queue.arn }),
      );
    });

    it("needs a policy", async () => {
      expect(await delivered()).to.equal(false);
      expect(await on.bench.log()).to.include(
        `Not delivered: the policy of ${queue.arn} does not allow sqs:SendMessage to sns.amazonaws.com for ${topic}`,
      );
    });

    const otherTopic = `arn:aws:sns:${REGION}:${ACCOUNT_ID}:other`;
    const principal = { Principal: { Service: "sns.amazonaws.com" } };
    /** Description, parts of the statement other than Allow, SendMessage, and the queue, and whether it allows. */
    const statements: [string, object | (() => object), boolean][] = [
      ["SNS", principal, true],
      [
        "SNS among other services",
        { Principal: { Service: ["s3.amazonaws.com", "sns.amazonaws.com"] } },
        true,
      ],
      ["everyone", { Principal: "*" }, true],
      ["every AWS principal", { Principal: { AWS: "*" } }, true],
      ["another service", { Principal: { Service: "events.amazonaws.com" } }, false],
      ["the account, which is not SNS", { Principal: { AWS: `arn:aws:iam::${ACCOUNT_ID}:root` } }, false],
      ["everyone except a user", { NotPrincipal: { AWS: `arn:aws:iam::${ACCOUNT_ID}:user/a` } }, true],
      ["every action", { ...principal, Action: "SQS:*" }, true],
      ["another action", { ...principal, Action: "sqs:ReceiveMessage" }, false],
      ["every action but this one", { ...principal, Action: undefined, NotAction: "sqs:SendMessage" }, false],
      ["another queue", { ...principal, Resource: `arn:aws:sqs:${REGION}:${ACCOUNT_ID}:other` }, false],
      ["this topic", () => ({ ...principal, ...when("ArnEquals", "aws:SourceArn", topic) }), true],
      ["another topic", { ...principal, ...when("ArnEquals", "aws:SourceArn", otherTopic) }, false],
      [
        "either topic",
        () => ({ ...principal, ...when("ArnLike", "aws:SourceArn", [otherTopic, topic]) }),
        true,
      ],
      [
        "topics of the account",
        { ...principal, ...when("ArnLike", "AWS:SourceArn", `arn:aws:sns:*:${ACCOUNT_ID}:*`) },
        true,
      ],
      [
        "an ARN pattern whose wildcard would cross colons",
        { ...principal, ...when("ArnLike", "aws:SourceArn", "arn:aws:sns:*") },
        false,
      ],
      [
        "an exact string with a wildcard in it",
        { ...principal, ...when("StringEquals", "aws:SourceArn", "arn:aws:sns:*") },
        false,
      ],
      ["a string pattern", { ...principal, ...when("StringLike", "aws:SourceArn", "arn:aws:sns:*") }, true],
      ["the account", { ...principal, ...when("StringEquals", "aws:SourceAccount", ACCOUNT_ID) }, true],
      ["another account", { ...principal, ...when("StringEquals", "aws:SourceAccount", STRANGER) }, false],
      [
        "a condition key SNS does not send",
        { ...principal, ...when("StringEquals", "aws:PrincipalArn", "*") },
        false,
      ],
      [
        "that key, if it exists",
        { ...principal, ...when("StringLikeIfExists", "aws:PrincipalArn", "a") },
        true,
      ],
      ["requests without that key", { ...principal, ...when("Null", "aws:PrincipalArn", "true") }, true],
      ["requests over TLS", { Principal: "*", ...when("Bool", "aws:SecureTransport", "true") }, true],
      [
        "two conditions, one of which fails",
        () => ({
          ...principal,
          Condition: {
            ...when("ArnEquals", "aws:SourceArn", topic).Condition,
            ...when("StringEquals", "aws:SourceAccount", STRANGER).Condition,
          },
        }),
        false,
      ],
    ];
    for (const [what, parts, expected] of statements) {
      it(`${expected ? "is allowed" : "is refused"} by a policy for ${what}`, async () => {
        await allow([typeof parts === "function" ? (parts as () => object)() : parts]);
        expect(await delivered()).to.equal(expected);
      });
    }

    it("is refused if one statement allows it and another denies it", async () => {
      const denied = { Effect: "Deny", ...principal, ...when("ArnNotEquals", "aws:SourceArn", otherTopic) };
      await allow([principal, denied]);
      expect(await delivered()).to.equal(false);
    });

    it("is allowed by a policy that denies requests without TLS", async () => {
      const plain = { Effect: "Deny", Principal: "*", ...when("Bool", "aws:SecureTransport", "false") };
      await allow([principal, plain]);
      expect(await delivered()).to.equal(true);
    });

    async function allow(parts: readonly object[]): Promise<void> {
      const whole = { Effect: "Allow", Action: "sqs:SendMessage", Resource: queue.arn };
      const Statement = parts.map(part => ({ ...whole, ...part }));
      await on.setPolicy(queue, Statement);
    }

    async function delivered(): Promise<boolean> {
      await on.publish(topic, "judged");
      return (await on.bench.receiveAll(queue)).length > 0; // SNS delivers before it answers, here
    }
  });
});
