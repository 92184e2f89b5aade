import {
  CloudWatchLogsClient,
  type CloudWatchLogsClientConfig,
  DeleteLogGroupCommand,
  DescribeLogGroupsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import type { Target, TestStack } from "./target";

/** The credential manager's log group: a resource that tests change and delete, because nothing depends on it. */
export function logGroupOf(config: CloudWatchLogsClientConfig): Target["logGroup"] {
  const nameOf = ({ name }: TestStack) => `/aws/lambda/ses-smtp-${name}-smtp-credential-manager`;
  const using = async <T>(act: (client: CloudWatchLogsClient) => Promise<T>): Promise<T> => {
    const client = new CloudWatchLogsClient(config);
    try {
      return await act(client);
    } finally {
      client.destroy();
    }
  };
  return {
    retention: stack =>
      using(async client => {
        const found = await client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: nameOf(stack) }));
        return found.logGroups?.[0]?.retentionInDays;
      }),
    remove: stack =>
      using(async client => {
        await client.send(new DeleteLogGroupCommand({ logGroupName: nameOf(stack) }));
      }),
  };
}
