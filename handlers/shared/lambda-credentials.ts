import { required } from "./environment";

/**
 * Takes the place of the SDK's chain of credential providers in a bundle (infra/callback.ts): SSO, profiles,
 * processes and instance metadata are a fifth of it and never reached, because Lambda gives a function the
 * credentials of its role as environment variables
 * (https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html). They stay the same for as long as an
 * execution environment lives.
 *
 * @throws Error that names a missing variable
 */
export const defaultProvider = () => async () => {
  const sessionToken = process.env.AWS_SESSION_TOKEN;
  return {
    accessKeyId: required(process.env, "AWS_ACCESS_KEY_ID"),
    secretAccessKey: required(process.env, "AWS_SECRET_ACCESS_KEY"),
    ...(sessionToken ? { sessionToken } : {}),
  };
};
