import { isRecord } from "../provider/properties";

/** What CloudWatch says about a part of a dashboard's body. */
export interface ValidationMessage {
  /** Such as `/widgets/0/properties/region`; empty for the whole. */
  readonly dataPath: string;
  readonly message: string;
}

/** Collects what is wrong; what CloudWatch would only ignore is a warning. */
export class Messages {
  readonly errors: ValidationMessage[] = [];
  readonly warnings: ValidationMessage[] = [];

  error(dataPath: string, message: string): void {
    this.errors.push({ dataPath, message });
  }

  warn(dataPath: string, message: string): void {
    this.warnings.push({ dataPath, message });
  }
}

/** @returns what is wrong with a value, in CloudWatch's words; undefined if nothing is */
export type Check = (value: unknown) => string | undefined;

export const anything: Check = () => undefined;
export const isString: Check = value => (typeof value === "string" ? undefined : "Should be string");
export const isBoolean: Check = value => (typeof value === "boolean" ? undefined : "Should be boolean");
export const isNumber: Check = value => (typeof value === "number" ? undefined : "Should be number");
export const isObject: Check = value => (isRecord(value) ? undefined : "Should be object");
export const isArray: Check = value => (Array.isArray(value) ? undefined : "Should be array");

export function integer(least: number, most = Number.MAX_SAFE_INTEGER): Check {
  return value => {
    if (!Number.isInteger(value)) return "Should be integer";
    if ((value as number) < least) return `Should be >= ${least}`;
    return (value as number) > most ? `Should be <= ${most}` : undefined;
  };
}

export function oneOf(...values: readonly string[]): Check {
  return value =>
    values.includes(value as string) ? undefined : "Should be equal to one of the allowed values";
}

export function matching(pattern: RegExp): Check {
  return value =>
    typeof value === "string" && pattern.test(value) ? undefined : `Should match pattern "${pattern.source}"`;
}

export function lengthBetween(least: number, most: number): Check {
  return value => {
    if (!Array.isArray(value)) return "Should be array";
    if (value.length < least) return `Should NOT have less than ${least} items`;
    return value.length > most ? `Should NOT have more than ${most} items` : undefined;
  };
}

export interface ObjectRules {
  readonly required?: readonly string[];
  readonly members: Readonly<Record<string, Check>>;
}

/** Checks an object's members; one that is not known is ignored by CloudWatch, which says so in a warning. */
export function checkObject(
  value: unknown,
  dataPath: string,
  { required = [], members }: ObjectRules,
  messages: Messages,
): value is Record<string, unknown> {
  if (!isRecord(value)) {
    messages.error(dataPath, "Should be object");
    return false;
  }
  for (const name of required.filter(each => value[each] === undefined))
    messages.error(dataPath, `Should have required property '${name}'`);
  for (const [name, member] of Object.entries(value)) {
    const check = Object.hasOwn(members, name) ? members[name] : undefined;
    const problem = check?.(member);
    if (check === undefined)
      messages.warn(
        dataPath,
        `The "${name}" property is not expected to be part of a widget definition, will be ignored`,
      );
    else if (problem !== undefined) messages.error(`${dataPath}/${name}`, problem);
  }
  return true;
}
