import {
  GetEmailIdentityPoliciesCommand,
  paginateListEmailIdentities,
  type SESv2Client,
} from "@aws-sdk/client-sesv2";
import type { Candidate } from "./candidate";

/** The policies of one SES identity, as JSON. */
export interface IdentityPolicies {
  identity: string;
  policies: string[];
}

/**
 * SES answers one such call a second
 * (https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetEmailIdentityPolicies.html).
 *
 * @param keep awaited before each
 */
export async function readIdentityPolicies(
  client: SESv2Client,
  keep: () => Promise<void> = () => Promise.resolve(),
): Promise<IdentityPolicies[]> {
  const found: IdentityPolicies[] = [];
  for await (const { EmailIdentities = [] } of paginateListEmailIdentities({ client }, {}))
    for (const { IdentityName: identity = "" } of EmailIdentities) {
      await keep();
      const { Policies = {} } = await client.send(
        new GetEmailIdentityPoliciesCommand({ EmailIdentity: identity }),
      );
      found.push({ identity, policies: Object.values(Policies) });
    }
  return found;
}

/** The identities whose policies name a user: its ARN changes, and they would name nobody afterward. */
export function identitiesNaming(
  { arn, id }: Pick<Candidate, "arn" | "id">,
  identities: readonly IdentityPolicies[],
): string[] {
  const names = (policy: string) => policy.includes(`"${arn}"`) || policy.includes(`"${id}"`);
  return identities.filter(({ policies }) => policies.some(names)).map(({ identity }) => identity);
}
