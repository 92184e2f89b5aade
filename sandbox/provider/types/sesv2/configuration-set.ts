import {
  CreateConfigurationSetCommand,
  DeleteConfigurationSetCommand,
  GetConfigurationSetCommand,
  PutConfigurationSetDeliveryOptionsCommand,
  PutConfigurationSetReputationOptionsCommand,
  PutConfigurationSetSendingOptionsCommand,
  PutConfigurationSetSuppressionOptionsCommand,
  PutConfigurationSetTrackingOptionsCommand,
  PutConfigurationSetVdmOptionsCommand,
} from "@aws-sdk/client-sesv2";
import type { ConfigurationSetArgs } from "@pulumi/aws/sesv2";

import { capitalized, tagList } from "../../properties";
import { resource, ignoreNotFound } from "../../resource-type";

export const configurationSet = resource<ConfigurationSetArgs>({
  autoname: "configurationSetName",
  replaceOn: ["configurationSetName"],
  async create(inputs, { clients, region, accountId }) {
    const ConfigurationSetName = inputs.configurationSetName ?? "";
    await clients.sesv2.send(
      new CreateConfigurationSetCommand({
        ConfigurationSetName,
        DeliveryOptions: capitalized(inputs.deliveryOptions),
        ReputationOptions: capitalized(inputs.reputationOptions),
        SendingOptions: capitalized(inputs.sendingOptions),
        SuppressionOptions: capitalized(inputs.suppressionOptions),
        TrackingOptions: capitalized(inputs.trackingOptions),
        VdmOptions: capitalized(inputs.vdmOptions),
        Tags: tagList(inputs.tags),
      }),
    );
    const arn = `arn:aws:ses:${region}:${accountId}:configuration-set/${ConfigurationSetName}`;
    return { id: ConfigurationSetName, outs: { arn } };
  },
  async read({ id, outs }, { clients }) {
    return (
      (await ignoreNotFound(
        clients.sesv2.send(new GetConfigurationSetCommand({ ConfigurationSetName: id })),
      )) && outs
    );
  },
  /** Each kind of option has a call of its own; what is no longer set gets the default of a new configuration set. */
  async update({ id: ConfigurationSetName, outs }, inputs, { clients: { sesv2 } }) {
    const options = (value: object | undefined) => ({
      ConfigurationSetName,
      ...capitalized<object | undefined>(value),
    });
    const sending = inputs.sendingOptions ?? { sendingEnabled: true };
    await sesv2.send(new PutConfigurationSetDeliveryOptionsCommand(options(inputs.deliveryOptions)));
    await sesv2.send(new PutConfigurationSetReputationOptionsCommand(options(inputs.reputationOptions)));
    await sesv2.send(new PutConfigurationSetSendingOptionsCommand(options(sending)));
    await sesv2.send(new PutConfigurationSetSuppressionOptionsCommand(options(inputs.suppressionOptions)));
    await sesv2.send(new PutConfigurationSetTrackingOptionsCommand(options(inputs.trackingOptions)));
    const VdmOptions = capitalized<object | undefined>(inputs.vdmOptions);
    await sesv2.send(new PutConfigurationSetVdmOptionsCommand({ ConfigurationSetName, VdmOptions }));
    return outs;
  },
  async delete({ id }, { clients }) {
    await ignoreNotFound(clients.sesv2.send(new DeleteConfigurationSetCommand({ ConfigurationSetName: id })));
  },
});
