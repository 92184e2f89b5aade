import type { PriceKey } from "../catalog/prices";
import type { StackResource } from "../resource/resource";

/** How many units of an allotment the stack uses while idle, and by which resources. */
export interface Count {
  readonly key: PriceKey;
  readonly quantity: number;
  readonly by: readonly { readonly resource: StackResource; readonly quantity: number }[];
  /** Resources whose number of units is unknown. */
  readonly open: readonly { readonly resource: StackResource; readonly property: string }[];
}
