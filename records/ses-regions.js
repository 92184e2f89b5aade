"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.SES_REGIONS = void 0;
exports.sesSmtpHost = sesSmtpHost;
exports.regionOfHost = regionOfHost;
/**
 * Regions with an SES SMTP endpoint, https://docs.aws.amazon.com/general/latest/gr/ses.html (read 2026-11).
 * Sources differ and regions open: callers offer a way round this list.
 */
exports.SES_REGIONS = [
    "af-south-1",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-south-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-5",
    "ca-central-1",
    "ca-west-1",
    "eu-central-1",
    "eu-central-2",
    "eu-north-1",
    "eu-south-1",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-gov-east-1",
    "us-gov-west-1",
    "us-west-1",
    "us-west-2",
];
/** The SMTP endpoint of a region, https://docs.aws.amazon.com/general/latest/gr/ses.html. */
function sesSmtpHost(region) {
    return `email-smtp.${region}.amazonaws.com${region.startsWith("cn-") ? ".cn" : ""}`;
}
/** The region that an SES host name is in; undefined for any other host. */
function regionOfHost(host) {
    return /^email-smtp(?:-fips)?\.([a-z0-9-]+)\.amazonaws\.com/.exec(host)?.[1];
}
