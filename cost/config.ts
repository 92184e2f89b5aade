/** The command's arguments are invalid. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

const REGION = "eu-central-1";

/**
 * The settings that the program is evaluated with: the given ones, and defaults for those it requires. No figure in
 * the report depends on the defaults; the default key is in the given region, because the program accepts no other.
 *
 * @param pairs `key=value`, the values of `--config`
 * @throws UsageError naming the pair
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
    throw new UsageError(`--config ${pair}: expected KEY=VALUE, such as ses-smtp:identity=existing`);
  // Pulumi's CLI adds the project's name to such a key; here nothing would read it.
  if (!/^[^:]+:./.test(key))
    throw new UsageError(`--config ${key}: include the namespace: ses-smtp:${key.replace(/^:/, "")}`);
  return [key, value];
}
