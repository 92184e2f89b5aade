import { expect } from "chai";
import { explainAwsError } from "../../../cli/shared/aws-errors";
import { runCommand } from "../../support/cli/run-command";
import { withEnvironment } from "../../support/cli/environment";

const PLACE = { table: "nope", kmsKey: "foo" };
const HERE = {
  AWS_REGION: "eu-central-1",
  AWS_ENDPOINT_URL: undefined,
  AWS_ENDPOINT_URL_DYNAMODB: undefined,
  AWS_ENDPOINT_URL_KMS: undefined,
  AWS_PROFILE: undefined,
};

/** Like a service's errors, which are identified by name. */
function service(name: string, message = ""): Error {
  return Object.assign(new Error(message), { name, $metadata: {} });
}

function local(name: string, message: string, fields = {}): Error {
  return Object.assign(new Error(message), { name, ...fields });
}

const DENIED =
  "User: arn:aws:iam::123456789012:user/dev is not authorized to perform: dynamodb:Query on resource: " +
  "arn:aws:dynamodb:eu-central-1:123456789012:table/nope because no identity-based policy allows it";

describe("AWS errors of the command", () => {
  for (const [what, error, said, environment] of [
    [
      "a missing table",
      service("ResourceNotFoundException", "Requested resource not found"),
      /^--table "nope": no such table in eu-central-1: use another/,
    ],
    [
      "a missing key",
      service("NotFoundException", "Key foo not found"),
      /^--kms-key "foo": no such key in eu-central-1: use another/,
    ],
    ["a key that is disabled", service("DisabledException"), /^--kms-key "foo": .*: enable it/],
    ["a key about to be deleted", service("KMSInvalidStateException"), /^--kms-key "foo": .*Use another/],
    [
      "a call that is not allowed",
      service("AccessDeniedException", DENIED),
      /^AWS: arn:\S+user\/dev is not allowed to call dynamodb:Query on arn:\S+table\/nope \(because no identity-based policy .*: grant this permission/,
    ],
    [
      "a call that is not allowed, in other words",
      service("AccessDeniedException", "Explicit deny"),
      /^AWS: access denied: Explicit deny\.$/,
    ],
    [
      "an unknown access key",
      service("UnrecognizedClientException", "The security token included in the request is invalid."),
      /^AWS credentials: AWS rejected them .*: sign in again/,
    ],
    [
      "no credentials",
      local("CredentialsProviderError", "Could not load credentials from any providers"),
      /^AWS credentials: none found: set AWS_ACCESS_KEY_ID/,
    ],
    [
      "a profile without credentials",
      local("CredentialsProviderError", "Could not load credentials from any providers"),
      /^AWS_PROFILE "nobody": none found: sign in, or use another/,
      { AWS_PROFILE: "nobody" },
    ],
    [
      "an endpoint where nothing listens",
      local("Error", "connect ECONNREFUSED 127.0.0.1:1", { code: "ECONNREFUSED", $metadata: {} }),
      /^AWS_ENDPOINT_URL "http:\/\/127.0.0.1:1": cannot be reached \(connect ECONNREFUSED .*: start the server at this endpoint/,
      { AWS_ENDPOINT_URL: "http://127.0.0.1:1" },
    ],
    [
      "no network",
      local("Error", "getaddrinfo ENOTFOUND x", { code: "ENOTFOUND", $metadata: {} }),
      /^AWS in eu-central-1: cannot be reached .*: check the network/,
    ],
    ["a missing region", local("Error", "Region is missing"), /^AWS_REGION: missing: set the region/],
    [
      "an empty region",
      local("Error", 'Region not accepted: region="" is not a valid hostname component.'),
      /^AWS_REGION: missing/,
    ],
    [
      "an invalid region",
      local("Error", 'Region not accepted: region="a b" is not a valid hostname component.'),
      /^AWS_REGION: "a b" is not a region name: use one such as/,
      { AWS_REGION: "a b" },
    ],
    [
      "any other AWS error",
      service("ThrottlingException", "Slow down"),
      /^AWS: ThrottlingException: Slow down/,
    ],
  ] as const) {
    it(`are explained by the option or variable: ${what}`, async () => {
      const explained = await withEnvironment({ ...HERE, ...environment }, () =>
        explainAwsError(error, PLACE),
      );
      expect(explained).to.match(said);
    });
  }
  it("are the only ones explained", () => {
    expect(explainAwsError(new TypeError("x is not a function"), PLACE)).to.equal(undefined);
  });

  const OFFLINE = {
    ...HERE,
    AWS_ACCESS_KEY_ID: "x",
    AWS_SECRET_ACCESS_KEY: "x",
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_MAX_ATTEMPTS: "1",
  };
  for (const [what, environment, said] of [
    ["an empty region", { AWS_REGION: "" }, "AWS_REGION: missing"],
    ["no region", { AWS_REGION: undefined }, "AWS_REGION: missing"],
    ["an invalid region", { AWS_REGION: "a b" }, 'AWS_REGION: "a b"'],
    ["no credentials", { AWS_ACCESS_KEY_ID: undefined }, "AWS credentials: none found"],
    ["a dead endpoint", { AWS_ENDPOINT_URL: "http://127.0.0.1:1" }, 'AWS_ENDPOINT_URL "http://127.0.0.1:1"'],
  ] as const) {
    it(`are one line with the real SDK: ${what}`, async () => {
      const result = await withEnvironment({ ...OFFLINE, ...environment }, () =>
        runCommand(["config", "list", "--table", "nope"]),
      );
      expect(result).to.include({ code: 1, stdout: "" });
      expect(result.stderr.split("\n")).to.have.length(2);
      expect(result.stderr).to.include(said);
    });
  }
});
