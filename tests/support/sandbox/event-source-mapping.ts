import {
  LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
  type UpdateEventSourceMappingCommandInput,
} from "@aws-sdk/client-lambda";
import { clientConfig } from "../../../sandbox/shared/account";
import type { SandboxReport } from "../../../sandbox/shared/report";

/** Changes the mapping that sends the table's stream to the record dispatcher; what is not given stays. */
export async function changeStreamMapping(
  { emulator, tableName }: SandboxReport,
  change: Omit<UpdateEventSourceMappingCommandInput, "UUID">,
): Promise<void> {
  const lambda = new LambdaClient(clientConfig(emulator));
  try {
    const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({}));
    const own = EventSourceMappings.filter(({ EventSourceArn = "" }) =>
      EventSourceArn.includes(`:table/${tableName}/stream/`),
    );
    if (own.length !== 1) throw new Error(`The table ${tableName} has ${own.length} mappings.`);
    await lambda.send(new UpdateEventSourceMappingCommand({ UUID: own[0]?.UUID, ...change }));
  } finally {
    lambda.destroy();
  }
}
