import { Route, Routes } from "react-router";
import { OverviewPage } from "../cluster/OverviewPage";
import { EventsPage } from "../event/EventsPage";
import { FencingPage } from "../fence/FencingPage";
import { GroupsPage } from "../group/GroupsPage";
import { NodesPage } from "../node/NodesPage";
import { ResourcesPage } from "../resource/ResourcesPage";
import { SettingsPage } from "../cluster/SettingsPage";
import { WhatIfPage } from "../simulate/WhatIfPage";
import { TypesPage } from "../type/TypesPage";
import { Shell } from "./Shell";

export function App() {
  return (
    <Shell>
      <Routes>
        <Route path="/" element={<OverviewPage />} />
        <Route path="/groups" element={<GroupsPage />} />
        <Route path="/resources" element={<ResourcesPage />} />
        <Route path="/types" element={<TypesPage />} />
        <Route path="/nodes" element={<NodesPage />} />
        <Route path="/fence" element={<FencingPage />} />
        <Route path="/events" element={<EventsPage />} />
        <Route path="/what-if" element={<WhatIfPage />} />
        <Route path="/settings" element={<SettingsPage />} />
        <Route path="*" element={<OverviewPage />} />
      </Routes>
    </Shell>
  );
}
