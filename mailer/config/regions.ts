import { distance } from "fastest-levenshtein";
import { SES_REGIONS } from "../../records/ses-regions";

/** Beyond this it is not a typo but another name, and a suggestion would only confuse. */
const MAX_EDITS = 3;

/** The listed region with the fewest edits from the text: what a typo was meant to be. undefined: none is close. */
export function nearestRegion(text: string): string | undefined {
  const distances = SES_REGIONS.map(region => ({
    region,
    distance: distance(text.toLowerCase(), region),
  }));
  const nearest = distances.reduce((best, next) => (next.distance < best.distance ? next : best));
  return nearest.distance <= MAX_EDITS ? nearest.region : undefined;
}

/**
 * What to do about a region that is not listed.
 *
 * @param ifCorrect what to do where the region exists all the same
 */
export function regionRemedy(text: string, ifCorrect?: string): string {
  const nearest = nearestRegion(text);
  const remedy = nearest === undefined ? "use one such as eu-central-1" : `did you mean ${nearest}?`;
  if (ifCorrect === undefined) return remedy;
  return `${remedy}${nearest === undefined ? "." : ""} If the region is correct, ${ifCorrect}`;
}
