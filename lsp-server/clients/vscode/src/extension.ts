// stackdev in VS Code: starts the server, binds commands, the tree and the status bar to it.
import * as vscode from "vscode";
import { invoked, showMenu } from "./commands";
import { Server } from "./server";
import { StackTree, type Node } from "./stack_tree";
import { statusBar } from "./status_bar";
import { debug, run } from "./terminal";

const POLL_MILLISECONDS = 5000; // services, while the tree is seen

let server: Server | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const output = vscode.window.createOutputChannel("stackdev", { log: true });
  const started = new Server(output, async (command, args, next) => {
    const result = await invoked(started, command, args, next);
    void tree.refresh();
    return result;
  });
  server = started;
  const tree = new StackTree(started);
  const view = vscode.window.createTreeView("stackdev.stack", { treeDataProvider: tree });
  const poll = setInterval(() => {
    if (view.visible)
      void tree.refreshServices();
  }, POLL_MILLISECONDS);
  context.subscriptions.push(
    output, view, statusBar(started.client, tree), { dispose: () => clearInterval(poll) },
    view.onDidChangeVisibility((event) => event.visible && void tree.refresh()),
    vscode.workspace.onDidSaveTextDocument((document) => {
      if (document.fileName.endsWith("stackdev.toml"))
        void tree.refresh();
    }),
    vscode.commands.registerCommand("stackdev.menu", showMenu),
    vscode.commands.registerCommand("stackdev.refresh", () => tree.refresh()),
    vscode.commands.registerCommand("stackdev.restartServer", () => started.client.restart()),
    ...treeCommands(started));
  try {
    await started.client.start();
  } catch (error) {
    void vscode.window.showErrorMessage(`stackdev-lsp does not start: ${String(error)}. The setting stackdev.server names it.`);
    return;
  }
  void tree.refresh();
}

function treeCommands(from: Server): vscode.Disposable[] {
  const named = (node: Node) =>
    node.kind === "service" ? node.service.name : node.kind === "runnable" ? node.runnable.label : undefined;
  const bind = (command: string, act: (name: string) => unknown) =>
    vscode.commands.registerCommand(command, (node: Node) => {
      const name = named(node);
      return name === undefined ? undefined : act(name);
    });
  return [
    bind("stackdev.runItem", (name) => run({ name })),
    bind("stackdev.debugItem", (name) => debug({ name })),
    bind("stackdev.startItem", (name) => vscode.commands.executeCommand("stackdev.up", { services: [name] })),
    bind("stackdev.logItem", async (name) => {
      const answer = (await from.execute("stackdev.logs", { service: name, quiet: true })) as { logs: { file: string }[] };
      for (const log of answer.logs)
        await vscode.window.showTextDocument(vscode.Uri.file(log.file));
    }),
  ];
}

export async function deactivate(): Promise<void> {
  await server?.client.stop();
}
