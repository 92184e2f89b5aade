export type { Call, Calls } from "./calls";
export type { Fault, FaultMode, Faults } from "./faults";
export { startFrontDoor, type FrontDoor, type FrontDoorOptions } from "./front-door";
export type { FrontDoorRequest } from "./service";
