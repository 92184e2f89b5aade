import { isRecord } from "../provider/properties";
import {
  anything,
  type Check,
  checkObject,
  isBoolean,
  isString,
  matching,
  Messages,
  oneOf,
  type ObjectRules,
} from "./checks";

/** Seconds: 1, 5, 10, 30 or a multiple of 60, https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html. */
export const period: Check = value => {
  if (!Number.isInteger(value)) return "Should be integer";
  const seconds = value as number;
  const isValid = [1, 5, 10, 30].includes(seconds) || (seconds > 0 && seconds % 60 === 0);
  return isValid ? undefined : "Should be 1, 5, 10, 30 or a multiple of 60";
};

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html */
export const statistic = matching(
  /^(?:SampleCount|Average|Sum|Minimum|Maximum|IQM|(?:p|tm|wm|tc|ts)\d{1,2}(?:\.\d{1,10})?|(?:p|tm|wm|tc|ts)100|(?:TM|WM|PR|TC|TS)\([^)]+\))$/,
);

/** Names of colors are refused: https://github.com/aws/aws-cdk/issues/20024. */
export const color = matching(/^#[0-9a-fA-F]{6}$/);

const RENDERING: ObjectRules = {
  members: {
    accountId: isString,
    color,
    expression: isString,
    id: matching(/^[a-z][a-zA-Z0-9_]*$/),
    label: isString,
    period,
    region: isString,
    stat: statistic,
    visible: isBoolean,
    yAxis: oneOf("left", "right"),
    queryLanguage: anything,
  },
};

/** Namespace and name, and 30 dimensions of a name and a value each. */
const MAX_CELLS = 2 + 2 * 30;

/**
 * A row of `metrics`: strings, and at its end an object that says how it is drawn; or such an object alone, with an
 * expression. The messages are CloudWatch's, as people have reported them:
 * https://github.com/aws/aws-cdk/issues/31066, https://github.com/pulumi/pulumi/issues/13059.
 */
export function checkRow(row: unknown, dataPath: string, isFirst: boolean, messages: Messages): void {
  if (!Array.isArray(row)) {
    messages.error(dataPath, "Should be array");
    messages.error(
      dataPath,
      'Field "metrics" has to be an array of array of strings, with an optional metricRenderer object as last element',
    );
    return;
  }
  const last: unknown = row.at(-1);
  const cells: unknown[] = isRecord(last) ? row.slice(0, -1) : row;
  if (isRecord(last) && !isRendering(last, dataPath, messages)) {
    messages.error(dataPath, `Should NOT have more than ${cells.length} items`);
    messages.error(`${dataPath}/${cells.length}`, 'Invalid metric field type, only "String" type is allowed');
    return;
  }
  if (isRecord(last) && typeof last["expression"] === "string") {
    if (cells.length > 0) messages.error(dataPath, "Should NOT have more than 1 items");
    return;
  }
  for (const [index, cell] of cells.entries())
    if (typeof cell !== "string")
      messages.error(`${dataPath}/${index}`, 'Invalid metric field type, only "String" type is allowed');
  checkCells(cells, dataPath, isFirst, messages);
}

/** "..." repeats the row above up to what follows, so such a row may be short. */
function checkCells(cells: readonly unknown[], dataPath: string, isFirst: boolean, messages: Messages): void {
  const repeats = cells.includes("...") || cells.includes(".");
  if (repeats && isFirst) messages.error(dataPath, "The first metric has nothing above it to repeat");
  if (cells.includes("...")) return;
  if (cells.length < 2) messages.error(dataPath, "Should NOT have less than 2 items");
  else if (cells.length > MAX_CELLS) messages.error(dataPath, `Should NOT have more than ${MAX_CELLS} items`);
  else if (cells.length % 2 !== 0)
    messages.error(dataPath, `Should NOT have more than ${cells.length - 1} items`);
}

function isRendering(value: unknown, dataPath: string, messages: Messages): boolean {
  const own = new Messages();
  checkObject(value, dataPath, RENDERING, own);
  // An object that has nothing of a rendering is taken for dimensions, which are strings.
  const unknown = isRecord(value) && Object.keys(value).some(name => !Object.hasOwn(RENDERING.members, name));
  if (own.errors.length > 0 || unknown) return false;
  messages.warnings.push(...own.warnings);
  return true;
}
