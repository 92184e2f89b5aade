export type { Call, Calls } from "./call-log";
export type { Fault, FaultMode, Faults } from "./injected-faults";
export { startFrontDoor, type FrontDoor, type FrontDoorOptions } from "./front-door";
export type { FrontDoorRequest } from "./request";
