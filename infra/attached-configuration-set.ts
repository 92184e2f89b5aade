import { Invocation } from "@pulumi/aws/lambda";
import type { ConfigurationSet } from "@pulumi/aws/sesv2";
import type { ConfigurationSetAttacherEnvironment } from "../handlers/configuration-set-attacher/environment";
import type { Account } from "./account";
import type { ExistingIdentity } from "./existing/identities";
import { handlerIn, LambdaFunction } from "./function";
import { attachConfigurationSet } from "./grants/configuration-sets";
import { invokeWhile } from "./invoke-while";
import type { Settings } from "./settings";

/**
 * Makes the stack's configuration set the default of identities that the stack does not manage. A function does it,
 * because Pulumi has no resource for this one attribute of an identity.
 */
export function attachToExisting(
  configurationSet: ConfigurationSet,
  name: string,
  identities: readonly ExistingIdentity[],
  settings: Settings,
  account: Account,
): void {
  const domains = identities.map(({ domain }) => domain);
  const attacher = new LambdaFunction(
    "smtp-configuration-set-attacher",
    {
      handler: handlerIn<ConfigurationSetAttacherEnvironment>("configuration-set-attacher"),
      description:
        "Makes the stack's configuration set the default of existing identities, once per deployment that needs it",
      memoryMb: 256,
      timeoutSeconds: 120,
      uses: [attachConfigurationSet(account, name, domains)],
      environment: {},
      settings,
    },
    { dependsOn: [configurationSet] },
  );
  const needed = identities.some(identity => identity.configurationSet !== name);
  const { triggers, options } = invokeWhile(needed, domains.join(","));
  new Invocation(
    "smtp-configuration-set-attacher",
    { functionName: attacher.functionName, input: JSON.stringify({}), triggers },
    options,
  );
}
