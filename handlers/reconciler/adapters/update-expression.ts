import type { AttributeValue } from "@aws-sdk/client-dynamodb";

/**
 * Collects the placeholders of a request's expressions: `status` and `region` are reserved words in DynamoDB
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ReservedWords.html).
 */
export class UpdateExpression {
  readonly names: Record<string, string> = {};
  readonly values: Record<string, AttributeValue> = {};

  name(attribute: string): string {
    this.names[`#${attribute}`] = attribute;
    return `#${attribute}`;
  }

  value(value: AttributeValue): string {
    const placeholder = `:v${Object.keys(this.values).length}`;
    this.values[placeholder] = value;
    return placeholder;
  }

  /** The condition that an attribute still is what it was; undefined means missing. */
  unchanged(attribute: string, value: AttributeValue | undefined): string {
    return value === undefined
      ? `attribute_not_exists(${this.name(attribute)})`
      : `${this.name(attribute)} = ${this.value(value)}`;
  }
}

/** Text, or a map of texts and maps. */
export type Written = string | { readonly [name: string]: Written };

export function toAttribute(value: Written): AttributeValue {
  return typeof value === "string"
    ? { S: value }
    : { M: Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, toAttribute(inner)])) };
}
