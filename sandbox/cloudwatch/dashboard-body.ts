import { isRecord } from "../provider/properties";
import {
  anything,
  checkObject,
  integer,
  isArray,
  isBoolean,
  isNumber,
  isObject,
  isString,
  lengthBetween,
  Messages,
  type ObjectRules,
  oneOf,
} from "./checks";
import { checkRow, color, period, statistic } from "./metric-rows";

const BODY: ObjectRules = {
  required: ["widgets"],
  members: {
    start: isString,
    end: isString,
    periodOverride: oneOf("auto", "inherit"),
    variables: isArray,
    widgets: lengthBetween(0, 500),
  },
};

const WIDGET: ObjectRules = {
  required: ["type", "properties"],
  members: {
    type: oneOf("metric", "log", "text", "alarm", "explorer", "chart", "custom"),
    x: integer(0, 23),
    y: integer(0),
    width: integer(1, 24),
    height: integer(1, 1_000),
    properties: isObject,
  },
};

const PROPERTIES: Readonly<Record<string, ObjectRules>> = {
  text: {
    required: ["markdown"],
    members: { markdown: isString, background: oneOf("transparent", "solid") },
  },
  log: {
    required: ["region", "query"],
    members: {
      accountId: isString,
      region: isString,
      title: isString,
      query: isString,
      queryLanguage: oneOf("CWLI", "SQL", "PPL"),
      view: oneOf("table", "timeSeries", "bar", "pie"),
      stacked: isBoolean,
    },
  },
  metric: {
    required: ["region"],
    members: {
      accountId: isString,
      annotations: isObject,
      end: isString,
      labels: isObject,
      legend: isObject,
      liveData: isBoolean,
      metrics: lengthBetween(1, 500),
      period,
      region: isString,
      setPeriodToTimeRange: isBoolean,
      singleValueFullPrecision: isBoolean,
      sparkline: isBoolean,
      stacked: isBoolean,
      start: isString,
      stat: statistic,
      table: isObject,
      timezone: isString,
      title: isString,
      trend: isBoolean,
      view: oneOf("timeSeries", "singleValue", "gauge", "bar", "pie", "table"),
      yAxis: isObject,
    },
  },
  alarm: {
    required: ["alarms"],
    members: {
      alarms: lengthBetween(1, 100),
      sortBy: oneOf("default", "stateUpdatedTimestamp", "timestamp"),
      states: lengthBetween(1, 3),
      title: isString,
    },
  },
};

const AXIS: ObjectRules = {
  members: { label: isString, min: isNumber, max: isNumber, showUnits: isBoolean },
};

const HORIZONTAL: ObjectRules = {
  required: ["value"],
  members: {
    value: isNumber,
    label: isString,
    color,
    fill: oneOf("above", "below", "none"),
    visible: isBoolean,
    yAxis: oneOf("left", "right"),
  },
};

/**
 * What PutDashboard says about a body: it refuses one with errors, and stores one that has only warnings
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html,
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html). Of the
 * widgets explorer, chart and custom, only the place is checked.
 */
export function validateDashboard(body: string): Messages {
  const messages = new Messages();
  const value = parsed(body);
  if (!isRecord(value)) {
    messages.error("", "The field DashboardBody must be a valid JSON object");
    return messages;
  }
  checkObject(value, "", BODY, messages);
  if (Array.isArray(value["widgets"]))
    for (const [index, widget] of value["widgets"].entries())
      checkWidget(widget, `/widgets/${index}`, messages);
  return messages;
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}

function checkWidget(widget: unknown, dataPath: string, messages: Messages): void {
  if (!checkObject(widget, dataPath, WIDGET, messages)) return;
  const { type, properties, x, width } = widget;
  if (typeof x === "number" && typeof width === "number" && x + width > 24)
    messages.error(dataPath, "The widget extends beyond the 24 columns of the grid");
  const rules = PROPERTIES[String(type)];
  if (rules === undefined || !isRecord(properties)) return;
  const within = `${dataPath}/properties`;
  checkObject(properties, within, rules, messages);
  if (type === "metric") checkMetricWidget(properties, within, messages);
}

function checkMetricWidget(properties: Record<string, unknown>, dataPath: string, messages: Messages): void {
  const { metrics, annotations, region, yAxis, view } = properties;
  const hasAlarms = isRecord(annotations) && Array.isArray(annotations["alarms"]);
  if (metrics === undefined && !hasAlarms) {
    messages.error(dataPath, "Should have required property 'metrics'");
    messages.error(
      dataPath,
      "The metric widget should have specified a region and a data source or an alarm annotation",
    );
    if (annotations === undefined) messages.error(dataPath, "Should have required property 'annotations'");
  } else if (region === undefined)
    messages.error(
      dataPath,
      "The metric widget should have specified a region and a data source or an alarm annotation",
    );
  if (Array.isArray(metrics))
    for (const [index, row] of metrics.entries())
      checkRow(row, `${dataPath}/metrics/${index}`, index === 0, messages);
  checkAnnotations(annotations, `${dataPath}/annotations`, messages);
  for (const side of ["left", "right"])
    if (isRecord(yAxis) && yAxis[side] !== undefined)
      checkObject(yAxis[side], `${dataPath}/yAxis/${side}`, AXIS, messages);
  const left: unknown = isRecord(yAxis) ? yAxis["left"] : undefined;
  if (
    view === "gauge" &&
    !(isRecord(left) && isNumber(left["min"]) === undefined && isNumber(left["max"]) === undefined)
  )
    messages.error(dataPath, "A gauge should have the properties 'min' and 'max' of 'yAxis.left'");
}

/** A pair of lines in an array of its own is a band. */
function checkAnnotations(annotations: unknown, dataPath: string, messages: Messages): void {
  if (!isRecord(annotations)) return;
  const rules = {
    members: { horizontal: isArray, vertical: isArray, alarms: lengthBetween(1, 1), cloudtrail: anything },
  };
  checkObject(annotations, dataPath, rules, messages);
  const { horizontal } = annotations;
  if (!Array.isArray(horizontal)) return;
  for (const [index, line] of horizontal.entries())
    for (const each of Array.isArray(line) ? (line as unknown[]) : [line])
      checkObject(each, `${dataPath}/horizontal/${index}`, HORIZONTAL, messages);
}
