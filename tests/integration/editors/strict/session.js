// node session.js SERVER ROOT: what an editor does, with each method and command that the server offers, by clients of several
// kinds in the sample stack. Prints what the judges say, and what was used, as JSON.
'use strict';
const assert = require('node:assert');
const fs = require('fs');
const path = require('path');
const { pathToFileURL } = require('url');
const { Client, protocol } = require('./client');

const [server, root] = process.argv.slice(2);
const SOURCE = "#!/usr/bin/env python\nimport eventlet\ns = 'üé🐍'; eventlet.monkey_patch()\n\n\ndef main():\n    pass\n";
const TRAP = '[DEFAULT]\nname = %SERVICE_TENANT_NAME%\nsql_connection = mysql://nova:é@localhost/nova\n';
const ALL = { start: { line: 0, character: 0 }, end: { line: 1000, character: 0 } };
const script = path.join(root, 'sample-service/bin/strict');
const uri = pathToFileURL(script).href;
const manifest = pathToFileURL(path.join(root, 'stackdev.toml')).href;
const settings = pathToFileURL(path.join(root, 'sample-service/etc/strict.conf')).href;

const DYNAMIC = { dynamicRegistration: true };
const RICH = {
  general: { positionEncodings: ['utf-16'] },
  window: { workDoneProgress: true, showMessage: { messageActionItem: { additionalPropertiesSupport: true } } },
  workspace: {
    applyEdit: true, workspaceEdit: { documentChanges: true }, configuration: true, workspaceFolders: true,
    didChangeConfiguration: DYNAMIC, didChangeWatchedFiles: DYNAMIC, executeCommand: {},
    codeLens: { refreshSupport: true }, diagnostics: { refreshSupport: true },
  },
  textDocument: {
    synchronization: { didSave: true }, hover: { contentFormat: ['markdown', 'plaintext'] },
    codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix', 'source'] } }, isPreferredSupport: true },
    codeLens: {}, completion: { completionItem: { documentationFormat: ['markdown'] } },
    documentSymbol: { hierarchicalDocumentSymbolSupport: true }, publishDiagnostics: { versionSupport: true },
  },
};
const KINDS = {
  pushed: RICH,
  pulled: { ...RICH, general: { positionEncodings: ['utf-8', 'utf-16'] }, textDocument: { ...RICH.textDocument, diagnostic: {} } },
  poor: {}, // has none of it
};

/** The request failed, with this code of the protocol's. */
async function fails(request, code) {
  const error = await request.then(() => assert.fail('was answered'), (failure) => failure);
  assert.strictEqual(error.code, code, error.message);
  return error;
}

async function codes(client, of) {
  if (client.offered.diagnosticProvider)
    return (await client.request('textDocument/diagnostic', { textDocument: { uri: of } })).items.map((one) => one.code);
  for (;;) {
    const found = client.diagnostics.get(of);
    const isCurrent = found && (!('version' in found) || found.version === client.documents.get(of).version);
    if (isCurrent) return found.diagnostics.map((one) => one.code);
    await client.next('textDocument/publishDiagnostics', (params) => params.uri === of);
  }
}

async function act(client, of, title, only) {
  const context = { diagnostics: [], ...(only ? { only } : {}) };
  const actions = await client.request('textDocument/codeAction', { textDocument: { uri: of }, range: ALL, context });
  const found = actions.find((one) => one.title === title);
  assert.ok(found, `no ${title} among ${actions.map((one) => one.title)}`);
  client.apply(found.edit);
}

/** Each request about a document, everywhere in it. */
async function look(client, of) {
  const textDocument = { uri: of };
  for (const [line, text] of client.text(of).split('\n').entries())
    for (const character of [0, Math.min(text.length, 12)]) {
      await client.request('textDocument/hover', { textDocument, position: { line, character } });
      await client.request('textDocument/completion', { textDocument, position: { line, character }, context: { triggerKind: 1 } });
    }
  await client.request('textDocument/documentSymbol', { textDocument });
  return client.request('textDocument/codeLens', { textDocument });
}

async function edit(client) {
  await client.open(uri, 'python', SOURCE);
  assert.deepStrictEqual(await codes(client, uri), ['unsafe-monkey-patch']);
  const lenses = await look(client, uri);
  assert.ok(lenses.some((one) => one.command.title === 'Make debug-safe'));
  await act(client, uri, 'Make debug-safe');
  assert.match(client.text(uri), /'üé🐍'; eventlet\.monkey_patch\(all=False/);
  assert.deepStrictEqual(await codes(client, uri), ['debug-safe-active']);
  await look(client, uri);
  await act(client, uri, 'Restore', ['quickfix']);
  assert.strictEqual(client.text(uri), SOURCE);
  await act(client, uri, 'Make every monkey patch call debug-safe', ['source.fixAll']);
  await act(client, uri, 'Restore');
  assert.strictEqual(client.text(uri), SOURCE);
  await client.open(manifest, 'toml', fs.readFileSync(path.join(root, 'stackdev.toml'), 'utf8'));
  assert.deepStrictEqual(await codes(client, manifest), []);
  await look(client, manifest);
  await client.change(manifest, [{ text: 'version = 2\n' }, { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, text: '# é\n' }]);
  assert.deepStrictEqual([...new Set(await codes(client, manifest))], ['manifest']);
  await client.close(manifest);
  await client.open(settings, 'ini', TRAP);
  assert.deepStrictEqual(await codes(client, settings), ['placeholder-left', 'database-charset']);
  await look(client, settings);
  await client.close(settings);
}

async function ask(client) {
  assert.strictEqual((await client.request('stackdev/scan', { uris: [uri] })).calls[0].state, 'unsafe');
  await client.request('stackdev/scan', { uris: [] });
  const { runnables } = await client.request('stackdev/runnables', {});
  assert.ok(runnables.length > 0);
  await client.request('stackdev/runnables', { uri });
  for (const how of ['pydevd', 'debugpy'])
    await client.request('stackdev/debugTarget', { label: 'sample-api', debugger: how, idePort: 5999 });
  await fails(client.request('stackdev/debugTarget', { label: 'nothing' }), -32803);
}

/** What an open document takes from commands, and what is written to closed ones. */
async function patch(client) {
  const start = Buffer.from(SOURCE).indexOf('eventlet.monkey_patch');
  if (!client.capabilities.workspace) {
    await fails(client.command('debugSafe', { uri, start }), -32803);
    return;
  }
  assert.strictEqual((await client.command('debugSafe', { uri, start })).calls.length, 1);
  assert.match(client.text(uri), /stackdev:debug-safe/);
  await client.command('restore', { uri, start });
  assert.strictEqual(client.text(uri), SOURCE);
  await client.command('hook', { uri });
  assert.deepStrictEqual((await codes(client, uri)).sort(), ['hook-active', 'unsafe-monkey-patch']);
  await client.command('unhook', { uri });
  assert.strictEqual(client.text(uri), SOURCE);
  await client.close(uri);
  await client.command('debugSafe', { paths: [script] });
  assert.match(fs.readFileSync(script, 'utf8'), /stackdev:debug-safe/);
  await client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri, type: 2 }] });
  assert.ok((await client.command('undo', { list: true })).length !== 0);
  await client.command('undo');
  assert.strictEqual(fs.readFileSync(script, 'utf8'), SOURCE);
  await client.command('debugSafe', { paths: [script] });
  const edited = fs.readFileSync(script, 'utf8');
  await client.open(uri, 'python', `${edited}# not saved\n`);
  await fails(client.command('undo'), -32803);
  await client.close(uri);
  await client.open(uri, 'python', edited);
  await client.command('undo'); // by the editor, who has the file open
  assert.strictEqual(client.text(uri), SOURCE);
  assert.strictEqual(fs.readFileSync(script, 'utf8'), edited);
  await client.close(uri);
  fs.writeFileSync(script, SOURCE);
  await client.open(uri, 'python', SOURCE);
}

async function manage(client) {
  await client.command('scan');
  await client.command('launchConfigurations');
  await client.command('import', { dryRun: true });
  await client.command('clone', { dryRun: true });
  await client.command('deps', { dryRun: true });
  await client.command('doctor');
  await client.command('doctor', { fix: true });
  await client.command('status');
  await client.command('logs');
  await fails(client.command('nothing'), -32602);
  await fails(client.command('import', { ide: 5 }), -32602);
  await fails(client.request('workspace/executeCommand', { command: 'stackdev.run', arguments: [{ name: 'nothing' }] }), -32803);
}

/** The stack's services, from the question whether it is trusted to the end. */
async function serve(client) {
  await fails(client.command('up', { services: ['sample-api'] }), -32803); // No
  client.trusts = true;
  const up = await client.command('up', { services: ['sample-api'] }); // Trust
  assert.strictEqual(up.services.find((one) => one.name === 'sample-api').state, 'running');
  await client.command('trust');
  await client.command('status');
  await client.command('logs', { service: 'sample-api' });
  await client.command('verify');
  await client.command('down', { wipe: true });
  const ended = client.next('window/showMessage', ({ message }) => message.includes('ended with status 0'));
  const started = await client.command('debug', { command: ['/bin/sleep', '0.3'] });
  assert.ok(started.pid > 0);
  await ended;
  const over = client.next('window/showMessage', ({ message }) => /^sample-api (was )?ended/.test(message));
  const progress = client.next('$/progress', ({ value }) => value.kind === 'begin' && value.title.startsWith('Running'));
  await client.command('run', { name: 'sample-api' });
  await client.notify('window/workDoneProgress/cancel', { token: (await progress).token });
  await over;
}

async function interrupt(client) {
  const source = new protocol.CancellationTokenSource();
  const request = client.connection.sendRequest('workspace/executeCommand', { command: 'stackdev.scan', arguments: [{}] }, source.token);
  source.cancel();
  const answered = await request.then(() => 0, (error) => error.code);
  assert.ok([0, -32800].includes(answered)); // it may be done already
  await fails(client.request('textDocument/hover', { textDocument: { uri: 'file:///nowhere.py' }, position: { line: 0, character: 0 } }), -32602);
  await client.notify('$/setTrace', { value: 'verbose' });
  await client.notify('workspace/didChangeConfiguration', { settings: { stackdev: { diagnostics: false } } });
  assert.deepStrictEqual(await client.request('textDocument/codeLens', { textDocument: { uri } }).then((all) => all.length > 0), true);
  await client.notify('workspace/didChangeConfiguration', { settings: { stackdev: { diagnostics: true } } });
  await client.notify('textDocument/didSave', { textDocument: { uri } });
  const folder = { uri: pathToFileURL(path.join(root, 'samplelib')).href, name: 'samplelib' };
  await client.notify('workspace/didChangeWorkspaceFolders', { event: { added: [folder], removed: [] } });
  await client.notify('workspace/didChangeWorkspaceFolders', { event: { added: [], removed: [folder] } });
}

async function session(kind) {
  const client = new Client(server, KINDS[kind]);
  fs.writeFileSync(script, SOURCE, { mode: 0o755 });
  try {
    await client.start(root);
    await edit(client);
    await ask(client);
    await patch(client);
    await interrupt(client);
    if (kind === 'pulled') {
      await manage(client);
      await serve(client);
    }
    await client.close(uri);
    const status = await client.end();
    const { judge } = client;
    return {
      kind, status, log: client.log, problems: [...judge.problems, ...judge.leftOver()], errors: [...new Set(judge.errors)].sort(),
      sent: [...judge.methods.client].sort(), received: [...judge.methods.server].sort(), commands: [...judge.commands].sort(),
      offered: judge.offered().sort(), offeredCommands: client.offered.executeCommandProvider.commands.sort(),
    };
  } finally {
    client.process.kill();
    fs.rmSync(script, { force: true });
  }
}

(async () => {
  const seen = [];
  for (const kind of Object.keys(KINDS)) seen.push(await session(kind));
  console.log(JSON.stringify(seen));
  process.exit(0);
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
