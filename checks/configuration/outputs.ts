/** What the stack's outputs are for; tests/end-to-end/outputs.test.ts compares the names with those of a deployed stack. */
export const OUTPUTS: Readonly<Record<string, string>> = {
  smtpEndpoint: "`host` and `ports` for mail clients, by how TLS begins: `starttls`, `tls`",
  dnsRecords: "the records each domain's zone needs, see [dns.md](dns.md)",
  dnsZoneFile: "the same as a zone file; says which domains need no DKIM records, and why",
  domainVerification: "what verifies each domain, see [dns.md](dns.md#verify-the-domain)",
  mtaStsPolicies:
    "the MTA-STS policy that each domain should serve, if `mtaStsMx` is set; `hosted` if the stack serves it",
  mtaStsCertificates: "the certificate of ACM for each policy that the stack serves, with `mtaStsHosting`",
  smtpUsers:
    "what `ses-smtp credential adopt` and `self-test` need of the stack: its name, boundary, domains, resources",
  tableName: "the table for credential records",
  kmsKeyArn: "the key that encrypts their passwords",
  configurationSetName: "the SES configuration set that all mail goes through",
  bounceTopicArn: "SNS topic for bounces, see [deploy.md](deploy.md#events-of-sent-mail)",
  complaintTopicArn: "SNS topic for complaints",
  eventTopicEncryption: "the key that encrypts these topics, or why none does",
  deadLetterQueueUrl:
    "the queue of operations that are retried, see [failed-operations.md](failed-operations.md)",
  parkedQueueUrl: "the queue of operations that wait for an operator",
  managerFunctionName: "a function that `ses-smtp failures` and `repair` invoke",
  dispatcherFunctionName: "the same",
  recorderFunctionName: "the same",
  validatorFunctionName: "the same",
  logGroupNames: "the log groups that `ses-smtp logs` searches",
  rotationDays: "the setting, from which the [console](console.md) computes the next rotation",
  alertTopicArn: "the topic for alerts, see [deploy.md](deploy.md#alerts)",
  apiUrl: "the HTTP API, see [administration.md](administration.md#the-http-api)",
  dashboardUrl: "a CloudWatch dashboard that links to the others, see [dashboards.md](dashboards.md)",
  auditBucketName: "the audit trail's bucket, with `auditTrail`",
  operatorPolicyArn: "managed policy for operators, see [administration.md](administration.md#roles)",
  auditorPolicyArn: "managed policy for auditors",
  credentialReaderPolicyArn: "managed policy for credential readers",
  selfTestPolicyArn:
    "managed policy of whoever runs the self-test, see [deploy.md](deploy.md#prove-it-on-your-account)",
  doctorPolicyArn: "managed policy of whoever runs the doctor, see [operations.md](operations.md#doctor)",
  doctorRoundTripPolicyArn: "managed policy that `ses-smtp doctor --round-trip` needs besides",
};

/** Those of a stack with the settings that they are about. */
export const OPTIONAL_OUTPUTS: readonly string[] = ["auditBucketName"];
