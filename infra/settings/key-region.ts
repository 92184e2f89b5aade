import { invalidSettings, settingKey, type Issue } from "./issue";

/**
 * KMS accepts a key's ARN only in the key's own region; elsewhere every login would fail.
 * @param setting the one with the key, such as `previousKmsKeyArns[0]`
 * @returns undefined if the key is in the region
 */
export function keyRegionIssue(keyArn: string, region: string, setting = "kmsKeyArn"): Issue | undefined {
  const keyRegion = keyArn.split(":")[3];
  if (keyRegion === region) return undefined;
  return {
    key: settingKey(setting),
    problem: `the key is in ${keyRegion ?? "no region"} but the stack is in ${region}`,
    remedy: `use the ARN of a key in ${region}`,
  };
}

/**
 * Checks the key again once the stack's region is known: it need not be a setting.
 * @returns the ARN
 * @throws RunError during preview, before anything is created
 */
export function requireKeyInRegion(keyArn: string, region: string, setting = "kmsKeyArn"): string {
  const issue = keyRegionIssue(keyArn, region, setting);
  if (issue !== undefined) throw invalidSettings([issue]);
  return keyArn;
}
