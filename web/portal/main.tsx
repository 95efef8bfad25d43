// The portal begins.
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/shell.css";
import "./styles/lists.css";
import "./styles/pages.css";
import "./styles/print.css";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { firstLanguage, speak } from "./words/words.ts";

await speak(firstLanguage());
createRoot(document.getElementById("portal")!).render(<App />);
