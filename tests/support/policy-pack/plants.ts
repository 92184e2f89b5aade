import { Table } from "@pulumi/aws/dynamodb";
import { Dashboard, EventArchive, EventBus, LogGroup, MetricAlarm } from "@pulumi/aws/cloudwatch";
import { Route } from "@pulumi/aws/apigatewayv2";
import { NatGateway } from "@pulumi/aws/ec2";
import { Role, RolePolicy, RolePolicyAttachment, User } from "@pulumi/aws/iam";
import { Key } from "@pulumi/aws/kms";
import { CallbackFunction, EventSourceMapping, ProvisionedConcurrencyConfig } from "@pulumi/aws/lambda";
import { Secret } from "@pulumi/aws/secretsmanager";
import { ConfigurationSetEventDestination, DedicatedIpPool } from "@pulumi/aws/sesv2";
import { Topic } from "@pulumi/aws/sns";
import { Queue, QueuePolicy } from "@pulumi/aws/sqs";
import { Trail } from "@pulumi/aws/cloudtrail";

/** What somebody could add to the program by a slip: each is declared with Pulumi's own classes. */
export interface Plant {
  /** The policy that refuses it. */
  readonly policy: string;
  readonly declare: (name: string) => void;
}

const trust = (Service: string) => ({
  Version: "2012-10-17" as const,
  Statement: [{ Effect: "Allow" as const, Principal: { Service }, Action: "sts:AssumeRole" }],
});
const allow = (Action: string, Resource: string) => ({
  Version: "2012-10-17" as const,
  Statement: [{ Effect: "Allow" as const, Action, Resource }],
});
const attributes = [{ name: "PK", type: "S" }];

export const PLANTS: Readonly<Record<string, Plant>> = {
  "a key of its own": { policy: "standing-cost", declare: name => new Key(name) },
  "a secret": { policy: "standing-cost", declare: name => new Secret(name) },
  "a NAT gateway": {
    policy: "standing-cost",
    declare: name => new NatGateway(name, { subnetId: "subnet-1" }),
  },
  "a table with provisioned capacity": {
    policy: "standing-cost",
    declare: name =>
      new Table(name, {
        hashKey: "PK",
        attributes,
        readCapacity: 1,
        writeCapacity: 1,
        deletionProtectionEnabled: true,
      }),
  },
  "a table with point-in-time recovery": {
    policy: "standing-cost",
    declare: name =>
      new Table(name, {
        hashKey: "PK",
        attributes,
        billingMode: "PAY_PER_REQUEST",
        pointInTimeRecovery: { enabled: true },
        deletionProtectionEnabled: true,
      }),
  },
  "a log group that never expires": { policy: "standing-cost", declare: name => new LogGroup(name) },
  "dedicated addresses": {
    policy: "standing-cost",
    declare: name => new DedicatedIpPool(name, { poolName: name }),
  },
  "SES events as paid metrics": {
    policy: "standing-cost",
    declare: name =>
      new ConfigurationSetEventDestination(name, {
        configurationSetName: "mail",
        eventDestinationName: name,
        eventDestination: {
          matchingEventTypes: ["SEND"],
          cloudWatchDestination: {
            dimensionConfigurations: [
              { dimensionName: "x", defaultDimensionValue: "y", dimensionValueSource: "MESSAGE_TAG" },
            ],
          },
        },
      }),
  },
  "provisioned concurrency": {
    policy: "standing-cost",
    declare: name =>
      new ProvisionedConcurrencyConfig(name, {
        functionName: "f",
        qualifier: "1",
        provisionedConcurrentExecutions: 1,
      }),
  },
  "an alarm a second": {
    policy: "standing-cost",
    declare: name =>
      new MetricAlarm(name, {
        comparisonOperator: "GreaterThanThreshold",
        evaluationPeriods: 1,
        namespace: "AWS/SES",
        metricName: "Send",
        period: 10,
        statistic: "Sum",
        threshold: 1,
      }),
  },
  "an archive that never expires": {
    policy: "standing-cost",
    declare: name => new EventArchive(name, { eventSourceArn: new EventBus(name).arn }),
  },
  "eleven alarms": {
    policy: "free-allotments",
    declare: name => {
      for (let i = 0; i < 11; i++)
        new MetricAlarm(`${name}-${i}`, {
          comparisonOperator: "GreaterThanThreshold",
          evaluationPeriods: 1,
          namespace: "AWS/SES",
          metricName: "Send",
          period: 300,
          statistic: "Sum",
          threshold: 1,
        });
    },
  },
  "a dashboard of fifty-one metrics": {
    policy: "standing-cost",
    declare: name =>
      new Dashboard(name, {
        dashboardName: name,
        dashboardBody: JSON.stringify({
          widgets: [
            {
              type: "metric",
              properties: { metrics: Array.from({ length: 51 }, (_, i) => ["AWS/SES", `M${i}`]) },
            },
          ],
        }),
      }),
  },
  "two polled queues": {
    policy: "free-allotments",
    declare: name => {
      for (const own of [`${name}-a`, `${name}-b`])
        new EventSourceMapping(own, {
          eventSourceArn: new Queue(own, { sqsManagedSseEnabled: true }).arn,
          functionName: "f",
        });
    },
  },
  "a second trail": {
    policy: "free-allotments",
    declare: name => [`${name}-a`, `${name}-b`].forEach(own => new Trail(own, { s3BucketName: "bucket" })),
  },
  "a role that may do everything with tables": {
    policy: "wildcard-actions",
    declare: name =>
      new RolePolicy(name, {
        role: "role",
        policy: allow("dynamodb:*", "arn:aws:dynamodb:eu-central-1:123456789012:table/x"),
      }),
  },
  "a role that may read every table": {
    policy: "wildcard-resources",
    declare: name => new RolePolicy(name, { role: "role", policy: allow("dynamodb:GetItem", "*") }),
  },
  "a managed policy with full access": {
    policy: "full-access",
    declare: name =>
      new RolePolicyAttachment(name, {
        role: "role",
        policyArn: "arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess",
      }),
  },
  "a role that the scheduler of any account may take on": {
    policy: "guarded-trust",
    declare: name => new Role(name, { assumeRolePolicy: trust("scheduler.amazonaws.com") }),
  },
  "a user without a boundary": {
    policy: "bounded-users",
    declare: name => new User(name, { path: "/ses-smtp/test/" }),
  },
  "a function as CallbackFunction makes it by default": {
    policy: "full-access",
    declare: name => new CallbackFunction(name, { callback: async () => undefined }),
  },
  "a queue that is not encrypted": {
    policy: "encrypted-queues",
    declare: name => new Queue(name, { sqsManagedSseEnabled: false }),
  },
  "a queue that any service may fill": {
    policy: "named-sources",
    declare: name =>
      new QueuePolicy(name, {
        queueUrl: "x",
        policy: {
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Allow",
              Principal: { Service: "sns.amazonaws.com" },
              Action: "sqs:SendMessage",
              Resource: "*",
            },
          ],
        },
      }),
  },
  "a topic without a policy": { policy: "source-policies", declare: name => new Topic(name) },
  "a route that is open": {
    policy: "authorized-routes",
    declare: name => new Route(name, { apiId: "api", routeKey: "GET /api/credentials" }),
  },
  "a table that can be deleted": {
    policy: "protected-table",
    declare: name => new Table(name, { hashKey: "PK", attributes, billingMode: "PAY_PER_REQUEST" }),
  },
};

/** The prefix of a plant's resource names, so that one run of the program serves all variants. */
export function plantName(what: string): string {
  return `planted-${Object.keys(PLANTS).indexOf(what)}`;
}
