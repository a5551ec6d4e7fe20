// A client on the protocol's own library, with a judge on its wire: it edits documents as it is asked to.
'use strict';
const { spawn } = require('child_process');
const path = require('path');
const { pathToFileURL } = require('url');
const protocol = require(path.join(__dirname, '../npm/node_modules/vscode-languageserver-protocol/node'));
const { Judge } = require('./judge');
const { Model } = require('./model');

const LIMIT = 60_000;

class JudgedReader extends protocol.StreamMessageReader {
  constructor(stream, judge) { super(stream); this.judge = judge; }
  listen(callback) { return super.listen((message) => { this.judge.judge('server', message); callback(message); }); }
}
class JudgedWriter extends protocol.StreamMessageWriter {
  constructor(stream, judge) { super(stream); this.judge = judge; }
  write(message) { this.judge.judge('client', JSON.parse(JSON.stringify(message))); return super.write(message); }
}

/** Where a position is in a text, as a JavaScript index. */
function indexAt(text, position, encoding) {
  const lines = text.split('\n');
  const before = lines.slice(0, position.line).reduce((sum, line) => sum + line.length + 1, 0);
  if (position.line >= lines.length) return text.length;
  const line = lines[position.line];
  return before + (encoding === 'utf-8' ? Buffer.from(line).subarray(0, position.character).toString().length : position.character);
}

class Client {
  constructor(server, capabilities) {
    const model = Model.ofProtocol();
    for (const one of require('./own')) model.requests.set(one.method, one);
    this.judge = new Judge(model);
    this.capabilities = capabilities;
    this.documents = new Map();
    this.diagnostics = new Map();
    this.trusts = false;
    this.watchers = [];
    this.process = spawn(server, [], { stdio: ['pipe', 'pipe', 'pipe'] });
    this.log = '';
    this.process.stderr.on('data', (data) => { this.log += data; });
    this.connection = protocol.createProtocolConnection(
      new JudgedReader(this.process.stdout, this.judge), new JudgedWriter(this.process.stdin, this.judge));
    this.answerRequests();
    this.connection.listen();
  }

  answerRequests() {
    const answers = {
      'workspace/applyEdit': ({ edit }) => { this.apply(edit); return { applied: true }; },
      'workspace/configuration': ({ items }) => items.map(() => ({ preset: 'socket-select' })),
      'window/showMessageRequest': ({ actions }) => (this.trusts ? actions.find((one) => one.title === 'Trust') : null),
    };
    for (const method of ['client/registerCapability', 'window/workDoneProgress/create', 'workspace/codeLens/refresh',
                          'workspace/diagnostic/refresh'])
      answers[method] = () => null;
    for (const [method, answer] of Object.entries(answers)) this.connection.onRequest(method, answer);
    this.connection.onNotification((method, params) => {
      if (method === 'textDocument/publishDiagnostics') this.diagnostics.set(params.uri, params);
      this.tell(method, params);
    });
    this.connection.onUnhandledProgress((params) => this.tell('$/progress', params)); // no notification to the library
  }

  tell(method, params) {
    this.watchers = this.watchers.filter((one) => !one(method, params));
  }

  /** The next notification that fits; asked for before what causes it is sent. */
  next(method, fits = () => true) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no ${method} came`)), LIMIT);
      this.watchers.push((came, params) => {
        if (came !== method || !fits(params)) return false;
        clearTimeout(timer);
        resolve(params);
        return true;
      });
    });
  }

  async start(folder) {
    const uri = pathToFileURL(folder).href;
    const result = await this.connection.sendRequest('initialize', {
      processId: process.pid, clientInfo: { name: 'strict', version: '1' }, locale: 'en', rootUri: uri, capabilities: this.capabilities,
      workspaceFolders: [{ uri, name: 'root' }], initializationOptions: { diagnostics: true }, trace: 'off' });
    this.encoding = result.capabilities.positionEncoding || 'utf-16';
    this.offered = result.capabilities;
    await this.notify('initialized', {});
  }

  notify(method, params) {
    return params === undefined ? this.connection.sendNotification(method) : this.connection.sendNotification(method, params);
  }

  /** The result; an error rejects. */
  request(method, params) {
    return params === undefined ? this.connection.sendRequest(method) : this.connection.sendRequest(method, params);
  }

  command(name, options) {
    return this.request('workspace/executeCommand', { command: `stackdev.${name}`, arguments: [options || {}] });
  }

  open(uri, languageId, text) {
    this.documents.set(uri, { version: 1, text });
    this.diagnostics.delete(uri);
    return this.notify('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } });
  }

  text(uri) { return this.documents.get(uri).text; }

  change(uri, contentChanges) {
    const document = this.documents.get(uri);
    for (const { range, text } of contentChanges)
      document.text = range === undefined ? text
        : document.text.slice(0, indexAt(document.text, range.start, this.encoding)) + text +
          document.text.slice(indexAt(document.text, range.end, this.encoding));
    document.version += 1;
    this.diagnostics.delete(uri);
    return this.notify('textDocument/didChange', { textDocument: { uri, version: document.version }, contentChanges });
  }

  apply(edit) {
    const all = edit.documentChanges
      ? edit.documentChanges.map((one) => [one.textDocument.uri, one.edits, one.textDocument.version])
      : Object.entries(edit.changes).map(([uri, edits]) => [uri, edits, null]);
    for (const [uri, edits, version] of all) {
      if (version !== null && version !== this.documents.get(uri).version) throw new Error(`an edit of version ${version} of ${uri}`);
      const last = [...edits].sort((a, b) => b.range.start.line - a.range.start.line || b.range.start.character - a.range.start.character);
      this.change(uri, last.map((one) => ({ range: one.range, text: one.newText })));
    }
  }

  close(uri) {
    this.documents.delete(uri);
    return this.notify('textDocument/didClose', { textDocument: { uri } });
  }

  /** The exit status. */
  async end() {
    const ended = new Promise((resolve) => this.process.on('exit', resolve));
    await this.request('shutdown');
    await this.notify('exit');
    return ended;
  }
}

module.exports = { Client, protocol };
