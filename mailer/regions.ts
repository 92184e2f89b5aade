import { distance } from "fastest-levenshtein";
import { SES_REGIONS } from "../records/ses-regions";

/** Further than this it is no typo: another name, which only confuses when suggested. */
const MAX_EDITS = 3;

/** The listed region that takes the fewest edits to reach: what a typo was meant to be. Undefined where none is close. */
export function nearestRegion(text: string): string | undefined {
  const distances = SES_REGIONS.map(region => ({
    region,
    distance: distance(text.toLowerCase(), region),
  }));
  const nearest = distances.reduce((best, next) => (next.distance < best.distance ? next : best));
  return nearest.distance <= MAX_EDITS ? nearest.region : undefined;
}

/** What to write in place of a name that is not listed. */
export function regionRemedy(text: string): string {
  const nearest = nearestRegion(text);
  return nearest === undefined ? "write one such as eu-central-1" : `did you mean ${nearest}?`;
}
