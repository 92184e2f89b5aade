import { isDeepStrictEqual } from "node:util";
import {
  CreateConfigurationSetCommand,
  CreateConfigurationSetEventDestinationCommand,
  CreateEmailIdentityCommand,
  DeleteConfigurationSetCommand,
  DeleteConfigurationSetEventDestinationCommand,
  DeleteEmailIdentityCommand,
  GetConfigurationSetCommand,
  GetConfigurationSetEventDestinationsCommand,
  GetEmailIdentityCommand,
  PutConfigurationSetDeliveryOptionsCommand,
  PutConfigurationSetReputationOptionsCommand,
  PutConfigurationSetSendingOptionsCommand,
  PutConfigurationSetSuppressionOptionsCommand,
  PutConfigurationSetTrackingOptionsCommand,
  PutConfigurationSetVdmOptionsCommand,
  PutEmailIdentityConfigurationSetAttributesCommand,
  PutEmailIdentityDkimSigningAttributesCommand,
  PutEmailIdentityFeedbackAttributesCommand,
  PutEmailIdentityMailFromAttributesCommand,
  UpdateConfigurationSetEventDestinationCommand,
  type EventDestinationDefinition,
  type GetEmailIdentityCommandOutput,
} from "@aws-sdk/client-sesv2";
import type {
  ConfigurationSetArgs,
  ConfigurationSetEventDestinationArgs,
  EmailIdentityArgs,
  EmailIdentityFeedbackAttributesArgs,
  EmailIdentityMailFromAttributesArgs,
} from "@pulumi/aws/sesv2";

import { capitalised, defined, tagList, type Plain, type Properties } from "../properties";
import { resource, unlessGone, type Context } from "../resource-type";

export const emailIdentity = resource<EmailIdentityArgs>({
  replaceOn: ["emailIdentity"],
  computedWithin: { dkimSigningAttributes: ["tokens", "status", "currentSigningKeyLength"] },
  async create(inputs, context) {
    const EmailIdentity = inputs.emailIdentity;
    await context.clients.sesv2.send(
      new CreateEmailIdentityCommand({
        EmailIdentity,
        ConfigurationSetName: inputs.configurationSetName,
        DkimSigningAttributes: capitalised(inputs.dkimSigningAttributes),
        Tags: tagList(inputs.tags),
      }),
    );
    return { id: EmailIdentity, outs: {} };
  },
  complete: (id, _, context) => readIdentity(id, context),
  async read({ id }, context) {
    return unlessGone(readIdentity(id, context));
  },
  async update({ id, inputs: old }, inputs, context) {
    const { configurationSetName: ConfigurationSetName, dkimSigningAttributes: dkim } = inputs;
    await context.clients.sesv2.send(
      new PutEmailIdentityConfigurationSetAttributesCommand({ EmailIdentity: id, ConfigurationSetName }),
    );
    if (!isDeepStrictEqual(old.dkimSigningAttributes, dkim)) {
      await context.clients.sesv2.send(
        new PutEmailIdentityDkimSigningAttributesCommand({
          EmailIdentity: id,
          SigningAttributesOrigin: dkim?.domainSigningSelector === undefined ? "AWS_SES" : "EXTERNAL",
          SigningAttributes: capitalised(dkim),
        }),
      );
    }
    return readIdentity(id, context);
  },
  async delete({ id }, { clients }) {
    await unlessGone(clients.sesv2.send(new DeleteEmailIdentityCommand({ EmailIdentity: id })));
  },
});

/** An identity's outputs, as resource and as data source alike but for the list around its DKIM attributes. */
export async function readIdentity(EmailIdentity: string, context: Context): Promise<Properties> {
  const found = await context.clients.sesv2.send(new GetEmailIdentityCommand({ EmailIdentity }));
  return defined({
    arn: `arn:aws:ses:${context.region}:${context.accountId}:identity/${EmailIdentity}`,
    identityType: found.IdentityType,
    verifiedForSendingStatus: found.VerifiedForSendingStatus ?? false,
    verificationStatus: found.VerificationStatus ?? "PENDING",
    configurationSetName: found.ConfigurationSetName,
    dkimSigningAttributes: dkimOuts(found),
  });
}

function dkimOuts({ DkimAttributes: dkim }: GetEmailIdentityCommandOutput): Properties {
  return defined({
    currentSigningKeyLength: dkim?.CurrentSigningKeyLength,
    nextSigningKeyLength: dkim?.NextSigningKeyLength,
    lastKeyGenerationTimestamp: dkim?.LastKeyGenerationTimestamp?.toISOString(),
    signingAttributesOrigin: dkim?.SigningAttributesOrigin,
    status: dkim?.Status,
    tokens: dkim?.Tokens ?? [],
  });
}

export const mailFromAttributes = resource<EmailIdentityMailFromAttributesArgs>({
  replaceOn: ["emailIdentity"],
  async create(inputs, context) {
    await putMailFrom(inputs, context);
    return { id: inputs.emailIdentity, outs: {} };
  },
  read: identityStillThere,
  async update({ outs }, inputs, context) {
    await putMailFrom(inputs, context);
    return outs;
  },
  async delete({ id }, { clients }) {
    await unlessGone(
      clients.sesv2.send(new PutEmailIdentityMailFromAttributesCommand({ EmailIdentity: id })),
    );
  },
});

async function putMailFrom(
  inputs: Plain<EmailIdentityMailFromAttributesArgs>,
  { clients }: Context,
): Promise<void> {
  await clients.sesv2.send(
    new PutEmailIdentityMailFromAttributesCommand({
      EmailIdentity: inputs.emailIdentity,
      MailFromDomain: inputs.mailFromDomain,
      BehaviorOnMxFailure: inputs.behaviorOnMxFailure as "USE_DEFAULT_VALUE" | undefined,
    }),
  );
}

export const feedbackAttributes = resource<EmailIdentityFeedbackAttributesArgs>({
  replaceOn: ["emailIdentity"],
  async create(inputs, context) {
    await putFeedback(inputs.emailIdentity, inputs.emailForwardingEnabled ?? false, context);
    return { id: inputs.emailIdentity, outs: {} };
  },
  read: identityStillThere,
  async update({ id, outs }, inputs, context) {
    await putFeedback(id, inputs.emailForwardingEnabled ?? false, context);
    return outs;
  },
  /** Forwarding on is what an identity starts with. */
  async delete({ id }, context) {
    await unlessGone(putFeedback(id, true, context));
  },
});

async function putFeedback(
  EmailIdentity: string,
  EmailForwardingEnabled: boolean,
  { clients }: Context,
): Promise<void> {
  await clients.sesv2.send(
    new PutEmailIdentityFeedbackAttributesCommand({ EmailIdentity, EmailForwardingEnabled }),
  );
}

async function identityStillThere({ id, outs }: { id: string; outs: Properties }, context: Context) {
  return (await unlessGone(readIdentity(id, context))) && outs;
}

export const configurationSet = resource<ConfigurationSetArgs>({
  autoname: "configurationSetName",
  replaceOn: ["configurationSetName"],
  async create(inputs, { clients, region, accountId }) {
    const ConfigurationSetName = inputs.configurationSetName ?? "";
    await clients.sesv2.send(
      new CreateConfigurationSetCommand({
        ConfigurationSetName,
        DeliveryOptions: capitalised(inputs.deliveryOptions),
        ReputationOptions: capitalised(inputs.reputationOptions),
        SendingOptions: capitalised(inputs.sendingOptions),
        SuppressionOptions: capitalised(inputs.suppressionOptions),
        TrackingOptions: capitalised(inputs.trackingOptions),
        VdmOptions: capitalised(inputs.vdmOptions),
        Tags: tagList(inputs.tags),
      }),
    );
    const arn = `arn:aws:ses:${region}:${accountId}:configuration-set/${ConfigurationSetName}`;
    return { id: ConfigurationSetName, outs: { arn } };
  },
  async read({ id, outs }, { clients }) {
    return (
      (await unlessGone(clients.sesv2.send(new GetConfigurationSetCommand({ ConfigurationSetName: id })))) &&
      outs
    );
  },
  /** Each kind of options by a call of its own; what is no longer given gets what a new set has. */
  async update({ id: ConfigurationSetName, outs }, inputs, { clients: { sesv2 } }) {
    const options = (value: object | undefined) => ({
      ConfigurationSetName,
      ...capitalised<object | undefined>(value),
    });
    const sending = inputs.sendingOptions ?? { sendingEnabled: true };
    await sesv2.send(new PutConfigurationSetDeliveryOptionsCommand(options(inputs.deliveryOptions)));
    await sesv2.send(new PutConfigurationSetReputationOptionsCommand(options(inputs.reputationOptions)));
    await sesv2.send(new PutConfigurationSetSendingOptionsCommand(options(sending)));
    await sesv2.send(new PutConfigurationSetSuppressionOptionsCommand(options(inputs.suppressionOptions)));
    await sesv2.send(new PutConfigurationSetTrackingOptionsCommand(options(inputs.trackingOptions)));
    const VdmOptions = capitalised<object | undefined>(inputs.vdmOptions);
    await sesv2.send(new PutConfigurationSetVdmOptionsCommand({ ConfigurationSetName, VdmOptions }));
    return outs;
  },
  async delete({ id }, { clients }) {
    await unlessGone(clients.sesv2.send(new DeleteConfigurationSetCommand({ ConfigurationSetName: id })));
  },
});

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
    const found = await unlessGone(clients.sesv2.send(asked));
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
    await unlessGone(clients.sesv2.send(gone));
  },
});

function destination(inputs: Plain<ConfigurationSetEventDestinationArgs>) {
  return {
    ConfigurationSetName: inputs.configurationSetName,
    EventDestinationName: inputs.eventDestinationName,
    EventDestination: capitalised<EventDestinationDefinition>(inputs.eventDestination),
  };
}
