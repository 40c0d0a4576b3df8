import "@patternfly/react-core/dist/styles/base.css";
import "./app/app.css";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { BrowserRouter } from "react-router";
import { App } from "./app/App";
import { followColorScheme } from "./app/colorScheme";

followColorScheme();
// What was read stays on the screen while it is read again, and when that fails.
const client = new QueryClient({ defaultOptions: { queries: { retry: 1, networkMode: "always" } } });

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <BrowserRouter>
        <App />
      </BrowserRouter>
    </QueryClientProvider>
  </StrictMode>,
);
