// The server's process and the one connection with it.
import * as vscode from "vscode";
import { ExecuteCommandRequest, LanguageClient, type LanguageClientOptions } from "vscode-languageclient/node";
import type { Options, Runnable, Service } from "./protocol";

const SELECTOR = [
  { scheme: "file", language: "python" },
  { scheme: "untitled", language: "python" },
  { scheme: "file", pattern: "**/stackdev.toml" },
  { scheme: "file", pattern: "**/*.{conf,ini}" }, // of services: what doctor knows of them
];

export type CommandMiddleware = (command: string, args: unknown[], next: (args: unknown[]) => Promise<unknown>) => Promise<unknown>;

export function settings(): vscode.WorkspaceConfiguration {
  return vscode.workspace.getConfiguration("stackdev");
}

export class Server {
  readonly client: LanguageClient;

  constructor(output: vscode.LogOutputChannel, onCommand: CommandMiddleware) {
    const options: LanguageClientOptions = {
      documentSelector: SELECTOR,
      outputChannel: output,
      synchronize: { configurationSection: "stackdev" },
      middleware: {
        executeCommand: (command, args, next) =>
          onCommand(command, args, async (given) => next(command, given)),
      },
    };
    const command = settings().get<string>("server", "stackdev-lsp");
    this.client = new LanguageClient("stackdev", "stackdev", { command, args: ["--check-parent-process"] }, options);
  }

  async runnables(): Promise<Runnable[]> {
    const answer = await this.client.sendRequest<{ runnables: Runnable[] }>("stackdev/runnables", {});
    return answer.runnables;
  }

  /** None if the folder has no services. */
  async services(): Promise<Service[]> {
    try {
      const answer = (await this.execute("stackdev.status", { quiet: true })) as { services: Service[] };
      return answer.services;
    } catch {
      return [];
    }
  }

  execute(command: string, options: Options): Promise<unknown> {
    return this.client.sendRequest(ExecuteCommandRequest.type, { command, arguments: [options] });
  }
}
