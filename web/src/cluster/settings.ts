// The settings that can be changed, with what they mean, their ranges and units.
import { choices, DURATION, number, type Setting, text, yes } from "../action/settingsDraft";
import type { ClusterSettings } from "../api/types";

const s = { text: text<ClusterSettings>, number: number<ClusterSettings>, yes: yes<ClusterSettings> };

export const SETTINGS: Setting<ClusterSettings>[] = [
  s.text({ path: "name", label: "Name", about: "The cluster's name." }),
  s.text({ path: "profile", label: "Lease profile", choices: choices("fast", "standard", "patient", "wide"), about: "How long a node has authority before it must renew it." }),
  s.text({ path: "placementPolicy", label: "Placement", choices: choices("Preferred", "Balanced", "Packed"), about: "How nodes are ranked after preferred owners." }),
  s.yes({ path: "enforcedAntiAffinity", label: "Anti-affinity enforced", about: "A group stays offline rather than share a node with one that it avoids." }),
  s.text({ path: "groupWaitDelay", label: "Group wait delay", about: `How long a group waits for its most preferred owner after the cluster was formed; at most 1 day. ${DURATION}` }),
  s.yes({ path: "ignorePersistentStateOnStartup", label: "Stay offline after forming", about: "Groups wait until somebody brings them online." }),
  s.text({ path: "groupDependencyTimeout", label: "Group dependency time-out", about: `After so long a wait for another group it is said as a hindrance; at least 1s. ${DURATION}` }),
  s.number({ path: "quarantineThreshold", label: "Quarantine threshold", about: "Losses of a node within the period that put it in quarantine; 0 for never, at most 1000." }),
  s.text({ path: "quarantinePeriod", label: "Quarantine period", about: `The period of the threshold; at least 1s. ${DURATION}` }),
  s.text({ path: "quarantineDuration", label: "Quarantine duration", about: `How long such a node is given nothing; at least 1s. ${DURATION}` }),
  s.number({ path: "eventsKept", label: "Events kept", about: "Older ones are dropped; from 100 to 1000000." }),
  s.number({ path: "decisionsKept", label: "Decisions kept", about: "For replay; from 1 to 10000." }),
];
