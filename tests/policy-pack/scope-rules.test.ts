import {
  ACCOUNT,
  FOREIGN,
  fn,
  FUNCTION_ARN,
  may,
  news,
  planted,
  TOPIC_ARN,
} from "../support/policy-pack/evasions/evasion";
import type { Given } from "../../cost/analyzer";
import { LOG_GROUP, policy, role, rolePolicy, SCHEDULE, table } from "../support/policy-pack/fixtures";
import { proves } from "../support/policy-pack/rule-case";

const RULE = "aws:cloudwatch/eventRule:EventRule";
const forward = (bus: string, region = "us-east-1"): Given[] => [
  { type: RULE, name: "health", props: { region, eventPattern: '{"source":["aws.health"]}' } },
  {
    type: "aws:cloudwatch/eventTarget:EventTarget",
    name: "planted",
    props: { region, rule: "health", arn: bus },
    dependsOn: { rule: ["health"] },
  },
];
const schedule = (arn: string) => planted(SCHEDULE, { scheduleExpression: "rate(1 day)", target: { arn } });
const logs = (name: string) => ({ type: LOG_GROUP, name, props: { name, retentionInDays: 30 } });
const filter = (logGroup: string) =>
  planted("aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter", {
    logGroup,
    destinationArn: FUNCTION_ARN,
  });
const trusts = (account: string) =>
  role({
    arn: `arn:aws:iam::${ACCOUNT}:role/manager`,
    assumeRolePolicy: policy({
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${account}:root` },
      Action: "sts:AssumeRole",
    }),
  });
const passes = (Resource: string) =>
  rolePolicy({ Sid: "It", Effect: "Allow", Action: "iam:PassRole", Resource });

describe("the rules on what a stack may do", () => {
  proves("work-targets", "a schedule may only start a function, queue, or topic declared in the stack", {
    passes: [fn(), news, schedule(FUNCTION_ARN), { ...schedule(TOPIC_ARN), name: "other" }],
    fails: [fn(), schedule(`arn:aws:states:eu-central-1:${ACCOUNT}:stateMachine:m`)],
    because: `aws:scheduler/schedule:Schedule "planted": target.arn is arn:aws:states:eu-central-1:${ACCOUNT}:stateMachine:m, which is not a function, queue, or topic of this stack; start one that the stack declares.`,
  });
  proves("work-targets", "an event pattern must name its source", {
    passes: [planted(RULE, { eventPattern: '{"source":["aws.ses"]}' })],
    fails: [planted(RULE, { eventPattern: '{"source":[{"prefix":"aws"}]}' })],
    because:
      'aws:cloudwatch/eventRule:EventRule "planted": matches events of any source; name the sources in its event pattern, such as "source": ["aws.ses"].',
  });
  proves("work-targets", "events that AWS sends in one region only may be forwarded to the default bus", {
    passes: [fn(), ...forward(`arn:aws:events:eu-central-1:${ACCOUNT}:event-bus/default`)],
    fails: [fn(), ...forward(`arn:aws:events:eu-central-1:${FOREIGN}:event-bus/default`)],
    because: `aws:cloudwatch/eventTarget:EventTarget "planted": arn is arn:aws:events:eu-central-1:${FOREIGN}:event-bus/default, which is not a function, queue, or topic of this stack; start one that the stack declares.`,
  });
  proves("work-targets", "feeding a function its own log is refused", {
    passes: [fn(), logs("/aws/lambda/manager"), logs("/aws/lambda/other"), filter("/aws/lambda/other")],
    fails: [fn(), logs("/aws/lambda/manager"), filter("/aws/lambda/manager")],
    because:
      'aws:lambda/function:Function "manager": is fed its own log through "/aws/lambda/manager", so each run starts another; send them elsewhere.',
  });
  proves("standing-cost", "what restores has a price", {
    passes: [table()],
    fails: [table({ restoreSourceName: "old" })],
    because:
      'aws:dynamodb/table:Table "store" costs more than $0.00 per month while idle: data restored at 0.15 USD per GB (unverified, from memory; see https://aws.amazon.com/dynamodb/pricing/on-demand/), because restoreSourceName set or restoreSourceTableArn set or restoreToLatestTime == true or restoreDateTime set; remove the restore settings and restore by hand.',
  });
  proves("wildcard-actions", "an action is written out in full", {
    passes: [may("dynamodb:GetItem")],
    fails: [may("dynamodb:Get*")],
    because:
      'aws:iam/rolePolicy:RolePolicy "planted": statement "number 1" allows dynamodb:Get*, which is not the full name of an action; list the actions it uses.',
  });
  proves("wildcard-actions", "two spellings of one key are refused", {
    passes: [may("dynamodb:GetItem")],
    fails: [may("dynamodb:GetItem", undefined, { action: "dynamodb:PutItem" })],
    because:
      'aws:iam/rolePolicy:RolePolicy "planted": its policy has the key "action" in two spellings; keep one.',
  });
  proves("wildcard-resources", "a resource has an account, a region, and a name below ours", {
    passes: [may("dynamodb:GetItem", `arn:aws:dynamodb:eu-central-1:${ACCOUNT}:table/store/index/*`)],
    fails: [may("dynamodb:GetItem", `arn:aws:dynamodb:*:${ACCOUNT}:table/store`)],
    because: `aws:iam/rolePolicy:RolePolicy "planted": statement "number 1" allows dynamodb:GetItem on "arn:aws:dynamodb:*:${ACCOUNT}:table/store"; name the resources, or give the reason in policy-pack/data/unscoped-actions.tsv if AWS cannot limit this action.`,
  });
  proves("wildcard-resources", "of CloudWatch, a dashboard has no region, and an alarm has one", {
    passes: [may("cloudwatch:GetDashboard", `arn:aws:cloudwatch::${ACCOUNT}:dashboard/ses-smtp-prod-*`)],
    fails: [may("cloudwatch:SetAlarmState", `arn:aws:cloudwatch::${ACCOUNT}:alarm:ses-smtp-prod-*`)],
    because: `aws:iam/rolePolicy:RolePolicy "planted": statement "number 1" allows cloudwatch:SetAlarmState on "arn:aws:cloudwatch::${ACCOUNT}:alarm:ses-smtp-prod-*"; name the resources, or give the reason in policy-pack/data/unscoped-actions.tsv if AWS cannot limit this action.`,
  });
  proves("allowed-actions", "an action that no function of such a stack needs is refused", {
    passes: [may("dynamodb:GetItem")],
    fails: [may("lambda:AddPermission")],
    because:
      'aws:iam/rolePolicy:RolePolicy "planted": statement "number 1" allows lambda:AddPermission, which no function of a stack like this needs; remove it, or add it with its reason to policy-pack/data/allowed-actions.tsv.',
  });
  proves("allowed-actions", "what can give rights away is allowed only below our path", {
    passes: [passes(`arn:aws:iam::${ACCOUNT}:role/ses-smtp/*`)],
    fails: [passes(`arn:aws:iam::${ACCOUNT}:role/other/*`)],
    because: `aws:iam/rolePolicy:RolePolicy "policy": statement "It" allows iam:PassRole on "arn:aws:iam::${ACCOUNT}:role/other/*", and it can give rights away; limit it to resources below ses-smtp/.`,
  });
  proves("own-scope", "what can give rights away is allowed only for roles of the stack", {
    passes: [role(), passes(`arn:aws:iam::${ACCOUNT}:role/manager`)],
    fails: [role(), passes(`arn:aws:iam::${ACCOUNT}:role/admin`)],
    because: `aws:iam/rolePolicy:RolePolicy "policy": statement "It" allows iam:PassRole on "arn:aws:iam::${ACCOUNT}:role/admin", which is not part of this stack, and it can give rights away; name a resource the stack declares.`,
  });
  proves("own-scope", "no foreign account is let in without an exception", {
    passes: [trusts(ACCOUNT)],
    fails: [trusts(FOREIGN)],
    because: `aws:iam/role:Role "role": lets in account ${FOREIGN}, which is not known to be this stack's; name a role or service of this stack's account, or make an exception.`,
  });
  proves("allowed-types", "a type that hands out access outside roles is refused", {
    passes: [table()],
    fails: [planted("aws:iam/accessKey:AccessKey", { user: "x" })],
    because:
      'aws:iam/accessKey:AccessKey "planted": hands out access outside roles (a long-lived key, stored in the state); remove it, or add an exception (docs/policy-pack.md).',
  });
  proves("allowed-types", "a type that no rule on what it can do covers is refused", {
    passes: [table()],
    fails: [planted("aws:ssm/association:Association")],
    because:
      'aws:ssm/association:Association "planted": a stack like this needs no such type; remove it, or add it to policy-pack/data/allowed-types.tsv with a rule for what it can do.',
  });
  proves("named-sources", "a bucket open through its ACL is refused", {
    passes: [planted("aws:s3/bucket:Bucket", { acl: "private" })],
    fails: [planted("aws:s3/bucket:Bucket", { acl: "public-read" })],
    because: 'aws:s3/bucket:Bucket "planted": has the ACL "public-read"; remove acl and use a bucket policy.',
  });
});
