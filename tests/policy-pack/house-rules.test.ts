import {
  FUNCTION,
  lambda,
  logGroup,
  MAPPING,
  omit,
  policy,
  queue,
  QUEUE_POLICY,
  role,
  ROUTE,
  SCHEDULE,
  table,
  TOPIC,
  TOPIC_POLICY,
  UNKNOWN_STRING,
} from "../support/policy-pack/fixtures";
import { proves } from "../support/policy-pack/rule-case";

const api = {
  type: "aws:lambda/invocation:Invocation",
  name: "call",
  props: { functionName: "x" },
  dependsOn: { functionName: ["manager"] },
};
const mapping = (props: object = {}) => ({
  type: MAPPING,
  name: "stream",
  props: { functionName: "x", ...props },
  dependsOn: { functionName: ["manager"], eventSourceArn: ["store"] },
});
const schedule = {
  type: SCHEDULE,
  name: "sweep",
  props: { target: { arn: UNKNOWN_STRING } },
  dependsOn: { target: ["manager"] },
};
const own = { dependsOn: { role: ["role"], loggingConfig: ["logs"] } };
const from = (service: string, more: object = {}) =>
  policy({
    Sid: "It",
    Effect: "Allow",
    Principal: { Service: service },
    Action: "sqs:SendMessage",
    Resource: "*",
    ...more,
  });
const source = {
  Condition: { ArnEquals: { "aws:SourceArn": "arn:aws:sns:eu-central-1:123456789012:failures" } },
};
const route = (props: object) => ({ type: ROUTE, name: "route", props });

describe("the house rules", () => {
  proves("function-form", "a function without a role is refused", {
    passes: [lambda()],
    fails: [omit(lambda(), "role")],
    because:
      'aws:lambda/function:Function "manager": has no role; give it its own role with the permissions it needs.',
  });
  proves("function-form", "a function whose logs never expire is refused", {
    passes: [lambda()],
    fails: [omit(lambda(), "loggingConfig")],
    because:
      'aws:lambda/function:Function "manager": logs to a default log group that never expires (0.03 USD per GB-month); create a LogGroup with retentionInDays and set loggingConfig.logGroup to it.',
  });
  proves("function-form", "a function without tracing is refused", {
    passes: [lambda()],
    fails: [lambda({ tracingConfig: { mode: "On" } })],
    because:
      'aws:lambda/function:Function "manager": does not say whether it is traced; set tracingConfig.mode to "Active", or to "PassThrough" to record no traces.',
  });
  proves("function-form", "a function on an old runtime is refused", {
    passes: [lambda()],
    fails: [lambda({ runtime: "nodejs20.x" })],
    because:
      'aws:lambda/function:Function "manager": uses the runtime nodejs20.x, which is not current; set runtime to "nodejs24.x".',
  });
  proves("function-form", "a function on x86 is refused, even by default", {
    passes: [lambda()],
    fails: [omit(lambda(), "architectures")],
    because:
      'aws:lambda/function:Function "manager": does not run on arm64, which costs 20% less per GB-second; set architectures to ["arm64"].',
  });
  proves("function-form", "a function in a VPC is refused", {
    passes: [lambda()],
    fails: [lambda({ vpcConfig: { subnetIds: ["subnet-1"], securityGroupIds: ["sg-1"] } })],
    because:
      'aws:lambda/function:Function "manager": runs in a VPC, where reaching AWS takes endpoints or a NAT gateway (at least $7.30 per month); remove vpcConfig.',
  });
  proves("function-parts", "two functions with one role are refused", {
    passes: [role(), logGroup(), { ...lambda(), ...own }],
    fails: [role(), logGroup(), { ...lambda(), ...own }, { ...lambda(), ...own, name: "second" }],
    because:
      'aws:lambda/function:Function "second": shares its role with "manager", so each gets the permissions of the other; create a role for it.',
  });
  proves("function-parts", "a function with a role from outside the stack is refused", {
    passes: [role(), logGroup(), { ...lambda(), ...own }],
    fails: [
      logGroup(),
      {
        ...lambda({ role: "arn:aws:iam::123456789012:role/elsewhere" }),
        dependsOn: { loggingConfig: ["logs"] },
      },
    ],
    because:
      'aws:lambda/function:Function "manager": its role is not part of this stack, so its permissions cannot be checked; create a role for it.',
  });
  proves("function-parts", "a function without a log group in the stack is refused", {
    passes: [role(), logGroup(), { ...lambda(), ...own }],
    fails: [role(), { ...lambda(), ...own }],
    because:
      'aws:lambda/function:Function "manager": its log group is not part of this stack, so its retention is unknown and its logs may cost 0.03 USD per GB-month indefinitely; create a LogGroup with retentionInDays.',
  });
  proves("failure-path", "a stream that drops failed records is refused", {
    passes: [
      table(),
      { ...lambda() },
      mapping({ destinationConfig: { onFailure: { destinationArn: UNKNOWN_STRING } } }),
    ],
    fails: [table(), { ...lambda() }, mapping()],
    because:
      'aws:lambda/eventSourceMapping:EventSourceMapping "stream": a record that keeps failing is dropped; set destinationConfig.onFailure to a topic or queue (no idle cost).',
  });
  proves("failure-path", "a scheduled function without an on-failure destination is refused", {
    passes: [
      lambda(),
      schedule,
      {
        type: "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
        name: "invoke",
        props: { functionName: "x", destinationConfig: { onFailure: { destination: UNKNOWN_STRING } } },
        dependsOn: { functionName: ["manager"] },
      },
    ],
    fails: [lambda(), schedule],
    because:
      'aws:lambda/function:Function "manager": an event from aws:scheduler/schedule:Schedule "sweep" that keeps failing is dropped; set deadLetterConfig, or a FunctionEventInvokeConfig with destinationConfig.onFailure (no idle cost).',
  });
  proves("failure-path", "a function with a synchronous caller needs none; one with an unknown caller does", {
    passes: [lambda(), api],
    fails: [{ ...lambda(), type: FUNCTION }],
    because:
      'aws:lambda/function:Function "manager": an event from an asynchronous caller that keeps failing is dropped; set deadLetterConfig, or a FunctionEventInvokeConfig with destinationConfig.onFailure (no idle cost).',
  });
  proves("encrypted-queues", "a queue without encryption is refused", {
    passes: [queue()],
    fails: [queue({ sqsManagedSseEnabled: false })],
    because:
      'aws:sqs/queue:Queue "dead-letters": encryption is not enabled; set sqsManagedSseEnabled to true (free).',
  });
  proves("named-sources", "a topic policy that allows a service from any account is refused", {
    passes: [{ type: TOPIC_POLICY, name: "policy", props: { policy: from("ses.amazonaws.com", source) } }],
    fails: [{ type: TOPIC_POLICY, name: "policy", props: { policy: from("ses.amazonaws.com") } }],
    because:
      'aws:sns/topicPolicy:TopicPolicy "policy": statement "It" allows ses.amazonaws.com from any account; add a condition on aws:SourceArn or aws:SourceAccount with exact values of this account.',
  });
  proves("named-sources", "a queue policy that allows everyone is refused", {
    passes: [{ type: QUEUE_POLICY, name: "policy", props: { policy: from("sns.amazonaws.com", source) } }],
    fails: [
      queue({ policy: policy({ Sid: "It", Effect: "Allow", Principal: "*", Action: "sqs:SendMessage" }) }),
    ],
    because: 'aws:sqs/queue:Queue "dead-letters": statement "It" allows everyone ("*"); name the principals.',
  });
  proves("source-policies", "a queue without a policy is refused", {
    passes: [
      queue(),
      {
        type: QUEUE_POLICY,
        name: "policy",
        props: { queueUrl: UNKNOWN_STRING },
        dependsOn: { queueUrl: ["dead-letters"] },
      },
    ],
    fails: [queue()],
    because:
      'aws:sqs/queue:Queue "dead-letters": has no policy that limits who may send to it; add a QueuePolicy whose statements name the senders and, for services, aws:SourceArn.',
  });
  proves("source-policies", "a topic without a policy is refused", {
    passes: [
      { type: TOPIC, name: "bounces", props: { arn: "arn:aws:sns:eu-central-1:123456789012:bounces" } },
      { type: TOPIC_POLICY, name: "policy", props: { arn: "arn:aws:sns:eu-central-1:123456789012:bounces" } },
    ],
    fails: [{ type: TOPIC, name: "bounces", props: {} }],
    because:
      'aws:sns/topic:Topic "bounces": has no policy that limits who may send to it; add a TopicPolicy whose statements name the senders and, for services, aws:SourceArn.',
  });
  proves("authorized-routes", "a route open to everyone is refused, except for three", {
    passes: [
      route({ routeKey: "GET /api/credentials", authorizationType: "AWS_IAM" }),
      route({ routeKey: "POST /api/webhooks/ses/notifications", authorizationType: "NONE" }),
      route({ routeKey: "GET /api/webhooks/ses/health" }),
      route({ routeKey: "GET /.well-known/mta-sts.txt", authorizationType: "NONE" }),
    ],
    fails: [route({ routeKey: "GET /api/credentials" })],
    because:
      'aws:apigatewayv2/route:Route "route": GET /api/credentials is open to everyone, who could run up costs; set authorizationType to "AWS_IAM".',
  });
  proves("authorized-routes", "an open function URL is refused", {
    passes: [
      { type: "aws:lambda/functionUrl:FunctionUrl", name: "url", props: { authorizationType: "AWS_IAM" } },
    ],
    fails: [
      { type: "aws:lambda/functionUrl:FunctionUrl", name: "url", props: { authorizationType: "NONE" } },
    ],
    because:
      'aws:lambda/functionUrl:FunctionUrl "url": is open to everyone, who could run up costs; set authorizationType to "AWS_IAM".',
  });
  proves("authorized-routes", "a route that an API creates by itself is refused", {
    passes: [{ type: "aws:apigatewayv2/api:Api", name: "api", props: { protocolType: "HTTP" } }],
    fails: [{ type: "aws:apigatewayv2/api:Api", name: "api", props: { routeKey: "$default" } }],
    because:
      'aws:apigatewayv2/api:Api "api": creates a route through routeKey, so its authorization cannot be checked; remove routeKey and declare each route.',
  });
  proves("authorized-routes", "a REST method open to everyone is refused", {
    passes: [{ type: "aws:apigateway/method:Method", name: "get", props: { authorization: "AWS_IAM" } }],
    fails: [{ type: "aws:apigateway/method:Method", name: "get", props: { authorization: "NONE" } }],
    because:
      'aws:apigateway/method:Method "get": is open to everyone, who could run up costs; set authorization to "AWS_IAM".',
  });
  proves("protected-table", "a table that can be deleted is refused", {
    passes: [table()],
    fails: [table({ deletionProtectionEnabled: false })],
    because:
      'aws:dynamodb/table:Table "store": can be deleted with every credential in it; set deletionProtectionEnabled to true (free).',
  });
});
