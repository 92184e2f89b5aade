import { SESv2Client } from "@aws-sdk/client-sesv2";
import { systemClock } from "../shared/clock";
import { required, requiredList, type Environment } from "../shared/environment";
import { createLogger } from "../shared/logging/logger";
import { observed } from "../shared/observed";
import { traced } from "../shared/tracing/aws-client";
import { attach } from "./attach";
import type { ConfigurationSetAttacherEnvironment } from "./environment";

const SERVICE = "smtp-configuration-set-attacher";

/**
 * Creates the function that a deployment invokes for existing identities that have another default configuration set.
 * @throws Error that names a missing variable
 */
export function createHandler(environment: Environment<ConfigurationSetAttacherEnvironment>) {
  const configurationSet = required(environment, "CONFIGURATION_SET");
  const identities = requiredList(environment, "IDENTITIES");
  const ses = traced(new SESv2Client({}));
  return observed(SERVICE, createLogger(SERVICE), async (): Promise<{ identities: string[] }> => {
    await attach(configurationSet, identities, { ses, clock: systemClock });
    return { identities };
  });
}
