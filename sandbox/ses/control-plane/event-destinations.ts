import { z } from "zod";

import { ApiError, type Operations } from "./api";

/** Where SES publishes events; stored as given. */
export type EventDestination = Record<string, unknown>;

const destination = z.looseObject({ Enabled: z.boolean().optional() });
const createRequest = z.object({
  EventDestinationName: z.string().regex(/^[\w-]{1,64}$/, "only letters, digits, - and _, at most 64"),
  EventDestination: destination,
});
const updateRequest = createRequest.pick({ EventDestination: true });

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
      destinations.set(name, { Enabled: false, ...given });
    },
    [`GET ${COLLECTION}`]: ({ names: [set] }) => ({
      EventDestinations: [...of(set)].map(([Name, given]) => ({ Name, ...given })),
    }),
    [`PUT ${ITEM}`]: ({ names: [set, name = ""], body }) => {
      const destinations = of(set);
      requireIn(destinations, name);
      destinations.set(name, { Enabled: false, ...updateRequest.parse(body).EventDestination });
    },
    [`DELETE ${ITEM}`]: ({ names: [set, name = ""] }) => {
      const destinations = of(set);
      requireIn(destinations, name);
      destinations.delete(name);
    },
  };
}
