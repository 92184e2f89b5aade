import { AddPermissionCommand, GetPolicyCommand, RemovePermissionCommand } from "@aws-sdk/client-lambda";
import {
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  SetSubscriptionAttributesCommand,
  SetTopicAttributesCommand,
} from "@aws-sdk/client-sns";
import { listOf, type PolicyDocument } from "../../../sandbox/iam/policy-document";
import { throttleDispatcher, unsubscribe } from "../self-test/plants";
import type { DoctorFault } from "./fault";

/** Another statement in place of SES's. */
export const withoutSes: DoctorFault["plant"] = async ({ sns, outputs: { bounceTopicArn: TopicArn } }) => {
  const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
  const before = Attributes?.["Policy"] ?? "";
  const put = (AttributeValue: string) =>
    sns.send(new SetTopicAttributesCommand({ TopicArn, AttributeName: "Policy", AttributeValue }));
  await put(before.replace("ses.amazonaws.com", "events.amazonaws.com"));
  return () => put(before);
};

/** SNS may not invoke the recorder for bounces. */
export const withoutInvocation: DoctorFault["plant"] = async ({ lambda, outputs }) => {
  const { recorderFunctionName: FunctionName, bounceTopicArn: SourceArn } = outputs;
  const { Policy = "{}" } = await lambda.send(new GetPolicyCommand({ FunctionName }));
  const granted = listOf((JSON.parse(Policy) as PolicyDocument).Statement).find(({ Condition }) =>
    JSON.stringify(Condition).includes(SourceArn),
  );
  const StatementId = granted?.Sid ?? "";
  await lambda.send(new RemovePermissionCommand({ FunctionName, StatementId }));
  return () =>
    lambda.send(
      new AddPermissionCommand({
        ...{ FunctionName, StatementId, SourceArn },
        ...{ Action: "lambda:InvokeFunction", Principal: "sns.amazonaws.com" },
      }),
    );
};

const withFilter: DoctorFault["plant"] = async ({ sns, outputs: { bounceTopicArn: TopicArn } }) => {
  const { Subscriptions: [first] = [] } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
  const put = (AttributeValue: string) =>
    sns.send(
      new SetSubscriptionAttributesCommand({
        ...{ SubscriptionArn: first?.SubscriptionArn, AttributeName: "FilterPolicy", AttributeValue },
      }),
    );
  await put('{"team":["marketing"]}');
  return () => put("{}");
};

/** Links between SES and the functions that are broken, so that no event arrives. */
export const PATH_FAULTS: readonly DoctorFault[] = [
  {
    what: "a topic to which SES may not publish",
    plant: withoutSes,
    ...{ check: "event-topics", severity: "error" },
    says: /^the policy of the topic for bounces does not let SES publish for ses-smtp-sandbox$/,
    remedy: /`pulumi refresh` and `pulumi up`/,
  },
  {
    what: "a recorder that is not subscribed to bounces",
    plant: ({ sandbox }) => unsubscribe("bounceTopicArn")(sandbox),
    ...{ check: "event-topics", severity: "error" },
    says: /^smtp-feedback-recorder-\w+ is not subscribed to the topic for bounces$/,
    remedy: /`pulumi refresh` and `pulumi up`/,
  },
  {
    what: "a topic that may not invoke the recorder",
    plant: withoutInvocation,
    ...{ check: "event-topics", severity: "error" },
    says: /^the policy of smtp-feedback-recorder-\w+ does not let the topic for bounces invoke it$/,
    remedy: /`pulumi refresh` and `pulumi up`/,
  },
  {
    what: "a subscription that filters bounces",
    plant: withFilter,
    ...{ check: "event-topics", severity: "error" },
    says: /^the recorder's subscription to the topic for bounces has a filter policy$/,
    remedy: /`pulumi refresh` and `pulumi up`/,
  },
  {
    what: "a function that somebody has stopped",
    plant: ({ sandbox }) => throttleDispatcher(sandbox),
    ...{ check: "functions", severity: "error" },
    says: /^the function smtp-record-dispatcher-\w+ may not run: its reserved concurrency is 0$/,
    remedy: /`aws lambda delete-function-concurrency --function-name smtp-record-dispatcher-\w+`/,
  },
];
