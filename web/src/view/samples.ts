// Small records for unit tests; members that no test looks at are left out.
import type { ClusterStatus, Group, Node, Quorum, Resource, ResourceType } from "../api/types";

export const node = (more: Partial<Node> = {}): Node =>
  ({ name: "n1", state: "Up", wanted: "Active", reason: "", unfit: "", locked: false, groups: [], ...more }) as Node;

export const resource = (more: Partial<Resource> = {}): Resource =>
  ({
    name: "nginx",
    type: "Acme.Web",
    dll: "Acme.Web.dll",
    state: "Online",
    reason: "",
    health: "Ok",
    since: "2026-01-01T00:00:00Z",
    owner: "n1",
    monitor: { state: "Running", pid: 7, id: "m1" },
    dependsOn: [],
    policy: { restartAction: "RestartThenFailover" },
    ...more,
  }) as unknown as Resource;

export const group = (more: Partial<Group> = {}): Group =>
  ({
    name: "web",
    wanted: "Online",
    state: "Online",
    owner: "n1",
    reason: "",
    hindrance: "",
    locked: false,
    movingTo: null,
    lastMoveId: "",
    lastMoveRefusal: "",
    instances: [],
    resources: [],
    ...more,
  }) as unknown as Group;

export const type = (more: Partial<ResourceType> = {}): ResourceType =>
  ({
    name: "Acme.Web",
    dll: "Acme.Web.dll",
    availability: [{ node: "n1", available: true, reason: "" }],
    usedBy: [],
    ...more,
  }) as unknown as ResourceType;

export const cluster = (more: Partial<ClusterStatus> = {}): ClusterStatus =>
  ({ name: "test", locked: false, coordinator: "n1", nodes: [], groups: [], types: [], ...more }) as unknown as ClusterStatus;

/** Of a database that is a file, if nothing else is said. */
export const quorum = (more: Partial<Quorum> = {}): Quorum =>
  ({ engine: "Sqlite", votes: 0, votesAnswering: 0, votesNeeded: 0, hasQuorum: true, words: "", alarms: [], warnings: [], ...more }) as unknown as Quorum;
