/** The command was called wrongly. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

const REGION = "eu-central-1";

/**
 * The settings that the program is evaluated with: those given, and what it cannot do without. No figure of the
 * report depends on the latter; the key is in the region that is given, because the program takes no other.
 *
 * @param pairs `key=value`, as `--config` has them
 * @throws UsageError that names the pair
 */
export function readConfig(pairs: readonly string[]): Record<string, string> {
  const given = Object.fromEntries(pairs.map(readPair));
  const region = given["aws:region"] ?? REGION;
  return {
    "aws:region": region,
    "ses-smtp:domains": '["company.com"]',
    "ses-smtp:kmsKeyArn": `arn:aws:kms:${region}:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab`,
    ...given,
  };
}

function readPair(pair: string): [string, string] {
  const [, key, value] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
  if (key === undefined || value === undefined)
    throw new UsageError(`--config ${pair}: write a key and a value, such as ses-smtp:identity=existing`);
  // Pulumi's CLI adds the project's name to such a key; here it would be a setting that nobody reads.
  if (!/^[^:]+:./.test(key))
    throw new UsageError(
      `--config ${key}: write the key with its namespace: ses-smtp:${key.replace(/^:/, "")}`,
    );
  return [key, value];
}
