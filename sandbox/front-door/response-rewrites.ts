import type { FrontDoorRequest } from "./request";

/** Responses of the emulator (MiniStack 1.5.33) that differ from those of AWS, or lead past the front door. */

/** IAM's default page size (https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListUsers.html). */
const DEFAULT_PAGE_SIZE = 100;

/** The element that holds the members of each list operation's response. */
const LISTS: Readonly<Record<string, string>> = {
  ListUsers: "Users",
  ListAccessKeys: "AccessKeyMetadata",
  ListUserPolicies: "PolicyNames",
  ListAttachedUserPolicies: "AttachedPolicies",
  ListRoles: "Roles",
  ListPolicies: "Policies",
  ListGroupsForUser: "Groups",
  ListUserTags: "Tags",
};

export function isList({ service, action }: FrontDoorRequest): boolean {
  return service === "iam" && action in LISTS;
}

/**
 * Reduces the emulator's IAM list response to the requested page. The emulator returns everything at once, so
 * pagination in the program would never be exercised. The marker is the encoded position of the next page.
 */
export function paginate({ action, form }: FrontDoorRequest, xml: string): string {
  const list = LISTS[action] ?? "";
  const [open, close] = [`<${list}>`, `</${list}>`];
  const [from, to] = [xml.indexOf(open), xml.lastIndexOf(close)];
  if (from < 0 || to < 0) return xml;
  const members = outerMembers(xml.slice(from + open.length, to));
  const start = positionOf(form.get("Marker"));
  const size = Number(form.get("MaxItems") ?? DEFAULT_PAGE_SIZE) || DEFAULT_PAGE_SIZE;
  const end = start + size;
  const more = end < members.length;
  const tail = xml
    .slice(to)
    .replace(/<IsTruncated>[^<]*<\/IsTruncated>/, "")
    .replace(
      close,
      `${close}<IsTruncated>${more}</IsTruncated>${more ? `<Marker>${markerOf(end)}</Marker>` : ""}`,
    );
  return xml.slice(0, from) + open + members.slice(start, end).join("") + tail;
}

/** The outermost `<member>` elements: nested lists, such as a user's tags, have members too. */
function outerMembers(xml: string): string[] {
  const members: string[] = [];
  let [depth, start] = [0, 0];
  for (const { 0: tag, index } of xml.matchAll(/<\/?member>/g)) {
    if (tag === "<member>") {
      if (depth === 0) start = index;
      depth += 1;
    } else {
      depth -= 1;
      if (depth === 0) members.push(xml.slice(start, index + tag.length));
    }
  }
  return members;
}

function markerOf(position: number): string {
  return Buffer.from(`page:${position}`).toString("base64url");
}

function positionOf(marker: string | null): number {
  return marker === null ? 0 : Number(Buffer.from(marker, "base64url").toString().replace("page:", "")) || 0;
}

/** SQS actions whose response contains queue URLs. */
const QUEUE_URL_ACTIONS = new Set(["CreateQueue", "GetQueueUrl", "ListQueues", "ListDeadLetterSourceQueues"]);

export function returnsQueueUrls({ service, action }: FrontDoorRequest): boolean {
  return service === "sqs" && QUEUE_URL_ACTIONS.has(action);
}

/**
 * Replaces the host in queue URLs with the one that the request used. SDKs send messages to the queue's URL rather
 * than to their configured endpoint; with the emulator's URL they would bypass injected faults and the call log.
 */
export function rewriteQueueUrls({ headers }: FrontDoorRequest, body: string): string {
  return body.replace(/https?:\/\/[^/"<]+(?=\/\d{12}\/)/g, `http://${headers.host ?? "localhost"}`);
}
