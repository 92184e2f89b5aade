import { expect } from "chai";
import { judgeEventPath } from "../../../cli/doctor/stack/event-path";
import { judgeFunctions } from "../../../cli/doctor/stack/functions";
import { allowsService } from "../../../cli/doctor/stack/service-access";

const TOPIC = "arn:aws:sns:eu-central-1:123456789012:bounces";
const SET = "arn:aws:ses:eu-central-1:123456789012:configuration-set/main";

interface Grant {
  Effect?: string;
  Principal?: unknown;
  Action?: unknown;
  Condition?: unknown;
}
const policy = (...Statement: Grant[]) => JSON.stringify({ Statement });
const ses = (change: Grant = {}): Grant => ({
  Effect: "Allow",
  Principal: { Service: "ses.amazonaws.com" },
  Action: "sns:Publish",
  Condition: { StringEquals: { "aws:SourceAccount": "123456789012", "aws:SourceArn": SET } },
  ...change,
});
const sns: Grant = {
  Effect: "Allow",
  Principal: { Service: "sns.amazonaws.com" },
  Action: "lambda:InvokeFunction",
  Condition: { ArnLike: { "AWS:SourceArn": TOPIC } },
};
const GOOD = {
  topicArn: TOPIC,
  subscriptions: [
    { Protocol: "lambda", Endpoint: "arn:aws:lambda:r:1:function:recorder", SubscriptionArn: "arn:sub" },
  ],
  topicPolicy: policy(ses()),
  delivery: { RawMessageDelivery: "false" },
  recorderPolicy: policy(sns),
};
const found = (change: Partial<typeof GOOD> | { subscriptions: undefined }) =>
  judgeEventPath(
    { ...GOOD, ...change },
    {
      ...{ what: "bounces", recorder: "recorder", configurationSetName: "main" },
    },
  );

describe("doctor about the way of bounces from SES to the recorder", () => {
  it("finds nothing wrong where each link holds", () => {
    expect(found({})).to.deep.equal([]);
  });

  const cases: [title: string, details: ReturnType<typeof found>, said: RegExp][] = [
    ["no topic", found({ subscriptions: undefined }), /^the topic for bounces does not exist$/],
    ["no subscription", found({ subscriptions: [] }), /^recorder is not subscribed/],
    [
      "a subscription of a similar function",
      found({
        subscriptions: [{ ...GOOD.subscriptions[0]!, Endpoint: "arn:aws:lambda:r:1:function:recorder2" }],
      }),
      /^recorder is not subscribed/,
    ],
    [
      "a topic without a policy",
      found({ topicPolicy: undefined as never }),
      /does not let SES publish for main$/,
    ],
    [
      "a topic whose policy names another configuration set",
      found({ topicPolicy: policy(ses({ Condition: { StringEquals: { "aws:SourceArn": `${SET}2` } } })) }),
      /does not let SES publish/,
    ],
    [
      "a topic whose policy denies",
      found({ topicPolicy: policy(ses(), ses({ Effect: "Deny", Condition: {} })) }),
      /does not let SES publish/,
    ],
    [
      "a recorder that the topic may not invoke",
      found({ recorderPolicy: policy() }),
      /^the policy of recorder does not let the topic for bounces invoke it$/,
    ],
    [
      "a filter",
      found({ delivery: { FilterPolicy: '{"a":["b"]}' } as never }),
      /^the recorder's subscription to the topic for bounces has a filter policy$/,
    ],
  ];
  for (const [title, details, said] of cases)
    it(`names only: ${title}`, () => {
      expect(details.map(({ severity }) => severity)).to.deep.equal(["error"]);
      expect(details[0]?.what).to.match(said);
      expect(details[0]?.remedy).to.match(/pulumi up/);
    });

  it("reads a policy as AWS does: patterns, several actions, everybody, and not the first policy of a topic", () => {
    const call = { service: "ses.amazonaws.com", action: "sns:Publish", sourceArn: SET };
    const pattern = { ArnLike: { "AWS:SourceArn": "arn:aws:ses:*:123456789012:configuration-set/*" } };
    for (const grant of [
      ses({ Condition: pattern }),
      ses({ Action: ["SNS:Subscribe", "SNS:Pub*"] }),
      ses({ Principal: "*" }),
      ses({ Principal: { Service: ["events.amazonaws.com", "ses.amazonaws.com"] }, Condition: undefined }),
    ])
      expect(allowsService(policy(grant), call), JSON.stringify(grant)).to.equal(true);
    const first = {
      Principal: { AWS: "*" },
      Condition: { StringEquals: { "AWS:SourceOwner": "123456789012" } },
    };
    for (const grant of [
      ses(first),
      ses({ Action: "sns:Subscribe" }),
      ses({ Principal: { Service: "events.amazonaws.com" } }),
      ses({ Condition: { StringEquals: { "aws:SourceAccount": "210987654321" } } }),
    ])
      expect(allowsService(policy(grant), call), JSON.stringify(grant)).to.equal(false);
  });
});

describe("doctor about functions", () => {
  const reserved = undefined;
  const said = (state: Parameters<typeof judgeFunctions>[0][0][1]) =>
    judgeFunctions([["recorder", state]]).map(({ severity, what }) => `${severity}: ${what}`);

  it("finds nothing wrong with one that runs, or that has been idle for weeks", () => {
    for (const State of ["Active", "Inactive", undefined])
      expect(said({ State, reserved })).to.deep.equal([]);
    expect(said({ State: "Active", reserved: 5 })).to.deep.equal([]);
  });

  it("names one that is gone, stopped or broken", () => {
    expect(said(undefined)).to.deep.equal(["error: the function recorder does not exist"]);
    expect(said({ State: "Active", reserved: 0 })[0]).to.match(/may not run: its reserved concurrency is 0$/);
    expect(said({ State: "Failed", StateReason: "no role", reserved })).to.deep.equal([
      "error: the function recorder is Failed: no role",
    ]);
  });
});
