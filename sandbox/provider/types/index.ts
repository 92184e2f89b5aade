import type * as dynamodbModule from "./dynamodb";
import type * as iamModule from "./iam";
import type * as lambdaModule from "./lambda";
import type * as lambdaFunctionModule from "./lambda-function";
import type * as logsModule from "./logs";
import type * as sesv2Module from "./sesv2";
import type * as snsModule from "./sns";
import type * as sqsModule from "./sqs";
import type { ResourceType } from "../resource-type";

/** Services are loaded when a program uses them: their SDK clients are most of the provider's start. */
const iam = () => require("./iam") as typeof iamModule;
const lambda = () => require("./lambda") as typeof lambdaModule;
const sesv2 = () => require("./sesv2") as typeof sesv2Module;
const sns = () => require("./sns") as typeof snsModule;
const sqs = () => require("./sqs") as typeof sqsModule;

/** Every resource type a program can declare in the sandbox. A new one: an entry in a file here, a line below. */
export const RESOURCE_TYPES: Readonly<Record<string, () => ResourceType>> = {
  "aws:cloudwatch/logGroup:LogGroup": () => (require("./logs") as typeof logsModule).logGroup,
  "aws:dynamodb/table:Table": () => (require("./dynamodb") as typeof dynamodbModule).table,
  "aws:iam/policy:Policy": () => iam().policy,
  "aws:iam/role:Role": () => iam().role,
  "aws:iam/rolePolicy:RolePolicy": () => iam().rolePolicy,
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": () => iam().rolePolicyAttachment,
  "aws:lambda/eventSourceMapping:EventSourceMapping": () => lambda().eventSourceMapping,
  "aws:lambda/function:Function": () =>
    (require("./lambda-function") as typeof lambdaFunctionModule).lambdaFunction,
  "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": () => lambda().functionEventInvokeConfig,
  "aws:lambda/invocation:Invocation": () => lambda().invocation,
  "aws:lambda/permission:Permission": () => lambda().permission,
  "aws:sesv2/configurationSet:ConfigurationSet": () => sesv2().configurationSet,
  "aws:sesv2/configurationSetEventDestination:ConfigurationSetEventDestination": () =>
    sesv2().eventDestination,
  "aws:sesv2/emailIdentity:EmailIdentity": () => sesv2().emailIdentity,
  "aws:sesv2/emailIdentityFeedbackAttributes:EmailIdentityFeedbackAttributes": () =>
    sesv2().feedbackAttributes,
  "aws:sesv2/emailIdentityMailFromAttributes:EmailIdentityMailFromAttributes": () =>
    sesv2().mailFromAttributes,
  "aws:sns/topic:Topic": () => sns().topic,
  "aws:sns/topicPolicy:TopicPolicy": () => sns().topicPolicy,
  "aws:sns/topicSubscription:TopicSubscription": () => sns().topicSubscription,
  "aws:sqs/queue:Queue": () => sqs().queue,
  "aws:sqs/queuePolicy:QueuePolicy": () => sqs().queuePolicy,
};

export function resourceTypeOf(type: string): ResourceType {
  const load = RESOURCE_TYPES[type];
  if (load !== undefined) return load();
  throw new Error(
    `the sandbox does not know the resource type ${type}: add it in sandbox/provider/types/index.ts`,
  );
}
