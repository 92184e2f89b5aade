import type { Mapper } from "../permission";
import { acm } from "./acm";
import { apiGateway } from "./api-gateway";
import { dynamodb } from "./dynamodb";
import { iam } from "./iam";
import { kms } from "./kms";
import { cloudtrail, cloudwatch, logs, sts } from "./logs";
import { events, sns, sqs } from "./messaging";
import { executeApi, lambda, scheduler, xray } from "./rest";
import { ses } from "./ses";

/** By the service in the signature's scope. */
export const MAPPERS: Readonly<Record<string, Mapper>> = {
  acm,
  apigateway: apiGateway,
  cloudtrail,
  dynamodb,
  events,
  "execute-api": executeApi,
  iam,
  kms,
  lambda,
  logs,
  monitoring: cloudwatch,
  scheduler,
  ses,
  sns,
  sqs,
  sts,
  xray,
};
