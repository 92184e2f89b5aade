import {
  CreateConfigurationSetCommand,
  CreateConfigurationSetEventDestinationCommand,
  DeleteConfigurationSetCommand,
  DeleteConfigurationSetEventDestinationCommand,
  type EventDestinationDefinition,
  GetConfigurationSetEventDestinationsCommand,
  PutConfigurationSetSendingOptionsCommand,
  PutConfigurationSetSuppressionOptionsCommand,
  UpdateConfigurationSetEventDestinationCommand,
} from "@aws-sdk/client-sesv2";
import { removeDestination } from "../self-test/plants";
import type { DoctorFault, Stage } from "./fault";

const setOf = ({ outputs }: Stage) => ({ ConfigurationSetName: outputs.configurationSetName });

const bounces = ({ outputs }: Stage, Enabled: boolean): EventDestinationDefinition => ({
  ...{ Enabled, MatchingEventTypes: ["BOUNCE"] },
  SnsDestination: { TopicArn: outputs.bounceTopicArn },
});

const suppression = (stage: Stage, SuppressedReasons: ("BOUNCE" | "COMPLAINT")[]) =>
  stage.ses.send(new PutConfigurationSetSuppressionOptionsCommand({ ...setOf(stage), SuppressedReasons }));

/** The set and its destinations are as before afterwards. */
const deleteSet: DoctorFault["plant"] = async stage => {
  const { ses } = stage;
  const command = new GetConfigurationSetEventDestinationsCommand(setOf(stage));
  const { EventDestinations = [] } = await ses.send(command);
  await ses.send(new DeleteConfigurationSetCommand(setOf(stage)));
  return async () => {
    await ses.send(new CreateConfigurationSetCommand(setOf(stage)));
    await suppression(stage, ["BOUNCE", "COMPLAINT"]);
    for (const { Name: EventDestinationName, ...EventDestination } of EventDestinations)
      await ses.send(
        new CreateConfigurationSetEventDestinationCommand({
          ...{ ...setOf(stage), EventDestinationName, EventDestination },
        }),
      );
  };
};

export const SET_FAULTS: readonly DoctorFault[] = [
  {
    what: "sending turned off for the configuration set",
    plant: async stage => {
      const put = (SendingEnabled: boolean) =>
        stage.ses.send(new PutConfigurationSetSendingOptionsCommand({ ...setOf(stage), SendingEnabled }));
      await put(false);
      return () => put(true);
    },
    ...{ check: "configuration-set", severity: "error" },
    says: /^sending is turned off for the configuration set ses-smtp-sandbox$/,
    remedy: /put-configuration-set-sending-options --configuration-set-name ses-smtp-sandbox/,
  },
  {
    what: "a configuration set that suppresses nobody",
    plant: async stage => {
      await suppression(stage, []);
      return () => suppression(stage, ["BOUNCE", "COMPLAINT"]);
    },
    ...{ check: "configuration-set", severity: "warning" },
    says: /^the configuration set ses-smtp-sandbox does not suppress bounces and complaints$/,
    remedy: /put-configuration-set-suppression-options/,
  },
  {
    what: "no configuration set",
    plant: deleteSet,
    ...{ check: "configuration-set", severity: "error" },
    says: /^the configuration set ses-smtp-sandbox does not exist$/,
    remedy: /`pulumi refresh` and `pulumi up`/,
  },
  {
    what: "no event destination for bounces",
    plant: ({ sandbox }) => removeDestination(sandbox),
    ...{ check: "event-destinations", severity: "error" },
    says: /^no event destination of ses-smtp-sandbox reports bounces to the stack$/,
    remedy: /`pulumi refresh` and `pulumi up`/,
  },
  {
    what: "an event destination that is disabled",
    plant: async stage => {
      const put = (Enabled: boolean) =>
        stage.ses.send(
          new UpdateConfigurationSetEventDestinationCommand({
            ...{ ...setOf(stage), EventDestinationName: "smtp-bounces" },
            EventDestination: bounces(stage, Enabled),
          }),
        );
      await put(false);
      return () => put(true);
    },
    ...{ check: "event-destinations", severity: "error" },
    says: /reports bounces to the stack: smtp-bounces is disabled$/,
    remedy: /`pulumi refresh` and `pulumi up`/,
  },
  {
    what: "two event destinations for bounces",
    plant: async stage => {
      const another = { ...setOf(stage), EventDestinationName: "another" };
      const EventDestination = bounces(stage, true);
      await stage.ses.send(
        new CreateConfigurationSetEventDestinationCommand({ ...another, EventDestination }),
      );
      return () => stage.ses.send(new DeleteConfigurationSetEventDestinationCommand(another));
    },
    ...{ check: "event-destinations", severity: "warning" },
    says: /^2 event destinations of ses-smtp-sandbox report bounces to the stack$/,
    remedy: /delete-configuration-set-event-destination/,
  },
];
