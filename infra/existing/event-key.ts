import { getResource } from "@pulumi/aws/cloudcontrol";
import { configurationSetName } from "../../handlers/shared/configuration-set-name";
import { serviceMayUse } from "./key-policy";

/** The key that bounces and complaints are encrypted with on their way, or why none is. */
export type EventKey = { arn: string } | { reason: string };

/**
 * SES must be allowed to use the key of an encrypted topic
 * (https://docs.aws.amazon.com/ses/latest/dg/event-publishing-add-event-destination-sns.html), or it rejects the event
 * destination. The key's policy is not this program's to change, so it decides.
 *
 * No data source of Pulumi has a key's policy but Cloud Control's, which reads keys of the own account only
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kms-key.html).
 */
export async function findEventKey(keyArn: string, stack: string): Promise<EventKey> {
  const [, partition = "", , region = "", account = "", resource = ""] = keyArn.split(":");
  const source = `arn:${partition}:ses:${region}:${account}:configuration-set/${configurationSetName(stack)}`;
  try {
    const identifier = resource.replace(/^key\//, "");
    const { properties } = await getResource({ typeName: "AWS::KMS::Key", identifier });
    const { KeyPolicy } = JSON.parse(properties) as { KeyPolicy?: unknown };
    const policy: unknown = typeof KeyPolicy === "string" ? JSON.parse(KeyPolicy) : KeyPolicy;
    const request = { service: "ses.amazonaws.com", keyArn, account, source };
    return serviceMayUse(policy, request)
      ? { arn: keyArn }
      : { reason: `the policy of ${keyArn} does not let ses.amazonaws.com use it` };
  } catch (error) {
    const why = (error instanceof Error ? error.message : String(error)).trim();
    return { reason: `the policy of ${keyArn} cannot be read: ${why}` };
  }
}
