export { clientsFor, type Clients, type ClientOptions } from "./clients";
export { holdsSecret, normalise, normaliseAll } from "./normalise";
export { SandboxProvider } from "./provider";
export { type Context, HalfMade } from "./resource-type";
export { nameOf, typeOf } from "./urn";
