import type * as certificateModule from "./acm/certificate";
import type * as certificateValidationModule from "./acm/certificate-validation";
import type * as apiModule from "./apigatewayv2/api";
import type * as apiMappingModule from "./apigatewayv2/api-mapping";
import type * as domainNameModule from "./apigatewayv2/domain-name";
import type * as integrationModule from "./apigatewayv2/integration";
import type * as routeModule from "./apigatewayv2/route";
import type * as stageModule from "./apigatewayv2/stage";
import type * as trailModule from "./cloudtrail/trail";
import type * as dashboardModule from "./cloudwatch/dashboard";
import type * as eventRuleModule from "./cloudwatch/event-rule";
import type * as eventTargetModule from "./cloudwatch/event-target";
import type * as logGroupModule from "./cloudwatch/log-group";
import type * as metricAlarmModule from "./cloudwatch/metric-alarm";
import type * as queryDefinitionModule from "./cloudwatch/query-definition";
import type * as tableModule from "./dynamodb/table";
import type * as policyModule from "./iam/policy";
import type * as roleModule from "./iam/role";
import type * as rolePolicyModule from "./iam/role-policy";
import type * as rolePolicyAttachmentModule from "./iam/role-policy-attachment";
import type * as eventSourceMappingModule from "./lambda/event-source-mapping";
import type * as lambdaFunctionModule from "./lambda/function";
import type * as functionEventInvokeConfigModule from "./lambda/function-event-invoke-config";
import type * as invocationModule from "./lambda/invocation";
import type * as permissionModule from "./lambda/permission";
import type * as bucketModule from "./s3/bucket";
import type * as bucketPolicyModule from "./s3/bucket-policy";
import type * as scheduleModule from "./scheduler/schedule";
import type * as scheduleGroupModule from "./scheduler/schedule-group";
import type * as configurationSetModule from "./sesv2/configuration-set";
import type * as eventDestinationModule from "./sesv2/configuration-set-event-destination";
import type * as emailIdentityModule from "./sesv2/email-identity";
import type * as feedbackAttributesModule from "./sesv2/email-identity-feedback-attributes";
import type * as mailFromAttributesModule from "./sesv2/email-identity-mail-from-attributes";
import type * as topicModule from "./sns/topic";
import type * as topicPolicyModule from "./sns/topic-policy";
import type * as topicSubscriptionModule from "./sns/topic-subscription";
import type * as queueModule from "./sqs/queue";
import type * as queuePolicyModule from "./sqs/queue-policy";
import type { ResourceType } from "../resource-type";

/**
 * Every resource type a program can declare in the sandbox. To add one: write `{service}/{resource}.ts` and add two
 * lines here. Each file is loaded on first use, because the SDK clients make up most of the provider's startup time.
 */
export const RESOURCE_TYPES: Readonly<Record<string, () => ResourceType>> = {
  "aws:acm/certificate:Certificate": () =>
    (require("./acm/certificate") as typeof certificateModule).certificate,
  "aws:acm/certificateValidation:CertificateValidation": () =>
    (require("./acm/certificate-validation") as typeof certificateValidationModule).certificateValidation,
  "aws:apigatewayv2/api:Api": () => (require("./apigatewayv2/api") as typeof apiModule).api,
  "aws:apigatewayv2/apiMapping:ApiMapping": () =>
    (require("./apigatewayv2/api-mapping") as typeof apiMappingModule).apiMapping,
  "aws:apigatewayv2/domainName:DomainName": () =>
    (require("./apigatewayv2/domain-name") as typeof domainNameModule).domainName,
  "aws:apigatewayv2/integration:Integration": () =>
    (require("./apigatewayv2/integration") as typeof integrationModule).integration,
  "aws:apigatewayv2/route:Route": () => (require("./apigatewayv2/route") as typeof routeModule).route,
  "aws:apigatewayv2/stage:Stage": () => (require("./apigatewayv2/stage") as typeof stageModule).stage,
  "aws:cloudtrail/trail:Trail": () => (require("./cloudtrail/trail") as typeof trailModule).trail,
  "aws:cloudwatch/dashboard:Dashboard": () =>
    (require("./cloudwatch/dashboard") as typeof dashboardModule).dashboard,
  "aws:cloudwatch/eventRule:EventRule": () =>
    (require("./cloudwatch/event-rule") as typeof eventRuleModule).eventRule,
  "aws:cloudwatch/eventTarget:EventTarget": () =>
    (require("./cloudwatch/event-target") as typeof eventTargetModule).eventTarget,
  "aws:cloudwatch/logGroup:LogGroup": () =>
    (require("./cloudwatch/log-group") as typeof logGroupModule).logGroup,
  "aws:cloudwatch/metricAlarm:MetricAlarm": () =>
    (require("./cloudwatch/metric-alarm") as typeof metricAlarmModule).metricAlarm,
  "aws:cloudwatch/queryDefinition:QueryDefinition": () =>
    (require("./cloudwatch/query-definition") as typeof queryDefinitionModule).queryDefinition,
  "aws:dynamodb/table:Table": () => (require("./dynamodb/table") as typeof tableModule).table,
  "aws:iam/policy:Policy": () => (require("./iam/policy") as typeof policyModule).policy,
  "aws:iam/role:Role": () => (require("./iam/role") as typeof roleModule).role,
  "aws:iam/rolePolicy:RolePolicy": () => (require("./iam/role-policy") as typeof rolePolicyModule).rolePolicy,
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": () =>
    (require("./iam/role-policy-attachment") as typeof rolePolicyAttachmentModule).rolePolicyAttachment,
  "aws:lambda/eventSourceMapping:EventSourceMapping": () =>
    (require("./lambda/event-source-mapping") as typeof eventSourceMappingModule).eventSourceMapping,
  "aws:lambda/function:Function": () =>
    (require("./lambda/function") as typeof lambdaFunctionModule).lambdaFunction,
  "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": () =>
    (require("./lambda/function-event-invoke-config") as typeof functionEventInvokeConfigModule)
      .functionEventInvokeConfig,
  "aws:lambda/invocation:Invocation": () =>
    (require("./lambda/invocation") as typeof invocationModule).invocation,
  "aws:lambda/permission:Permission": () =>
    (require("./lambda/permission") as typeof permissionModule).permission,
  "aws:s3/bucket:Bucket": () => (require("./s3/bucket") as typeof bucketModule).bucket,
  "aws:s3/bucketPolicy:BucketPolicy": () =>
    (require("./s3/bucket-policy") as typeof bucketPolicyModule).bucketPolicy,
  "aws:scheduler/schedule:Schedule": () =>
    (require("./scheduler/schedule") as typeof scheduleModule).schedule,
  "aws:scheduler/scheduleGroup:ScheduleGroup": () =>
    (require("./scheduler/schedule-group") as typeof scheduleGroupModule).scheduleGroup,
  "aws:sesv2/configurationSet:ConfigurationSet": () =>
    (require("./sesv2/configuration-set") as typeof configurationSetModule).configurationSet,
  "aws:sesv2/configurationSetEventDestination:ConfigurationSetEventDestination": () =>
    (require("./sesv2/configuration-set-event-destination") as typeof eventDestinationModule)
      .eventDestination,
  "aws:sesv2/emailIdentity:EmailIdentity": () =>
    (require("./sesv2/email-identity") as typeof emailIdentityModule).emailIdentity,
  "aws:sesv2/emailIdentityFeedbackAttributes:EmailIdentityFeedbackAttributes": () =>
    (require("./sesv2/email-identity-feedback-attributes") as typeof feedbackAttributesModule)
      .feedbackAttributes,
  "aws:sesv2/emailIdentityMailFromAttributes:EmailIdentityMailFromAttributes": () =>
    (require("./sesv2/email-identity-mail-from-attributes") as typeof mailFromAttributesModule)
      .mailFromAttributes,
  "aws:sns/topic:Topic": () => (require("./sns/topic") as typeof topicModule).topic,
  "aws:sns/topicPolicy:TopicPolicy": () =>
    (require("./sns/topic-policy") as typeof topicPolicyModule).topicPolicy,
  "aws:sns/topicSubscription:TopicSubscription": () =>
    (require("./sns/topic-subscription") as typeof topicSubscriptionModule).topicSubscription,
  "aws:sqs/queue:Queue": () => (require("./sqs/queue") as typeof queueModule).queue,
  "aws:sqs/queuePolicy:QueuePolicy": () =>
    (require("./sqs/queue-policy") as typeof queuePolicyModule).queuePolicy,
};

/** @throws Error for a type that has no entry in {@link RESOURCE_TYPES} */
export function resourceTypeOf(type: string): ResourceType {
  const load = RESOURCE_TYPES[type];
  if (load !== undefined) return load();
  throw new Error(`unsupported resource type ${type}: add it in sandbox/provider/types/index.ts`);
}
