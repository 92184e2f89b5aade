import { expect } from "chai";
import { defaultProvider } from "../../../handlers/shared/lambda-credentials";

const VARIABLES = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"];

describe("the credentials of a function", () => {
  let before: [string, string | undefined][];
  beforeEach(() => {
    before = VARIABLES.map(name => [name, process.env[name]]);
    process.env.AWS_ACCESS_KEY_ID = "ASIAEXAMPLE";
    process.env.AWS_SECRET_ACCESS_KEY = "the secret";
    process.env.AWS_SESSION_TOKEN = "the token";
  });
  afterEach(() => {
    for (const [name, value] of before) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
  });

  it("are those of its role, which Lambda passes in the environment", async () => {
    expect(await defaultProvider()()).to.deep.equal({
      accessKeyId: "ASIAEXAMPLE",
      secretAccessKey: "the secret",
      sessionToken: "the token",
    });
  });

  it("need no session token: the emulator passes none", async () => {
    delete process.env.AWS_SESSION_TOKEN;
    expect(await defaultProvider()()).to.deep.equal({
      accessKeyId: "ASIAEXAMPLE",
      secretAccessKey: "the secret",
    });
  });

  it("name the missing variable, and no other's value", async () => {
    delete process.env.AWS_SECRET_ACCESS_KEY;
    const error: unknown = await Promise.resolve()
      .then(defaultProvider())
      .catch((thrown: unknown) => thrown);
    expect(String(error)).to.include("AWS_SECRET_ACCESS_KEY is missing").and.not.include("ASIAEXAMPLE");
  });
});
