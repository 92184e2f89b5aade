import { isEmpty, valueAt } from "../resource/path";
import type { StackResource } from "../resource/resource";

/** Lambda's defaults and maximums. */
const MEMORY = { megabytes: 128, most: 10_240 };
const TIMEOUT = { seconds: 3, most: 900 };

export function memoryGigabytes(fn: StackResource): number {
  return sizeAt(fn, "memorySize", MEMORY.megabytes, MEMORY.most) / 1024;
}

export function timeoutSeconds(fn: StackResource): number {
  return sizeAt(fn, "timeout", TIMEOUT.seconds, TIMEOUT.most);
}

/** An unknown or invalid size counts as the maximum, so that the result stays an upper bound. */
function sizeAt({ props }: StackResource, property: string, ifAbsent: number, most: number): number {
  const value = valueAt(props, property);
  if (isEmpty(value)) return ifAbsent;
  const size = typeof value === "symbol" ? most : Number(value);
  return size >= 0 ? size : most;
}
