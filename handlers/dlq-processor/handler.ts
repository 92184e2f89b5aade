import { Logger } from "@aws-lambda-powertools/logger";
import type { Environment } from "../shared/environment";
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
  invokedFunctionArn: string;
  getRemainingTimeInMillis?(): number;
}

/** What is assumed outside of Lambda, where nothing stops the process. */
const DEFAULT_REMAINING_MS = 60_000;

/**
 * Creates `smtp-dlq-processor`. It hears the topic of failures and keeps what failed; woken, it has the credential manager
 * try again. It is invoked asynchronously only: what it cannot do, Lambda retries twice, and then parks.
 *
 * @throws Error that names a missing variable
 */
export function createHandler(
  environment: Environment<ProcessorEnvironment>,
  services: ProcessorClients = clients(),
) {
  const logger = new Logger({ serviceName: "smtp-dlq-processor" });
  const portsFor = portsOf(environment, services, logger);

  return async (event: Partial<TopicEvent & DrainEvent>, context: ProcessorContext): Promise<void> => {
    const ports = portsFor(context.invokedFunctionArn);
    if (event.drain !== undefined) {
      logger.info("drain", { cause: event.drain });
      return drain(() => context.getRemainingTimeInMillis?.() ?? DEFAULT_REMAINING_MS, ports);
    }
    if (event.Records === undefined) {
      throw new Error("Invalid processor event: it must have Records, as SNS sends them, or drain.");
    }
    for (const { Sns } of event.Records) await keep(Sns?.Message ?? "", ports);
  };
}
