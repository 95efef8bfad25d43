// The portal begins.
import "./styles/portal.css";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { firstLanguage, speak } from "./words/words.ts";

await speak(firstLanguage());
createRoot(document.getElementById("portal")!).render(<App />);
