import type { Account } from "../account";
import type { Grant } from "./grant";

/**
 * To make one configuration set the default of existing identities. SES asks for both resources:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonses.html.
 */
export function attachConfigurationSet(
  account: Account,
  configurationSet: string,
  identities: readonly string[],
): Grant<"CONFIGURATION_SET" | "IDENTITIES"> {
  return {
    environment: { CONFIGURATION_SET: configurationSet, IDENTITIES: identities.join(",") },
    statements: [
      {
        Sid: "AttachConfigurationSet",
        Effect: "Allow",
        Action: "ses:PutEmailIdentityConfigurationSetAttributes",
        Resource: [
          ...identities.map(name => account.sesArn(`identity/${name}`)),
          account.sesArn(`configuration-set/${configurationSet}`),
        ],
      },
    ],
  };
}
