import { SESv2Client } from "@aws-sdk/client-sesv2";
import { systemClock } from "../shared/clock";
import { required, requiredList, type Environment } from "../shared/environment";
import { attach } from "./attach";
import type { ConfigurationSetAttacherEnvironment } from "./environment";

/**
 * Creates the function that a deployment invokes for existing identities that have another default configuration set.
 * @throws Error that names a missing variable
 */
export function createHandler(environment: Environment<ConfigurationSetAttacherEnvironment>) {
  const configurationSet = required(environment, "CONFIGURATION_SET");
  const identities = requiredList(environment, "IDENTITIES");
  const ses = new SESv2Client({});
  return async (): Promise<{ identities: string[] }> => {
    await attach(configurationSet, identities, { ses, clock: systemClock });
    return { identities };
  };
}
