import { z } from "zod";

import { ApiError, type ApiRequest, type Operations } from "./api";

const EVENT_TYPES = [
  ...(["SEND", "REJECT", "BOUNCE", "COMPLAINT", "DELIVERY", "OPEN", "CLICK", "RENDERING_FAILURE"] as const),
  ...(["DELIVERY_DELAY", "SUBSCRIPTION"] as const),
];

const KINDS = [
  ...["SnsDestination", "EventBridgeDestination", "KinesisFirehoseDestination"],
  ...["CloudWatchDestination", "PinpointDestination"],
];

/** https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_EventDestinationDefinition.html */
const destination = z
  .looseObject({
    Enabled: z.boolean().default(false),
    MatchingEventTypes: z.array(z.enum(EVENT_TYPES)).min(1, "at least one event type").default([]),
    SnsDestination: z
      .object({ TopicArn: z.string().regex(/^arn:[\w-]+:sns:/, "not a topic's ARN") })
      .optional(),
    EventBridgeDestination: z
      .object({ EventBusArn: z.string().regex(/:event-bus\/default$/, "only the default bus is supported") })
      .optional(),
  })
  .refine(
    given => KINDS.filter(kind => given[kind] !== undefined).length === 1,
    "exactly one kind of destination is required",
  );

/** Where SES publishes events. */
export type EventDestination = z.infer<typeof destination>;

const createRequest = z.object({
  EventDestinationName: z.string().regex(/^[\w-]{1,64}$/, "only letters, digits, - and _, at most 64"),
  EventDestination: destination,
});
const updateRequest = createRequest.pick({ EventDestination: true });

/** The topic that a request asks SES to publish to; undefined for other requests. */
export function requestedTopic({ method, path, body }: ApiRequest): string | undefined {
  if (!/\/event-destinations(\/|$)/.test(path) || (method !== "POST" && method !== "PUT")) return undefined;
  try {
    return updateRequest.safeParse(JSON.parse(body)).data?.EventDestination.SnsDestination?.TopicArn;
  } catch {
    return undefined; // the operation reports it
  }
}

const COLLECTION = "/v2/email/configuration-sets/{ConfigurationSetName}/event-destinations";
const ITEM = `${COLLECTION}/{EventDestinationName}`;

/** @param of returns the destinations of the named configuration set, and throws if it does not exist */
export function eventDestinationOperations(of: (name?: string) => Map<string, EventDestination>): Operations {
  const requireIn = (destinations: Map<string, EventDestination>, name: string) => {
    if (!destinations.has(name)) {
      throw new ApiError("NotFoundException", `Event destination <${name}> does not exist.`);
    }
  };

  return {
    [`POST ${COLLECTION}`]: ({ names: [set], body }) => {
      const { EventDestinationName: name, EventDestination: given } = createRequest.parse(body);
      const destinations = of(set);
      if (destinations.has(name)) {
        throw new ApiError("AlreadyExistsException", `Event destination <${name}> already exists.`);
      }
      destinations.set(name, given);
    },
    [`GET ${COLLECTION}`]: ({ names: [set] }) => ({
      EventDestinations: [...of(set)].map(([Name, given]) => ({ Name, ...given })),
    }),
    [`PUT ${ITEM}`]: ({ names: [set, name = ""], body }) => {
      const destinations = of(set);
      requireIn(destinations, name);
      destinations.set(name, updateRequest.parse(body).EventDestination);
    },
    [`DELETE ${ITEM}`]: ({ names: [set, name = ""] }) => {
      const destinations = of(set);
      requireIn(destinations, name);
      destinations.delete(name);
    },
  };
}
