import {
  CloudWatchClient,
  DeleteDashboardsCommand,
  DisableAlarmActionsCommand,
  EnableAlarmActionsCommand,
  GetDashboardCommand,
  PutDashboardCommand,
} from "@aws-sdk/client-cloudwatch";
import { DeleteUserPermissionsBoundaryCommand, IAMClient, PutUserPolicyCommand } from "@aws-sdk/client-iam";
import { DisableKeyCommand, EnableKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import {
  AddPermissionCommand,
  DeleteFunctionConcurrencyCommand,
  GetPolicyCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
  RemovePermissionCommand,
} from "@aws-sdk/client-lambda";
import {
  CreateConfigurationSetCommand,
  CreateConfigurationSetEventDestinationCommand,
  DeleteConfigurationSetCommand,
  DeleteConfigurationSetEventDestinationCommand,
  PutEmailIdentityConfigurationSetAttributesCommand,
  SESv2Client,
} from "@aws-sdk/client-sesv2";
import {
  DeleteTopicCommand,
  ListSubscriptionsByTopicCommand,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from "@aws-sdk/client-sns";
import { GetQueueAttributesCommand, SetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { USER_POLICY_NAME } from "../../../handlers/shared/iam-names";
import type { PolicyDocument } from "../../../sandbox/iam/policy-document";
import { listOf } from "../../../sandbox/iam/policy-document";
import type { Sandbox } from "../../../sandbox/sandbox";
import { clientConfig } from "../../../sandbox/shared/account";
import { deployedFunctions } from "../../../sandbox/testkit/function-archive";
import { changeStreamMapping } from "../sandbox/event-source-mapping";

/** Plants a fault. @returns what undoes it */
export type Plant = (sandbox: Sandbox) => Promise<() => Promise<unknown>>;

function clients({ report }: Sandbox) {
  const config = clientConfig(report.emulator);
  return {
    outputs: report.outputs as Record<string, string>,
    cloudwatch: new CloudWatchClient(config),
    iam: new IAMClient(config),
    kms: new KMSClient(config),
    lambda: new LambdaClient(config),
    ses: new SESv2Client(config),
    sns: new SNSClient(config),
    sqs: new SQSClient(config),
  };
}

/** API Gateway may not invoke the API's function: every route answers 500. */
export const breakApi: Plant = async sandbox => {
  const { lambda } = clients(sandbox);
  const FunctionName = (await deployedFunctions(sandbox.report)).find(({ configuration }) =>
    configuration.FunctionName?.startsWith("smtp-api-"),
  )?.configuration.FunctionName;
  const { Policy = "{}" } = await lambda.send(new GetPolicyCommand({ FunctionName }));
  const [statement] = listOf((JSON.parse(Policy) as PolicyDocument).Statement);
  const { Sid: StatementId = "", Condition } = statement ?? {};
  await lambda.send(new RemovePermissionCommand({ FunctionName, StatementId }));
  return () =>
    lambda.send(
      new AddPermissionCommand({
        ...{ FunctionName, StatementId, Principal: "apigateway.amazonaws.com" },
        Action: "lambda:InvokeFunction",
        SourceArn: String(Object.values(Condition?.ArnLike ?? {})[0]),
      }),
    );
};

export const disableMapping: Plant = async ({ report }) => {
  await changeStreamMapping(report, { Enabled: false });
  return () => changeStreamMapping(report, { Enabled: true });
};

export const throttleDispatcher: Plant = async sandbox => {
  const { lambda, outputs } = clients(sandbox);
  const FunctionName = outputs.dispatcherFunctionName;
  await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 }));
  return () => lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
};

export const disableKey: Plant = async sandbox => {
  const { kms, outputs } = clients(sandbox);
  const KeyId = outputs.kmsKeyArn;
  await kms.send(new DisableKeyCommand({ KeyId }));
  return () => kms.send(new EnableKeyCommand({ KeyId }));
};

export const removeQueuePolicy: Plant = async sandbox => {
  const { sqs, outputs } = clients(sandbox);
  const QueueUrl = outputs.deadLetterQueueUrl;
  const { Attributes: { Policy = "" } = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["Policy"] }),
  );
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy: "" } }));
  return () => sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
};

/** Somebody gives the domain another default configuration set: mail that names none is not recorded. */
export const changeDefaultSet: Plant = async sandbox => {
  const { ses, outputs } = clients(sandbox);
  const other = "marketing";
  const EmailIdentity = sandbox.report.domain;
  const attach = (ConfigurationSetName: string | undefined) =>
    ses.send(new PutEmailIdentityConfigurationSetAttributesCommand({ EmailIdentity, ConfigurationSetName }));
  await ses.send(new CreateConfigurationSetCommand({ ConfigurationSetName: other }));
  await attach(other);
  return async () => {
    await attach(outputs.configurationSetName);
    await ses.send(new DeleteConfigurationSetCommand({ ConfigurationSetName: other }));
  };
};

export const removeDestination: Plant = async sandbox => {
  const { ses, outputs } = clients(sandbox);
  const destination = {
    ConfigurationSetName: outputs.configurationSetName,
    EventDestinationName: "smtp-bounces",
  };
  await ses.send(new DeleteConfigurationSetEventDestinationCommand(destination));
  return () =>
    ses.send(
      new CreateConfigurationSetEventDestinationCommand({
        ...destination,
        EventDestination: {
          Enabled: true,
          MatchingEventTypes: ["BOUNCE"],
          SnsDestination: { TopicArn: outputs.bounceTopicArn },
        },
      }),
    );
};

/** Every subscription to a topic ends. */
export function unsubscribe(output: "bounceTopicArn" | "alertTopicArn"): Plant {
  return async sandbox => {
    const { sns, outputs } = clients(sandbox);
    const TopicArn = outputs[output];
    const { Subscriptions = [] } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
    for (const { SubscriptionArn } of Subscriptions)
      await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
    const queue = (outputs.deadLetterQueueUrl ?? "").split("/").at(-1) ?? "";
    const deadLetterTargetArn = `${(TopicArn ?? "").replace(":sns:", ":sqs:").replace(/[^:]+$/, "")}${queue}`;
    const Attributes = { RedrivePolicy: JSON.stringify({ deadLetterTargetArn }) };
    return async () => {
      for (const { Protocol, Endpoint } of Subscriptions)
        await sns.send(
          new SubscribeCommand({
            TopicArn,
            Protocol,
            Endpoint,
            ...(Protocol === "lambda" && { Attributes }),
          }),
        );
    };
  };
}

export const turnOffAlarm: Plant = async sandbox => {
  const { cloudwatch } = clients(sandbox);
  const AlarmNames = ["ses-smtp sandbox - smtp-api fails"];
  await cloudwatch.send(new DisableAlarmActionsCommand({ AlarmNames }));
  return () => cloudwatch.send(new EnableAlarmActionsCommand({ AlarmNames }));
};

export const removeDashboard: Plant = async sandbox => {
  const { cloudwatch } = clients(sandbox);
  const DashboardName = "ses-smtp-sandbox-eu-central-1-system";
  const { DashboardBody } = await cloudwatch.send(new GetDashboardCommand({ DashboardName }));
  await cloudwatch.send(new DeleteDashboardsCommand({ DashboardNames: [DashboardName] }));
  return () => cloudwatch.send(new PutDashboardCommand({ DashboardName, DashboardBody }));
};

/** As if SES did not compare what the steps try: the self-test's own user may send anything as soon as it has a key. */
export const allowEverything: Plant = async sandbox => {
  const { iam } = clients(sandbox);
  const widen = async (UserName: string) => {
    const Statement = { Effect: "Allow", Action: "ses:*", Resource: "*" };
    await iam.send(
      new PutUserPolicyCommand({
        ...{ UserName, PolicyName: USER_POLICY_NAME },
        PolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement }),
      }),
    );
    await iam.send(new DeleteUserPermissionsBoundaryCommand({ UserName }));
  };
  const undo = sandbox.frontDoor.faults.add({
    ...{ service: "iam", action: "CreateAccessKey", times: 1, mode: "delay", delayMs: 3_000 },
    match: ({ form }) => {
      const name = form.get("UserName") ?? "";
      if (!name.includes("-key-")) return false;
      void widen(name);
      return true;
    },
  });
  return async () => undo();
};

/** The recorder cannot write bounces. */
export const loseBounces: Plant = async ({ frontDoor }) => {
  const undo = frontDoor.faults.add({
    ...{ service: "dynamodb", mode: "refuse-before", status: 400, code: "AccessDeniedException" },
    match: ({ body }) => body.includes("EMAIL_ADDRESS#bounce+") && body.includes("bounce#"),
  });
  return async () => undo();
};

export const deleteTopic: Plant = async sandbox => {
  const { sns, outputs } = clients(sandbox);
  await sns.send(new DeleteTopicCommand({ TopicArn: outputs.complaintTopicArn }));
  return async () => undefined;
};
