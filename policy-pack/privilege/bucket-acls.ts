import { isGiven, valueAt } from "../resource/path";
import { UNKNOWN } from "../resource/plain";
import type { Resource } from "../resource/resource";

/** Canned ACLs that let nobody in beside the bucket's owner. */
const CLOSED_ACLS = ["private", "bucket-owner-read", "bucket-owner-full-control"];

/** Types with an ACL, and the inputs that grant access one by one. */
const GRANTS: Readonly<Record<string, string>> = {
  "aws:s3/bucket:Bucket": "grants",
  "aws:s3/bucketV2:BucketV2": "grants",
  "aws:s3/bucketAcl:BucketAcl": "accessControlPolicy",
  "aws:s3/bucketAclV2:BucketAclV2": "accessControlPolicy",
  "aws:s3/bucketObject:BucketObject": "grants",
  "aws:s3/bucketObjectv2:BucketObjectv2": "grants",
};

const PUBLIC_ACCESS_BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock";

/** ACLs let others in beside the bucket policy; AWS recommends disabling them. */
export function aclIssues({ type, props }: Resource): string[] {
  if (type === PUBLIC_ACCESS_BLOCK)
    return Object.keys(props)
      .filter(input => /^(block|ignore|restrict)/.test(input) && String(props[input]) === "false")
      .map(input => `allows public access (${input}); set it to true`);
  const grants = GRANTS[type];
  if (grants === undefined) return [];
  const acl = valueAt(props, "acl");
  const isClosed =
    acl === undefined || acl === UNKNOWN || (typeof acl === "string" && CLOSED_ACLS.includes(acl));
  return [
    ...(isClosed ? [] : [`has the ACL ${JSON.stringify(acl)}; remove acl and use a bucket policy`]),
    ...(isGiven(props, grants) ? [`grants access with ${grants}; remove it and use a bucket policy`] : []),
  ];
}
