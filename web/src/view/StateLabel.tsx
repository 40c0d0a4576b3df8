import { Label } from "@patternfly/react-core";

type Tone = "success" | "warning" | "danger" | "info" | undefined;

const TONES: Record<string, Tone> = {
  Online: "success",
  Up: "success",
  Running: "success",
  Failed: "danger",
  Down: "danger",
  PartialOnline: "warning",
  Pending: "warning",
  OnlinePending: "warning",
  OfflinePending: "warning",
  Joining: "warning",
  Starting: "warning",
  Restarting: "warning",
  Quarantined: "warning",
  Held: "warning",
  Intended: "info",
  "Under way": "info",
  Confirmed: "success",
  Withdrawn: "info",
  None: "info",
  Paused: "info",
  Drained: "info",
  Detached: "info",
  Safe: "success",
  "At risk": "warning",
};

/** A state in words, with an icon and a colour: never by colour alone. */
export function StateLabel({ state }: { state: string }) {
  return (
    <Label variant="outline" status={TONES[state]}>
      {state}
    </Label>
  );
}
