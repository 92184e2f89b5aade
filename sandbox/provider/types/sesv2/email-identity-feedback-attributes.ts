import { PutEmailIdentityFeedbackAttributesCommand } from "@aws-sdk/client-sesv2";
import type { EmailIdentityFeedbackAttributesArgs } from "@pulumi/aws/sesv2";

import type { Context } from "../../context";
import { resource, ignoreNotFound } from "../../resource-type";
import { identityStillThere } from "./email-identity";

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
  /** Forwarding is enabled by default. */
  async delete({ id }, context) {
    await ignoreNotFound(putFeedback(id, true, context));
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
