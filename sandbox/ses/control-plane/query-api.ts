import { ApiError, type ApiRequest, type ApiResponse } from "./api";
import { type EmailIdentities, findIdentity, identityNamed } from "./identity";

/** Operations of the first version of SES's API, for what the second cannot do. */
type QueryOperation = (form: URLSearchParams, identities: EmailIdentities) => string;

const OPERATIONS: Readonly<Record<string, QueryOperation>> = {
  GetIdentityNotificationAttributes: notificationAttributes,
  SetIdentityNotificationTopic: setNotificationTopic,
};

/** Whether local SES, not the emulator, has this operation. */
export function isQueryOperation(action: string | null): boolean {
  return action !== null && Object.hasOwn(OPERATIONS, action);
}

/** @returns undefined for a request that is none of these operations */
export function answerQuery(
  { path, body }: ApiRequest,
  identities: EmailIdentities,
): ApiResponse | undefined {
  if (path !== "/") return undefined;
  const form = new URLSearchParams(body);
  const action = form.get("Action") ?? "";
  const operation = Object.hasOwn(OPERATIONS, action) ? OPERATIONS[action] : undefined;
  if (operation === undefined) return undefined;
  try {
    return xml(200, `${action}Response`, `<${action}Result>${operation(form, identities)}</${action}Result>`);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const text = `<Error><Type>Sender</Type><Code>InvalidParameterValue</Code><Message>${escaped(error.message)}</Message></Error>`;
    return xml(400, "ErrorResponse", text);
  }
}

/** https://docs.aws.amazon.com/ses/latest/APIReference/API_GetIdentityNotificationAttributes.html: "up to 100 identities at a time". */
const MAX_IDENTITIES = 100;

/** Topics that are not set are absent: https://docs.aws.amazon.com/ses/latest/APIReference/API_IdentityNotificationAttributes.html. */
function notificationAttributes(form: URLSearchParams, identities: EmailIdentities): string {
  const names = [...form].flatMap(([key, value]) => (/^Identities\.member\.\d+$/.test(key) ? [value] : []));
  if (names.length > MAX_IDENTITIES)
    throw new ApiError("BadRequestException", `At most ${MAX_IDENTITIES} identities can be asked for.`);
  const entries = names.flatMap(name => {
    const found = findIdentity(identities, name.replace(/^arn:.*:identity\//, ""));
    if (found === undefined) return [];
    const values = {
      ...Object.fromEntries(Object.entries(found.topics).map(([type, arn]) => [`${type}Topic`, arn])),
      ForwardingEnabled: String(found.feedbackForwarding),
    };
    return `<entry>${element("key", name)}<value>${Object.entries(values)
      .map(([key, value]) => element(key, value))
      .join("")}</value></entry>`;
  });
  return `<NotificationAttributes>${entries.join("")}</NotificationAttributes>`;
}

/**
 * Without `SnsTopic`, the topic is removed: https://docs.aws.amazon.com/ses/latest/APIReference/API_SetIdentityNotificationTopic.html.
 * The topics are kept and returned; events of this kind are not published here.
 */
function setNotificationTopic(form: URLSearchParams, identities: EmailIdentities): string {
  const { topics } = identityNamed(identities, form.get("Identity") ?? "");
  const type = form.get("NotificationType");
  if (type !== "Bounce" && type !== "Complaint" && type !== "Delivery")
    throw new ApiError("BadRequestException", "NotificationType must be Bounce, Complaint or Delivery.");
  const topic = form.get("SnsTopic");
  delete topics[type];
  if (topic) topics[type] = topic;
  return "";
}

function xml(status: number, root: string, content: string): ApiResponse {
  const metadata =
    "<ResponseMetadata><RequestId>00000000-0000-0000-0000-000000000000</RequestId></ResponseMetadata>";
  const body = `<${root} xmlns="http://ses.amazonaws.com/doc/2010-12-01/">${content}${metadata}</${root}>`;
  return { status, body, headers: { "content-type": "text/xml" } };
}

function element(name: string, value: string): string {
  return `<${name}>${escaped(value)}</${name}>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
