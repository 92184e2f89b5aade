import { invalidSettings, settingKey, type Issue } from "./issue";

/**
 * KMS accepts a key's ARN only in the key's own region; elsewhere every login would fail.
 * @returns undefined if the key is in the region
 */
export function keyRegionIssue(kmsKeyArn: string, region: string): Issue | undefined {
  const keyRegion = kmsKeyArn.split(":")[3];
  if (keyRegion === region) return undefined;
  return {
    key: settingKey("kmsKeyArn"),
    problem: `the key is in ${keyRegion ?? "no region"} but the stack is in ${region}`,
    remedy: `use the ARN of a key in ${region}`,
  };
}

/**
 * Checks the key again once the stack's region is known: it need not be a setting.
 * @returns the ARN
 * @throws RunError during preview, before anything is created
 */
export function requireKeyInRegion(kmsKeyArn: string, region: string): string {
  const issue = keyRegionIssue(kmsKeyArn, region);
  if (issue !== undefined) throw invalidSettings([issue]);
  return kmsKeyArn;
}
