import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketLifecycleCommand,
  DeleteObjectsCommand,
  HeadBucketCommand,
  ListObjectsV2Command,
  PutBucketLifecycleConfigurationCommand,
  PutBucketTaggingCommand,
  type BucketLocationConstraint,
  type LifecycleRule,
} from "@aws-sdk/client-s3";
import type { BucketArgs } from "@pulumi/aws/s3";

import type { Context } from "../../context";
import type { Plain, Properties } from "../../properties";
import { tagList } from "../../properties";
import { ignoreNotFound, resource } from "../../resource-type";

/** Objects are deleted with the bucket only if `forceDestroy` says so; otherwise S3 refuses, as AWS does. */
export const bucket = resource<BucketArgs>({
  autoname: "bucket",
  replaceOn: ["bucket"],
  async create(inputs, context) {
    const Bucket = inputs.bucket ?? "";
    const LocationConstraint = context.region as BucketLocationConstraint;
    // us-east-1 is no valid constraint: https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html.
    const elsewhere = context.region === "us-east-1" ? {} : { LocationConstraint };
    await context.clients.s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: elsewhere }));
    return { id: Bucket, outs: outsOf(Bucket, inputs, context) };
  },
  async complete(id, inputs, context) {
    await configure(id, inputs, context);
    return {};
  },
  async read({ id, inputs }, context) {
    const found = await ignoreNotFound(context.clients.s3.send(new HeadBucketCommand({ Bucket: id })));
    return found && outsOf(id, inputs, context);
  },
  async update({ id, outs }, inputs, context) {
    await configure(id, inputs, context);
    return { ...outs, forceDestroy: inputs.forceDestroy ?? false };
  },
  async delete({ id, inputs }, context) {
    if (inputs.forceDestroy === true) await empty(id, context);
    await ignoreNotFound(context.clients.s3.send(new DeleteBucketCommand({ Bucket: id })));
  },
});

async function configure(Bucket: string, inputs: Plain<BucketArgs>, { clients }: Context): Promise<void> {
  const { lifecycleRules = [], tags } = inputs;
  if (lifecycleRules.length === 0) await clients.s3.send(new DeleteBucketLifecycleCommand({ Bucket }));
  else {
    const Rules = lifecycleRules.map(ruleOf);
    const put = { Bucket, LifecycleConfiguration: { Rules } };
    await clients.s3.send(new PutBucketLifecycleConfigurationCommand(put));
  }
  const TagSet = tagList(tags);
  if (TagSet) await clients.s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }));
}

type RuleInputs = NonNullable<Plain<BucketArgs>["lifecycleRules"]>[number];

function ruleOf({
  id,
  enabled,
  prefix,
  expiration,
  abortIncompleteMultipartUploadDays,
}: RuleInputs): LifecycleRule {
  return {
    ID: id,
    Status: enabled ? "Enabled" : "Disabled",
    Filter: { Prefix: prefix ?? "" },
    ...(expiration && { Expiration: { Days: expiration.days } }),
    ...(abortIncompleteMultipartUploadDays && {
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: abortIncompleteMultipartUploadDays },
    }),
  };
}

async function empty(Bucket: string, { clients }: Context): Promise<void> {
  for (;;) {
    const page = await ignoreNotFound(clients.s3.send(new ListObjectsV2Command({ Bucket })));
    const Objects = (page?.Contents ?? []).map(({ Key }) => ({ Key }));
    if (Objects.length === 0) return;
    await clients.s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
  }
}

function outsOf(name: string, { forceDestroy }: Plain<BucketArgs>, { region }: Context): Properties {
  return {
    arn: `arn:aws:s3:::${name}`,
    bucket: name,
    bucketDomainName: `${name}.s3.amazonaws.com`,
    bucketRegionalDomainName: `${name}.s3.${region}.amazonaws.com`,
    forceDestroy: forceDestroy ?? false,
  };
}
