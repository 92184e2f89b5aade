import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { IAMClient, ListAccessKeysCommand, ListUsersCommand } from "@aws-sdk/client-iam";
import { ListConfigurationSetsCommand, SESv2Client } from "@aws-sdk/client-sesv2";
import { CREDENTIAL_PK, ENABLED_PK, HOLD_PK, SUPPRESSION_PK } from "../../../records/keys";
import { EVENT_PK_PREFIX } from "../../../records/email-events";
import { clientConfig } from "../../../sandbox/shared/account";
import type { SandboxReport } from "../../../sandbox/shared/report";

/** What a self-test could leave in an account. Events and counts of mail stay, until their retention ends. */
export interface AccountState {
  records: string[];
  users: string[];
  configurationSets: string[];
  /** Violations that were recorded, and alerts about logins. */
  findings: string[];
}

const PARTITIONS = [CREDENTIAL_PK, HOLD_PK, ENABLED_PK, SUPPRESSION_PK];

export async function accountState({ emulator, tableName }: SandboxReport): Promise<AccountState> {
  const config = clientConfig(emulator);
  const [dynamodb, iam, ses] = [new DynamoDBClient(config), new IAMClient(config), new SESv2Client(config)];
  try {
    const { Items = [] } = await dynamodb.send(
      new ScanCommand({
        TableName: tableName,
        ConsistentRead: true,
        ProjectionExpression: "PK, SK, entity_type",
      }),
    );
    const keys = Items.map(({ PK, SK, entity_type }) => ({
      partition: PK?.S ?? "",
      key: `${PK?.S} ${SK?.S}`,
      type: entity_type?.S ?? "",
    }));
    const { Users = [] } = await iam.send(new ListUsersCommand({ PathPrefix: "/ses-smtp/" }));
    const users = await Promise.all(
      Users.map(async ({ UserName }) => {
        const { AccessKeyMetadata = [] } = await iam.send(new ListAccessKeysCommand({ UserName }));
        return `${UserName} with ${AccessKeyMetadata.length} keys`;
      }),
    );
    const { ConfigurationSets = [] } = await ses.send(new ListConfigurationSetsCommand({}));
    return {
      records: keys
        .filter(({ partition }) => PARTITIONS.includes(partition))
        .map(({ key }) => key)
        .sort(),
      users: users.sort(),
      configurationSets: [...ConfigurationSets].sort(),
      findings: keys
        .filter(
          ({ partition, type }) => partition.startsWith(EVENT_PK_PREFIX) && /violation|alert/.test(type),
        )
        .map(({ key }) => key),
    };
  } finally {
    for (const client of [dynamodb, iam, ses]) client.destroy();
  }
}
