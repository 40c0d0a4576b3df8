// The settings of a group that can be changed, with what they mean, their ranges and units.
import { amountsOf, choices, DURATION, lines, linesOf, number, numberOf, type Setting, text, yes } from "../action/settingsDraft";
import type { Group } from "../api/types";

const s = { text: text<Group>, number: number<Group>, yes: yes<Group>, lines: lines<Group> };

export const groupSettings = (nodes: string[]): Setting<Group>[] => [
  s.text({ path: "description", label: "Description", about: "Words for people." }),
  s.lines({ path: "preferredOwners", label: "Preferred owners", about: `Nodes, the best first, one per line. There are ${nodes.join(", ")}.` }),
  s.lines({ path: "possibleOwners", label: "Possible owners", about: "The only nodes that may own it, one per line; none means every node." }),
  s.number({ path: "priority", label: "Priority", about: "From 0 to 4000: 3000 high, 2000 medium, 1000 low, 0 not started by itself." }),
  {
    path: "failoverThreshold",
    label: "Failover threshold",
    about: "Failovers allowed within the period, or default: the number of nodes less one.",
    kind: "text",
    written: ({ failoverThreshold }) => String(failoverThreshold ?? "default"),
    sent: numberOf,
  },
  s.text({ path: "failoverPeriod", label: "Failover period", about: `The period of the threshold; at least 1s. ${DURATION}` }),
  s.yes({ path: "autoFailback", label: "Failback", about: "It goes back to its most preferred owner when that is up again." }),
  s.text({ path: "failbackWindow", label: "Failback window", about: "The hours in which it may go back, such as 22-6, or any." }),
  s.lines({ path: "antiAffinity", label: "Anti-affinity", about: "Class names, one per line; groups that share one avoid each other's nodes." }),
  s.lines({ path: "affinity", label: "Affinity", about: "Class names, one per line; groups that share one are placed on the same node where that is possible." }),
  {
    path: "dependsOn",
    label: "Needs groups",
    about: "Groups that must be online before it is started, one per line; with Local or Elsewhere after the name for where.",
    kind: "lines",
    written: ({ dependsOn }) =>
      dependsOn.map(({ group, scope }) => (scope === "Anywhere" ? group : `${group} ${scope}`)).join("\n"),
    sent: (written) =>
      linesOf(written).map((line) => {
        const [group, scope = "Anywhere"] = line.split(/\s+/);
        return { group, scope };
      }),
  },
  s.text({ path: "groupStartDelay", label: "Start delay", about: `How long its owner waits before it starts the group; at most 30min. ${DURATION}` }),
  {
    path: "needs",
    label: "Needs of a node",
    about: "Quantities that a node must have free, one per line, such as mem=4.",
    kind: "lines",
    written: ({ needs }) => Object.entries(needs).map(([name, amount]) => `${name}=${amount}`).join("\n"),
    sent: (written, { needs }) => amountsOf(written, needs),
  },
  s.lines({ path: "requires", label: "Requires", about: "Conditions on node attributes that an owner must meet, one per line: a=v, a!=v, a, !a." }),
  s.lines({ path: "prefers", label: "Prefers", about: "Conditions on node attributes, one per line; who meets more of them comes first." }),
  s.text({ path: "instanceCount", label: "Instances", about: "How many run at the same time, or every-node; none for an ordinary group." }),
  s.number({ path: "instancesPerNode", label: "Instances per node", about: "How many of them one node may own; from 1 to 100." }),
  s.number({ path: "promoted", label: "Promoted", about: "How many instances are promoted; 0 for a group without roles." }),
  s.text({ path: "onStopFailure", label: "When it cannot be stopped", choices: choices("Block", "FenceNode"), about: "Block keeps it where it is; FenceNode ends its node." }),
  s.text({ path: "onDatabaseLoss", label: "Without the database", choices: choices("GoOn", "Stop"), about: "When nobody reaches it and all nodes agree to go on: GoOn goes on, Stop stops until it is back." }),
];
