// The tree of the stack: its services and how they are, its projects and what of them can be run.
import * as vscode from "vscode";
import type { Runnable, Service } from "./protocol";
import type { Server } from "./server";

export type Node =
  | { kind: "section"; title: "Services" | "Projects" }
  | { kind: "service"; service: Service }
  | { kind: "project"; name: string; runnables: Runnable[] }
  | { kind: "runnable"; runnable: Runnable };

const STATE_ICONS: Record<string, vscode.ThemeIcon> = {
  running: new vscode.ThemeIcon("pass-filled", new vscode.ThemeColor("testing.iconPassed")),
  starting: new vscode.ThemeIcon("sync"),
  stopping: new vscode.ThemeIcon("sync"),
  failed: new vscode.ThemeIcon("error", new vscode.ThemeColor("testing.iconFailed")),
  debugged: new vscode.ThemeIcon("debug-alt"),
};

export class StackTree implements vscode.TreeDataProvider<Node> {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;
  services: Service[] = [];
  private runnables: Runnable[] = [];

  constructor(private readonly server: Server) {}

  async refresh(): Promise<void> {
    if (!this.server.client.isRunning())
      return;
    try {
      [this.runnables, this.services] = await Promise.all([this.server.runnables(), this.server.services()]);
    } catch (error) { // of a folder that has no stack, or a manifest that is wrong: its diagnostics tell
      [this.runnables, this.services] = [[], []];
      this.server.client.outputChannel.appendLine(String(error));
    }
    this.changed.fire();
  }

  async refreshServices(): Promise<void> {
    if (!this.server.client.isRunning())
      return;
    const services = await this.server.services();
    if (JSON.stringify(services) === JSON.stringify(this.services))
      return;
    this.services = services;
    this.changed.fire();
  }

  getChildren(node?: Node): Node[] {
    if (!node) {
      const sections: Node[] = [];
      if (this.services.length > 0)
        sections.push({ kind: "section", title: "Services" });
      if (this.runnables.length > 0)
        sections.push({ kind: "section", title: "Projects" });
      return sections;
    }
    if (node.kind === "section" && node.title === "Services")
      return this.services.map((service) => ({ kind: "service", service }));
    if (node.kind === "section")
      return this.projects();
    if (node.kind === "project")
      return node.runnables.map((runnable) => ({ kind: "runnable", runnable }));
    return [];
  }

  getTreeItem(node: Node): vscode.TreeItem {
    switch (node.kind) {
      case "section":
        return new vscode.TreeItem(node.title, vscode.TreeItemCollapsibleState.Expanded);
      case "service":
        return this.serviceItem(node.service);
      case "project": {
        const item = new vscode.TreeItem(node.name, vscode.TreeItemCollapsibleState.Collapsed);
        item.iconPath = new vscode.ThemeIcon("repo");
        return item;
      }
      case "runnable":
        return this.runnableItem(node.runnable);
    }
  }

  private projects(): Node[] {
    const byName = new Map<string, Runnable[]>();
    for (const runnable of this.runnables)
      if (runnable.kind !== "group")
        byName.set(runnable.project, [...(byName.get(runnable.project) ?? []), runnable]);
    return [...byName].sort(([a], [b]) => a.localeCompare(b)).map(([name, runnables]) => ({ kind: "project", name, runnables }));
  }

  private serviceItem(service: Service): vscode.TreeItem {
    const item = new vscode.TreeItem(service.name);
    item.description = service.state + (service.port ? ` :${service.port}` : "");
    item.tooltip = [service.url, service.pid ? `process ${service.pid}` : ""].filter(Boolean).join("\n");
    item.iconPath = STATE_ICONS[service.state] ?? new vscode.ThemeIcon("circle-outline");
    item.contextValue = "service";
    return item;
  }

  private runnableItem(runnable: Runnable): vscode.TreeItem {
    const item = new vscode.TreeItem(runnable.label);
    item.iconPath = new vscode.ThemeIcon(runnable.kind === "tests" ? "beaker" : "terminal");
    item.tooltip = [runnable.program, ...runnable.args].join(" ");
    item.contextValue = runnable.kind === "program" ? "runnable" : runnable.kind;
    return item;
  }
}
