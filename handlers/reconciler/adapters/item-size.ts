import type { AttributeValue } from "@aws-sdk/client-dynamodb";

/**
 * The largest item: 400 KB, names included
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html).
 */
export const MAX_ITEM_BYTES = 400 * 1024;

/**
 * The size of attributes as DynamoDB counts it: the UTF-8 bytes of each name, and its value
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html).
 */
export function sizeOf(attributes: Readonly<Record<string, AttributeValue | undefined>>): number {
  return sum(
    Object.entries(attributes),
    ([name, value]) => Buffer.byteLength(name) + (value === undefined ? 0 : sizeOfValue(value)),
  );
}

/** Lists and maps have an overhead of 3 bytes, and of 1 byte for each element. */
function sizeOfValue(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return sizeOfNumber(value.N);
  if (value.B !== undefined) return value.B.byteLength;
  if (value.SS !== undefined) return sum(value.SS, text => Buffer.byteLength(text));
  if (value.NS !== undefined) return sum(value.NS, sizeOfNumber);
  if (value.BS !== undefined) return sum(value.BS, bytes => bytes.byteLength);
  if (value.L !== undefined) return 3 + sum(value.L, element => 1 + sizeOfValue(element));
  if (value.M !== undefined) return 3 + Object.keys(value.M).length + sizeOf(value.M);
  return 1; // BOOL and NULL
}

/**
 * One byte, and one for two significant digits, without zeros at either end. The page calls this approximate; a
 * negative number is counted with one byte more.
 */
function sizeOfNumber(text: string): number {
  const [mantissa = ""] = text.toLowerCase().split("e");
  const digits = mantissa.replace(/[-+.]/g, "").replace(/^0+|0+$/g, "");
  return 1 + Math.ceil(digits.length / 2) + (mantissa.startsWith("-") ? 1 : 0);
}

function sum<Element>(elements: readonly Element[], size: (element: Element) => number): number {
  return elements.reduce((total, element) => total + size(element), 0);
}
