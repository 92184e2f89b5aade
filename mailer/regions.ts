/**
 * Regions with an SES SMTP endpoint, https://docs.aws.amazon.com/general/latest/gr/ses.html (read 2026-11).
 * Sources differ and regions open: callers offer a way round this list.
 */
export const SES_REGIONS: readonly string[] = [
  "af-south-1",
  "ap-northeast-1",
  "ap-northeast-2",
  "ap-northeast-3",
  "ap-south-1",
  "ap-south-2",
  "ap-southeast-1",
  "ap-southeast-2",
  "ap-southeast-3",
  "ap-southeast-5",
  "ca-central-1",
  "ca-west-1",
  "eu-central-1",
  "eu-central-2",
  "eu-north-1",
  "eu-south-1",
  "eu-west-1",
  "eu-west-2",
  "eu-west-3",
  "il-central-1",
  "me-central-1",
  "me-south-1",
  "sa-east-1",
  "us-east-1",
  "us-east-2",
  "us-gov-east-1",
  "us-gov-west-1",
  "us-west-1",
  "us-west-2",
];

/** The SMTP endpoint of a region, https://docs.aws.amazon.com/general/latest/gr/ses.html. */
export function sesSmtpHost(region: string): string {
  return `email-smtp.${region}.amazonaws.com${region.startsWith("cn-") ? ".cn" : ""}`;
}

/** The region that an SES host name is in; undefined for any other host. */
export function regionOfHost(host: string): string | undefined {
  return /^email-smtp(?:-fips)?\.([a-z0-9-]+)\.amazonaws\.com/.exec(host)?.[1];
}

/** Further than this it is no typo: another name, which only confuses when suggested. */
const MOST_EDITS = 3;

/** The listed region that takes the fewest edits to reach: what a typo was meant to be. Undefined where none is close. */
export function nearestRegion(text: string): string | undefined {
  const distances = SES_REGIONS.map(region => ({
    region,
    distance: editDistance(text.toLowerCase(), region),
  }));
  const nearest = distances.reduce((best, next) => (next.distance < best.distance ? next : best));
  return nearest.distance <= MOST_EDITS ? nearest.region : undefined;
}

/** What to write in place of a name that is not listed. */
export function regionRemedy(text: string): string {
  const nearest = nearestRegion(text);
  return nearest === undefined ? "write one such as eu-central-1" : `did you mean ${nearest}?`;
}

/** Levenshtein's, one row at a time. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++) {
      const replaced = (row[j] ?? 0) + (letter === b[j] ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
