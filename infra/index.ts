import * as pulumi from "@pulumi/pulumi";
import { currentAccount } from "./account";
import { announceAccountEvents } from "./account-events";
import { createAlarms } from "./alarms";
import { createAlerts, limitAlertPublishers } from "./alerts";
import { createApi } from "./api";
import { createAuditTrail } from "./audit-trail";
import { createCredentials } from "./credentials";
import { createDashboards } from "./dashboards";
import { createDoctorPolicy } from "./doctor-policy";
import { createDispatcher, followStream, sweepDaily } from "./dispatcher";
import { useExistingStore } from "./existing-store";
import { forwardExposedKeys, holdExposedKeys } from "./exposed-keys";
import { createEvents } from "./events";
import { createEmailValidator, validateSends } from "./email-validator";
import { createFailureProcessor, drainDaily } from "./failure-processor";
import { createFeedbackRecorder, recordFeedback } from "./feedback-recorder";
import { createFailures, limitParking, limitPublishers } from "./failures";
import type { Foundation } from "./foundation";
import { findExisting, stackRegion } from "./existing";
import { createHumanRoles } from "./human-roles";
import { createIdentity } from "./identity";
import { createMtaStsHosting } from "./mta-sts-hosting";
import { logGroupNameIn } from "./names";
import { publishEvents } from "./on-failure";
import { createSelfTestPolicy } from "./self-test-policy";
import { createRoundTripPolicy } from "./round-trip-policy";
import { readSettings } from "./settings";
import { saveQueries } from "./saved-queries";
import { createStore } from "./store";
import { allowInvoking, createWakeUps } from "./wake-ups";

/** Looks up what exists before it declares anything, so that all issues are found by then. */
async function declareStack() {
  const stack = pulumi.getStack();
  const config = pulumi.runtime.allConfig();
  const region = await stackRegion(config);
  const settings = readSettings(config, stack, region);
  const existing = await findExisting(settings, stack);

  const account = currentAccount();
  const store =
    existing.table === undefined ? createStore(settings) : useExistingStore(existing.table, settings);
  const hosting = createMtaStsHosting(settings);
  const identity = createIdentity(settings, account, existing.identities, hosting.records);
  const failures = createFailures();
  const alerts = createAlerts(settings);
  const sendingResources = [account.sesArn("identity/*"), ...identity.sendingSets];
  const parts = { account, store, identity, failures, alerts, sendingResources };
  const foundation: Foundation = { stack, settings, ...parts };

  const events = createEvents(foundation, existing.eventKey);
  const accountEvents = announceAccountEvents(foundation);
  const wakeUps = createWakeUps(foundation);
  const credentials = createCredentials(foundation, wakeUps);
  const { manager } = credentials;
  const dispatcher = createDispatcher(foundation, wakeUps, manager);
  const exposedKeys = holdExposedKeys(foundation, dispatcher);
  forwardExposedKeys(foundation, region);
  const validator = createEmailValidator(foundation, manager);
  const recorder = createFeedbackRecorder(foundation, validator);
  const retried = { manager, dispatcher, recorder, validator };
  const processor = createFailureProcessor(foundation, wakeUps, retried, events);

  const mayWake = allowInvoking(wakeUps, [
    manager.functionArn,
    dispatcher.functionArn,
    processor.functionArn,
    recorder.functionArn,
  ]);
  const kept = publishEvents("smtp-credential-manager", foundation, manager.functionName, processor.ready);
  const ready = [...manager.ready, ...processor.ready, kept, mayWake];
  followStream(foundation, dispatcher, ready);
  sweepDaily(foundation, wakeUps, dispatcher, ready);
  drainDaily(wakeUps, processor, ready);
  recordFeedback(foundation, events, recorder, wakeUps, [...processor.ready, mayWake]);
  validateSends(foundation, validator, processor.ready);

  const failing = [manager, dispatcher, recorder, validator].map(({ roleArn }) => roleArn);
  limitPublishers(account, failures, failing);
  const parkers = [manager, dispatcher, processor, recorder, validator].map(({ roleArn }) => roleArn);
  limitParking(account, failures, [wakeUps.role.arn, ...parkers], [...accountEvents, exposedKeys]);

  const { webhook, ...api } = createApi(foundation, recorder);
  const optional = webhook === undefined ? [] : [webhook];
  const policyServer = hosting.lambda === undefined ? [] : [hosting.lambda];
  const alerting = [manager, processor, recorder, validator, ...optional].map(({ roleArn }) => roleArn);
  const alarms = createAlarms(foundation, {
    "smtp-credential-manager": manager,
    "smtp-record-dispatcher": dispatcher,
    "smtp-dlq-processor": processor,
    "smtp-feedback-recorder": recorder,
    "smtp-email-validator": validator,
    "smtp-api": api,
  });
  limitAlertPublishers(account, alerts, alerting, accountEvents, alarms);
  const lambdas = [
    ...[manager, dispatcher, processor, recorder, validator, api],
    ...[...optional, ...policyServer],
  ];
  const functions = lambdas.map(({ functionArn }) => functionArn);
  const logGroups = [...lambdas.map(({ logGroupArn }) => logGroupArn), api.accessLogArn];
  const dashboards = createDashboards(foundation, lambdas);
  saveQueries(stack, {
    managerLogArn: manager.logGroupArn,
    recorderLogArn: recorder.logGroupArn,
    allLogArns: lambdas.map(({ logGroupArn }) => logGroupArn),
  });
  const humanRoles = createHumanRoles(foundation, {
    ...api,
    functions,
    logGroups,
    dashboards: dashboards.arns,
  });

  const selfTest = createSelfTestPolicy(foundation, {
    stageArn: api.stageArn,
    boundary: manager.boundary,
    events,
    functions,
    dashboards: dashboards.arns,
  });
  const doctor = createDoctorPolicy(foundation, {
    events,
    recorder: recorder.functionArn,
    functions: [manager, dispatcher, recorder, validator].map(({ functionArn }) => functionArn),
    certificates: hosting.outputs.mtaStsCertificates.map(({ arn }) => arn),
  });

  return {
    ...store.outputs,
    ...identity.outputs,
    ...hosting.outputs,
    ...events.outputs,
    ...failures.outputs,
    ...alerts.outputs,
    ...credentials.outputs,
    ...api.outputs,
    ...humanRoles.outputs,
    ...selfTest.outputs,
    ...doctor.outputs,
    ...createRoundTripPolicy(foundation).outputs,
    ...dashboards.outputs,
    ...createAuditTrail(settings),
    managerFunctionName: manager.functionName,
    dispatcherFunctionName: dispatcher.functionName,
    recorderFunctionName: recorder.functionName,
    validatorFunctionName: validator.functionName,
    logGroupNames: logGroups.map(arn => arn.apply(logGroupNameIn)),
    rotationDays: settings.rotationDays,
  };
}

export = declareStack();
