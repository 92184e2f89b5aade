import type { RequestContext } from "../../../iam/access-request";
import { isQueryOperation } from "../../../ses/control-plane/query-api";
import { jsonOf, objectOf, textOf, type Mapper } from "../permission";

/** SESv2's REST paths: method, path, action and the kind of resource named by the path's group. */
const ROUTES: readonly (readonly [string, RegExp, string, string?])[] = [
  ["GET", /^\/account$/, "GetAccount"],
  ["PUT", /^\/account\/sending$/, "PutAccountSendingAttributes"],
  ["PUT", /^\/account\/suppression$/, "PutAccountSuppressionAttributes"],
  ["GET", /^\/identities$/, "ListEmailIdentities"],
  ["POST", /^\/list-identities$/, "ListEmailIdentities"], // of newer SDKs
  ["POST", /^\/identities$/, "CreateEmailIdentity", "identity"],
  ["GET", /^\/identities\/([^/]+)$/, "GetEmailIdentity", "identity"],
  ["DELETE", /^\/identities\/([^/]+)$/, "DeleteEmailIdentity", "identity"],
  ["GET", /^\/identities\/([^/]+)\/policies$/, "GetEmailIdentityPolicies", "identity"],
  ["POST", /^\/identities\/([^/]+)\/policies\/[^/]+$/, "CreateEmailIdentityPolicy", "identity"],
  ["DELETE", /^\/identities\/([^/]+)\/policies\/[^/]+$/, "DeleteEmailIdentityPolicy", "identity"],
  ["GET", /^\/configuration-sets$/, "ListConfigurationSets"],
  ["POST", /^\/list-configuration-sets$/, "ListConfigurationSets"],
  ["POST", /^\/configuration-sets$/, "CreateConfigurationSet", "configuration-set"],
  ["GET", /^\/configuration-sets\/([^/]+)$/, "GetConfigurationSet", "configuration-set"],
  ["DELETE", /^\/configuration-sets\/([^/]+)$/, "DeleteConfigurationSet", "configuration-set"],
  [
    "PUT",
    /^\/configuration-sets\/([^/]+)\/sending$/,
    "PutConfigurationSetSendingOptions",
    "configuration-set",
  ],
  [
    "GET",
    /^\/configuration-sets\/([^/]+)\/event-destinations$/,
    "GetConfigurationSetEventDestinations",
    "configuration-set",
  ],
  ...(["delivery", "reputation", "suppression", "tracking", "vdm"] as const).map(
    part =>
      [
        "PUT",
        new RegExp(`^/configuration-sets/([^/]+)/${part}-options$`),
        `PutConfigurationSet${part === "vdm" ? "Vdm" : `${part.charAt(0).toUpperCase()}${part.slice(1)}`}Options`,
        "configuration-set",
      ] as const,
  ),
  [
    "POST",
    /^\/configuration-sets\/([^/]+)\/event-destinations$/,
    "CreateConfigurationSetEventDestination",
    "configuration-set",
  ],
  [
    "PUT",
    /^\/configuration-sets\/([^/]+)\/event-destinations\/[^/]+$/,
    "UpdateConfigurationSetEventDestination",
    "configuration-set",
  ],
  [
    "DELETE",
    /^\/configuration-sets\/([^/]+)\/event-destinations\/[^/]+$/,
    "DeleteConfigurationSetEventDestination",
    "configuration-set",
  ],
  ["PUT", /^\/identities\/([^/]+)\/mail-from$/, "PutEmailIdentityMailFromAttributes", "identity"],
  ["PUT", /^\/identities\/([^/]+)\/feedback$/, "PutEmailIdentityFeedbackAttributes", "identity"],
  ["PUT", /^\/identities\/([^/]+)\/dkim\/signing$/, "PutEmailIdentityDkimSigningAttributes", "identity"],
  ["GET", /^\/suppression\/addresses$/, "ListSuppressedDestinations"],
  ["PUT", /^\/suppression\/addresses$/, "PutSuppressedDestination"],
  ["GET", /^\/suppression\/addresses\/([^/]+)$/, "GetSuppressedDestination"],
  ["DELETE", /^\/suppression\/addresses\/([^/]+)$/, "DeleteSuppressedDestination"],
];

/** Its action asks for both the identity and the configuration set. */
const IDENTITY_CONFIGURATION_SET = /^\/identities\/([^/]+)\/configuration-set$/;

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsimpleemailservicev2.html */
export const ses: Mapper = (request, { region, accountId }) => {
  const { form } = request;
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonses.html: neither has a resource.
  if (isQueryOperation(form.get("Action")))
    return [{ action: `ses:${form.get("Action")}`, resource: "*", context: { "ses:ApiVersion": "1" } }];
  const path = request.path.replace(/^\/v2\/email/, "").replace(/\/$/, "");
  const input = jsonOf(request);
  const arn = (kind: string, name: string) => `arn:aws:ses:${region}:${accountId}:${kind}/${name}`;
  if (request.method === "POST" && path === "/outbound-emails") return sending(input, arn);
  const attached = request.method === "PUT" ? IDENTITY_CONFIGURATION_SET.exec(path)?.[1] : undefined;
  if (attached !== undefined) {
    const set = textOf(input.ConfigurationSetName);
    const resources = [
      arn("identity", decodeURIComponent(attached)),
      ...(set === "" ? [] : [arn("configuration-set", set)]),
    ];
    const action = "ses:PutEmailIdentityConfigurationSetAttributes";
    return resources.map(resource => ({ action, resource, context: { "ses:ApiVersion": "2" } }));
  }
  for (const [method, pattern, action, kind] of ROUTES) {
    const found = method === request.method ? pattern.exec(path) : null;
    if (found === null) continue;
    const given = textOf(input.EmailIdentity) || textOf(input.ConfigurationSetName);
    const name = found[1] === undefined ? given : decodeURIComponent(found[1]);
    const resource = kind === undefined ? "*" : arn(kind, name);
    return [{ action: `ses:${action}`, resource, context: { "ses:ApiVersion": "2" } }];
  }
  return undefined;
};

function sending(input: Record<string, unknown>, arn: (kind: string, name: string) => string) {
  const address = textOf(input.FromEmailAddress).replace(/^.*<([^>]*)>.*$/, "$1");
  const destination = objectOf(input.Destination);
  const recipients = ["ToAddresses", "CcAddresses", "BccAddresses"].flatMap(
    field => (destination[field] as string[] | undefined) ?? [],
  );
  const context: RequestContext = {
    "ses:ApiVersion": "2",
    "ses:FromAddress": address,
    "ses:FromDisplayName": [],
    "ses:FeedbackAddress": textOf(input.FeedbackForwardingEmailAddress) || [],
    "ses:Recipients": recipients,
  };
  const action = objectOf(input.Content).Raw === undefined ? "ses:SendEmail" : "ses:SendRawEmail";
  const set = textOf(input.ConfigurationSetName);
  const identity = textOf(input.FromEmailAddressIdentityArn) || arn("identity", address.replace(/^.*@/, ""));
  return [
    { action, resource: identity, context },
    ...(set === "" ? [] : [{ action, resource: arn("configuration-set", set), context }]),
  ];
}
