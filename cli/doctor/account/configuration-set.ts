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

/** @param found undefined: the set does not exist, which another check reports */
export function judgeDestinations(
  found: readonly DestinationView[] | undefined,
  targets: EventTargets,
): Detail[] {
  if (found === undefined) return [];
  const active = found.filter(({ Enabled }) => Enabled !== false);
  const reaches = (type: string, isTarget: (each: DestinationView) => boolean) =>
    active.filter(each => isTarget(each) && each.MatchingEventTypes?.includes(type as never));
  const wanted = [
    [
      "BOUNCE",
      "bounces",
      (each: DestinationView) => each.SnsDestination?.TopicArn === targets.bounceTopicArn,
    ],
    [
      "COMPLAINT",
      "complaints",
      (each: DestinationView) => each.SnsDestination?.TopicArn === targets.complaintTopicArn,
    ],
    ["SEND", "sent messages", (each: DestinationView) => each.EventBridgeDestination !== undefined],
    ["DELIVERY", "deliveries", (each: DestinationView) => each.EventBridgeDestination !== undefined],
  ] as const;
  return wanted.flatMap(([type, what, isTarget]) => {
    const count = reaches(type, isTarget).length;
    if (count === 1) return [];
    const off = found.find(each => isTarget(each) && each.Enabled === false);
    return [
      count > 1
        ? warning(
            `${count} event destinations of ${targets.configurationSetName} report ${what} to the stack`,
            "Each event arrives as often; the recorder counts it once, and Lambda and SNS run for each.",
            "Delete the destinations that the stack did not create: `aws sesv2 delete-configuration-set-event-destination`.",
          )
        : error(
            `no event destination of ${targets.configurationSetName} reports ${what} to the stack${off === undefined ? "" : `: ${off.Name} is disabled`}`,
            type === "BOUNCE" || type === "COMPLAINT"
              ? "Nobody is suppressed, no alert is sent, and no report shows them."
              : "Counts, rates and the validator see no mail.",
            "Run `pulumi refresh` and `pulumi up`.",
          ),
    ];
  });
}
