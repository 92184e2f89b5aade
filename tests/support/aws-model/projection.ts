import type { Item } from "./expression";

interface Projection {
  ProjectionExpression?: string;
  ExpressionAttributeNames?: Record<string, string>;
}

/** The attributes that a request names, or all. */
export function projected(
  item: Item,
  { ProjectionExpression, ExpressionAttributeNames: names = {} }: Projection,
): Item {
  if (ProjectionExpression === undefined) return item;
  const wanted = ProjectionExpression.split(",").map(name => names[name.trim()] ?? name.trim());
  return Object.fromEntries(Object.entries(item).filter(([name]) => wanted.includes(name)));
}
