import { required } from "./environment";

/**
 * Replaces the SDK's chain of credential providers in a bundle: SSO, profiles, processes and instance metadata make up a
 * fifth of it and are never reached, because Lambda passes the credentials of a function's role as environment variables
 * (https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html). They stay the same for the life of an
 * execution environment.
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
