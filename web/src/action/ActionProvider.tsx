import { createContext, type ReactNode, useContext, useState } from "react";
import { useMe } from "../api/queries";
import { ActionDialog } from "./ActionDialog";
import type { Action } from "./actions";
import { RoleContext } from "./RoleButton";

const ActContext = createContext<(action: Action) => void>(() => {});

/** Opens the dialog of an action: its plan, then its confirmation, then its progress. */
export const useAct = () => useContext(ActContext);

export function ActionProvider({ children }: { children: ReactNode }) {
  const [action, setAction] = useState<Action | null>(null);
  return (
    <RoleContext.Provider value={useMe().data?.role}>
      <ActContext.Provider value={setAction}>
        {children}
        {action && <ActionDialog action={action} onChange={setAction} onClose={() => setAction(null)} />}
      </ActContext.Provider>
    </RoleContext.Provider>
  );
}
