import { DeleteItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DeleteConfigurationSetCommand, type SESv2Client } from "@aws-sdk/client-sesv2";
import { credentialKey, suppressionItemKey } from "../../../records/keys";
import { selfTestNamesOf, suppressedBySelfTest } from "../../../records/self-test";
import { keyAttributes } from "../../shared/read-items";

interface Clients {
  dynamodb: Pick<DynamoDBClient, "send">;
  ses: Pick<SESv2Client, "send">;
}

/**
 * Removes what a killed run of `ses-smtp self-test` has left. Its names follow from the record's; the record goes last, so
 * that the next sweep finds it again if something fails here. The IAM users go as those of every username without a record.
 *
 * @param description the record's, as the sweep has read it: a record that somebody wrote since stays
 * @throws AWS's error
 */
export async function removeSelfTest(
  { dynamodb, ses }: Clients,
  table: string,
  username: string,
  description: string,
): Promise<void> {
  const names = selfTestNamesOf(username);
  if (names === undefined) throw new Error(`Not a username of a self-test: ${username}.`);
  for (const address of suppressedBySelfTest(names))
    await dynamodb.send(
      new DeleteItemCommand({ TableName: table, Key: keyAttributes(suppressionItemKey(address)) }),
    );
  await ses
    .send(new DeleteConfigurationSetCommand({ ConfigurationSetName: names.configurationSet }))
    .catch(ignore("NotFoundException"));
  await dynamodb
    .send(
      new DeleteItemCommand({
        TableName: table,
        Key: keyAttributes(credentialKey(username)),
        ConditionExpression: "description = :description",
        ExpressionAttributeValues: { ":description": { S: description } },
      }),
    )
    .catch(ignore("ConditionalCheckFailedException"));
}

function ignore(name: string) {
  return (error: unknown) => {
    if ((error as Error).name !== name) throw error;
  };
}
