import type * as pulumi from "@pulumi/pulumi";
import type { Settings } from "./settings";

/** What is used of awsx's component. Its own types load all of @pulumi/aws into the compiler. */
type TrailClass = new (
  name: string,
  args: {
    isMultiRegionTrail: boolean;
    enableLogFileValidation: boolean;
    s3Bucket: { args: { forceDestroy: boolean; lifecycleRules: readonly object[] } };
  },
) => pulumi.ComponentResource & { bucket: pulumi.Output<{ bucket: pulumi.Output<string> } | undefined> };

/** Also the name of its bucket and policy in the program, which policy-pack/audit-trail.json refers to. */
const NAME = "smtp-audit";

/**
 * A trail of the account's management events, if the setting `auditTrail` asks for it: who called IAM, KMS and the rest
 * of AWS, in a bucket from which objects expire after `auditRetentionDays`. CloudTrail delivers the first copy of these
 * events free; a second trail of the account pays for each
 * (https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-trail-manage-costs.html). Data events, which are
 * never free, are left out: among them reads and writes of the table.
 *
 * It covers all regions, because IAM's events reach only trails that cover us-east-1
 * (https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-create-and-update-a-trail-by-using-the-aws-cli-update-trail.html).
 * No log group: it would cost USD 0.50 per GB. The bucket keeps what it holds when the stack is destroyed.
 *
 * @returns its part of the stack's outputs
 */
export function createAuditTrail({
  auditTrail,
  auditRetentionDays,
}: Pick<Settings, "auditTrail" | "auditRetentionDays">) {
  if (!auditTrail) return {};
  const Trail = loadTrail();
  const { bucket } = new Trail(NAME, {
    isMultiRegionTrail: true,
    enableLogFileValidation: true,
    s3Bucket: {
      args: {
        forceDestroy: false, // the component's default is true
        lifecycleRules: [
          {
            id: "expire",
            enabled: true,
            expiration: { days: auditRetentionDays },
            abortIncompleteMultipartUploadDays: 1,
          },
        ],
      },
    },
  });
  return { auditBucketName: bucket.apply(made => made?.bucket) };
}

/**
 * Only when it is needed: other stacks do not wait for it. The two modules of @pulumi/aws turn what the component returns
 * into resources again.
 */
function loadTrail(): TrailClass {
  require("@pulumi/aws/cloudtrail");
  require("@pulumi/aws/s3");
  return (require("@pulumi/awsx/cloudtrail") as { Trail: TrailClass }).Trail;
}
