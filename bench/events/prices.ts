import { loadPrices, type PriceKey } from "../../policy-pack/catalog/prices";

const LIST = loadPrices();

/** What is billed by use, besides what the price list of the policy pack has. */
const OTHERS = {
  /** us-east-1, on demand: https://aws.amazon.com/dynamodb/pricing/on-demand/ */
  "dynamodb-reads": 0.125e-6,
  "dynamodb-gb-month": 0.25,
  /** https://aws.amazon.com/cloudwatch/pricing/ */
  "log-gb-month": 0.03,
  /** Events of AWS's services, on the default bus: https://aws.amazon.com/eventbridge/pricing/ */
  "eventbridge-events": 0,
} as const;

/** Dollars for one unit in us-east-1, without any free allotment. */
export function usdOf(key: PriceKey | keyof typeof OTHERS): number {
  if (key in OTHERS) return OTHERS[key as keyof typeof OTHERS];
  const { usd, per } = LIST[key as PriceKey];
  if (usd === undefined) throw new Error(`${key}: it has no price.`);
  return usd / per;
}

/** The functions' memory. */
export const MEMORY_GB = 0.25;

/**
 * Billed for an invocation besides its calls: parsing and logging, far more than was measured. A call of DynamoDB or Lambda
 * takes a few milliseconds (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Introduction.html).
 */
export const INVOCATION_SECONDS = 0.01;
export const CALL_SECONDS = 0.005;

/** Of each log entry beside its line: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html. */
export const ENTRY_BYTES = 26;

/** Of each item beside what is in it: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html. */
export const ITEM_BYTES = 100;

/** Lambda has a trace recorded of this share: https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html. */
export const TRACED_SHARE = 0.05;
