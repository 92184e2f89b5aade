import { UNKNOWN_VALUE } from "../../provider/normalize";
import type { Properties } from "../../provider/properties";

/** A resource that a component makes. */
export interface Child {
  readonly type: string;
  readonly name: string;
  readonly inputs: Properties;
  /** By input: the resources that its value comes from. */
  readonly uses?: Readonly<Record<string, readonly MadeChild[]>>;
  readonly dependsOn?: readonly MadeChild[];
}

export interface MadeChild {
  readonly urn: string;
  readonly id: string;
  readonly state: Properties;
}

type Make = (child: Child) => Promise<MadeChild>;

/** @returns the component's outputs, in wire form */
type Expansion = (name: string, inputs: Properties, make: Make) => Promise<Properties>;

const EXPANSIONS: Readonly<Record<string, Expansion>> = { "awsx:cloudtrail:Trail": trail };

/**
 * Makes the resources of a component that a provider plugin would make. Without it, they would be missing from the
 * sandbox, from the cost report and from what the policy pack judges.
 *
 * @throws Error for a component that is not known here
 */
export async function expandRemote(
  type: string,
  name: string,
  inputs: Properties,
  make: Make,
): Promise<Properties> {
  const expand = EXPANSIONS[type];
  if (expand === undefined)
    throw new Error(
      `a provider plugin makes the resources of ${type}, and there is none here; add them to sandbox/engine/in-process/remote-components.ts`,
    );
  return expand(name, inputs, make);
}

/** As awsx 3.9.0 does: https://github.com/pulumi/pulumi-awsx/blob/v3.9.0/awsx/cloudtrail/trail.ts. */
async function trail(name: string, inputs: Properties, make: Make): Promise<Properties> {
  const { s3Bucket = {}, cloudWatchLogsGroup, ...trailInputs } = inputs;
  const { args = {}, ...others } = s3Bucket as { args?: Properties };
  if (cloudWatchLogsGroup !== undefined || Object.keys(others).length > 0)
    throw new Error("only a trail with a bucket of its own and without a log group is known here");
  const bucket = await make({
    type: "aws:s3/bucket:Bucket",
    name,
    inputs: { forceDestroy: true, ...args },
  });
  const { arn = UNKNOWN_VALUE, bucket: bucketName = UNKNOWN_VALUE } = bucket.state;
  const policy = await make({
    type: "aws:s3/bucketPolicy:BucketPolicy",
    name,
    inputs: {
      bucket: bucketName,
      policy: arn === UNKNOWN_VALUE ? UNKNOWN_VALUE : JSON.stringify(deliveryPolicy(String(arn))),
    },
    uses: { bucket: [bucket], policy: [bucket] },
    dependsOn: [bucket],
  });
  const made = await make({
    type: "aws:cloudtrail/trail:Trail",
    name,
    inputs: { ...trailInputs, s3BucketName: bucketName },
    uses: { s3BucketName: [bucket] },
    dependsOn: [policy],
  });
  return { bucket: reference(bucket), trail: reference(made) };
}

function deliveryPolicy(bucketArn: string): object {
  const Principal = { Service: "cloudtrail.amazonaws.com" };
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "AWSCloudTrailAclCheck",
        Effect: "Allow",
        Principal,
        Action: ["s3:GetBucketAcl"],
        Resource: [bucketArn],
      },
      {
        Sid: "AWSCloudTrailWrite",
        Effect: "Allow",
        Principal,
        Action: ["s3:PutObject"],
        Resource: [`${bucketArn}/*`],
        Condition: { StringEquals: { "s3:x-amz-acl": "bucket-owner-full-control" } },
      },
    ],
  };
}

/** Of pulumi/sdk/nodejs/runtime/rpc.ts: what marks a reference to a resource. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const RESOURCE_REFERENCE = "5cf8f73096256a8f31e491e813e4eb8e";

function reference({ urn, id }: MadeChild): Properties {
  return { [SIGNATURE]: RESOURCE_REFERENCE, urn, id };
}
