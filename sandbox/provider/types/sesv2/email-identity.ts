import { isDeepStrictEqual } from "node:util";
import {
  CreateEmailIdentityCommand,
  DeleteEmailIdentityCommand,
  GetEmailIdentityCommand,
  PutEmailIdentityConfigurationSetAttributesCommand,
  PutEmailIdentityDkimSigningAttributesCommand,
  type GetEmailIdentityCommandOutput,
} from "@aws-sdk/client-sesv2";
import type { EmailIdentityArgs } from "@pulumi/aws/sesv2";

import type { Context } from "../../context";
import { capitalized, defined, tagList, type Properties } from "../../properties";
import { resource, ignoreNotFound } from "../../resource-type";

export const emailIdentity = resource<EmailIdentityArgs>({
  replaceOn: ["emailIdentity"],
  computedWithin: { dkimSigningAttributes: ["tokens", "status", "currentSigningKeyLength"] },
  async create(inputs, context) {
    const EmailIdentity = inputs.emailIdentity;
    await context.clients.sesv2.send(
      new CreateEmailIdentityCommand({
        EmailIdentity,
        ConfigurationSetName: inputs.configurationSetName,
        DkimSigningAttributes: capitalized(inputs.dkimSigningAttributes),
        Tags: tagList(inputs.tags),
      }),
    );
    return { id: EmailIdentity, outs: {} };
  },
  complete: (id, _, context) => readIdentity(id, context),
  async read({ id }, context) {
    return ignoreNotFound(readIdentity(id, context));
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
          SigningAttributes: capitalized(dkim),
        }),
      );
    }
    return readIdentity(id, context);
  },
  async delete({ id }, { clients }) {
    await ignoreNotFound(clients.sesv2.send(new DeleteEmailIdentityCommand({ EmailIdentity: id })));
  },
});

/** An identity's outputs; the data source returns the same, with its DKIM attributes in a list. */
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

export async function identityStillThere({ id, outs }: { id: string; outs: Properties }, context: Context) {
  return (await ignoreNotFound(readIdentity(id, context))) && outs;
}
