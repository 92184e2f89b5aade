/**
 * us-east-1, on demand (read 2026-11): https://aws.amazon.com/lambda/pricing/, https://aws.amazon.com/dynamodb/pricing/,
 * https://aws.amazon.com/cloudwatch/pricing/.
 */
export const USD = {
  request: 0.2e-6,
  gbSecond: 1.33334e-5,
  writeUnit: 0.625e-6,
  readUnit: 0.125e-6,
  logGb: 0.5,
};

/** What Lambda and the entry at the end of an invocation add to its log. */
export const DONE_BYTES = 380;

export const MEMORY_GB = 0.25;

/** Billed for one invocation: about two calls of 5 ms each and the parsing, warm; rounded up. */
export const INVOCATION_SECONDS = 0.02;

/** Of each log entry beside its line: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html. */
export const ENTRY_BYTES = 26;
