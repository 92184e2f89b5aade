import {
  CreateConfigurationSetEventDestinationCommand,
  DeleteConfigurationSetEventDestinationCommand,
  GetConfigurationSetEventDestinationsCommand,
  UpdateConfigurationSetEventDestinationCommand,
  type EventDestinationDefinition,
} from "@aws-sdk/client-sesv2";
import type { ConfigurationSetEventDestinationArgs } from "@pulumi/aws/sesv2";

import { capitalized, type Plain } from "../../properties";
import { resource, ignoreNotFound } from "../../resource-type";

export const eventDestination = resource<ConfigurationSetEventDestinationArgs>({
  replaceOn: ["configurationSetName", "eventDestinationName"],
  async create(inputs, { clients }) {
    await clients.sesv2.send(new CreateConfigurationSetEventDestinationCommand(destination(inputs)));
    return { id: `${inputs.configurationSetName}|${inputs.eventDestinationName}`, outs: {} };
  },
  async read({ inputs: { configurationSetName, eventDestinationName }, outs }, { clients }) {
    const asked = new GetConfigurationSetEventDestinationsCommand({
      ConfigurationSetName: configurationSetName,
    });
    const found = await ignoreNotFound(clients.sesv2.send(asked));
    return found?.EventDestinations?.some(({ Name }) => Name === eventDestinationName) ? outs : undefined;
  },
  async update({ outs }, inputs, { clients }) {
    await clients.sesv2.send(new UpdateConfigurationSetEventDestinationCommand(destination(inputs)));
    return outs;
  },
  async delete({ inputs }, { clients }) {
    const { ConfigurationSetName, EventDestinationName } = destination(inputs);
    const gone = new DeleteConfigurationSetEventDestinationCommand({
      ConfigurationSetName,
      EventDestinationName,
    });
    await ignoreNotFound(clients.sesv2.send(gone));
  },
});

function destination(inputs: Plain<ConfigurationSetEventDestinationArgs>) {
  return {
    ConfigurationSetName: inputs.configurationSetName,
    EventDestinationName: inputs.eventDestinationName,
    EventDestination: capitalized<EventDestinationDefinition>(inputs.eventDestination),
  };
}
