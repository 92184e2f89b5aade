import type { EventDestination, GetConfigurationSetCommandOutput } from "@aws-sdk/client-sesv2";
import { type Detail, error, warning } from "../findings/finding";
import { missingReasons, validationDetails } from "./account";

/** The stack's configuration set; undefined: it does not exist. */
export type FoundSet = Omit<GetConfigurationSetCommandOutput, "$metadata"> | undefined;

export function judgeConfigurationSet(found: FoundSet, name: string): Detail[] {
  if (found === undefined)
    return [
      error(
        `the configuration set ${name} does not exist`,
        "SES refuses mail that names it, and mail of every identity whose default it is.",
        "Run `pulumi refresh` and `pulumi up`.",
      ),
    ];
  const { SendingOptions, SuppressionOptions } = found;
  const missing =
    SuppressionOptions === undefined ? [] : missingReasons(SuppressionOptions.SuppressedReasons);
  return [
    ...(SendingOptions?.SendingEnabled === false
      ? [
          error(
            `sending is turned off for the configuration set ${name}`,
            "Every login gets 554: no mail leaves.",
            `Run \`aws sesv2 put-configuration-set-sending-options --configuration-set-name ${name} --sending-enabled\`.`,
          ),
        ]
      : []),
    ...(missing.length > 0
      ? [
          warning(
            `the configuration set ${name} does not suppress ${missing.join(" and ")}`,
            "Mail goes again and again to addresses that bounce or complain, which harms the reputation.",
            `Run \`aws sesv2 put-configuration-set-suppression-options --configuration-set-name ${name} --suppressed-reasons BOUNCE COMPLAINT\`.`,
          ),
        ]
      : []),
    ...validationDetails(SuppressionOptions?.ValidationOptions, `the configuration set ${name}`),
  ];
}

/** Events that must reach the stack, and where. */
export interface EventTargets {
  configurationSetName: string;
  bounceTopicArn: string;
  complaintTopicArn: string;
}

type DestinationView = Pick<
  EventDestination,
  "Name" | "Enabled" | "MatchingEventTypes" | "SnsDestination" | "EventBridgeDestination"
>;

/** The events that must reach the stack, in words, and the destination that takes them there. */
const WANTED = {
  BOUNCE: {
    what: "bounces",
    isTarget: (each: DestinationView, targets: EventTargets) =>
      each.SnsDestination?.TopicArn === targets.bounceTopicArn,
  },
  COMPLAINT: {
    what: "complaints",
    isTarget: (each: DestinationView, targets: EventTargets) =>
      each.SnsDestination?.TopicArn === targets.complaintTopicArn,
  },
  SEND: {
    what: "sent messages",
    isTarget: (each: DestinationView) => each.EventBridgeDestination !== undefined,
  },
  DELIVERY: {
    what: "deliveries",
    isTarget: (each: DestinationView) => each.EventBridgeDestination !== undefined,
  },
} as const;

export type WantedEvent = keyof typeof WANTED;

/** @param found undefined: the set does not exist, which another check reports */
export function judgeDestinations(
  found: readonly DestinationView[] | undefined,
  targets: EventTargets,
): Detail[] {
  if (found === undefined) return [];
  return (Object.keys(WANTED) as WantedEvent[]).flatMap(type => {
    const count = destinationsOf(found, targets, type).length;
    if (count > 1)
      return [
        warning(
          `${count} event destinations of ${targets.configurationSetName} report ${WANTED[type].what} to the stack`,
          "Each event arrives as often; the recorder counts it once, and Lambda and SNS run for each.",
          "Delete the destinations that the stack did not create: `aws sesv2 delete-configuration-set-event-destination`.",
        ),
      ];
    const problem = destinationProblem(found, targets, type);
    if (problem === undefined) return [];
    const isFeedback = type === "BOUNCE" || type === "COMPLAINT";
    const why = isFeedback
      ? "Nobody is suppressed, no alert is sent, and no report shows them."
      : "Counts, rates and the validator see no mail.";
    return [error(problem, why, "Run `pulumi refresh` and `pulumi up`.")];
  });
}

/** Why events of a type do not leave SES for the stack; undefined if they do. @param found undefined: no set */
export function destinationProblem(
  found: readonly DestinationView[] | undefined,
  targets: EventTargets,
  type: WantedEvent,
): string | undefined {
  const set = targets.configurationSetName;
  if (found === undefined) return `the configuration set ${set} does not exist`;
  if (destinationsOf(found, targets, type).length > 0) return undefined;
  const off = found.find(each => WANTED[type].isTarget(each, targets) && each.Enabled === false);
  return `no event destination of ${set} reports ${WANTED[type].what} to the stack${off === undefined ? "" : `: ${off.Name} is disabled`}`;
}

function destinationsOf(found: readonly DestinationView[], targets: EventTargets, type: WantedEvent) {
  return found.filter(
    each =>
      each.Enabled !== false &&
      WANTED[type].isTarget(each, targets) &&
      each.MatchingEventTypes?.includes(type as never),
  );
}
