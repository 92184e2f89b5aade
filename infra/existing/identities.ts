import { getEmailIdentity } from "@pulumi/aws/sesv2";
import type { DkimSigning } from "../../dns/domain-records";
import { configurationSetName } from "../../handlers/shared/configuration-set-name";
import type { Settings } from "../settings";
import { lookUp, settingKey, type Issue } from "../settings/issue";
import { MAX_ALLOWED_SETS } from "../user-boundary";

/** What the program needs to know about an identity that it does not manage. */
export interface ExistingIdentity {
  domain: string;
  /** Its default: SES uses it for mail that names none. Undefined if it has none. */
  configurationSet?: string;
  dkim: DkimSigning;
}

/** Looks up the domains' identities. @returns them, or issues with all of them */
export async function findIdentities(
  { domains, existingConfigurationSet }: Pick<Settings, "domains" | "existingConfigurationSet">,
  stack: string,
): Promise<{ identities: ExistingIdentity[]; issues: Issue[] }> {
  const remedy = `verify it in SES, or set ${settingKey("identity")} to "create"`;
  const results = await Promise.all(
    domains.map(async (domain, index) => {
      const setting = `domains[${index}]`;
      const result = await lookUp(
        { setting, value: domain, remedy },
        getEmailIdentity({ emailIdentity: domain }),
      );
      return "issue" in result ? result : { found: identityOf(domain, result.found) };
    }),
  );
  const identities = results.flatMap(result => ("found" in result ? result.found : []));
  return {
    identities,
    issues: [
      ...results.flatMap(result => ("issue" in result ? result.issue : [])),
      ...configurationSetIssues(identities, configurationSetName(stack), existingConfigurationSet),
    ],
  };
}

interface FoundIdentity {
  configurationSetName?: string;
  dkimSigningAttributes: { signingAttributesOrigin: string; tokens: string[] }[];
}

export function identityOf(
  domain: string,
  { configurationSetName: set, dkimSigningAttributes }: FoundIdentity,
): ExistingIdentity {
  const [{ signingAttributesOrigin: origin, tokens } = { signingAttributesOrigin: "AWS_SES", tokens: [] }] =
    dkimSigningAttributes;
  const dkim: DkimSigning =
    origin === "AWS_SES" // such as AWS_SES_EU_WEST_1 for Deterministic Easy DKIM, EXTERNAL for a key of one's own
      ? { kind: "easy", tokens }
      : { kind: origin.startsWith("AWS_SES_") ? "other region" : "own key" };
  return { domain, dkim, ...(set ? { configurationSet: set } : {}) };
}

/**
 * SES authorizes an identity's default configuration set as well: with another one than the stack's, every SMTP user
 * would be refused, and with none, their mail would bypass the stack's. The operator chooses what to do about it.
 */
export function configurationSetIssues(
  identities: readonly ExistingIdentity[],
  ownSet: string,
  choice: "attach" | "allow" | undefined,
): Issue[] {
  const key = settingKey("existingConfigurationSet");
  if (choice === "attach") return [];
  if (choice === "allow") {
    const sets = otherSets(identities, ownSet);
    if (sets.length <= MAX_ALLOWED_SETS) return [];
    return [
      {
        key,
        problem: `the identities have ${sets.length} other default configuration sets; a user's policy has room for ${MAX_ALLOWED_SETS}`,
        remedy: 'set it to "attach", or use fewer configuration sets',
      },
    ];
  }
  const attach = `set it to "attach" to make ${ownSet} the default`;
  return identities
    .filter(({ configurationSet }) => configurationSet !== ownSet)
    .map(({ domain, configurationSet: set }) => ({
      key,
      ...(set === undefined
        ? {
            problem: `"${domain}" has no default configuration set, so its mail would not be monitored`,
            remedy: `${attach}, or to "allow" to leave it so`,
          }
        : {
            problem: `"${domain}" has the default configuration set "${set}", which SMTP users may not use`,
            remedy: `${attach}, or to "allow" to let SMTP users send through "${set}"`,
          }),
    }));
}

/** The identities' default configuration sets other than the stack's, each once. */
export function otherSets(identities: readonly ExistingIdentity[], ownSet: string): string[] {
  const sets = identities.flatMap(({ configurationSet = [] }) => configurationSet);
  return [...new Set(sets)].filter(set => set !== ownSet);
}
