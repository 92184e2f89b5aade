import type { FrontDoorRequest } from "./request";

/** What IAM gives when a request does not say (https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListUsers.html). */
const DEFAULT_PAGE = 100;

/** The element that holds each listing's members. */
const LISTINGS: Readonly<Record<string, string>> = {
  ListUsers: "Users",
  ListAccessKeys: "AccessKeyMetadata",
  ListUserPolicies: "PolicyNames",
  ListAttachedUserPolicies: "AttachedPolicies",
  ListRoles: "Roles",
  ListPolicies: "Policies",
  ListGroupsForUser: "Groups",
  ListUserTags: "Tags",
};

export function isListing({ service, action }: FrontDoorRequest): boolean {
  return service === "iam" && action in LISTINGS;
}

/**
 * Cuts the emulator's answer to the page that was asked for: it gives everything at once, and code that never
 * sees a second page is code that was not tested. The marker is the position, encoded.
 */
export function paged({ action, form }: FrontDoorRequest, xml: string): string {
  const list = LISTINGS[action] ?? "";
  const [open, close] = [`<${list}>`, `</${list}>`];
  const [from, to] = [xml.indexOf(open), xml.lastIndexOf(close)];
  if (from < 0 || to < 0) return xml;
  const members = topMembers(xml.slice(from + open.length, to));
  const start = positionOf(form.get("Marker"));
  const size = Number(form.get("MaxItems") ?? DEFAULT_PAGE) || DEFAULT_PAGE;
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

/** `<member>` elements of the outermost level: a user's tags are members too. */
function topMembers(xml: string): string[] {
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
