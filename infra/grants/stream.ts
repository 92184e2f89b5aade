import type { Store } from "../store";
import type { Grant } from "./grant";
import { tableKey } from "./table-key";

/** To be invoked with the records of the table's stream. */
export function readStream(store: Store): Grant {
  return {
    environment: {},
    statements: [
      {
        Sid: "Stream",
        Effect: "Allow",
        Action: ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"],
        Resource: store.streamArn,
      },
      ...tableKey(store, "Stream"),
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

/** To read records at positions of the table's stream that somebody else could not process. */
export function readStreamPositions(store: Store): Grant {
  return {
    environment: {},
    statements: [
      {
        Sid: "StreamPositions",
        Effect: "Allow",
        Action: ["dynamodb:GetRecords", "dynamodb:GetShardIterator"],
        Resource: store.streamArn,
      },
      ...tableKey(store, "StreamPositions"),
    ],
  };
}

/** To enable the stream of a table that this stack does not manage. */
export function enableStream(table: Pick<Store, "tableName" | "tableArn" | "keyArn">): Grant<"TABLE_NAME"> {
  return {
    environment: { TABLE_NAME: table.tableName },
    statements: [
      {
        Sid: "EnableStream",
        Effect: "Allow",
        Action: ["dynamodb:DescribeTable", "dynamodb:UpdateTable"],
        Resource: table.tableArn,
      },
      ...tableKey(table, "EnableStream"),
    ],
  };
}
