import {
  GetConfigurationSetCommand,
  GetConfigurationSetEventDestinationsCommand,
  GetEmailIdentityCommand,
} from "@aws-sdk/client-sesv2";
import { GetSubscriptionAttributesCommand, ListSubscriptionsByTopicCommand } from "@aws-sdk/client-sns";
import { StepFailed } from "../step";
import type { SelfTest, SelfTestStep } from "../self-test";

const DEPLOY = "deploy again (pulumi up)";

/** That SES is set up to send, and to report what becomes of mail. Nothing is changed. */
export const MAIL_SETUP_STEPS: readonly SelfTestStep[] = [
  {
    name: "identity",
    proves: "the domain is verified, and its default configuration set is the stack's",
    run: readIdentity,
  },
  {
    name: "configuration-set",
    proves: "the configuration set publishes bounces, complaints and sends",
    run: readConfigurationSet,
  },
  { name: "topics", proves: "what SES publishes reaches the recorder", run: readTopics },
];

async function readIdentity({ aws, domain, stack }: SelfTest): Promise<string> {
  const identity = await aws.ses
    .send(new GetEmailIdentityCommand({ EmailIdentity: domain }))
    .catch((error: unknown) => {
      if ((error as Error).name !== "NotFoundException") throw error;
      throw new StepFailed(`${domain} is no identity in SES`, "name a verified domain with --domain");
    });
  if (identity.VerifiedForSendingStatus !== true)
    throw new StepFailed(
      `${domain} is not verified (${identity.VerificationStatus ?? "no status"})`,
      "publish the records of ses-smtp dns; SES then needs up to 72 hours",
    );
  const { ConfigurationSetName: set } = identity;
  if (set !== stack.configurationSetName)
    throw new StepFailed(
      `the default configuration set of ${domain} is ${set ?? "none"}, not ${stack.configurationSetName}: mail that names none is not recorded`,
      DEPLOY,
    );
  return `${domain}, DKIM ${identity.DkimAttributes?.Status ?? "unknown"}`;
}

async function readConfigurationSet({ aws, stack }: SelfTest): Promise<string> {
  const ConfigurationSetName = stack.configurationSetName;
  const { SendingOptions } = await aws.ses.send(new GetConfigurationSetCommand({ ConfigurationSetName }));
  if (SendingOptions?.SendingEnabled === false)
    throw new StepFailed(`sending is disabled for ${ConfigurationSetName}`, "enable it in the SES console");
  const { EventDestinations = [] } = await aws.ses.send(
    new GetConfigurationSetEventDestinationsCommand({ ConfigurationSetName }),
  );
  const targetsOf = (event: "BOUNCE" | "COMPLAINT" | "SEND") =>
    EventDestinations.filter(
      ({ Enabled, MatchingEventTypes = [] }) => Enabled === true && MatchingEventTypes.includes(event),
    ).map(
      ({ SnsDestination, EventBridgeDestination }) =>
        SnsDestination?.TopicArn ?? EventBridgeDestination?.EventBusArn ?? "another kind of destination",
    );
  const expected = [
    ["BOUNCE", stack.bounceTopicArn],
    ["COMPLAINT", stack.complaintTopicArn],
  ] as const;
  for (const [event, topic] of expected)
    if (!targetsOf(event).includes(topic))
      throw new StepFailed(
        `${ConfigurationSetName} publishes ${event} events to ${targetsOf(event).join(", ") || "nothing"}, not to ${topic}`,
        DEPLOY,
      );
  if (!targetsOf("SEND").some(arn => arn.endsWith(":event-bus/default")))
    throw new StepFailed(`${ConfigurationSetName} publishes no SEND events to EventBridge`, DEPLOY);
  return ConfigurationSetName;
}

async function readTopics({ aws, stack }: SelfTest): Promise<string> {
  for (const TopicArn of [stack.bounceTopicArn, stack.complaintTopicArn]) {
    const { Subscriptions = [] } = await aws.sns
      .send(new ListSubscriptionsByTopicCommand({ TopicArn }))
      .catch((error: unknown) => {
        if (!/NotFound/.test((error as Error).name)) throw error;
        throw new StepFailed(`the topic ${TopicArn} does not exist`, DEPLOY);
      });
    const recorder = Subscriptions.find(
      ({ Protocol, Endpoint = "" }) =>
        Protocol === "lambda" && Endpoint.endsWith(`:function:${stack.recorderFunctionName}`),
    );
    if (recorder === undefined)
      throw new StepFailed(`${stack.recorderFunctionName} is not subscribed to ${TopicArn}`, DEPLOY);
    const { Attributes = {} } = await aws.sns.send(
      new GetSubscriptionAttributesCommand({ SubscriptionArn: recorder.SubscriptionArn }),
    );
    if (!Attributes.RedrivePolicy)
      throw new StepFailed(
        `the recorder's subscription to ${TopicArn} has no redrive policy: what it cannot take is lost`,
        DEPLOY,
      );
  }
  return "both topics deliver to the recorder, and keep what fails";
}
