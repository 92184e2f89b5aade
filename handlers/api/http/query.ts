import type { ApiEvent } from "./event";
import { type FieldProblem, invalidRequest } from "./problem";

/** A parameter in the query of a URL. */
export interface Parameter<Value> {
  /** @returns undefined for a text that is not valid */
  read: (text: string) => Value | undefined;
  /** Where the parameter is absent. */
  absent: Value;
  /** An imperative: what to send instead of an invalid value. */
  remedy: string;
  /** Its JSON Schema, for the API's description. */
  schema: Readonly<Record<string, unknown>>;
  description?: string;
}

type Values<Parameters> = {
  [Name in keyof Parameters]: Parameters[Name] extends Parameter<infer V> ? V : never;
};

/** @throws Problem that names every invalid or unknown parameter at once */
export function readQuery<Parameters extends Readonly<Record<string, Parameter<unknown>>>>(
  { queryStringParameters }: ApiEvent,
  parameters: Parameters,
): Values<Parameters> {
  const given = queryStringParameters ?? {};
  const known = Object.keys(parameters);
  const errors: FieldProblem[] = Object.keys(given)
    .filter(name => !known.includes(name))
    .map(name => {
      const shown = name.slice(0, 64);
      const expected = known.length === 0 ? "there are none" : `expected ${known.join(", ")}`;
      return { detail: `${JSON.stringify(shown)}: unknown parameter; ${expected}.`, parameter: shown };
    });
  const values = Object.entries(parameters).map(([name, { read, absent, remedy }]) => {
    const text = given[name];
    const value = text === undefined ? absent : read(text);
    if (text !== undefined && value === undefined)
      errors.push({
        detail: `${name} is ${JSON.stringify(text.slice(0, 64))}; ${remedy}.`,
        parameter: name,
      });
    return [name, value];
  });
  if (errors.length > 0) throw invalidRequest(errors);
  return Object.fromEntries(values) as Values<Parameters>;
}

/** A whole number without a sign. */
export function wholeNumber(minimum: number, maximum: number, absent: number): Parameter<number> {
  return {
    read: text => {
      const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
      return value >= minimum && value <= maximum ? value : undefined;
    },
    absent,
    remedy: `use a number from ${minimum} to ${maximum}`,
    schema: { type: "integer", minimum, maximum, default: absent },
  };
}

/** One of these words. @param absent the word where there is none; default: undefined */
export function oneOf<Word extends string, Absent extends Word | undefined = undefined>(
  words: readonly Word[],
  absent?: Absent,
): Parameter<Word | Absent> {
  return {
    read: text => words.find(word => word === text),
    absent: absent as Absent,
    remedy: `use one of ${words.join(", ")}`,
    schema: { type: "string", enum: [...words], ...(absent !== undefined && { default: absent }) },
  };
}
