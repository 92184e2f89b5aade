/** The parts of an alarm on one metric, as in PutMetricAlarm. */
export interface AlarmInput {
  AlarmName?: string | undefined;
  AlarmDescription?: string | undefined;
  AlarmActions?: string[] | undefined;
  OKActions?: string[] | undefined;
  InsufficientDataActions?: string[] | undefined;
  Statistic?: string | undefined;
  ExtendedStatistic?: string | undefined;
  Period?: number | undefined;
  EvaluationPeriods?: number | undefined;
  DatapointsToAlarm?: number | undefined;
  Dimensions?: { Name?: string | undefined; Value?: string | undefined }[] | undefined;
  TreatMissingData?: string | undefined;
}

const MAX_DESCRIPTION = 1_024;
const MAX_NAME = 255;
const MAX_ACTIONS = 5;
const DAY_SECONDS = 24 * 3600;

/**
 * What CloudWatch rejects and the emulator accepts:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html.
 *
 * @returns undefined if CloudWatch would accept it
 */
export function alarmProblem(alarm: AlarmInput): string | undefined {
  const { AlarmName = "", AlarmDescription = "", Dimensions = [], TreatMissingData = "missing" } = alarm;
  const { Period = 0, EvaluationPeriods = 0, DatapointsToAlarm = EvaluationPeriods } = alarm;
  const actions = [alarm.AlarmActions, alarm.OKActions, alarm.InsufficientDataActions];
  const longest = Period >= 3600 ? 7 * DAY_SECONDS : DAY_SECONDS;
  if (AlarmName === "" || AlarmName.length > MAX_NAME || /\p{Cc}/u.test(AlarmName))
    return `AlarmName must have 1 to ${MAX_NAME} characters without control characters.`;
  if (AlarmDescription.length > MAX_DESCRIPTION)
    return `AlarmDescription must have at most ${MAX_DESCRIPTION} characters.`;
  if (actions.some(list => (list ?? []).length > MAX_ACTIONS))
    return `An alarm has at most ${MAX_ACTIONS} actions for each state.`;
  if ((alarm.Statistic === undefined) === (alarm.ExtendedStatistic === undefined))
    return "Exactly one of Statistic and ExtendedStatistic is required.";
  if (![10, 20, 30].includes(Period) && (Period <= 0 || Period % 60 !== 0))
    return "Period must be 10, 20, 30, or a multiple of 60.";
  if (EvaluationPeriods < 1 || DatapointsToAlarm < 1 || DatapointsToAlarm > EvaluationPeriods)
    return "DatapointsToAlarm must be 1 to EvaluationPeriods.";
  if (Period * EvaluationPeriods > longest)
    return `Metrics cannot be checked across more than ${longest} seconds (EvaluationPeriods * Period).`;
  if (Dimensions.some(({ Name, Value }) => !Name || !Value)) return "A dimension needs a name and a value.";
  if (!["breaching", "notBreaching", "ignore", "missing"].includes(TreatMissingData))
    return `TreatMissingData ${JSON.stringify(TreatMissingData)} is not valid.`;
  return undefined;
}
