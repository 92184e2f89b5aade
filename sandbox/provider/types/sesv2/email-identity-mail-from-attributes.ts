import { PutEmailIdentityMailFromAttributesCommand } from "@aws-sdk/client-sesv2";
import type { EmailIdentityMailFromAttributesArgs } from "@pulumi/aws/sesv2";

import type { Context } from "../../context";
import type { Plain } from "../../properties";
import { resource, ignoreNotFound } from "../../resource-type";
import { identityStillThere } from "./email-identity";

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
    await ignoreNotFound(
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
