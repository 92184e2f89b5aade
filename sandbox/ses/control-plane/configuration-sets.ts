import { z } from "zod";

import { ApiError, type Operations, pageOf } from "./api";
import { type EventDestination, eventDestinationOperations } from "./event-destinations";
import { type Tag, tagList } from "./tags";

export interface ConfigurationSet {
  name: string;
  /** DeliveryOptions, ReputationOptions … as set. */
  options: Record<string, unknown>;
  eventDestinations: Map<string, EventDestination>;
  tags: Tag[];
}

export type ConfigurationSets = Map<string, ConfigurationSet>;

/** The last path segment of a Put… operation → the option it replaces. */
const OPTIONS = {
  "delivery-options": "DeliveryOptions",
  "reputation-options": "ReputationOptions",
  sending: "SendingOptions",
  "suppression-options": "SuppressionOptions",
  "tracking-options": "TrackingOptions",
  "vdm-options": "VdmOptions",
  "archiving-options": "ArchivingOptions",
} as const;

const optionValue = z.record(z.string(), z.unknown());

const createRequest = z.object({
  ConfigurationSetName: z.string().regex(/^[\w-]{1,64}$/, "only letters, digits, - and _, at most 64"),
  Tags: tagList.optional(),
  DeliveryOptions: optionValue.optional(),
  ReputationOptions: optionValue.optional(),
  SendingOptions: optionValue.optional(),
  SuppressionOptions: optionValue.optional(),
  TrackingOptions: optionValue.optional(),
  VdmOptions: optionValue.optional(),
  ArchivingOptions: optionValue.optional(),
});

/** The options of a configuration set before any is set. */
const DEFAULT_OPTIONS = {
  DeliveryOptions: { TlsPolicy: "OPTIONAL" },
  ReputationOptions: { ReputationMetricsEnabled: false },
  SendingOptions: { SendingEnabled: true },
};

export function requireConfigurationSet(sets: ConfigurationSets, name = ""): ConfigurationSet {
  const found = sets.get(name);
  if (!found) throw new ApiError("NotFoundException", `Configuration set <${name}> does not exist.`);
  return found;
}

export function isSendingEnabled({ options }: ConfigurationSet): boolean {
  const sending = optionValue.safeParse(options.SendingOptions);
  return !sending.success || sending.data.SendingEnabled !== false;
}

export function configurationSetOperations(sets: ConfigurationSets): Operations {
  const list = (size: unknown, token: unknown) => {
    const { page, next } = pageOf([...sets.keys()], size, token);
    return { ConfigurationSets: page, NextToken: next };
  };

  return {
    "POST /v2/email/configuration-sets": ({ body }) => {
      const { ConfigurationSetName: name, Tags: tags = [], ...options } = createRequest.parse(body);
      if (sets.has(name)) {
        throw new ApiError("AlreadyExistsException", `Configuration set <${name}> already exists.`);
      }
      sets.set(name, {
        name,
        options: { ...DEFAULT_OPTIONS, ...options },
        eventDestinations: new Map(),
        tags,
      });
    },
    "GET /v2/email/configuration-sets/{ConfigurationSetName}": ({ names: [name] }) => {
      const set = requireConfigurationSet(sets, name);
      return { ConfigurationSetName: set.name, Tags: set.tags, ...set.options };
    },
    "DELETE /v2/email/configuration-sets/{ConfigurationSetName}": ({ names: [name] }) => {
      sets.delete(requireConfigurationSet(sets, name).name);
    },
    // Older SDKs list with GET, newer ones with POST.
    "GET /v2/email/configuration-sets": ({ query }) => list(query.get("PageSize"), query.get("NextToken")),
    "POST /v2/email/list-configuration-sets": ({ body }) => {
      const { PageSize, NextToken } = optionValue.parse(body);
      return list(PageSize, NextToken);
    },
    ...Object.fromEntries(
      Object.entries(OPTIONS).map(([segment, option]) => [
        `PUT /v2/email/configuration-sets/{ConfigurationSetName}/${segment}`,
        ({ names: [name], body }) => {
          requireConfigurationSet(sets, name).options[option] = optionValue.parse(body);
        },
      ]),
    ),
    ...eventDestinationOperations(name => requireConfigurationSet(sets, name).eventDestinations),
  } satisfies Operations;
}
