import hooks from "eslint-plugin-react-hooks";
import { configs, config } from "typescript-eslint";

export default config(
    { ignores: ["portal/generated"] },
    configs.strictTypeChecked,
    hooks.configs.flat["recommended-latest"],
    {
        languageOptions: { parserOptions: { projectService: true } },
        rules: {
            // Handlers of events may be asynchronous: what fails in them is shown by `useAction`.
            "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: { attributes: false } }],
            "@typescript-eslint/no-non-null-assertion": "off",
            "@typescript-eslint/no-confusing-void-expression": "off",
            // It also takes what an effect begins, and what sets the state later, for a change at once.
            "react-hooks/set-state-in-effect": "off",
            "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
        },
    },
);
