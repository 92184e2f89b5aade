import { PutEmailIdentityConfigurationSetAttributesCommand, type SESv2Client } from "@aws-sdk/client-sesv2";
import type { Clock } from "../shared/clock";

/** What identities are changed through, and a clock to bound the wait. */
export interface AttachPorts {
  ses: Pick<SESv2Client, "send">;
  clock: Clock;
}

/** A role's new policy takes seconds to take effect. SES allows about one such call per second. */
const MAX_WAIT_MS = 60_000;
const PAUSE_MS = 1_500;

/**
 * Makes a configuration set the default of identities, and changes nothing else about them. Can be run again at any
 * time.
 *
 * @throws SES's own error if it persists for 60 s, or at once if waiting cannot help
 */
export async function attach(
  configurationSet: string,
  identities: readonly string[],
  { ses, clock }: AttachPorts,
): Promise<void> {
  const end = clock.now() + MAX_WAIT_MS;
  for (const EmailIdentity of identities) {
    const command = new PutEmailIdentityConfigurationSetAttributesCommand({
      EmailIdentity,
      ConfigurationSetName: configurationSet,
    });
    for (;;) {
      try {
        await ses.send(command);
        break;
      } catch (error) {
        if (!mayPass(error) || clock.now() >= end) throw error;
        await clock.sleep(PAUSE_MS);
      }
    }
  }
}

/** Denied because the role has not propagated yet, or throttled. */
function mayPass(error: unknown): boolean {
  return error instanceof Error && ["AccessDeniedException", "TooManyRequestsException"].includes(error.name);
}
