import type { Environment } from "../shared/environment";
import { identify, observed } from "../shared/observed";
import { processRuntime, type Runtime } from "../shared/runtime";
import { drain } from "./drain";
import type { ProcessorEnvironment } from "./environment";
import { keep } from "./keep";
import { clients, type ProcessorClients, portsOf } from "./ports-from-environment";

/** The fields used of a message of the topic. */
interface TopicEvent {
  Records: { Sns?: { Message?: string } }[];
}

/** A wake-up. */
interface DrainEvent {
  /** A label for the log. */
  drain: string;
}

/** The fields used of a Lambda context. */
interface ProcessorContext {
  awsRequestId?: string;
  invokedFunctionArn: string;
  getRemainingTimeInMillis?(): number;
}

const SERVICE = "smtp-dlq-processor";

/** Assumed outside of Lambda, where nothing stops the process. */
const DEFAULT_REMAINING_MS = 60_000;

/**
 * Creates `smtp-dlq-processor`. For a message of the failures topic, it stores the failed operation in the
 * dead-letter queue; for a wake-up, it has the credential manager retry the operations that are due. It is invoked
 * only asynchronously: if it fails, Lambda retries the event twice and then parks it.
 *
 * @throws Error that names a missing variable
 */
export function createHandler(
  environment: Environment<ProcessorEnvironment>,
  services: ProcessorClients = clients(),
  runtime: Runtime = processRuntime(SERVICE),
) {
  const portsFor = portsOf(environment, services, runtime);

  const run = async (event: Partial<TopicEvent & DrainEvent>, context: ProcessorContext): Promise<void> => {
    identify({ operation: event.drain === undefined ? "keep" : "drain" });
    const ports = portsFor(context.invokedFunctionArn);
    if (event.drain !== undefined) {
      runtime.log.info("drain", { cause: event.drain });
      return drain(() => context.getRemainingTimeInMillis?.() ?? DEFAULT_REMAINING_MS, ports);
    }
    if (event.Records === undefined) {
      throw new Error("Invalid processor event: it must have Records, as SNS sends them, or drain.");
    }
    for (const { Sns } of event.Records) await keep(Sns?.Message ?? "", ports);
  };
  return observed(SERVICE, runtime.log, run);
}
