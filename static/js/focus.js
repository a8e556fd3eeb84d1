// Signed-out pages: forms and the theme, nothing else.
import { startForms } from "./draft.js";
import { startTheme } from "./theme.js";
import { startToasts } from "./toast.js";

startTheme();
startForms();
startToasts();
