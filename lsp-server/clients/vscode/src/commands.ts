// The server's commands as VS Code's: what the palette leaves out is asked for or taken from the editor, what comes back is shown.
import * as vscode from "vscode";
import type { Options, PatchCall } from "./protocol";
import type { Server } from "./server";
import { debug, run, type Target } from "./terminal";

type Next = (args: unknown[]) => Promise<unknown>;

/** Where the cursor is, for a command that is for one place. */
function cursor(): Options | undefined {
  const editor = vscode.window.activeTextEditor;
  return editor && { uri: editor.document.uri.toString(), line: editor.selection.active.line + 1 };
}

async function chosenTarget(server: Server, title: string): Promise<Target | undefined> {
  const choices = (await server.runnables())
    .filter((runnable) => runnable.kind === "program")
    .map((runnable) => ({ label: runnable.label, description: runnable.project }));
  const choice = await vscode.window.showQuickPick(choices, { title, placeHolder: "A launch configuration" });
  return choice && { name: choice.label };
}

async function showCalls(calls: PatchCall[]): Promise<void> {
  const root = vscode.workspace.workspaceFolders?.[0]?.uri;
  const choices = calls.map((call) => ({
    label: `${call.path}:${call.line}`, description: call.state, detail: call.text, call,
  }));
  const choice = await vscode.window.showQuickPick(choices, { title: "Monkey patch calls", matchOnDescription: true });
  if (!choice || !root)
    return;
  const at = new vscode.Position(choice.call.line - 1, choice.call.column - 1);
  await vscode.window.showTextDocument(vscode.Uri.joinPath(root, choice.call.path), { selection: new vscode.Range(at, at) });
}

async function showJson(result: unknown): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language: "json", content: JSON.stringify(result, undefined, 2) });
  await vscode.window.showTextDocument(document, { preview: true });
}

const SHOWN = new Set(["stackdev.launchConfigurations", "stackdev.status", "stackdev.logs", "stackdev.doctor", "stackdev.verify"]);

/** From the palette, a menu or a code lens; other clients of the server are not concerned. */
export async function invoked(server: Server, command: string, args: unknown[], next: Next): Promise<unknown> {
  const given = args[0] as Options | undefined;
  if (command === "stackdev.run" || command === "stackdev.debug") {
    const inTerminal = command === "stackdev.run" ? run : debug;
    const target = typeof given?.name === "string"
      ? { name: given.name, root: given.root as string | undefined }
      : await chosenTarget(server, command === "stackdev.run" ? "Run" : "Debug");
    return target && inTerminal(target);
  }
  if (!given && (command === "stackdev.hook" || command === "stackdev.unhook")) {
    const place = cursor();
    return place && next([place]);
  }
  const result = await next(given ? [given] : []);
  if (!given && command === "stackdev.scan")
    void showCalls(result as PatchCall[]);
  else if (!given && SHOWN.has(command))
    void showJson(result);
  return result;
}

/** The status bar's menu. */
export async function showMenu(): Promise<void> {
  const own = vscode.extensions.getExtension("stackdev.stackdev")?.packageJSON as {
    contributes: { commands: { command: string; title: string; category?: string }[] };
  };
  const choices = own.contributes.commands
    .filter((command) => command.category !== undefined && command.command !== "stackdev.menu")
    .map((command) => ({ label: command.title, command: command.command }));
  const choice = await vscode.window.showQuickPick(choices, { title: "stackdev" });
  if (choice)
    await vscode.commands.executeCommand(choice.command);
}
