// `stackdev run` and `stackdev debug` in a terminal of VS Code's, where the program has its user.
import * as net from "node:net";
import * as vscode from "vscode";
import { settings } from "./server";

const DEBUGGER_EXTENSION = "ms-python.debugpy";
const ECLIPSE_PORT = 5678; // PyDev's and PyCharm's habit

export interface Target {
  root?: string;
  name: string;
}

export async function run(target: Target): Promise<void> {
  await start("run", target, []);
}

/** The debugger of VS Code waits first; then the program's workers connect to it. */
export async function debug(target: Target): Promise<void> {
  if (settings().get<string>("debugger") === "pydevd") {
    await start("debug", target, ["--ide-port", String(ECLIPSE_PORT)]);
    return;
  }
  if (!vscode.extensions.getExtension(DEBUGGER_EXTENSION)) {
    void vscode.window.showErrorMessage(
      `VS Code's debugger for Python, the extension ${DEBUGGER_EXTENSION}, is not installed. With the setting ` +
        "stackdev.debugger = pydevd the program connects to another IDE's.");
    return;
  }
  const port = await freePort();
  const configuration = {
    type: "debugpy", request: "attach", name: target.name, listen: { host: "127.0.0.1", port },
    justMyCode: false, subProcess: true,
  };
  void vscode.debug.startDebugging(vscode.workspace.workspaceFolders?.[0], configuration);
  await start("debug", target, ["--debugger", "debugpy", "--ide-port", String(port)]);
}

async function start(mode: "run" | "debug", target: Target, options: string[]): Promise<void> {
  const where = target.root ? ["--root", target.root] : [];
  const program = new vscode.ProcessExecution(
    settings().get<string>("program", "stackdev"), [...where, mode, ...options, target.name],
    { cwd: target.root ?? vscode.workspace.workspaceFolders?.[0]?.uri.fsPath });
  const task = new vscode.Task(
    { type: "stackdev", mode, name: target.name }, vscode.TaskScope.Workspace, `${mode} ${target.name}`, "stackdev", program);
  task.presentationOptions = { panel: vscode.TaskPanelKind.Dedicated, clear: true };
  await vscode.tasks.executeTask(task);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
