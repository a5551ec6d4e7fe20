// What the server's own requests and commands answer; docs/commands.md describes them.

export interface Runnable {
  label: string;
  project: string;
  kind: "program" | "tests" | "group";
  program: string;
  args: string[];
  cwd: string;
}

export interface Service {
  name: string;
  state: string;
  pid?: number | null;
  port?: number | null;
  url?: string | null;
}

export interface PatchCall {
  path: string;
  line: number;
  column: number;
  text: string;
  state: string;
}

/** The one object that a command of the server takes. */
export type Options = Record<string, unknown>;
