export function compileLater(): void;
export function compileWhatRunsOften(): void;
