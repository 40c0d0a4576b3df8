// What is done when a resource fails, how it is watched, and what it needs, as a form has it.
import { choices, linesOf, number, type Setting, text, yes } from "../action/settingsDraft";
import type { Resource } from "../api/types";

type Policy = Resource["policy"];
const OR_DEFAULT = "A duration with its unit, or default for the type's.";
const s = { text: text<Policy>, number: number<Policy>, yes: yes<Policy> };

/** What comes from the type is written as default. */
const inherited = (path: "looksAlivePollInterval" | "isAlivePollInterval" | "pendingTimeout" | "deadlockTimeout", label: string, about: string): Setting<Policy> => ({
  path,
  label,
  about: `${about} ${OR_DEFAULT}`,
  kind: "text",
  written: (policy) => (policy.fromType.includes(path) ? "default" : policy[path]),
  sent: (written) => written,
});

export const POLICY: Setting<Policy>[] = [
  s.text({ path: "restartAction", label: "When it fails", choices: choices("DontRestart", "Restart", "RestartThenFailover"), about: "What is done first, and whether its group may go elsewhere." }),
  s.number({ path: "restartThreshold", label: "Restart threshold", about: "Restarts allowed on a node within the period; from 0." }),
  s.text({ path: "restartPeriod", label: "Restart period", about: "The period of the threshold, such as 15min." }),
  s.text({ path: "restartDelay", label: "Restart delay", about: "Before the second restart in a period, then doubled up to 30 s." }),
  s.text({ path: "retryPeriodOnFailure", label: "Retry period", about: "After so long as Failed it is tried again; a duration of at least 10ms, or never." }),
  s.text({ path: "embeddedFailureAction", label: "When it is degraded", choices: choices("None", "LogOnly", "Recover"), about: "What is done when it says that it is degraded." }),
  inherited("looksAlivePollInterval", "Polled every", "Time between two quick polls."),
  inherited("isAlivePollInterval", "Polled thoroughly every", "Time between two thorough polls."),
  inherited("pendingTimeout", "Pending time-out", "The longest silence of a pending Online or Offline."),
  inherited("deadlockTimeout", "Deadlock time-out", "The longest any other call may take."),
  s.yes({ path: "separateMonitor", label: "A monitor of its own", about: "Whether it is kept in a monitor process of its own." }),
];

/** One line for each that is needed; "a or b" where one of several suffices. */
export const NEEDS: Setting<Resource> = {
  path: "dependsOn",
  label: "Needs",
  about: "Resources of its group that must be online first, one per line; \"a or b\" where one of them suffices.",
  kind: "lines",
  written: ({ dependsOn }) => dependsOn.map((any) => any.join(" or ")).join("\n"),
  sent: (written) => linesOf(written).map((line) => line.split(/\s+or\s+/)),
};
