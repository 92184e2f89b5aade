import type * as pulumi from "@pulumi/pulumi";
import type { Store } from "../store";
import type { Grant } from "./grant";

/** To be invoked with the records of the table's stream. */
export function readStream({ streamArn }: Store): Grant {
  return {
    environment: {},
    statements: [
      {
        Sid: "Stream",
        Effect: "Allow",
        Action: ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"],
        Resource: streamArn,
      },
      {
        // AWS cannot limit it to one stream, and requires it of every function that reads one:
        // https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-eventsourcemapping.html
        Sid: "Streams",
        Effect: "Allow",
        Action: "dynamodb:ListStreams",
        Resource: "*",
      },
    ],
  };
}

/** To enable the stream of a table that this stack does not manage. */
export function enableStream(tableName: string, tableArn: pulumi.Input<string>): Grant<"TABLE_NAME"> {
  return {
    environment: { TABLE_NAME: tableName },
    statements: [
      {
        Sid: "EnableStream",
        Effect: "Allow",
        Action: ["dynamodb:DescribeTable", "dynamodb:UpdateTable"],
        Resource: tableArn,
      },
    ],
  };
}
