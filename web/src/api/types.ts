// Names for the records of the API; schema.ts is generated from the service's OpenAPI document.
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Caller = Schemas["CallerDto"];
export type ClusterStatus = Schemas["ClusterStatusDto"];
export type ClusterSettings = Schemas["ClusterDto"];
export type Node = Schemas["NodeDto"];
export type Group = Schemas["GroupDto"];
export type GroupInstance = Schemas["GroupInstanceDto"];
export type Resource = Schemas["ResourceDto"];
export type PollHistory = Schemas["PollHistoryDto"];
export type Poll = Schemas["PollDto"];
export type RunningProcess = Schemas["RunningProcessDto"];
export type Package = Schemas["PackageDto"];
export type Registration = Schemas["RegistrationDto"];
export type ResourceType = Schemas["TypeDto"];
export type ClusterEvent = Schemas["EventDto"];
export type EventList = Schemas["EventListDto"];
export type Plan = Schemas["PlanDto"];
export type Move = Schemas["MoveDto"];
export type SimulateRequest = Schemas["SimulateRequest"];
export type GroupExplanation = Schemas["GroupExplanationDto"];
export type FenceDevice = Schemas["FenceDeviceDto"];
export type FenceAgent = Schemas["FenceAgentDto"];
export type FenceTest = Schemas["FenceTestDto"];
export type Fence = Schemas["FenceDto"];
export type Quorum = Schemas["QuorumDto"];
export type NodeLoad = Schemas["NodeLoadDto"];
export type NodePageLink = Schemas["NodePageLinkDto"];

/** A change as the event stream tells it; what it sends is not in the OpenAPI document. */
export interface Change {
  noun: string;
  name: string;
  deleted: boolean;
}
