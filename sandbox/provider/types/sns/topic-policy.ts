import type { TopicPolicyArgs } from "@pulumi/aws/sns";

import type { Context } from "../../context";
import { documentText } from "../../properties";
import { resource, ignoreNotFound } from "../../resource-type";
import { readTopic, setTopicAttribute } from "./topic";

export const topicPolicy = resource<TopicPolicyArgs>({
  replaceOn: ["arn"],
  async create({ arn, policy }, context) {
    await setTopicAttribute(arn, "Policy", documentText(policy), context);
    return { id: arn, outs: { owner: context.accountId } };
  },
  async read({ id, outs }, context) {
    return (await ignoreNotFound(readTopic(id, context))) && outs;
  },
  async update({ id, outs }, { policy }, context) {
    await setTopicAttribute(id, "Policy", documentText(policy), context);
    return outs;
  },
  async delete({ id }, context) {
    await ignoreNotFound(setTopicAttribute(id, "Policy", defaultPolicy(id, context), context));
  },
});

/** A topic always has a policy: on delete the AWS provider restores the one that SNS creates it with. */
function defaultPolicy(arn: string, { accountId }: Context): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "__default_statement_ID",
        Effect: "Allow",
        Principal: { AWS: "*" },
        Action: ["sns:Publish", "sns:Subscribe", "sns:Receive"],
        Resource: arn,
        Condition: { StringEquals: { "AWS:SourceOwner": accountId } },
      },
    ],
  });
}
