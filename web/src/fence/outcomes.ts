// What came of a power-off and of a test, in words.
import { done, failed, type Outcome, running } from "../action/actions";
import type { Fence, FenceTest } from "../api/types";

/** How a power-off that was asked for stands. */
export function fenceOutcome(fences: Fence[], asked: Fence): Outcome {
  const now = fences.find((each) => each.id === asked.id) ?? asked;
  switch (now.phase) {
    case "Confirmed":
      return done(`Node ${now.node} is off, as ${now.devices} confirmed`);
    case "Failed":
    case "Withdrawn":
      return failed(`The power-off of ${now.node} is ${now.phase}: ${now.text || now.reason}`);
    default:
      return running(`The power-off of ${now.node} is ${now.phase}: ${now.notes.at(-1)?.text ?? now.reason}`);
  }
}

export function testOutcome({ device, askedBy, works, trouble, hosts }: FenceTest): Outcome {
  const said = hosts.map((each) => `${each.node} (${each.plug}) is ${each.power}${each.trouble === "" ? "" : `: ${each.trouble}`}`);
  const text = [`${device}, asked by ${askedBy}`, ...(trouble === "" ? [] : [trouble]), ...said].join("; ");
  return works ? done(text) : failed(text);
}
