import type { EventSourceMappingConfiguration } from "@aws-sdk/client-lambda";
import { type Detail, error, note, warning } from "../findings/finding";

/** Who reads the table's stream: https://docs.aws.amazon.com/lambda/latest/api/API_EventSourceMappingConfiguration.html. */
export interface StreamReaders {
  /** The stream that the table has now; undefined: none, which another check reports. */
  streamArn: string | undefined;
  dispatcher: string;
  /** The dispatcher's mappings, whatever they read. */
  own: EventSourceMappingConfiguration[];
  /** All mappings that read the table's stream. */
  readers: EventSourceMappingConfiguration[];
}

export function judgeMapping({ streamArn, dispatcher, own }: StreamReaders): Detail[] {
  if (streamArn === undefined) return [];
  const why = "Changes of records are noticed by the daily sweep only.";
  const redeploy = "Run `pulumi refresh` and `pulumi up`.";
  const mapping = own.find(({ EventSourceArn }) => EventSourceArn === streamArn);
  if (mapping === undefined)
    return [
      error(
        own.length === 0
          ? `nothing invokes ${dispatcher} for changes of the table`
          : `${dispatcher} reads ${own[0]?.EventSourceArn}, which is not the table's stream any more`,
        `${why} A stream that was turned off and on has another ARN.`,
        redeploy,
      ),
    ];
  const { State: state, UUID: id, LastProcessingResult: result, StateTransitionReason: reason } = mapping;
  if (state === "Creating" || state === "Enabling" || state === "Updating")
    return [
      note(
        `the event source mapping of ${dispatcher} is ${state}`,
        "It may take several minutes to begin.",
        "Wait.",
      ),
    ];
  if (state !== undefined && state !== "Enabled")
    return [
      error(
        `the event source mapping of ${dispatcher} is ${state}${reason === undefined ? "" : ` (${reason})`}`,
        why,
        `Run \`aws lambda update-event-source-mapping --uuid ${id} --enabled\`.`,
      ),
    ];
  return result?.startsWith("PROBLEM") === true
    ? [
        warning(
          `the event source mapping of ${dispatcher} reports ${result.slice(0, 300)}`,
          "Changes of records may not be processed.",
          "docs/operations.md, A function fails, has the steps.",
        ),
      ]
    : [];
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html: two readers a shard at most. */
const MAX_READERS = 2;

export function judgeReaders({ dispatcher, readers }: StreamReaders): Detail[] {
  const others = readers.filter(
    ({ FunctionArn, State }) => !isFunction(FunctionArn, dispatcher) && State !== "Disabled",
  );
  const names = others
    .map(({ FunctionArn }) => FunctionArn?.split(":function:")[1] ?? FunctionArn)
    .join(", ");
  if (others.length === 0) return [];
  const limit = `DynamoDB throttles a stream with more than ${MAX_READERS} readers.`;
  return others.length >= MAX_READERS
    ? [
        error(
          `the table's stream has ${others.length + 1} readers; besides ${dispatcher}: ${names}`,
          `${limit} Changes of records then come late, also those that stop a login.`,
          "Let the others share one reader, or use Kinesis Data Streams for DynamoDB.",
        ),
      ]
    : [note(`the table's stream has a second reader: ${names}`, limit, "Add no further reader.")];
}

function isFunction(arn: string | undefined, name: string): boolean {
  return arn?.split(":function:")[1]?.split(":")[0] === name;
}
