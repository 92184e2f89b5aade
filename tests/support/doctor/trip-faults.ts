import {
  DisableRuleCommand,
  EnableRuleCommand,
  EventBridgeClient,
  ListRulesCommand,
} from "@aws-sdk/client-eventbridge";
import { DeleteFunctionConcurrencyCommand, PutFunctionConcurrencyCommand } from "@aws-sdk/client-lambda";
import { PutAccountSendingAttributesCommand } from "@aws-sdk/client-sesv2";
import { clientConfig } from "../../../sandbox/shared/account";
import { deleteTopic, removeDestination, unsubscribe } from "../self-test/plants";
import { changeRolePolicy } from "../self-test/role-policy";
import type { Stage } from "./fault";
import { withoutInvocation, withoutSes } from "./path-faults";

/** Something broken between SES and the table, and what the round trip says of it. */
export interface TripFault {
  what: string;
  /** @returns what undoes it */
  plant: (stage: Stage) => Promise<() => unknown>;
  says: RegExp;
  remedy: RegExp;
}

const disableRule: TripFault["plant"] = async ({ sandbox: { report } }) => {
  const events = new EventBridgeClient(clientConfig(report.emulator));
  const { Rules: [rule] = [] } = await events.send(new ListRulesCommand({ NamePrefix: "smtp-events" }));
  await events.send(new DisableRuleCommand({ Name: rule?.Name }));
  return () => events.send(new EnableRuleCommand({ Name: rule?.Name }));
};

const stopRecorder: TripFault["plant"] = async ({
  lambda,
  outputs: { recorderFunctionName: FunctionName },
}) => {
  await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 }));
  return () => lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
};

const DEPLOY = /^Run `pulumi refresh` and `pulumi up`, then `ses-smtp doctor --round-trip` again\.$/;

export const TRIP_FAULTS: readonly TripFault[] = [
  {
    what: "no event destination for bounces",
    plant: ({ sandbox }) => removeDestination(sandbox),
    says: /^the bounce of message \S+ was not recorded within \d+ s; the last link seen working: SES accepted the message; the next: no event destination of ses-smtp-sandbox reports bounces to the stack$/,
    remedy: DEPLOY,
  },
  {
    what: "a topic to which SES may not publish",
    plant: withoutSes,
    says: /^the bounce .* working: the configuration set ses-smtp-sandbox reports the event; the next: the policy of the topic for bounces does not let SES publish/,
    remedy: DEPLOY,
  },
  {
    what: "a recorder that is not subscribed",
    plant: ({ sandbox }) => unsubscribe("bounceTopicArn")(sandbox),
    says: /^the bounce .* working: SES may publish to the topic for bounces; the next: smtp-feedback-recorder-\w+ is not subscribed to the topic for bounces$/,
    remedy: DEPLOY,
  },
  {
    what: "a topic that may not invoke the recorder",
    plant: withoutInvocation,
    says: /^the bounce .* working: smtp-feedback-recorder-\w+ is subscribed to the topic for bounces; the next: the policy of smtp-feedback-recorder-\w+ does not let the topic for bounces invoke it$/,
    remedy: DEPLOY,
  },
  {
    what: "a rule of EventBridge that is disabled",
    plant: disableRule,
    says: /^the sending of message \S+ was not recorded .* working: the recorder has recorded the bounce and the complaint$/,
    remedy: /`aws events list-rules --name-prefix smtp-events`/,
  },
  {
    what: "a recorder that somebody has stopped",
    plant: stopRecorder,
    says: /^the complaint of message \S+ was not recorded .* working: the topic for complaints delivers every message to smtp-feedback-recorder-\w+; the next: the function smtp-feedback-recorder-\w+ may not run: its reserved concurrency is 0$/,
    remedy: /`aws lambda delete-function-concurrency --function-name smtp-feedback-recorder-\w+`/,
  },
  {
    what: "an account that may not send",
    plant: async ({ ses }) => {
      const put = (SendingEnabled: boolean) =>
        ses.send(new PutAccountSendingAttributesCommand({ SendingEnabled }));
      await put(false);
      return () => put(true);
    },
    says: /^SES does not accept mail from ses-smtp-doctor@company\.com: .*; no link was seen working$/,
    remedy: /^Follow the findings about the account/,
  },
  {
    what: "a recorder that may not write bounces",
    plant: ({ sandbox }) =>
      changeRolePolicy(sandbox.report, "smtp-feedback-recorder", policy =>
        policy.replaceAll("EMAIL_ADDRESS#*", "EMAIL_ADDRESS#none"),
      ),
    says: /^the bounce .* working: the recorder has recorded the sending$/,
    remedy: /^Run `ses-smtp failures list`, and look for errors in the log of smtp-feedback-recorder/,
  },
  {
    what: "a topic that was deleted",
    plant: ({ sandbox }) => deleteTopic(sandbox),
    says: /^the complaint .* working: the configuration set ses-smtp-sandbox reports the event; the next: the topic for complaints does not exist$/,
    remedy: DEPLOY,
  },
];
