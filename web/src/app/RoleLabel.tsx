import { Label, Tooltip } from "@patternfly/react-core";
import { useMe } from "../api/queries";

const MAY: Record<string, string> = {
  Viewer: "You may see everything and ask what would happen. Changes are refused; ask an administrator for another address.",
  Operator: "You may run what is there: online, offline, move, pause, drain, clear. Changes of what there is are refused.",
  Administrator: "You may do everything.",
};

/** What the signed-in person may do. */
export function RoleLabel() {
  const me = useMe().data;
  return me ? (
    <Tooltip content={MAY[me.role] ?? me.role}>
      <Label variant="outline" tabIndex={0} data-role={me.role} aria-label={`Your role is ${me.role}. ${MAY[me.role] ?? ""}`}>
        {me.role}
      </Label>
    </Tooltip>
  ) : null;
}
