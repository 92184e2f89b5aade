import { RunError } from "@pulumi/pulumi";
import { NAMESPACE } from "./names";

/**
 * Why a key does not serve a region; undefined where it does. KMS answers only to the ARN of its own region, and a
 * login would fail with each record.
 */
export function keyRegionFault(kmsKeyArn: string, region: string): string | undefined {
  const own = kmsKeyArn.split(":")[3];
  return own === region
    ? undefined
    : `${NAMESPACE}:kmsKeyArn: is a key in ${own ?? "no region"} and the stack is in ${region}: write the ARN of a key in ${region}`;
}

/**
 * The key's ARN, once the region is known, which need not be a setting.
 * @throws RunError at the preview, before anything is made
 */
export function keyInRegion(kmsKeyArn: string, region: string): string {
  const fault = keyRegionFault(kmsKeyArn, region);
  if (fault !== undefined) throw new RunError(fault);
  return kmsKeyArn;
}
