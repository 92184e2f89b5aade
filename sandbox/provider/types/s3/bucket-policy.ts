import {
  DeleteBucketPolicyCommand,
  GetBucketPolicyCommand,
  PutBucketPolicyCommand,
} from "@aws-sdk/client-s3";
import type { BucketPolicyArgs } from "@pulumi/aws/s3";

import type { Context } from "../../context";
import { documentText, idOf } from "../../properties";
import { ignoreNotFound, resource } from "../../resource-type";

export const bucketPolicy = resource<BucketPolicyArgs>({
  replaceOn: ["bucket"],
  async create(inputs, context) {
    const id = idOf(inputs.bucket);
    await put(id, documentText(inputs.policy), context);
    return { id, outs: {} };
  },
  async read({ id, outs }, { clients }) {
    const found = await ignoreNotFound(clients.s3.send(new GetBucketPolicyCommand({ Bucket: id })));
    return found?.Policy ? outs : undefined;
  },
  async update({ id, outs }, inputs, context) {
    await put(id, documentText(inputs.policy), context);
    return outs;
  },
  async delete({ id }, { clients }) {
    await ignoreNotFound(clients.s3.send(new DeleteBucketPolicyCommand({ Bucket: id })));
  },
});

async function put(Bucket: string, Policy: string, { clients }: Context): Promise<void> {
  await clients.s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
}
