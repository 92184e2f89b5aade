/** Where a topic is, and the host name with which SNS signs and answers there. */
export interface TopicPlace {
  region: string;
  /** Of the SNS endpoint: https://docs.aws.amazon.com/general/latest/gr/sns.html. */
  host: string;
}

const TOPIC_ARN =
  /^arn:(aws|aws-cn|aws-us-gov):sns:([a-z]{2}(?:-[a-z]+)+-\d{1,2}):\d{12}:[A-Za-z0-9_-]{1,256}$/;

/** China's partition has a suffix of its own; the others share one. */
const CHINA = "aws-cn";

/** @returns undefined for anything but the ARN of a standard topic in a public partition */
export function topicPlace(topicArn: string): TopicPlace | undefined {
  const [, partition, region] = TOPIC_ARN.exec(topicArn) ?? [];
  if (region === undefined) return undefined;
  return { region, host: `sns.${region}.amazonaws.com${partition === CHINA ? ".cn" : ""}` };
}

export function isStandardTopicArn(text: string): boolean {
  return topicPlace(text) !== undefined;
}
