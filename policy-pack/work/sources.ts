export const FUNCTION = "aws:lambda/function:Function";
export const ALIAS = "aws:lambda/alias:Alias";
export const QUEUE = "aws:sqs/queue:Queue";
export const TOPIC = "aws:sns/topic:Topic";
export const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";

/** What anything in the stack may start. */
export const STARTABLE: readonly string[] = [FUNCTION, ALIAS, QUEUE, TOPIC];

/** Inputs by which a type starts something; a list at the end of a path ends in `[]`. */
export const SOURCES: Readonly<Record<string, readonly string[]>> = {
  "aws:scheduler/schedule:Schedule": ["target.arn", "target.deadLetterConfig.arn"],
  "aws:cloudwatch/eventTarget:EventTarget": ["arn", "deadLetterConfig.arn"],
  "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter": ["destinationArn"],
  "aws:sns/topicSubscription:TopicSubscription": ["endpoint"],
  "aws:lambda/eventSourceMapping:EventSourceMapping": [
    "functionName",
    "destinationConfig.onFailure.destinationArn",
  ],
  "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": [
    "functionName",
    "destinationConfig.onFailure.destination",
    "destinationConfig.onSuccess.destination",
  ],
  "aws:lambda/function:Function": ["deadLetterConfig.targetArn"],
  "aws:lambda/invocation:Invocation": ["functionName"],
  "aws:pipes/pipe:Pipe": ["target", "enrichment"],
  "aws:s3/bucketNotification:BucketNotification": [
    "lambdaFunctions[].lambdaFunctionArn",
    "queues[].queueArn",
    "topics[].topicArn",
  ],
  "aws:ses/receiptRule:ReceiptRule": [
    "lambdaActions[].functionArn",
    "lambdaActions[].topicArn",
    "snsActions[].topicArn",
    "s3Actions[].topicArn",
    "bounceActions[].topicArn",
    "stopActions[].topicArn",
    "addHeaderActions[].topicArn",
    "workmailActions[].organizationArn",
  ],
  "aws:ses/eventDestination:EventDestination": ["snsDestination.topicArn"],
  "aws:ses/identityNotificationTopic:IdentityNotificationTopic": ["topicArn"],
  "aws:sesv2/configurationSetEventDestination:ConfigurationSetEventDestination": [
    "eventDestination.snsDestination.topicArn",
    "eventDestination.pinpointDestination.applicationArn",
  ],
  "aws:apigatewayv2/authorizer:Authorizer": ["authorizerUri"],
  "aws:apigateway/authorizer:Authorizer": ["authorizerUri"],
  "aws:secretsmanager/secretRotation:SecretRotation": ["rotationLambdaArn"],
};

/** Inputs that may also be an existing topic of the account, because they only announce something. */
export const ANNOUNCEMENTS: Readonly<Record<string, readonly string[]>> = {
  "aws:cloudwatch/metricAlarm:MetricAlarm": ["alarmActions[]", "okActions[]", "insufficientDataActions[]"],
  "aws:budgets/budget:Budget": ["notifications[].subscriberSnsTopicArns[]"],
};

/** The input of SOURCES that may be an existing topic of the account: a rule announces to it what happened. */
export const ANNOUNCING_TARGET = { type: "aws:cloudwatch/eventTarget:EventTarget", path: "arn" };

/** Subscriptions that reach people instead of starting something. */
export const PEOPLE_PROTOCOLS: readonly string[] = ["email", "email-json"];

/** Types that can be in an input's dependencies beside its target, such as the role it uses. */
export const BYSTANDERS: readonly string[] = [
  "aws:iam/role:Role",
  "aws:iam/rolePolicy:RolePolicy",
  "aws:iam/policy:Policy",
  "aws:lambda/permission:Permission",
  "aws:dynamodb/table:Table",
  "aws:s3/bucket:Bucket",
  "aws:apigatewayv2/api:Api",
  "aws:cloudwatch/eventRule:EventRule",
  LOG_GROUP,
];
