// The settings that can be changed, with what they mean, their ranges and units.
import type { ClusterSettings } from "../api/types";
import type { FieldShape } from "../view/Field";

type Changeable = Exclude<keyof ClusterSettings, "id" | "formedAt" | "revision" | "locked">;

export type Setting = FieldShape & { path: Changeable };

const choices = (...values: string[]) => values.map((value) => ({ value, text: value }));
const DURATION = "A duration with its unit, such as 10s, 5min, 1h.";

export const SETTINGS: Setting[] = [
  { path: "name", label: "Name", kind: "text", about: "The cluster's name." },
  { path: "profile", label: "Lease profile", kind: "choice", choices: choices("fast", "standard", "patient", "wide"), about: "How long a node has authority before it must renew it." },
  { path: "placementPolicy", label: "Placement", kind: "choice", choices: choices("Preferred", "Balanced", "Packed"), about: "How nodes are ranked after preferred owners." },
  { path: "enforcedAntiAffinity", label: "Anti-affinity enforced", kind: "yes", about: "A group stays offline rather than share a node with one that it avoids." },
  { path: "groupWaitDelay", label: "Group wait delay", kind: "text", about: `How long a group waits for its most preferred owner after the cluster was formed; at most 1 day. ${DURATION}` },
  { path: "ignorePersistentStateOnStartup", label: "Stay offline after forming", kind: "yes", about: "Groups wait until somebody brings them online." },
  { path: "groupDependencyTimeout", label: "Group dependency time-out", kind: "text", about: `After so long a wait for another group it is said as a hindrance; at least 1s. ${DURATION}` },
  { path: "quarantineThreshold", label: "Quarantine threshold", kind: "number", about: "Losses of a node within the period that put it in quarantine; 0 for never, at most 1000." },
  { path: "quarantinePeriod", label: "Quarantine period", kind: "text", about: `The period of the threshold; at least 1s. ${DURATION}` },
  { path: "quarantineDuration", label: "Quarantine duration", kind: "text", about: `How long such a node is given nothing; at least 1s. ${DURATION}` },
  { path: "eventsKept", label: "Events kept", kind: "number", about: "Older ones are dropped; from 100 to 1000000." },
  { path: "decisionsKept", label: "Decisions kept", kind: "number", about: "For replay; from 1 to 10000." },
];
