import { type Detail, warning } from "../findings/finding";
import type { FoundIdentity } from "./identity";

/** An identity below one of the stack's domains, which SES uses in place of the domain's. */
interface OtherIdentity {
  name: string;
  found: FoundIdentity;
}

/** https://docs.aws.amazon.com/ses/latest/dg/verify-addresses-and-domains.html */
export function judgeOtherIdentities(
  others: readonly OtherIdentity[],
  configurationSetName: string,
): Detail[] {
  return others
    .filter(({ found }) => found !== undefined && found.ConfigurationSetName !== configurationSetName)
    .map(({ name, found }) =>
      warning(
        `the identity ${name} has ${found?.ConfigurationSetName === undefined ? "no default configuration set" : `the default configuration set ${found.ConfigurationSetName}`}`,
        `SES uses its settings, not those of the domain, for mail from ${name}: the stack does not see that mail, or refuses it.`,
        `Delete the identity if nobody needs it, or run \`aws sesv2 put-email-identity-configuration-set-attributes --email-identity ${name} --configuration-set-name ${configurationSetName}\`.`,
      ),
    );
}

/** Whether an identity's name is below a domain: an address of it, or a subdomain. */
export function isBelow(name: string, domain: string): boolean {
  const host = name.slice(name.lastIndexOf("@") + 1).toLowerCase();
  return name !== domain && (host === domain || host.endsWith(`.${domain}`));
}
