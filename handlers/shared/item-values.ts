import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";

/**
 * An item as JavaScript values, whatever anybody has written into it. DynamoDB's numbers have up to 38 digits
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html): those that JavaScript cannot hold are
 * rounded; without that, the SDK throws an error for each of them.
 */
export function itemValues(item: Readonly<Record<string, AttributeValue>>): Record<string, unknown> {
  return unmarshall(item, { wrapNumbers: Number });
}
