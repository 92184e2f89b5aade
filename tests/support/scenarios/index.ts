import { MARKS } from "./marks";
import { MISTAKES } from "./mistakes";
import { NOTICES } from "./notices";
import { ROTATION } from "./rotation";
import type { Scenario } from "./scenario";
import { SIZES } from "./sizes";
import { STOPPING } from "./stopping";
import { THROTTLING } from "./throttling";

export { playScenario } from "./scenario";

/** Courses of events that random histories meet too rarely, or cannot judge because they are about time. */
export const SCENARIOS: Readonly<Record<string, readonly Scenario[]>> = {
  "stopping a login": STOPPING,
  "two runs for one username": MARKS,
  "what people do by mistake": MISTAKES,
  "records of all sizes": SIZES,
  "rotation and compromise": ROTATION,
  "what people are told": NOTICES,
  throttling: THROTTLING,
};
