// One item: whether the server runs, what is wrong in what is open, how many services run.
import * as vscode from "vscode";
import { State, type LanguageClient } from "vscode-languageclient/node";
import type { StackTree } from "./stack_tree";

const HARMFUL = new Set(["unsafe-monkey-patch", "risky-monkey-patch"]);

export function statusBar(client: LanguageClient, tree: StackTree): vscode.Disposable {
  const item = vscode.window.createStatusBarItem("stackdev", vscode.StatusBarAlignment.Left);
  item.name = "stackdev";
  item.command = "stackdev.menu";
  const update = () => show(item, client.state, tree);
  update();
  item.show();
  return vscode.Disposable.from(
    item, client.onDidChangeState(update), vscode.languages.onDidChangeDiagnostics(update), tree.onDidChangeTreeData(update));
}

function harmfulCalls(): number {
  return vscode.languages.getDiagnostics().flatMap(([, all]) => all).filter(
    (one) => one.source === "stackdev" && typeof one.code === "string" && HARMFUL.has(one.code)).length;
}

function show(item: vscode.StatusBarItem, state: State, tree: StackTree): void {
  if (state !== State.Running) {
    item.text = state === State.Starting ? "$(sync~spin) stackdev" : "$(error) stackdev";
    item.tooltip = state === State.Starting ? "The server starts" : "The server does not run: see the output stackdev";
    return;
  }
  const calls = harmfulCalls();
  const running = tree.services.filter((service) => service.state === "running").length;
  const services = tree.services.length > 0 ? ` ${running}/${tree.services.length}` : "";
  item.text = `$(layers) stackdev${services}` + (calls > 0 ? ` $(warning) ${calls}` : "");
  item.tooltip = [
    tree.services.length > 0 ? `${running} of ${tree.services.length} services run` : "",
    calls > 0 ? `${calls} monkey patch calls break a debugger` : "",
    "Click for commands",
  ].filter(Boolean).join("\n");
}
