import { useAct } from "./ActionProvider";
import type { Action } from "./actions";
import { RowButton } from "./RowButton";

export interface Offer {
  does: string;
  make: () => Action;
}

/** What can be done with something, a button each; every one shows its plan first. */
export function ActionButtons({ name, offers }: { name: string; offers: Offer[] }) {
  const act = useAct();
  return (
    <div className="hf-actions">
      {offers.map(({ does, make }) => {
        const action = make();
        return <RowButton key={does} does={does} label={`${does} ${name}`} asks={action} onClick={() => act(action)} />;
      })}
    </div>
  );
}
