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

/** Text, or a list of texts, or a map of these and of maps. */
export type Written = string | readonly string[] | { readonly [name: string]: Written };

export function toAttribute(value: Written): AttributeValue {
  if (typeof value === "string") return { S: value };
  return isList(value)
    ? { L: value.map(text => ({ S: text })) }
    : { M: Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, toAttribute(inner)])) };
}

function isList(value: Written): value is readonly string[] {
  return Array.isArray(value);
}
