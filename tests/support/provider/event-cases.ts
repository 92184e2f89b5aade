import type { TypeCase } from "./type-case";
import { secret } from "./wire";

/** Rules of EventBridge, and what they start. */
export const EVENT_CASES: readonly TypeCase[] = [
  {
    type: "aws:cloudwatch/eventRule:EventRule",
    inputs: () => ({
      name: "grpc-created-rule",
      eventPattern: JSON.stringify({ source: ["grpc.before"] }),
      description: secret("before"),
    }),
    secret: "description",
    computed: ["arn"],
    change: { eventPattern: JSON.stringify({ source: ["grpc.after"] }), description: secret("after") },
    replacing: { name: "grpc-other-rule" },
  },
  {
    type: "aws:cloudwatch/eventTarget:EventTarget",
    inputs: ({ ruleName, queueArn }) => ({
      rule: ruleName,
      targetId: "grpc-created-target",
      arn: queueArn,
      input: secret('{"before":true}'),
    }),
    secret: "input",
    computed: [],
    change: { input: secret('{"after":true}') },
    replacing: { targetId: "grpc-other-target" },
  },
];
