import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { systemClock } from "../shared/clock";
import { required, type Environment } from "../shared/environment";
import { createLogger } from "../shared/logging/logger";
import { observed } from "../shared/observed";
import { traced } from "../shared/tracing/aws-client";
import { enableStream } from "./enable-stream";
import type { StreamEnablerEnvironment } from "./environment";

const SERVICE = "smtp-stream-enabler";

/**
 * Creates the function that a deployment invokes once for an existing table.
 * @throws Error that names a missing variable
 */
export function createHandler(environment: Environment<StreamEnablerEnvironment>) {
  const table = required(environment, "TABLE_NAME");
  const dynamodb = traced(new DynamoDBClient({}));
  return observed(SERVICE, createLogger(SERVICE), async (): Promise<{ streamArn: string }> => ({
    streamArn: await enableStream(table, { dynamodb, clock: systemClock }),
  }));
}
