import { z } from "zod";
import { isStandardTopicArn } from "../../handlers/shared/topic-arn";
import { jsonList } from "./types";

const REMEDY =
  'use a JSON list of ARNs of standard topics, such as ["arn:aws:sns:eu-west-1:123456789012:ses-bounces"]';

/** With their names, they have to fit into a function's environment. */
const MAX_TOPICS = 8;

/** Settings of the webhook for SNS topics that the recorder cannot subscribe to. */
export const webhookSettings = {
  webhookTopicArns: jsonList(
    z
      .array(z.string().refine(isStandardTopicArn, { error: REMEDY }), { error: REMEDY })
      .max(MAX_TOPICS, { error: `list at most ${MAX_TOPICS} topics` }),
    REMEDY,
  ).optional(),
};
