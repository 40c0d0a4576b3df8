// Power-offs and devices: what can be done with them.
import { type Action, done, edit, failed, gone, nodeNamed, part, running } from "../action/actions";
import { removal } from "../action/removals";
import type { Fence, FenceDevice, FenceTest, Node } from "../api/types";
import { FenceProgress } from "./FenceProgress";
import { fenceOutcome, testOutcome } from "./outcomes";

export function fenceNode(node: string, force = false): Action {
  const body = { force };
  return {
    title: `Power node ${node} off`,
    verb: "Power it off",
    danger: true,
    ...edit(`fence/nodes/${part(node)}`, body),
    choice: {
      label: "If the cluster database needs its vote",
      chosen: force ? "yes" : "",
      options: [{ value: "", text: "do not" }, { value: "yes", text: "power it off all the same" }],
      with: (value) => fenceNode(node, value === "yes"),
    },
    Progress: FenceProgress,
    outcome: (_, answer) => fenceOutcome([], answer as Fence),
  };
}

/** Only somebody who looked can say so, and only of the epoch that they looked at. */
export function confirmDead({ name, epoch }: Node): Action {
  return {
    title: `Confirm that nothing of node ${name} runs`,
    verb: "I made sure of it",
    danger: true,
    warning: `Its machine must be off, or cut from all that its groups use, since epoch ${epoch}. Said wrongly, it lets a group run twice.`,
    ...edit(`nodes/${part(name)}/confirm-dead`, { epoch }),
    outcome: (now) => {
      const found = nodeNamed(now, name);
      return found === undefined
        ? gone(`Node ${name}`)
        : found.confirmedDead === epoch
          ? done(`It is confirmed that nothing of node ${name} runs in epoch ${epoch}; what was blocked there is free`)
          : found.epoch !== epoch
            ? failed(`Node ${name} has joined again: it is in epoch ${found.epoch}`)
            : running(`Node ${name} is ${found.state}`);
    },
  };
}

export const removeDevice = ({ name, revision }: FenceDevice): Action => ({
  title: `Remove device ${name}`,
  verb: "Remove",
  ...removal(`fence/devices/${part(name)}`, revision),
  outcome: () => done(`Device ${name} powers no node off any more`),
});

export const testDevice = ({ name }: FenceDevice): Action => ({
  title: `Test device ${name}`,
  verb: "Ask it",
  ...edit(`fence/devices/${part(name)}/test`),
  outcome: (_, answer) => testOutcome(answer as FenceTest),
});
